/**
 * Reads the secrets for `explain` and `diagnose` from a file, the environment or a prompt, never
 * from arguments.
 */
import { type OptionGroup } from '../help.ts'
import type { DiagnoseCredentials, ObservedRequest } from '../../input/index.ts'
import { CountersignError, isRsaMethod } from 'countersign/signing'
import { askSecret, canAsk, type Io } from '../../terminal/index.ts'
import { type CredentialsFile, readCredentialsFile } from './credentials-file.ts'
import { readText } from './read-file.ts'

export const SECRET_OPTIONS = {
  credentials: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'a JSON file with consumerKey, consumerSecret, token, tokenSecret, temporarySecret',
  },
  'public-key': {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: "for RSA: the client's public key or certificate, in PEM format",
  },
  'private-key': {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: "for RSA: the client's private key; or COUNTERSIGN_PRIVATE_KEY_FILE",
  },
} as const

/** @param further text of the command after the note */
export const secretGroup = (further: string): OptionGroup => ({
  title: 'secrets',
  options: SECRET_OPTIONS,
  note: `Environment variables: COUNTERSIGN_CONSUMER_SECRET, COUNTERSIGN_TOKEN_SECRET, COUNTERSIGN_TEMPORARY_SECRET (the
    secret of the temporary credentials, to detect a mix-up) and COUNTERSIGN_OTHER_SECRETS (up to three other secrets to
    try, one per line). ${further}`,
})

export type SecretValues = { readonly [Name in keyof typeof SECRET_OPTIONS]?: string | undefined }

/**
 * Reads the given secrets. A missing one is `null`.
 *
 * @throws CountersignError `usage`, `input-too-large`
 */
export function readSecrets(values: SecretValues, { env }: Io): DiagnoseCredentials {
  const file = values.credentials === undefined ? {} : readCredentialsFile(values.credentials)
  const privateKey = values['private-key'] ?? env['COUNTERSIGN_PRIVATE_KEY_FILE']
  const text = (name: keyof CredentialsFile, variable: string): string | null =>
    env[variable] ?? file[name] ?? null
  return {
    consumerKey: text('consumerKey', 'COUNTERSIGN_CONSUMER_KEY'),
    consumerSecret: text('consumerSecret', 'COUNTERSIGN_CONSUMER_SECRET'),
    token: text('token', 'COUNTERSIGN_TOKEN'),
    tokenSecret: text('tokenSecret', 'COUNTERSIGN_TOKEN_SECRET'),
    temporarySecret: text('temporarySecret', 'COUNTERSIGN_TEMPORARY_SECRET'),
    otherSecrets: env['COUNTERSIGN_OTHER_SECRETS']?.split('\n').filter((line) => line !== '') ?? [],
    privateKey: privateKey === undefined ? (file.privateKey ?? null) : readText(privateKey),
    publicKey: values['public-key'] === undefined ? null : readText(values['public-key']),
  }
}

/**
 * Prompts for missing secrets, if there is a terminal.
 *
 * @throws CountersignError `missing-credential`: no key for RSA, or no consumer secret and no
 *   terminal
 */
export async function completeSecrets(
  secrets: DiagnoseCredentials,
  request: ObservedRequest,
  io: Io,
): Promise<DiagnoseCredentials> {
  if (isRsaMethod(request.signatureMethod)) return requireKey(secrets)
  if (!canAsk(io) || io.stdin.readableEnded) return requireSecret(secrets)
  const consumerSecret =
    secrets.consumerSecret ?? (await askSecret(io, 'the consumer secret (input is hidden)'))
  const needsToken = request.protocol.has('oauth_token') && typeof secrets.tokenSecret !== 'string'
  return {
    ...secrets,
    consumerSecret,
    tokenSecret: needsToken
      ? await askSecret(io, 'the token secret (input is hidden)')
      : (secrets.tokenSecret ?? null),
  }
}

function requireKey(secrets: DiagnoseCredentials): DiagnoseCredentials {
  if (secrets.publicKey ?? secrets.privateKey) return secrets
  throw new CountersignError(
    'missing-credential',
    'there is no key to verify an RSA signature with',
    {
      section: '3.4.3',
      hint: "give --public-key FILE, the client's public key or certificate, or --private-key FILE",
    },
  )
}

function requireSecret(secrets: DiagnoseCredentials): DiagnoseCredentials {
  if (typeof secrets.consumerSecret === 'string') return secrets
  throw new CountersignError('missing-credential', 'there is no consumer secret', {
    section: '3.4.2',
    hint: 'set COUNTERSIGN_CONSUMER_SECRET (empty for a client without a secret), or give --credentials FILE',
  })
}
