/** Where a command's credentials come from: a file, the environment, or a question. Secrets are never arguments. */
import { isRsaMethod, SIGNATURE_METHODS, type SigningOptions } from 'countersign/signing'
import { askSecret, canAsk, type Io } from '../../terminal/index.ts'
import type { OptionGroup } from '../help.ts'
import { readCredentialsFile } from './credentials-file.ts'
import { oneOf, usage } from './options.ts'
import { readText } from './read-file.ts'

/** The options that every signing command shares. */
export const CREDENTIAL_OPTIONS = {
  credentials: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'JSON with consumerKey, consumerSecret, token, tokenSecret, privateKey',
  },
  'consumer-key': { type: 'string', value: 'KEY', about: 'or COUNTERSIGN_CONSUMER_KEY' },
  token: { type: 'string', value: 'TOKEN', about: 'or COUNTERSIGN_TOKEN' },
  'private-key': {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'for RSA, in PEM form, or COUNTERSIGN_PRIVATE_KEY_FILE',
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
    about: `defaults to that of the service, or HMAC-SHA1; HMAC-SHA256, HMAC-SHA512, PLAINTEXT, RSA-SHA1, RSA-SHA256,
      RSA-SHA512`,
  },
  transmission: {
    type: 'string',
    value: 'PLACE',
    complete: ['header', 'query', 'body'],
    about: 'of the protocol parameters: header, query or body',
  },
  realm: { type: 'string', value: 'REALM', about: 'sent in the header, not signed' },
} as const

export const CREDENTIAL_GROUPS: readonly OptionGroup[] = [
  {
    title: 'credentials',
    options: CREDENTIAL_OPTIONS,
    note: `Secrets come from that file, from COUNTERSIGN_CONSUMER_SECRET and COUNTERSIGN_TOKEN_SECRET, or are asked
      for.`,
  },
  { title: 'signature', options: SIGNATURE_OPTIONS },
]

type Values<Options> = { readonly [Name in keyof Options]?: string | undefined }
export type CredentialValues = Values<typeof CREDENTIAL_OPTIONS> & Values<typeof SIGNATURE_OPTIONS>

/** What the options, the environment and the file say. There is no prompt. */
export interface GivenCredentials {
  readonly consumerKey?: string | undefined
  readonly consumerSecret?: string | undefined
  readonly token?: string | undefined
  readonly tokenSecret?: string | undefined
  readonly privateKeyFile?: string | undefined
  /** In PEM form, out of the file. */
  readonly privateKey?: string | undefined
}

/** Options win over the environment, and that over the file. @throws CountersignError `usage`: an unreadable file */
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

/** How to sign, as far as the options say it. @throws CountersignError `usage`: a word that is none of the choices */
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

/** Both halves, without a profile; the token's may be missing. @throws CountersignError `usage`: another is missing */
export async function readCredentials(values: CredentialValues, io: Io): Promise<SigningOptions> {
  const given = readGiven(values, io)
  const { consumerKey, token = null, privateKeyFile, privateKey = null } = given
  if (!consumerKey) {
    throw usage(
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

/** §3.4.3: RSA signs with a key in place of the secrets. */
export const usesSharedSecrets = (signatureMethod: string): boolean => !isRsaMethod(signatureMethod)

/** @throws CountersignError `usage`: there is no terminal to ask on */
export async function askUnlessGiven(
  io: Io,
  name: string,
  given: string | null | undefined,
): Promise<string> {
  if (given !== undefined && given !== null) return given
  if (canAsk(io)) return askSecret(io, `the ${name} (it is not shown)`)
  throw usage(
    `there is no ${name}`,
    `set COUNTERSIGN_${name.toUpperCase().replaceAll(' ', '_')}, or give --credentials`,
  )
}
