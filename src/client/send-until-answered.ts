/** A call from its first request to the answer that its caller gets. */
import { maskTrace, untilAborted } from '../internal/index.ts'
import type { SignedRequest } from '../signing/index.ts'
import type { AttemptReason } from './attempt.ts'
import { isCredentialsCall } from './credentials-call.ts'
import { afterAnswer, afterFailure, type Attempt, correctsClock } from './next-attempt.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
import type { SessionParts } from './session-parts.ts'
import { type Call, send, sign } from './signed-fetch.ts'
import { untilRenewed } from './wait-for-renewal.ts'

/**
 * Sends, and sends again: at most 5 times for redirects, and once for each other reason.
 *
 * @throws like `signedFetch`
 */
export async function sendUntilAnswered(
  session: SessionParts,
  call: Call,
  first: OutgoingRequest,
): Promise<Response> {
  const reasons: AttemptReason[] = ['first']
  let request = first
  let trial: ClockTrial | null = null
  for (;;) {
    const { wire, attempt } = await prepare(session, call, request, reasons, trial)
    const outcome = await send(session.options, call, request, wire).then(
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

/** The time of a server that one call tries, before anything is kept of it. */
interface ClockTrial {
  readonly origin: string
  /** In seconds. */
  readonly offset: number
}

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
  const { credentials } = signer
  const clockOffset = clockOffsetFor(session, request.url, trial)
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

/** What `fetch` says of a response that it followed redirects to. */
function markRedirected(response: Response): Response {
  return Object.defineProperty(response, 'redirected', { value: true, configurable: true })
}
