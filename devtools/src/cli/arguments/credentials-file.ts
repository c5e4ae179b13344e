/** The JSON file of `--credentials`, written by `countersign login --save` or by hand. */
import { nearestName } from 'countersign/internal'
import { parseJson, describeJsonError } from './json-text.ts'
import { usageError } from './options.ts'
import { readText } from './read-file.ts'

const NAMES = [
  'consumerKey',
  'consumerSecret',
  'token',
  'tokenSecret',
  'temporarySecret',
  'privateKey',
] as const

/** Further members that `countersign login --save` writes. No command reads them. */
const SAVED_NAMES = ['fields', 'sessionHandle', 'expiresAt']

/**
 * Further members of a profile that could not be stored and was saved in a file. No command reads
 * them.
 */
const PROFILE_NAMES = [
  'profile',
  'service',
  'variables',
  'apiUrl',
  'origins',
  'requestTokenUrl',
  'authorizeUrl',
  'accessTokenUrl',
  'renewUrl',
  'revokeUrl',
  'privateKeyFile',
  'signatureMethod',
  'transmission',
  'realm',
]

const IGNORED_NAMES: readonly string[] = [...SAVED_NAMES, ...PROFILE_NAMES]

/** Credentials as text. `privateKey` is in PEM form. */
export type CredentialsFile = { readonly [Name in (typeof NAMES)[number]]?: string }

/**
 * @throws CountersignError `usage`: the file cannot be read, or it is not JSON, or a member is
 *   unknown or not a string
 * @throws CountersignError `input-too-large`: more than 1 MiB
 */
export function readCredentialsFile(path: string): CredentialsFile {
  const given = Object.entries(parseCredentials(path))
  for (const [name] of given) if (!isKnown(name)) refuseName(path, name)
  for (const [name, value] of given) {
    if (IGNORED_NAMES.includes(name) || value === null || typeof value === 'string') continue
    throw usageError(
      `the ${name} in ${JSON.stringify(path)} is not a string`,
      'write the value in double quotes',
    )
  }
  return Object.fromEntries(given.filter(([, value]) => typeof value === 'string'))
}

function parseCredentials(path: string): object {
  const text = readText(path)
  try {
    const value: unknown = parseJson(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    throw usageError(`${JSON.stringify(path)} is ${describeJsonError(text)}`, EXAMPLE)
  }
  throw usageError(`${JSON.stringify(path)} is not a JSON object`, EXAMPLE)
}

const EXAMPLE = 'a credentials file looks like { "consumerKey": "…", "consumerSecret": "…" }'

const isKnown = (name: string): boolean => [...NAMES, ...IGNORED_NAMES].includes(name)

function refuseName(path: string, name: string): never {
  const meant = nearestName(name, NAMES)
  throw usageError(
    `${JSON.stringify(path)} has an unknown member ${JSON.stringify(name)}`,
    meant === null ? `the members are ${NAMES.join(', ')}` : `did you mean ${meant}?`,
  )
}
