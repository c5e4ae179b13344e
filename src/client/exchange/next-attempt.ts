/**
 * Whether a request is sent again after a refusal or a broken connection: with another clock, nonce
 * or token.
 */
import { currentTimestamp } from '../../signing/index.ts'
import { readFailure } from '../errors/network-failure.ts'
import type { OutgoingRequest } from '../request/outgoing-request.ts'
import { isCredentialsCall } from '../request/request-options.ts'
import {
  type AttemptReason,
  type Call,
  type CallSettings,
  type SessionParts,
  untilRenewed,
} from './call.ts'
import {
  correctsClock,
  DEFAULT_MAX_CLOCK_OFFSET,
  isTrustedForTime,
  readServerTime,
} from './clock.ts'
import { readRefusal, type Refusal } from './refusal.ts'
import type { TokenCredentials } from './session-signer.ts'

/** A server that reports one of these problems has checked the request, and has not executed it. */
const TOKEN_REFUSALS = [
  'token_expired',
  'access_token_expired',
  'token_rejected',
  'token_revoked',
  'signature_invalid',
]

/** RFC 9110 §9.2.2, without TRACE, which fetch does not send. */
const IDEMPOTENT = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']
const isIdempotent = (method: string): boolean => IDEMPOTENT.includes(method.toUpperCase())

/** A request that was sent. */
export interface Attempt {
  readonly request: OutgoingRequest
  /** The credentials that signed it. */
  readonly credentials: TokenCredentials
  /** In seconds. */
  readonly clockOffset: number
  /** The reasons of all requests of the call up to this one. */
  readonly reasons: readonly AttemptReason[]
}

export interface NextAttempt {
  readonly reason: AttemptReason
  readonly request: OutgoingRequest
  /** The offset of the server's clock to try, in seconds. */
  readonly clockOffset?: number
}

/** After `fetch` threw. Only a connection that was established and then broke is tried again. */
export function afterFailure(
  { options }: SessionParts,
  call: Call,
  attempt: Attempt,
  error: unknown,
): NextAttempt | null {
  if (!mayRetry(options, call, attempt, 'connection')) return null
  return readFailure(error)?.kind === 'broken' ? repeat(attempt, 'connection') : null
}

/** After a status of 400 or 401. @throws what a renewal throws */
export async function afterRefusal(
  session: SessionParts,
  call: Call,
  attempt: Attempt,
  response: Response,
): Promise<NextAttempt | null> {
  const { options, renewal } = session
  const { request, credentials, reasons } = attempt
  const learnsClock =
    correctsClock(options) && !reasons.includes('clock') && isTrustedForTime(new URL(request.url))
  const takesCredentials = !reasons.includes('renewed') && !isCredentialsCall(call.protocol)
  const [renews, reloads] = [
    renewal.isPossible && takesCredentials,
    renewal.canReload && takesCredentials,
  ]
  const retries = mayRetry(options, call, attempt, 'nonce-used')
  if (!learnsClock && !renews && !reloads && !retries) return null
  const field = options.problemField ?? null
  const refusal = await readRefusal(response, request, call.protocol, field)
  const problem = refusal?.problem ?? null
  if (refusal !== null && problem === 'timestamp_refused' && learnsClock) {
    return withServerTime(session, call, attempt, refusal, response.headers.get('date'))
  }
  if (problem === 'nonce_used' && retries) return repeat(attempt, 'nonce-used')
  const isExpired = problem === 'token_expired' || problem === 'access_token_expired'
  if (refusal !== null && isExpired && renews) {
    const next = repeatRefused(call, attempt, refusal, 'renewed')
    if (next === null) renewal.markExpired(credentials)
    else await untilRenewed(call, () => renewal.replace(credentials))
    return next
  }
  const isTokenRefusal = TOKEN_REFUSALS.includes(problem ?? '')
  if (reloads && (response.status === 401 || isTokenRefusal)) {
    const isReplaced = await untilRenewed(call, () => renewal.reload(credentials))
    if (!isReplaced) return null
    if (refusal !== null && isTokenRefusal) return repeatRefused(call, attempt, refusal, 'renewed')
    return isIdempotent(request.method) ? repeat(attempt, 'renewed') : null
  }
  return null
}

function withServerTime(
  { options, clock }: SessionParts,
  call: Call,
  attempt: Attempt,
  refusal: Refusal,
  date: string | null,
): NextAttempt | null {
  const {
    request: { url },
    clockOffset,
  } = attempt
  if (clockOffset !== 0) clock.forget(url)
  const time = readServerTime(refusal.details, date)
  const offset = (time ?? 0) - currentTimestamp()
  const isCredible =
    time !== null && Math.abs(offset) <= (options.maxClockOffset ?? DEFAULT_MAX_CLOCK_OFFSET)
  // The same offset, rounded to a second on both sides, would be refused again.
  if (!isCredible || Math.abs(offset - clockOffset) <= 1) return null
  const next = repeatRefused(call, attempt, refusal, 'clock')
  if (next !== null) return { ...next, clockOffset: offset }
  if (refusal.source !== 'field') clock.suggest(url, offset)
  return null
}

/**
 * A request that is not idempotent is sent again once in its call, and only if the server itself
 * reports the problem.
 */
function repeatRefused(
  { protocol }: Call,
  attempt: Attempt,
  { source }: Refusal,
  reason: AttemptReason,
): NextAttempt | null {
  const { request, reasons } = attempt
  const isHarmless = isIdempotent(request.method) && !isCredentialsCall(protocol)
  const isFirst = reasons.every((before) => before === 'first' || before === 'redirect')
  return isHarmless || (source !== 'field' && isFirst) ? repeat(attempt, reason) : null
}

/** Whether a request may be sent again although the server may have executed it. */
function mayRetry(
  { retry, nonce }: Pick<CallSettings, 'retry' | 'nonce'>,
  { protocol }: Call,
  { request, reasons }: Attempt,
  reason: AttemptReason,
): boolean {
  // A nonce that is given as text cannot be replaced.
  const isEnabled = retry !== false && typeof nonce !== 'string'
  return (
    isEnabled &&
    isIdempotent(request.method) &&
    !isCredentialsCall(protocol) &&
    !reasons.includes(reason)
  )
}

/** The same request without a signature. `null` if its body was a stream. */
function repeat({ request }: Attempt, reason: AttemptReason): NextAttempt | null {
  const { body } = request
  if (body.sent === null) return { reason, request }
  const again = body.again()
  return again === null ? null : { reason, request: { ...request, body: { ...body, sent: again } } }
}
