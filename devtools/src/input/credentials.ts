/** The credentials that a request is explained and diagnosed with, and everything in them that must not be shown. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { isSecretName } from 'countersign/internal'
import { CountersignError, parseForm } from 'countersign/signing'
import { type ObservedRequest, textOf } from './observed-request.ts'

/** What the person knows. Secrets are used and never shown. */
export interface DiagnoseCredentials {
  readonly consumerKey?: string | null
  readonly consumerSecret?: string | null
  readonly token?: string | null
  readonly tokenSecret?: string | null
  /** Of the temporary credentials, which are a common mistake to sign with. */
  readonly temporarySecret?: string | null
  /** Further secrets to try; at most three are. */
  readonly otherSecrets?: readonly string[]
  readonly publicKey?: string | KeyObject | null
  readonly privateKey?: string | KeyObject | null
}

/** The key that RSA signatures are checked with. @throws CountersignError `unusable-key`. §3.4.3 */
export function publicKeyOf({ publicKey, privateKey }: DiagnoseCredentials): KeyObject | null {
  try {
    if (publicKey) return typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey
    if (!privateKey) return null
    return createPublicKey(
      typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey,
    )
  } catch {
    // OpenSSL's own error is not passed on: it may quote its input.
    throw new CountersignError('unusable-key', 'the RSA key cannot be read', {
      section: '3.4.3',
      hint: 'give it as PEM, unencrypted',
    })
  }
}

/** All that has to stay out of every output: secrets, keys, a password in the URL, values of secret names, and the signature of PLAINTEXT. */
export function secretsOf(
  request: ObservedRequest,
  credentials: DiagnoseCredentials,
): readonly (string | null | undefined)[] {
  const {
    consumerSecret,
    tokenSecret,
    temporarySecret,
    otherSecrets = [],
    privateKey,
  } = credentials
  const { userinfo } = request.typed
  return [
    consumerSecret,
    tokenSecret,
    temporarySecret,
    ...otherSecrets,
    typeof privateKey === 'string' ? privateKey : null,
    userinfo,
    userinfo?.replace(/^[^:]*:/, ''),
    request.signatureMethod === 'PLAINTEXT' ? request.signature : null,
    ...namedSecrets(request),
  ]
}

/** The values of the request's own parameters under secret names, such as `x_auth_password`. */
function namedSecrets({ header, wire, form }: ObservedRequest): string[] {
  return [...header, ...parseForm(wire.query ?? ''), ...parseForm(form ?? '')]
    .filter(([name]) => isSecretName(textOf(name)))
    .map(([, value]) => textOf(value))
}
