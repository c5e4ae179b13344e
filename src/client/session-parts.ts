/** What the calls of one session share. */
import { fail } from '../signing/index.ts'
import { Clock } from './clock.ts'
import { Renewal } from './renewal.ts'
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

/** @throws CountersignError for options that cannot sign, `missing-credential`, `invalid-url`, `unknown-body-hash` */
export function createSessionParts(given: SessionOptions): SessionParts {
  const { baseUrl = null, followRedirects = false } = given
  const origins = typeof followRedirects === 'boolean' ? [] : [...followRedirects]
  // A copy, which nobody changes later.
  const options = { ...given, followRedirects: typeof followRedirects === 'boolean' ? followRedirects : origins }
  const signer = new SessionSigner(options)
  if (baseUrl !== null) requireBaseUrl(baseUrl)
  origins.forEach(requireOrigin)
  requireBodyHash(options)
  requireComplete(options)
  return { options, signer, clock: new Clock(), renewal: new Renewal(options, signer) }
}

/** RFC 5849 §1.1: a token is useless without its secret, unless the method is RSA, or the caller's own. */
function requireComplete({ token, tokenSecret, signatureMethod = 'HMAC-SHA1' }: SessionOptions): void {
  const isShared = typeof signatureMethod === 'string' && !signatureMethod.startsWith('RSA')
  if (!isShared || !token || tokenSecret !== undefined) return
  fail('missing-credential', '1.1', '"tokenSecret" is missing', 'it is stored beside the token; give "" for none')
}
