/** The options of a session, and the parts of a session that they make. */
import { type OptionKinds, requireOptions, requireTimeout } from '../internal/index.ts'
import type { Parameter, SigningOptions } from '../signing/index.ts'
import { CALL_SETTINGS, type CallSettings, type SessionParts } from './exchange/call.ts'
import { requireClock } from './exchange/clock.ts'
import { readFollowRedirects } from './exchange/redirect.ts'
import { Renewal } from './exchange/renewal.ts'
import { requireFetchInit } from './exchange/send.ts'
import { SessionSigner } from './exchange/session-signer.ts'
import { requireBodyHash } from './request/body-hash.ts'
import { readHeaders } from './request/headers.ts'
import { REQUEST_DEFAULTS, type RequestDefaults } from './request/request-options.ts'
import { requireBaseUrl } from './request/url.ts'

export interface SessionOptions extends RequestDefaults, CallSettings {
  /**
   * Further fields of the server's reply, such as `user_id`. The session only holds them.
   *
   * @default []
   */
  readonly fields?: readonly Parameter[]
}

/** The signer checks their values. */
const SIGNING_OPTIONS: OptionKinds<SigningOptions> = {
  consumerKey: 'any',
  consumerSecret: 'any',
  token: 'any',
  tokenSecret: 'any',
  privateKey: 'any',
  publicKey: 'any',
  rawKey: 'flag',
  signatureMethod: 'any',
  transmission: 'any',
  realm: 'any',
  version: 'any',
  nonce: 'any',
  timestamp: 'any',
  allowMalformedTimestamp: 'flag',
  exposePlaintextSecrets: 'flag',
}

export const SESSION_OPTIONS: OptionKinds<SessionOptions> = {
  ...SIGNING_OPTIONS,
  ...REQUEST_DEFAULTS,
  ...CALL_SETTINGS,
  fields: 'list',
}

/** The parts of a session, with the options that are converted when the session is made. */
export interface PartsOfSession extends SessionParts {
  readonly options: SessionOptions & { readonly baseUrl: string | null; readonly headers: Headers }
}

/**
 * @throws CountersignError for options that cannot sign, `missing-credential`, `invalid-url`,
 *   `invalid-header`, `invalid-option`, `unknown-option`, `unknown-body-hash`
 */
export function createParts(given: SessionOptions): PartsOfSession {
  requireOptions('a session', given, SESSION_OPTIONS)
  // A copy, so that the caller cannot change the options later.
  const options = {
    ...given,
    baseUrl: given.baseUrl == null ? null : requireBaseUrl(given.baseUrl),
    followRedirects: readFollowRedirects(given),
    headers: readHeaders(given.headers),
  }
  const signer = new SessionSigner(options)
  requireTimeout(options.timeout)
  requireBodyHash(options)
  requireFetchInit(options)
  const clock = requireClock(options)
  return { options, signer, clock, renewal: new Renewal(options, signer) }
}
