/** One request: put together, signed, sent, and its answer handed back. */
import { limitCall, requireOptions, requireTimeout, untilAborted } from '../internal/index.ts'
import { CountersignError, fail, type SignedRequest, type Signer } from '../signing/index.ts'
import type { RedirectMode } from './fetch-types.ts'
import { type OutgoingRequest, readRequest, requestOf } from './outgoing-request.ts'
import { withoutQuery } from './request-url.ts'
import { forgetRequest, inheritedInit } from './runtime.ts'
import { sendUntilAnswered } from './send-until-answered.ts'
import { bodyHashParameters } from './session-body-hash.ts'
import type { RequestProtocol, SessionOptions } from './session-options.ts'
import type { SessionParts } from './session-parts.ts'

/** What stays the same from attempt to attempt. */
export interface Call {
  readonly init: Omit<RequestInit, 'body'>
  readonly protocol: RequestProtocol
  /** The caller's own. */
  readonly wanted: AbortSignal | null | undefined
  /** Fires when the caller's does, or when the time is up. */
  readonly signal: AbortSignal | null
  /** In milliseconds; `null` for ever. */
  readonly timeout: number | null
  readonly redirect: RedirectMode
  /** Makes an error of what was thrown, for its caller. */
  readonly explain: (error: unknown, url: string) => unknown
}

/** How a method of a session calls: in milliseconds, in place of the options' own timeout; and its errors. */
export interface CallOptions {
  readonly timeout?: number | null | undefined
  readonly protocol?: RequestProtocol | undefined
  readonly explain?: (error: unknown, url: string, timeout: number | null) => unknown
}

/**
 * `fetch`, signed.
 *
 * @throws CountersignError for a request that cannot be signed, and a redirect that is not followed; what `renew` and
 *   `onRenewed` throw; else what `fetch` throws, as `explain` has it
 */
export async function signedFetch(
  session: SessionParts,
  input: string | URL | Request,
  { body = null, ...init }: RequestInit,
  call: CallOptions = {},
): Promise<Response> {
  const { protocol = {}, explain = forgetRequest } = call
  const timeout = requireTimeout(
    call.timeout === undefined ? session.options.timeout : call.timeout,
  )
  const original = requestOf(input)
  const wanted = init.signal === undefined ? original?.signal : init.signal
  requireSignal(wanted)
  const limit = limitCall(wanted, timeout)
  const { signal } = limit
  const redirect = init.redirect ?? original?.redirect ?? 'follow'
  const isTheirs = (error: unknown): boolean => wanted?.aborted === true && error === wanted.reason
  const explained = (error: unknown, url: string): unknown =>
    isTheirs(error) ? error : explain(error, url, timeout)
  let request: OutgoingRequest | null = null
  try {
    request = await untilAborted(signal, () =>
      readRequest(session.options, input, { ...init, body }, protocol, signal),
    )
    const steady: Call = { init, protocol, wanted, signal, timeout, redirect, explain: explained }
    const response = await sendUntilAnswered(session, steady, request)
    limit.endWith(response)
    return response
  } catch (error) {
    limit.end()
    // Whatever was under way: the time was up, or the caller wants it no more.
    throw signal?.aborted && error === signal.reason
      ? explained(error, String(original?.url ?? input))
      : error
  } finally {
    request?.body.release()
  }
}

/** @throws CountersignError `invalid-option` */
function requireSignal(signal: unknown): void {
  requireOptions('a request', { signal }, { signal: 'signal' })
}

/** Signs a request as it stands. @throws CountersignError, and what a signature method of the caller's own throws */
export async function sign(
  signer: Signer,
  options: SessionOptions,
  protocol: RequestProtocol,
  request: OutgoingRequest,
): Promise<SignedRequest> {
  const { method, url, headers, body } = request
  if (body.sent !== null && body.signed === null && options.transmission === 'body') {
    fail(
      'invalid-transmission',
      '3.5.2',
      'only a form can carry the protocol parameters',
      'send a form, or choose "header"',
    )
  }
  const extension = bodyHashParameters(options, protocol, request)
  const extra = extension.length === 0 ? protocol.extra : [...(protocol.extra ?? []), ...extension]
  return signer.signAsync({
    method,
    url,
    headers: [...headers],
    body: body.signed,
    ...protocol,
    ...(extra && { extra }),
  })
}

/**
 * Hands a signed request to `fetch`, which follows no redirect.
 *
 * @throws CountersignError `unportable-request`; what `fetch` throws
 */
export async function send(
  options: SessionOptions,
  { init, signal }: Call,
  { given, body }: OutgoingRequest,
  wire: SignedRequest,
): Promise<Response> {
  const isSameUrl = given !== null && wire.url === given.url.replace(/#.*$/s, '')
  const isSameBody = given !== null && body.sent === given.body
  const sent = wire.body ?? (isSameUrl && isSameBody ? null : body.sent)
  // A Request goes on itself where it can: it alone knows how long its body is. It cannot lose its body.
  const goesOn = isSameUrl && (isSameBody || sent !== null || given.body === null)
  const asked = { ...options.fetchInit, ...init }
  const { fetch: send = fetch } = options
  const parts = {
    ...(!goesOn && given !== null && inheritFrom(given, asked, wire.url)),
    ...asked,
    method: wire.method,
    headers: wire.headers.map(([name, value]): [string, string] => [name, value]),
    redirect: 'manual' as const,
    signal,
    ...(sent !== null && { body: sent, duplex: 'half' as const }),
  }
  return untilAnswered(signal, () => send(goesOn ? given : wire.url, parts))
}

function inheritFrom(given: Request, asked: object, url: string): RequestInit {
  const { init, hidden } = inheritedInit(given)
  const lost = hidden.find((name) => !(name in asked))
  if (lost === undefined) return init
  const message = `the Request may have a "${lost}" that this runtime hides`
  throw new CountersignError(
    'unportable-request',
    `${message}, and ${withoutQuery(url)} would be requested without it`,
    {
      hint: `give "${lost}" beside the Request, or in the fetchInit of the session; undefined where there is none`,
      names: [lost],
    },
  )
}

/** A `fetch` of the caller's may not listen to its signal: what it brings too late is thrown away. */
async function untilAnswered(
  signal: AbortSignal | null,
  start: () => Promise<Response>,
): Promise<Response> {
  let isOver = false
  const begin = async (): Promise<Response> => {
    const response = await start()
    if (isOver) response.body?.cancel().catch(() => {})
    return response
  }
  try {
    return await untilAborted(signal, begin)
  } finally {
    isOver = true
  }
}
