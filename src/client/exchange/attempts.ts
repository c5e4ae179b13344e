/** The requests of one call, from the first to the answer that the caller gets. */
import { maskTrace, untilAborted } from '../../internal/index.ts'
import type { SignedRequest } from '../../signing/index.ts'
import { NO_BODY, readBody } from '../request/body.ts'
import { bodyHashOf } from '../request/body-hash.ts'
import type { OutgoingRequest, RequestDraft } from '../request/outgoing-request.ts'
import { isCredentialsCall } from '../request/request-options.ts'
import {
  type AttemptReason,
  type Call,
  type CallOptions,
  type SessionParts,
  startCall,
  untilRenewed,
} from './call.ts'
import { correctsClock } from './clock.ts'
import { afterFailure, afterRefusal, type Attempt, type NextAttempt } from './next-attempt.ts'
import { followRedirect } from './redirect.ts'
import { send, sign } from './send.ts'
import { knownSecrets } from './session-signer.ts'

/**
 * Signs a request like `fetch` would send it, and sends it until there is an answer.
 *
 * @throws CountersignError for a request that cannot be signed, and for a redirect that is not
 *   followed; what `renew` and `onRenewed` throw; what `fetch` throws, turned into the error of
 *   `explain`
 */
export async function signedFetch(
  session: SessionParts,
  draft: RequestDraft,
  options: CallOptions = {},
): Promise<Response> {
  const { call, limit } = startCall(session.options, draft, options)
  const { signal } = call
  let request: OutgoingRequest | null = null
  try {
    request = await untilAborted(signal, () => complete(session, call, draft))
    const response = await sendUntilAnswered(session, call, request)
    limit.endWith(response)
    return response
  } catch (error) {
    limit.end()
    throw signal?.aborted && error === signal.reason ? call.explain(error, draft.url) : error
  } finally {
    request?.body.release?.()
  }
}

/** Reads the body of a request. @throws CountersignError like `readBody` */
async function complete(
  { options }: SessionParts,
  { protocol, signal }: Call,
  { method, url, headers, given, body: source }: RequestDraft,
): Promise<OutgoingRequest> {
  const bodyHash = (options.bodyHash ?? null) === null ? null : bodyHashOf(options, protocol)
  const hasBody = source !== null || (given?.body ?? null) !== null
  const body = hasBody ? await readBody(source, given, headers, bodyHash !== null, signal) : NO_BODY
  return { method, url, headers, given, body, bodyHash }
}

/**
 * Sends at most 5 more requests for redirects, and one more for each other reason.
 *
 * @throws like `signedFetch`
 */
async function sendUntilAnswered(
  session: SessionParts,
  call: Call,
  first: OutgoingRequest,
): Promise<Response> {
  const reasons: AttemptReason[] = ['first']
  let request = first
  let trial: ClockTrial | null = null
  for (;;) {
    const { wire, attempt } = await prepare(session, call, request, reasons, trial)
    const outcome = await send(session.options, call.init, call.signal, request, wire).then(
      (response) => ({ response, next: () => afterAnswer(session, call, attempt, response) }),
      (error: unknown) => ({ error, next: () => afterFailure(session, call, attempt, error) }),
    )
    const hasWorked = 'response' in outcome && outcome.response.status < 400
    if (hasWorked && attempt.clockOffset !== 0)
      session.clock.confirm(request.url, attempt.clockOffset)
    const next = await outcome.next()
    if (next !== null) {
      const { clockOffset: offset } = next
      if (offset !== undefined) trial = { origin: new URL(request.url).origin, offset }
      request = next.request
      reasons.push(next.reason)
      continue
    }
    if (!hasWorked) session.clock.reject(request.url, attempt.clockOffset)
    if ('error' in outcome) throw call.explain(outcome.error, request.url)
    return reasons.includes('redirect') ? markRedirected(outcome.response) : outcome.response
  }
}

/** A clock offset that one call tries before the session keeps it. */
interface ClockTrial {
  readonly origin: string
  /** In seconds. */
  readonly offset: number
}

/** Renews the token if that is due, and signs the request. */
async function prepare(
  session: SessionParts,
  call: Call,
  request: OutgoingRequest,
  reasons: readonly AttemptReason[],
  trial: ClockTrial | null,
): Promise<{ wire: SignedRequest; attempt: Attempt }> {
  const { options, signer, renewal } = session
  const { signal, protocol } = call
  if (reasons.length === 1 && renewal.isDue && !isCredentialsCall(protocol)) {
    await untilRenewed(call, () => renewal.replaceAhead(signer.credentials))
  }
  const clockOffset = clockOffsetFor(session, request.url, trial)
  const { credentials } = signer
  const wire = await untilAborted(signal, () =>
    sign(signer.at(clockOffset), options, protocol, request),
  )
  const [number, reason] = [reasons.length, reasons.at(-1)!]
  options.onAttempt?.({
    number,
    reason,
    clockOffset,
    get trace() {
      return maskTrace(wire.method, wire.trace)
    },
  })
  return { wire, attempt: { request, credentials, clockOffset, reasons } }
}

function clockOffsetFor(
  { options, clock }: SessionParts,
  url: string,
  trial: ClockTrial | null,
): number {
  if (!correctsClock(options)) return 0
  return trial !== null && trial.origin === new URL(url).origin ? trial.offset : clock.offset(url)
}

/**
 * The request that follows an answer. The body of that answer is cancelled.
 *
 * @throws CountersignError as `followRedirect` does; what a renewal throws
 */
async function afterAnswer(
  session: SessionParts,
  call: Call,
  attempt: Attempt,
  response: Response,
): Promise<NextAttempt | null> {
  const { status } = response
  if (isRedirect(response, call.redirect)) {
    response.body?.cancel().catch(() => {})
    return afterRedirect(session, call, attempt, response)
  }
  if (status !== 400 && status !== 401) return null
  const next = await afterRefusal(session, call, attempt, response)
  if (next !== null) response.body?.cancel().catch(() => {})
  return next
}

/** Whether a response is a redirect that the caller does not handle. */
function isRedirect(response: Response, mode: Call['redirect']): boolean {
  const hasRedirectStatus =
    response.type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(response.status)
  if (!hasRedirectStatus || mode === 'manual') return false
  // As in fetch: a redirect without a Location is an ordinary answer, except with redirect:
  // 'error'.
  return mode !== 'follow' || response.status === 0 || response.headers.has('location')
}

/** @throws CountersignError as `followRedirect` does */
function afterRedirect(
  { options }: SessionParts,
  call: Call,
  { request, credentials, reasons }: Attempt,
  { status, headers }: Response,
): NextAttempt {
  const secrets = knownSecrets(options, credentials, call.protocol)
  const hop = reasons.filter((reason) => reason === 'redirect').length + 1
  // redirect: 'error' takes precedence over followRedirects.
  const rules = call.redirect === 'error' ? { ...options, followRedirects: false } : options
  const redirect = { status, location: headers.get('location'), secrets }
  return {
    reason: 'redirect',
    request: followRedirect(rules, call.protocol, request, redirect, hop),
  }
}

/** `redirected` is what `fetch` sets on a response after redirects. */
function markRedirected(response: Response): Response {
  return Object.defineProperty(response, 'redirected', { value: true, configurable: true })
}
