/** Where a command's credentials come from: a file, the environment, or a question. Secrets are never arguments. */
import { readFileSync } from 'node:fs'
import { SIGNATURE_METHODS, type SigningOptions } from '../signing/index.ts'
import { askSecret, canAsk } from './ask-secret.ts'
import type { Io } from './command.ts'
import { oneOf, usage } from './options.ts'

/** The options that every signing command shares. */
export const CREDENTIAL_OPTIONS = {
  credentials: { type: 'string' },
  'consumer-key': { type: 'string' },
  token: { type: 'string' },
  'private-key': { type: 'string' },
  'signature-method': { type: 'string', short: 's' },
  transmission: { type: 'string' },
  realm: { type: 'string' },
} as const

export const CREDENTIAL_HELP: string = `credentials:
  --credentials FILE       JSON with consumerKey, consumerSecret, token, tokenSecret, privateKey
  --consumer-key KEY       or COUNTERSIGN_CONSUMER_KEY
  --token TOKEN            or COUNTERSIGN_TOKEN
  --private-key FILE       for RSA, in PEM form, or COUNTERSIGN_PRIVATE_KEY_FILE
  Secrets come from that file, from COUNTERSIGN_CONSUMER_SECRET and COUNTERSIGN_TOKEN_SECRET, or are asked for.

signature:
  -s, --signature-method M ${SIGNATURE_METHODS.slice(0, 3).join(', ')} (HMAC-SHA1 unless given),
                           ${SIGNATURE_METHODS.slice(3).join(', ')}
  --transmission PLACE     header (unless given), query or body
  --realm REALM            sent in the header, not signed`

export type CredentialValues = { readonly [Name in keyof typeof CREDENTIAL_OPTIONS]?: string | undefined }

/** The client's half, and how to sign with it. @throws CountersignError `usage`: something is missing or unreadable */
export async function readClientCredentials(values: CredentialValues, io: Io): Promise<SigningOptions> {
  const file = readCredentialsFile(values.credentials)
  const consumerKey = values['consumer-key'] ?? io.env['COUNTERSIGN_CONSUMER_KEY'] ?? file.consumerKey
  if (!consumerKey) throw usage('there is no consumer key', 'give --consumer-key, COUNTERSIGN_CONSUMER_KEY or --credentials')
  const signatureMethod = oneOf('signature-method', values['signature-method'], SIGNATURE_METHODS) ?? 'HMAC-SHA1'
  const keyFile = values['private-key'] ?? io.env['COUNTERSIGN_PRIVATE_KEY_FILE']
  const isShared = !signatureMethod.startsWith('RSA')
  const { COUNTERSIGN_CONSUMER_SECRET: secret = file.consumerSecret } = io.env
  return {
    consumerKey,
    signatureMethod,
    consumerSecret: isShared ? await askUnlessGiven(io, 'consumer secret', secret) : null,
    privateKey: keyFile === undefined ? (file.privateKey ?? null) : readText(keyFile),
    transmission: oneOf('transmission', values.transmission, ['header', 'query', 'body']) ?? 'header',
    realm: values.realm ?? null,
  }
}

/** Both halves; the token's may be missing. @throws CountersignError `usage` */
export async function readCredentials(values: CredentialValues, io: Io): Promise<SigningOptions> {
  const client = await readClientCredentials(values, io)
  const file = readCredentialsFile(values.credentials)
  const token = values.token ?? io.env['COUNTERSIGN_TOKEN'] ?? file.token ?? null
  const { COUNTERSIGN_TOKEN_SECRET: secret = file.tokenSecret } = io.env
  const isShared = client.consumerSecret !== null
  return { ...client, token, tokenSecret: token !== null && isShared ? await askUnlessGiven(io, 'token secret', secret) : null }
}

async function askUnlessGiven(io: Io, name: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return given
  if (canAsk(io)) return askSecret(io, `the ${name} (it is not shown)`)
  throw usage(`there is no ${name}`, `set COUNTERSIGN_${name.toUpperCase().replace(' ', '_')}, or give --credentials`)
}

interface CredentialsFile {
  readonly consumerKey?: string
  readonly consumerSecret?: string
  readonly token?: string
  readonly tokenSecret?: string
  readonly privateKey?: string
}

function readCredentialsFile(path: string | undefined): CredentialsFile {
  if (path === undefined) return {}
  const text = readText(path)
  try {
    return Object(JSON.parse(text)) as CredentialsFile
  } catch {
    throw usage(`${JSON.stringify(path)} is not JSON`, 'it looks like { "consumerKey": "…", "consumerSecret": "…" }')
  }
}

/** @throws CountersignError `usage` */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw usage(`${JSON.stringify(path)} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, 'check the path and its permissions')
  }
}
