/** Whether what came of a request asks for another, and for which: a redirect, or a fault that has a remedy. */
import { currentTimestamp } from '../signing/index.ts'
import type { AttemptReason } from './attempt.ts'
import { isTrustedForTime, readServerTime } from './clock.ts'
import { isCredentialsCall } from './credentials-call.ts'
import { isBrokenConnection, isIdempotent, lookForProblem, type Refusal } from './faults.ts'
import { followRedirect } from './follow-redirect.ts'
import { knownSecrets } from './known-secrets.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
import { readRedirect } from './redirect.ts'
import type { SessionOptions } from './session-options.ts'
import type { SessionParts } from './session-parts.ts'
import type { Call } from './signed-fetch.ts'
import type { TokenCredentials } from './token-credentials.ts'
import { untilRenewed } from './wait-for-renewal.ts'

/** A server that says so has verified the request, and done nothing for it. */
const TOKEN_REFUSALS = [
  'token_expired',
  'access_token_expired',
  'token_rejected',
  'token_revoked',
  'signature_invalid',
]

/** A request that was sent, what it was signed by, and why it and those before it in its call were sent. */
export interface Attempt {
  readonly request: OutgoingRequest
  readonly credentials: TokenCredentials
  /** In seconds. */
  readonly clockOffset: number
  readonly reasons: readonly AttemptReason[]
}

export interface NextAttempt {
  readonly reason: AttemptReason
  readonly request: OutgoingRequest
  /** What the server's clock is said to be ahead of ours, in seconds; where it is to be tried. */
  readonly clockOffset?: number
}

/** In seconds: a clock that is further away is not believed. */
const USUAL_MAX_OFFSET = 86_400

/** Whether the timestamps of a session may be set by what a server says of its clock. */
export const correctsClock = ({ correctClock, timestamp }: SessionOptions): boolean =>
  correctClock !== false && timestamp === undefined

/** After `fetch` threw. */
export function afterFailure(
  { options }: SessionParts,
  call: Call,
  attempt: Attempt,
  error: unknown,
): NextAttempt | null {
  const isWorthIt = mayRetry(options, call, attempt, 'connection') && isBrokenConnection(error)
  return isWorthIt ? repeat(attempt, 'connection') : null
}

/**
 * After an answer. Where there is another attempt, that answer is not read.
 *
 * @throws CountersignError as `followRedirect` does; what a renewal throws
 */
export async function afterAnswer(
  session: SessionParts,
  call: Call,
  attempt: Attempt,
  response: Response,
): Promise<NextAttempt | null> {
  const { options } = session
  const secrets = knownSecrets(options, attempt.credentials, call.protocol)
  const redirect = readRedirect(response, call.redirect, secrets)
  if (redirect !== null) {
    const hop = attempt.reasons.filter((reason) => reason === 'redirect').length + 1
    // With redirect: 'error', none is followed whatever the session would follow.
    const rules = call.redirect === 'error' ? { ...options, followRedirects: false } : options
    return {
      reason: 'redirect',
      request: followRedirect(rules, call.protocol, attempt.request, redirect, hop),
    }
  }
  const next = await afterRefusal(session, call, attempt, response)
  if (next !== null) response.body?.cancel().catch(() => {})
  return next
}

async function afterRefusal(
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
  const refusal = await lookForProblem(
    response,
    request,
    call.protocol,
    options.problemField ?? null,
  )
  const problem = refusal?.problem ?? null
  if (refusal !== null && problem === 'timestamp_refused' && learnsClock) {
    return withServerTime(session, call, attempt, refusal, response.headers.get('date'))
  }
  if (problem === 'nonce_used' && retries) return repeat(attempt, 'nonce-used')
  const hasEnded = problem === 'token_expired' || problem === 'access_token_expired'
  if (refusal !== null && hasEnded && renews) {
    const next = repeatRefused(call, attempt, refusal, 'renewed')
    if (next === null) renewal.noteEnd(credentials)
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
    time !== null && Math.abs(offset) <= (options.maxClockOffset ?? USUAL_MAX_OFFSET)
  // A clock that agrees with the one that was refused is of no help; both count whole seconds.
  if (!isCredible || Math.abs(offset - clockOffset) <= 1) return null
  const next = repeatRefused(call, attempt, refusal, 'clock')
  if (next !== null) return { ...next, clockOffset: offset }
  if (refusal.source !== 'field') clock.suggest(url, offset)
  return null
}

/** A request that is not idempotent goes again once in all, and only where the server itself says that it refused it. */
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

/** Whether a request may be sent twice on the chance that its server did nothing the first time. */
function mayRetry(
  { retry, nonce }: SessionOptions,
  { protocol }: Call,
  { request, reasons }: Attempt,
  reason: AttemptReason,
): boolean {
  // A nonce that is given as text is not to be had afresh.
  const isWilling = retry !== false && typeof nonce !== 'string'
  return (
    isWilling &&
    isIdempotent(request.method) &&
    !isCredentialsCall(protocol) &&
    !reasons.includes(reason)
  )
}

/** The same request, to be signed afresh; `null` where its body was a stream. */
function repeat({ request }: Attempt, reason: AttemptReason): NextAttempt | null {
  const { body } = request
  if (body.sent === null) return { reason, request }
  const again = body.again()
  return again === null ? null : { reason, request: { ...request, body: { ...body, sent: again } } }
}
