/** What the calls of one session share. */
import { fail } from '../signing/index.ts'
import { requireTimeout } from './abort.ts'
import { Clock } from './clock.ts'
import { Renewal } from './renewal.ts'
import { readHeaders } from './request-headers.ts'
import { requireBaseUrl, requireOrigin } from './request-url.ts'
import { requireBodyHash } from './session-body-hash.ts'
import type { SessionOptions } from './session-options.ts'
import { SessionSigner } from './session-signer.ts'

export interface SessionParts {
  readonly options: SessionOptions
  readonly signer: SessionSigner
  readonly clock: Clock
  readonly renewal: Renewal
}

/**
 * @throws CountersignError for options that cannot sign, `missing-credential`, `invalid-url`, `invalid-header`,
 *   `invalid-option`, `unknown-body-hash`
 */
export function createSessionParts(given: SessionOptions): SessionParts {
  const { baseUrl = null } = given
  // A copy, which nobody changes later.
  const options = { ...given, followRedirects: readFollowRedirects(given), headers: readHeaders(given.headers) }
  const signer = new SessionSigner(options)
  if (baseUrl !== null) requireBaseUrl(baseUrl)
  requireTimeout(options.timeout)
  requireBodyHash(options)
  requireComplete(options)
  requireMaxClockOffset(options)
  const { clock = new Clock() } = options
  return { options, signer, clock, renewal: new Renewal(options, signer) }
}

function readFollowRedirects({ followRedirects: given }: SessionOptions): boolean | readonly string[] {
  const asked = given ?? false
  if (typeof asked === 'boolean') return asked
  if (!Array.isArray(asked)) {
    return fail('invalid-option', '3.1', `followRedirects is ${typeof asked}`, 'give true, false, or a list of origins')
  }
  const origins: readonly string[] = asked.map(String)
  origins.forEach(requireOrigin)
  return origins
}

function requireMaxClockOffset({ maxClockOffset = 0 }: SessionOptions): void {
  if (typeof maxClockOffset === 'number' && maxClockOffset >= 0) return
  fail('invalid-option', '3.3', `maxClockOffset is ${String(maxClockOffset)}`, 'give seconds, 0 or more')
}

/** RFC 5849 §1.1: a token is useless without its secret, unless the method is RSA, or the caller's own. */
function requireComplete({ token, tokenSecret, signatureMethod = 'HMAC-SHA1' }: SessionOptions): void {
  const isShared = typeof signatureMethod === 'string' && !signatureMethod.startsWith('RSA')
  if (!isShared || !token || tokenSecret !== undefined) return
  fail('missing-credential', '1.1', '"tokenSecret" is missing', 'it is stored beside the token; give "" for none')
}
