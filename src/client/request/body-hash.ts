/**
 * The rules of the body hash extension: which requests have an `oauth_body_hash`, and by which
 * hash.
 */
import type { OptionKinds } from '../../internal/index.ts'
import {
  BODY_HASHES,
  bodyHash,
  type BodyHashAlgorithm,
  fail,
  isFormContentType,
  type Parameter,
  quote,
  type SigningOptions,
} from '../../signing/index.ts'
import type { RequestBody } from './body.ts'
import { isCredentialsCall, type RequestProtocol } from './request-options.ts'

export interface BodyHashOptions {
  /**
   * The hash of `oauth_body_hash`, by its name or by the signature method. It covers bodies that
   * are not forms, and requests without a body. `null` sends none, because some servers refuse it.
   * Body hash extension §3.1
   *
   * @default null
   */
  readonly bodyHash?: BodyHashAlgorithm | 'signature-method' | null
}

export const BODY_HASH_OPTIONS: OptionKinds<BodyHashOptions> = { bodyHash: 'any' }

type HashingOptions = BodyHashOptions & Pick<SigningOptions, 'signatureMethod' | 'transmission'>

/** The value of `oauth_signature_method`, for a method of the caller as well. */
export function methodName({
  signatureMethod = 'HMAC-SHA1',
}: Pick<SigningOptions, 'signatureMethod'>): string {
  return typeof signatureMethod === 'string' ? signatureMethod : signatureMethod.name
}

/**
 * The hash that the options select. `null` if none is to be sent.
 *
 * @throws CountersignError `unknown-body-hash`: no hash has this name, or none belongs to the
 *   signature method
 */
export function requireBodyHash(options: HashingOptions): BodyHashAlgorithm | null {
  const { bodyHash: asked = null } = options
  if (asked === null) return null
  const method = methodName(options)
  if (method === 'PLAINTEXT') {
    // The introduction of the extension excludes PLAINTEXT. To send no hash would drop a protection
    // that was asked for.
    fail(
      'unknown-body-hash',
      '3.4.4',
      'PLAINTEXT signs nothing, and so it signs no body hash',
      'choose an HMAC or RSA method',
    )
  }
  // Body hash §3.1: the hash of the signature method, SHA-1 with HMAC-SHA1 and RSA-SHA1.
  const wanted =
    asked === 'signature-method' ? `SHA-${/SHA-?(\d+)$/i.exec(method)?.[1] ?? '?'}` : asked
  const known = BODY_HASHES.find((name) => name === wanted)
  if (known !== undefined) return known
  const why =
    asked === 'signature-method'
      ? `no body hash belongs to ${quote(method)}`
      : `unknown body hash: ${quote(asked)}`
  return fail('unknown-body-hash', '3.4', why, BODY_HASHES.join(', '))
}

/**
 * The hash for a request whose body is not a form. Body hash §4.1.1: `null` at credential
 * endpoints.
 */
export function bodyHashOf(
  options: HashingOptions,
  protocol: RequestProtocol,
): BodyHashAlgorithm | null {
  // Protocol parameters in the body make a form of it.
  if (options.transmission === 'body' || isCredentialsCall(protocol)) return null
  return requireBodyHash(options)
}

/** `oauth_body_hash`. Body hash §4.1.1: never with a form, which is signed itself. */
export function bodyHashParameters(
  algorithm: BodyHashAlgorithm,
  headers: Headers,
  body: RequestBody,
): Parameter[] {
  if (isFormContentType(headers.get('content-type'))) return []
  return [['oauth_body_hash', bodyHash(body.sent as Uint8Array | null, algorithm)]]
}
