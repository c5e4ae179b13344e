/** What the calls of one session share. */
import { invalidOption, requireOptions, requireTimeout } from '../internal/index.ts'
import { fail } from '../signing/index.ts'
import { Clock } from './clock.ts'
import { SESSION_OPTIONS } from './option-kinds.ts'
import { Renewal } from './renewal.ts'
import { readHeaders } from './request-headers.ts'
import { requireBaseUrl, requireOrigin } from './request-url.ts'
import { requireBodyHash } from './session-body-hash.ts'
import type { SessionOptions } from './session-options.ts'
import { SessionSigner } from './session-signer.ts'

export interface SessionParts {
  readonly options: SessionOptions & { readonly baseUrl: string | null }
  readonly signer: SessionSigner
  readonly clock: Clock
  readonly renewal: Renewal
}

/**
 * @throws CountersignError for options that cannot sign, `missing-credential`, `invalid-url`, `invalid-header`,
 *   `invalid-option`, `unknown-option`, `unknown-body-hash`
 */
export function createSessionParts(given: SessionOptions): SessionParts {
  requireOptions('a session', given, SESSION_OPTIONS)
  const baseUrl = given.baseUrl == null ? null : requireBaseUrl(given.baseUrl)
  // A copy, which the caller cannot change later.
  const options = {
    ...given,
    baseUrl,
    followRedirects: readFollowRedirects(given),
    headers: readHeaders(given.headers),
  }
  const signer = new SessionSigner(options)
  requireTimeout(options.timeout)
  requireBodyHash(options)
  requireComplete(options)
  requireMaxClockOffset(options)
  requireFetchInit(options)
  const { clock = new Clock() } = options
  if (!(clock instanceof Clock)) {
    throw invalidOption('"clock" of a session is no Clock', 'make it by new Clock()', ['clock'])
  }
  return { options, signer, clock, renewal: new Renewal(options, signer) }
}

function readFollowRedirects({
  followRedirects: given,
}: SessionOptions): boolean | readonly string[] {
  const asked = given ?? false
  if (typeof asked === 'boolean') return asked
  if (!Array.isArray(asked)) {
    return fail(
      'invalid-option',
      '3.1',
      `followRedirects is ${typeof asked}`,
      'give true, false, or a list of origins',
    )
  }
  const origins: readonly string[] = asked.map(String)
  origins.forEach(requireOrigin)
  return origins
}

function requireMaxClockOffset({ maxClockOffset = 0 }: SessionOptions): void {
  if (typeof maxClockOffset === 'number' && maxClockOffset >= 0) return
  fail(
    'invalid-option',
    '3.3',
    `maxClockOffset is ${String(maxClockOffset)}`,
    'give seconds, 0 or more',
  )
}

function requireFetchInit({ fetchInit = {} }: SessionOptions): void {
  const own = Object.keys(fetchInit).find((name) => OWN_PARTS.includes(name))
  if (own !== undefined) {
    throw invalidOption(`"fetchInit" of a session has "${own}"`, 'it is set for each request', [
      own,
    ])
  }
}

const OWN_PARTS = ['method', 'headers', 'body', 'redirect', 'signal', 'duplex']

/** RFC 5849 §1.1: a token is useless without its secret, unless the method is RSA, or the caller's own. */
function requireComplete({
  token,
  tokenSecret,
  signatureMethod = 'HMAC-SHA1',
}: SessionOptions): void {
  const isShared = typeof signatureMethod === 'string' && !signatureMethod.startsWith('RSA')
  if (!isShared || !token || tokenSecret !== undefined) return
  fail(
    'missing-credential',
    '1.1',
    '"tokenSecret" is missing',
    'it is stored beside the token; give "" for none',
  )
}
