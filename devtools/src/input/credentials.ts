/**
 * The credentials that `explain` and `diagnose` take, and the secrets to redact from their output.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { isSecretName } from 'countersign/internal'
import { CountersignError, parseForm } from 'countersign/signing'
import { type ObservedRequest, textOf } from './observed-request.ts'

/** Credentials of the client and the user. No output contains the secrets. */
export interface DiagnoseCredentials {
  readonly consumerKey?: string | null
  readonly consumerSecret?: string | null
  readonly token?: string | null
  readonly tokenSecret?: string | null
  /** The secret of the temporary credentials, which is often used by mistake. */
  readonly temporarySecret?: string | null
  /** Other secrets to try. Only the first three are tried. */
  readonly otherSecrets?: readonly string[]
  readonly publicKey?: string | KeyObject | null
  readonly privateKey?: string | KeyObject | null
}

/**
 * The key that verifies RSA signatures, RFC 5849 §3.4.3.
 *
 * @throws CountersignError `unusable-key`
 */
export function publicKeyOf({ publicKey, privateKey }: DiagnoseCredentials): KeyObject | null {
  try {
    if (publicKey) return typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey
    if (!privateKey) return null
    return createPublicKey(
      typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey,
    )
  } catch {
    // The OpenSSL error is not passed on, because it may quote the key.
    throw new CountersignError('unusable-key', 'the RSA key cannot be read', {
      section: '3.4.3',
      hint: 'pass the key as unencrypted PEM',
    })
  }
}

/**
 * The texts to redact: secrets, keys, a password in the URL, values of secret parameters, a
 * PLAINTEXT signature.
 */
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

/** The values of request parameters with secret names, such as `x_auth_password`. */
function namedSecrets({ header, wire, form }: ObservedRequest): string[] {
  return [...header, ...parseForm(wire.query ?? ''), ...parseForm(form ?? '')]
    .filter(([name]) => isSecretName(textOf(name)))
    .map(([, value]) => textOf(value))
}
