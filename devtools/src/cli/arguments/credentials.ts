/**
 * Reads a command's credentials from options, the environment, a file or a prompt. Secrets are
 * never arguments.
 */
import { isRsaMethod, SIGNATURE_METHODS, type SigningOptions } from 'countersign/signing'
import { askSecret, canAsk, type Io } from '../../terminal/index.ts'
import type { OptionGroup } from '../help.ts'
import { readCredentialsFile } from './credentials-file.ts'
import { oneOf, usageError } from './options.ts'
import { readText } from './read-file.ts'

/** The options that every signing command shares. */
export const CREDENTIAL_OPTIONS = {
  credentials: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'a JSON file with consumerKey, consumerSecret, token, tokenSecret, privateKey',
  },
  'consumer-key': {
    type: 'string',
    value: 'KEY',
    about: 'the consumer key; or COUNTERSIGN_CONSUMER_KEY',
  },
  token: { type: 'string', value: 'TOKEN', about: 'the token; or COUNTERSIGN_TOKEN' },
  'private-key': {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'an RSA private key in PEM format; or COUNTERSIGN_PRIVATE_KEY_FILE',
  },
} as const

export const SIGNATURE_OPTIONS = {
  'signature-method': {
    type: 'string',
    short: 's',
    value: 'METHOD',
    complete: [
      'HMAC-SHA1',
      'HMAC-SHA256',
      'HMAC-SHA512',
      'PLAINTEXT',
      'RSA-SHA1',
      'RSA-SHA256',
      'RSA-SHA512',
    ],
    about: `HMAC-SHA1, HMAC-SHA256, HMAC-SHA512, PLAINTEXT, RSA-SHA1, RSA-SHA256 or RSA-SHA512; defaults to the method of
      the service, or to HMAC-SHA1`,
  },
  transmission: {
    type: 'string',
    value: 'PLACE',
    complete: ['header', 'query', 'body'],
    about: 'where the protocol parameters go: header, query or body',
  },
  realm: {
    type: 'string',
    value: 'REALM',
    about: 'a realm for the Authorization header; not signed',
  },
} as const

export const CREDENTIAL_GROUPS: readonly OptionGroup[] = [
  {
    title: 'credentials',
    options: CREDENTIAL_OPTIONS,
    note: `Secrets come from the credentials file, from COUNTERSIGN_CONSUMER_SECRET and COUNTERSIGN_TOKEN_SECRET, or from
      a prompt.`,
  },
  { title: 'signature', options: SIGNATURE_OPTIONS },
]

type Values<Options> = { readonly [Name in keyof Options]?: string | undefined }
export type CredentialValues = Values<typeof CREDENTIAL_OPTIONS> & Values<typeof SIGNATURE_OPTIONS>

/** The credentials from the options, the environment and the file, without a prompt. */
export interface GivenCredentials {
  readonly consumerKey?: string | undefined
  readonly consumerSecret?: string | undefined
  readonly token?: string | undefined
  readonly tokenSecret?: string | undefined
  readonly privateKeyFile?: string | undefined
  /** From the credentials file, in PEM format. */
  readonly privateKey?: string | undefined
}

/**
 * Options override the environment, which overrides the file.
 *
 * @throws CountersignError, like `readCredentialsFile`
 */
export function readGiven(values: CredentialValues, { env }: Io): GivenCredentials {
  const file = values.credentials === undefined ? {} : readCredentialsFile(values.credentials)
  return {
    consumerKey: values['consumer-key'] ?? env['COUNTERSIGN_CONSUMER_KEY'] ?? file.consumerKey,
    consumerSecret: env['COUNTERSIGN_CONSUMER_SECRET'] ?? file.consumerSecret,
    token: values.token ?? env['COUNTERSIGN_TOKEN'] ?? file.token,
    tokenSecret: env['COUNTERSIGN_TOKEN_SECRET'] ?? file.tokenSecret,
    privateKeyFile: values['private-key'] ?? env['COUNTERSIGN_PRIVATE_KEY_FILE'],
    privateKey: file.privateKey,
  }
}

/**
 * The signing options that are given.
 *
 * @throws CountersignError `usage`: an unknown signature method or transmission
 */
export function readSignatureOptions(values: CredentialValues): Pick<
  SigningOptions,
  'transmission' | 'realm'
> & {
  readonly signatureMethod?: (typeof SIGNATURE_METHODS)[number]
} {
  const signatureMethod = oneOf('signature-method', values['signature-method'], SIGNATURE_METHODS)
  const transmission = oneOf('transmission', values.transmission, ['header', 'query', 'body'])
  return {
    ...(signatureMethod !== undefined && { signatureMethod }),
    ...(transmission !== undefined && { transmission }),
    ...(values.realm !== undefined && { realm: values.realm }),
  }
}

/**
 * Reads complete credentials without a profile, and prompts for missing secrets. The token is
 * optional.
 *
 * @throws CountersignError `usage`: no consumer key, or a secret is missing and there is no
 *   terminal
 */
export async function readCredentials(values: CredentialValues, io: Io): Promise<SigningOptions> {
  const given = readGiven(values, io)
  const { consumerKey, token = null, privateKeyFile, privateKey = null } = given
  if (!consumerKey) {
    throw usageError(
      'there is no consumer key',
      'give --consumer-key, COUNTERSIGN_CONSUMER_KEY or --credentials',
    )
  }
  const {
    signatureMethod = 'HMAC-SHA1',
    transmission = 'header',
    realm = null,
  } = readSignatureOptions(values)
  const isShared = usesSharedSecrets(signatureMethod)
  return {
    consumerKey,
    signatureMethod,
    transmission,
    realm,
    token,
    consumerSecret: isShared
      ? await askUnlessGiven(io, 'consumer secret', given.consumerSecret)
      : null,
    tokenSecret:
      token !== null && isShared
        ? await askUnlessGiven(io, 'token secret', given.tokenSecret)
        : null,
    privateKey: privateKeyFile === undefined ? privateKey : readText(privateKeyFile),
  }
}

/** §3.4.3: RSA signs with a private key in place of the shared secrets. */
export const usesSharedSecrets = (signatureMethod: string): boolean => !isRsaMethod(signatureMethod)

/**
 * Returns `given`, or prompts for the secret.
 *
 * @throws CountersignError `usage`: standard input is not a terminal
 */
export async function askUnlessGiven(
  io: Io,
  name: string,
  given: string | null | undefined,
): Promise<string> {
  if (given !== undefined && given !== null) return given
  if (canAsk(io)) return askSecret(io, `the ${name} (input is hidden)`)
  throw usageError(
    `there is no ${name}`,
    `set COUNTERSIGN_${name.toUpperCase().replaceAll(' ', '_')}, or give --credentials`,
  )
}
