/** When a session sends `oauth_body_hash`, and by which hash: the rules of the body hash extension. */
import {
  BODY_HASHES,
  bodyHash,
  type BodyHashAlgorithm,
  fail,
  isFormContentType,
  type Parameter,
  quote,
} from '../signing/index.ts'
import { isCredentialsCall } from './credentials-call.ts'
import { methodName } from './method-name.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
import type { RequestProtocol, SessionOptions } from './session-options.ts'

/**
 * The hash that the options mean; `null` for none.
 *
 * @throws CountersignError `unknown-body-hash`: no hash by that name, or none that goes with the signature method
 */
export function requireBodyHash(options: SessionOptions): BodyHashAlgorithm | null {
  const { bodyHash: asked = null } = options
  if (asked === null) return null
  const method = methodName(options)
  if (method === 'PLAINTEXT') {
    // The extension does not support PLAINTEXT (its introduction), and leaving the hash out would promise too much.
    fail(
      'unknown-body-hash',
      '3.4.4',
      'PLAINTEXT signs nothing, and so no body hash',
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
      ? `no body hash goes with ${quote(method)}`
      : `unknown body hash: ${quote(asked)}`
  return fail('unknown-body-hash', '3.4', why, BODY_HASHES.join(', '))
}

/** Whether bodies that are no form are hashed. Body hash §4.1.1: not for the request and access token. */
export function hashesBody(options: SessionOptions, protocol: RequestProtocol): boolean {
  // In the body, the protocol parameters make a form of it.
  return (
    (options.bodyHash ?? null) !== null &&
    options.transmission !== 'body' &&
    !isCredentialsCall(protocol)
  )
}

/** `oauth_body_hash`, where one is due. Body hash §4.1.1: never with a form, which is signed itself. */
export function bodyHashParameters(
  options: SessionOptions,
  protocol: RequestProtocol,
  { headers, body }: OutgoingRequest,
): Parameter[] {
  if (!hashesBody(options, protocol) || isFormContentType(headers.get('content-type'))) return []
  return [['oauth_body_hash', bodyHash(body.sent as Uint8Array | null, requireBodyHash(options)!)]]
}
