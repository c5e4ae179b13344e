/**
 * The third leg in a web application, for the request that returns from the service. See
 * begin-web-login.ts
 */
import type { OAuth1Session } from '../../client/index.ts'
import { invalidOption, nameKind, type OptionKinds } from '../../internal/index.ts'
import { CountersignError, fail } from '../../signing/index.ts'
import {
  deniedError,
  isPrefetch,
  readCallback,
  type RequestHeaders,
} from '../login/authorization.ts'
import type { LoginSteps } from '../login/login.ts'
import type { ServiceOptions } from '../service-options.ts'
import { isOurCallback, ownerOf, readPending } from './pending-login.ts'
import type { SpentLogins } from './spent-logins.ts'

export interface FinishOptions {
  /** The session identifier of the browser that returned. It must equal that of `begin`. */
  readonly session: string
  /** The headers of the request. With them, a prefetch by the browser does not finish the login. */
  readonly headers?: RequestHeaders
  /** The maximum age of the login, in milliseconds. @default 600000 */
  readonly maxAge?: number
  /**
   * Deletes the pending login from the store, and returns whether it was there. So only one of
   * several processes finishes the login. It is called after all other checks. Any value but `true`
   * refuses the login. By default, only this service object remembers which logins are finished.
   */
  readonly claim?: () => boolean | Promise<boolean>
  /** Aborts the call. */
  readonly signal?: AbortSignal
}

export const FINISH_OPTIONS: OptionKinds<FinishOptions> = {
  session: 'any',
  maxAge: 'any',
  headers: 'any',
  claim: 'function',
  signal: 'signal',
}

/** In milliseconds, between the clocks of two processes of one application. */
const CLOCK_TOLERANCE = 60_000

/**
 * Only the verifier of the callback URL is used. After an error the pending login is still valid,
 * except where `claim` has deleted it.
 *
 * @throws CountersignError `callback-prefetched`, `callback-mismatch`, `login-expired`,
 *   `authorization-denied`, `login-spent`, `invalid-pending`, `invalid-option`, `invalid-url`; and
 *   as `claim` and the third leg do
 */
export async function finishWebLogin(
  service: LoginSteps,
  options: ServiceOptions,
  spentLogins: SpentLogins,
  given: unknown,
  callbackUrl: string | URL,
  { session, headers = [], maxAge = 600_000, claim = () => true, signal }: FinishOptions,
): Promise<OAuth1Session> {
  if (!(maxAge > 0))
    throw invalidOption(`"maxAge" of a login cannot be ${maxAge}`, 'give milliseconds')
  const query = /\?([^#]*)/.exec(requireCallbackUrl(callbackUrl))?.[1] ?? ''
  if (isPrefetch(headers)) {
    fail(
      'callback-prefetched',
      '2.2',
      'the browser prefetches the callback: the user has not returned yet',
      'answer 503 with "Cache-Control: no-store", and keep the pending login',
    )
  }
  const pending = readPending(given, ownerOf(options))
  const callback = readCallback(query, pending.token, true)
  if (!isOurCallback(pending, session, query) || callback.kind === 'stray') {
    fail(
      'callback-mismatch',
      '2.2',
      'the callback does not belong to the login that this browser began',
      'begin a new login in this browser',
    )
  }
  const age = Date.now() - pending.began
  if (age < -CLOCK_TOLERANCE || age > maxAge) throw expiredError(maxAge)
  if (callback.kind === 'denied') throw deniedError(callback.reason)
  await spentLogins.spend(pending.token, maxAge, claim)
  const { token, tokenSecret } = pending
  return service.getAuthSession(
    { token, tokenSecret },
    { verifier: callback.verifier, ...(signal && { signal }) },
  )
}

/** @throws CountersignError `invalid-url` */
function requireCallbackUrl(url: unknown): string {
  if (typeof url === 'string' || url instanceof URL) return String(url)
  return fail(
    'invalid-url',
    '2.2',
    `the callback URL is ${nameKind(url)}`,
    'give the URL of the request that the browser returned with',
  )
}

function expiredError(maxAge: number): CountersignError {
  return new CountersignError(
    'login-expired',
    `the login began more than ${Math.round(maxAge / 1000)} s ago`,
    { section: '2.2', hint: 'begin a new login, or set a longer maxAge' },
  )
}
