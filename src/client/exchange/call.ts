/**
 * One call of a session: what it shares with the other calls, what its caller asks for, and its
 * time limit.
 */
import {
  type CallLimit,
  limitCall,
  type OptionKinds,
  requireOptions,
  requireTimeout,
  untilAborted,
} from '../../internal/index.ts'
import type { SigningOptions, Trace } from '../../signing/index.ts'
import { forgetRequest } from '../errors/network-failure.ts'
import { BODY_HASH_OPTIONS, type BodyHashOptions } from '../request/body-hash.ts'
import type { RequestDraft } from '../request/outgoing-request.ts'
import type { RequestProtocol } from '../request/request-options.ts'
import { type Clock, CLOCK_OPTIONS, type ClockOptions } from './clock.ts'
import { REDIRECT_OPTIONS, type RedirectOptions } from './redirect.ts'
import { type Renewal, RENEWAL_OPTIONS, type RenewalOptions, renewalTimeout } from './renewal.ts'
import { SEND_OPTIONS, type SendOptions } from './send.ts'
import type { SessionSigner } from './session-signer.ts'

/**
 * Why a request is sent: as the first of its call, or because of the result of the request before
 * it.
 */
export type AttemptReason = 'first' | 'redirect' | 'clock' | 'nonce-used' | 'connection' | 'renewed'

/** A request of a call that is about to be sent. */
export interface RequestAttempt {
  /** The position of the request in its call, from 1. */
  readonly number: number
  readonly reason: AttemptReason
  /** The offset of the timestamp from the local clock, in seconds. */
  readonly clockOffset: number
  /**
   * How the signature was made. It is computed when it is read. Verifier, session handle and
   * password are masked.
   */
  readonly trace: Trace
}

/** How a session reacts to redirects, refusals and broken connections. */
export interface FaultOptions extends RedirectOptions, ClockOptions {
  /**
   * The path of `oauth_problem` in a JSON answer: names and positions, as in
   * `messages.error.0.message`. A problem is also read from the header WWW-Authenticate, and from a
   * body that is nothing else.
   *
   * @default null
   */
  readonly problemField?: string | null
  /**
   * Sends a GET, HEAD, PUT, DELETE or OPTIONS once more with a new nonce, if the connection broke
   * before the answer or if the server has seen the nonce before. A stream is never sent again.
   *
   * @default true
   */
  readonly retry?: boolean
}

/** The options of a session that concern its calls. */
export interface CallSettings
  extends SigningOptions,
    SendOptions,
    BodyHashOptions,
    FaultOptions,
    RenewalOptions {
  /**
   * In milliseconds, 1 to 2147483647, for a request and its answer, body included. `null` sets no
   * limit.
   *
   * @default 60000
   */
  readonly timeout?: number | null
  /** Called with each request before it is sent. An error that it throws ends the call. */
  readonly onAttempt?: (attempt: RequestAttempt) => void
}

/** The options of the signer are not among them. */
export const CALL_SETTINGS: OptionKinds<Omit<CallSettings, keyof SigningOptions>> = {
  ...SEND_OPTIONS,
  ...BODY_HASH_OPTIONS,
  ...REDIRECT_OPTIONS,
  ...CLOCK_OPTIONS,
  ...RENEWAL_OPTIONS,
  problemField: 'text',
  retry: 'flag',
  timeout: 'any',
  onAttempt: 'function',
}

/** What the calls of one session share. */
export interface SessionParts {
  readonly options: CallSettings
  readonly signer: SessionSigner
  readonly clock: Clock
  readonly renewal: Renewal
}

/** What a method of a session sets for its call. */
export interface CallOptions {
  /** In milliseconds. Defaults to the timeout of the session. */
  readonly timeout?: number | null | undefined
  readonly protocol?: RequestProtocol | undefined
  /** Turns an error of `fetch` into the one that the caller gets. Defaults to `forgetRequest`. */
  readonly explain?: (error: unknown, url: string, timeout: number | null) => unknown
}

/** The values that do not change between the attempts of a call. */
export interface Call {
  readonly init: RequestDraft['init']
  readonly protocol: RequestProtocol
  /** The signal of the caller. */
  readonly callerSignal: AbortSignal | null | undefined
  /** Fires with the caller's signal, and when the time is up. */
  readonly signal: AbortSignal | null
  /** In milliseconds. `null` is no limit. */
  readonly timeout: number | null
  readonly redirect: NonNullable<RequestInit['redirect']>
  /** Turns an error into the one that the caller gets. */
  readonly explain: (error: unknown, url: string) => unknown
}

/**
 * Starts the time of a call.
 *
 * @throws CountersignError `invalid-option`: the timeout or the signal
 */
export function startCall(
  settings: CallSettings,
  { init, given }: RequestDraft,
  { timeout: asked = settings.timeout, protocol = {}, explain = forgetRequest }: CallOptions,
): { readonly call: Call; readonly limit: CallLimit } {
  const timeout = requireTimeout(asked)
  const callerSignal = init.signal === undefined ? given?.signal : init.signal
  requireOptions('a request', { signal: callerSignal }, { signal: 'signal' })
  const limit = limitCall(callerSignal, timeout)
  const isCallersReason = (error: unknown): boolean =>
    callerSignal?.aborted === true && error === callerSignal.reason
  const call = {
    init,
    protocol,
    callerSignal,
    signal: limit.signal,
    timeout,
    redirect: init.redirect ?? given?.redirect ?? 'follow',
    explain: (error: unknown, url: string): unknown =>
      isCallersReason(error) ? error : explain(error, url, timeout),
  }
  return { call, limit }
}

/**
 * Waits for a renewal within the time of a call.
 *
 * @throws TransportError `timeout`: the time of the call is up; what `renew` rejects with; the
 *   caller's reason to abort
 */
export async function untilRenewed<Value>(
  { callerSignal, signal, timeout }: Call,
  renew: () => Promise<Value>,
): Promise<Value> {
  try {
    return await untilAborted(signal, renew)
  } catch (error) {
    const isTimeUp =
      signal?.aborted === true && error === signal.reason && error !== callerSignal?.reason
    throw isTimeUp ? renewalTimeout(timeout!) : error
  }
}
