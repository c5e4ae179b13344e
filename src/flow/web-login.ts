/**
 * The flow as a web application has it: one request begins it, and another one, of the same browser, finishes it.
 *
 * Two attacks stand in its way. An attacker makes you finish the attacker's login, so that your data lands in their account;
 * or you allow a login that an attacker began, and the attacker finishes it (advisory 2009.1). So `begin` and `finish` are both
 * told whose browser it is, the callback brings a secret of ours back, and a verifier is required.
 */
import { randomBytes } from 'node:crypto'
import { appendParameters, type OAuth1Session, type ParametersInput } from '../client/index.ts'
import { nameKind } from '../internal/index.ts'
import { CountersignError, fail, parseForm } from '../signing/index.ts'
import { denied, readCallback } from './authorization.ts'
import { requiresVerifier } from './deviations.ts'
import {
  fingerprint,
  isOurCallback,
  type Owner,
  type PendingLogin,
  readPending,
} from './pending-login.ts'
import type {
  AccessTokenOptions,
  RequestToken,
  RequestTokenOptions,
  ServiceOptions,
  StoredCredentials,
} from './service-options.ts'
import { isPrefetch, type RequestHeaders } from './prefetch.ts'
import type { SpentLogins } from './spent-logins.ts'

export interface BeginOptions {
  /** What tells this browser from all others, such as the ID of its session. Only a hash of it is kept. */
  readonly session: string
  /** Where the browser comes back to, an absolute URL; none where the service has it from the registration. */
  readonly callback?: string | URL
  /**
   * The name of our parameter in the callback; defaults to `state`. `null` adds none, for a service that takes the
   * registered callback as it stands: then session and token alone are compared.
   */
  readonly stateParameter?: string | null
  /** Further parameters of the request-token call, signed. */
  readonly params?: ParametersInput
  /** Further parameters of the authorize URL, not signed. */
  readonly authorizeParams?: ParametersInput
  readonly signal?: AbortSignal
}

export interface WebLogin {
  /** Where the browser goes next. */
  readonly authorizeUrl: string
  /** For `finish`. Keep it with the session of this browser: there is one at a time. It holds a secret. */
  readonly pending: PendingLogin
}

export interface FinishOptions {
  /** As `begin` got it; of the browser that came back. */
  readonly session: string
  /** Of the request for the callback. With them, a request that the browser sends ahead of its user finishes nothing. */
  readonly headers?: RequestHeaders
  /** How old the login may be, in milliseconds. Defaults to 600 000. */
  readonly maxAge?: number
  /**
   * Takes the pending login out of the store, and says whether it was still there: so it is used once, however many
   * processes there are. It is called once all else is right, and only `true` counts. Without it, this service alone
   * remembers.
   */
  readonly claim?: () => boolean | Promise<boolean>
  readonly signal?: AbortSignal
}

/** In milliseconds, between the clocks of two processes of one application. */
const CLOCK_TOLERANCE = 60_000

/** What a web login needs of a service. */
export interface WebLoginSteps {
  getRequestToken(options: RequestTokenOptions): Promise<RequestToken>
  getAuthorizeUrl(requestToken: RequestToken, params?: ParametersInput): string
  getAuthSession(
    requestToken: StoredCredentials,
    options: AccessTokenOptions,
  ): Promise<OAuth1Session>
}

/** @throws CountersignError `login-unsafe`, `invalid-option`, `reserved-parameter`; what the legs throw */
export async function beginWebLogin(
  service: WebLoginSteps,
  options: ServiceOptions,
  { session, callback, stateParameter = 'state', ...rest }: BeginOptions,
): Promise<WebLogin> {
  if (!requiresVerifier(options)) {
    fail(
      'login-unsafe',
      '2.3',
      'without a verifier it cannot be told who began a login in a browser',
      'log in on your own machine instead, or use the newer protocol of the service',
    )
  }
  const browser = fingerprint(session)
  const { params, authorizeParams, signal } = rest
  const state: PendingLogin['state'] =
    callback === undefined || stateParameter === null
      ? null
      : [stateParameter, randomBytes(24).toString('base64url')]
  const told =
    callback === undefined
      ? {}
      : { callback: state === null ? callback : withState(String(callback), state) }
  const requestToken = await service.getRequestToken({
    ...told,
    ...(params && { params }),
    ...(signal && { signal }),
  })
  const { token, tokenSecret } = requestToken
  return {
    authorizeUrl: service.getAuthorizeUrl(requestToken, authorizeParams),
    pending: {
      version: 1,
      ...ownerOf(options),
      token,
      tokenSecret,
      state,
      session: browser,
      began: Date.now(),
    },
  }
}

/**
 * Nothing of the URL but the verifier goes on, and an error leaves the pending login as it was, unless it was claimed.
 *
 * @throws CountersignError `callback-prefetched`; `callback-mismatch`: another browser, or a callback of another login; `login-expired`;
 *   `authorization-denied`; `login-spent`; `invalid-pending`; `invalid-option`; what `claim` throws; what the third leg throws
 */
export async function finishWebLogin(
  service: WebLoginSteps,
  options: ServiceOptions,
  spent: SpentLogins,
  given: unknown,
  callbackUrl: string | URL,
  { session, headers = [], maxAge = 600_000, claim = () => true, signal }: FinishOptions,
): Promise<OAuth1Session> {
  if (!(maxAge > 0))
    fail('invalid-option', '2.2', `a login cannot be ${maxAge} ms old`, 'give milliseconds')
  const query = /\?([^#]*)/.exec(requireCallbackUrl(callbackUrl))?.[1] ?? ''
  if (isPrefetch(headers)) {
    fail(
      'callback-prefetched',
      '2.2',
      'the browser asks ahead of its user, who has not come back yet',
      'answer 503 with "Cache-Control: no-store", and keep the pending login',
    )
  }
  const pending = readPending(given, ownerOf(options))
  const callback = readCallback(query, pending.token, true)
  if (!isOurCallback(pending, session, query) || callback.kind === 'stray') {
    fail(
      'callback-mismatch',
      '2.2',
      'this is not the login that this browser began',
      'begin again, in this browser',
    )
  }
  const age = Date.now() - pending.began
  if (age < -CLOCK_TOLERANCE || age > maxAge) throw expired(maxAge)
  if (callback.kind === 'denied') throw denied(callback.reason)
  await spent.spend(pending.token, maxAge, claim)
  const { token, tokenSecret } = pending
  return service.getAuthSession(
    { token, tokenSecret },
    { verifier: callback.verifier, ...(signal && { signal }) },
  )
}

function requireCallbackUrl(url: unknown): string {
  if (typeof url === 'string' || url instanceof URL) return String(url)
  return fail(
    'invalid-url',
    '2.2',
    `the callback URL is ${nameKind(url)}`,
    'give the URL that the browser came back to',
  )
}

function withState(callback: string, state: readonly [name: string, value: string]): string {
  const [, query = ''] = /\?([^#]*)/.exec(callback) ?? []
  if (!parseForm(query).some(([name]) => name === state[0]))
    return appendParameters(callback, [state])
  return fail(
    'reserved-parameter',
    '2.1',
    'the callback brings its own parameter of that name',
    'set stateParameter',
  )
}

const ownerOf = ({ accessTokenUrl, consumerKey }: ServiceOptions): Owner => ({
  accessTokenUrl: String(accessTokenUrl),
  consumerKey,
})

function expired(maxAge: number): CountersignError {
  return new CountersignError(
    'login-expired',
    `the login was begun more than ${Math.round(maxAge / 1000)} s ago`,
    {
      section: '2.2',
      hint: 'begin again, or allow more time with maxAge',
    },
  )
}
