/** The JSON file of `--credentials`: countersign writes it, or a person. */
import { nearestName } from 'countersign/internal'
import { parseJson, whyNoJson } from './json-text.ts'
import { usage } from './options.ts'
import { readText } from './read-file.ts'

const NAMES = [
  'consumerKey',
  'consumerSecret',
  'token',
  'tokenSecret',
  'temporarySecret',
  'privateKey',
] as const

/** What `countersign login --save` writes as well, or a profile that could not be stored. No command reads it here. */
const FURTHER: readonly string[] = [
  ...['fields', 'sessionHandle', 'expiresAt'],
  ...['profile', 'service', 'variables', 'apiUrl', 'origins', 'privateKeyFile'],
  ...['requestTokenUrl', 'authorizeUrl', 'accessTokenUrl', 'renewUrl', 'revokeUrl'],
  ...['signatureMethod', 'transmission', 'realm'],
]

/** Credentials as text. `privateKey` is in PEM form. */
export type CredentialsFile = { readonly [Name in (typeof NAMES)[number]]?: string }

/** @throws CountersignError `usage`: no file, no JSON, an unknown name, a value that is no text; `input-too-large` */
export function readCredentialsFile(path: string): CredentialsFile {
  const given = Object.entries(parseCredentials(path))
  for (const [name] of given) if (!isKnown(name)) refuseName(path, name)
  for (const [name, value] of given) {
    if (FURTHER.includes(name) || value === null || typeof value === 'string') continue
    throw usage(`the ${name} in ${JSON.stringify(path)} is no text`, `write it in quotes`)
  }
  return Object.fromEntries(given.filter(([, value]) => typeof value === 'string'))
}

function parseCredentials(path: string): object {
  const text = readText(path)
  try {
    const value: unknown = parseJson(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    throw usage(`${JSON.stringify(path)} is ${whyNoJson(text)}`, EXAMPLE)
  }
  throw usage(`${JSON.stringify(path)} holds no object of JSON`, EXAMPLE)
}

const EXAMPLE = 'it looks like { "consumerKey": "…", "consumerSecret": "…" }'

const isKnown = (name: string): boolean => [...NAMES, ...FURTHER].includes(name)

function refuseName(path: string, name: string): never {
  const meant = nearestName(name, NAMES)
  throw usage(
    `${JSON.stringify(path)} holds ${JSON.stringify(name)}, which is not known`,
    meant === null ? `it holds ${NAMES.join(', ')}` : `did you mean ${meant}?`,
  )
}
