/** One request: signed, and passed to `fetch`. */
import { invalidOption, type OptionKinds, untilAborted } from '../../internal/index.ts'
import {
  CountersignError,
  fail,
  type SignedRequest,
  type Signer,
  type SigningOptions,
} from '../../signing/index.ts'
import { bodyHashParameters } from '../request/body-hash.ts'
import { inheritedInit } from '../request/inherited-init.ts'
import type { OutgoingRequest, RequestDraft } from '../request/outgoing-request.ts'
import type { RequestProtocol } from '../request/request-options.ts'
import { withoutQuery } from '../request/url.ts'

export interface SendOptions {
  /**
   * Replaces the global `fetch`. Its first argument is the signed URL as text, or the Request that
   * the caller gave.
   *
   * @default globalThis.fetch
   */
  readonly fetch?: typeof fetch
  /**
   * Passed to `fetch` with every request: options that a runtime has beyond the standard, such as
   * `dispatcher` in Node, `client` in Deno and `proxy` in Bun.
   *
   * @default {}
   */
  readonly fetchInit?: Readonly<Record<string, unknown>>
}

export const SEND_OPTIONS: OptionKinds<SendOptions> = { fetch: 'function', fetchInit: 'record' }

/** The members of an init that each request sets. */
const SET_PER_REQUEST = ['method', 'headers', 'body', 'redirect', 'signal', 'duplex']

/** @throws CountersignError `invalid-option`: `fetchInit` has a member that each request sets */
export function requireFetchInit({ fetchInit = {} }: SendOptions): void {
  const name = Object.keys(fetchInit).find((member) => SET_PER_REQUEST.includes(member))
  if (name === undefined) return
  const message = `"fetchInit" of a session has "${name}"`
  throw invalidOption(message, 'the session sets it for each request', [name])
}

/**
 * Signs a request.
 *
 * @throws CountersignError `invalid-transmission`: the protocol parameters belong into a body that
 *   is not a form; what the signer throws
 */
export async function sign(
  signer: Signer,
  { transmission }: Pick<SigningOptions, 'transmission'>,
  protocol: RequestProtocol,
  { method, url, headers, body, bodyHash }: OutgoingRequest,
): Promise<SignedRequest> {
  if (body.sent !== null && body.signed === null && transmission === 'body') {
    fail(
      'invalid-transmission',
      '3.5.2',
      'only a form can carry the protocol parameters',
      'send a form, or choose "header"',
    )
  }
  const extension = bodyHash === null ? [] : bodyHashParameters(bodyHash, headers, body)
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
 * Passes a signed request to `fetch`, which follows no redirect.
 *
 * @throws CountersignError `unportable-request`; what `fetch` throws
 */
export async function send(
  options: SendOptions,
  init: RequestDraft['init'],
  signal: AbortSignal | null,
  { given, body }: OutgoingRequest,
  wire: SignedRequest,
): Promise<Response> {
  const isSameUrl = given !== null && wire.url === given.url.replace(/#.*$/s, '')
  const isSameBody = given !== null && body.sent === given.body
  const sent = wire.body ?? (isSameUrl && isSameBody ? null : body.sent)
  // The Request itself is passed on if possible, because only it has the length of its body. Its
  // body cannot be removed.
  const passesRequest = isSameUrl && (isSameBody || sent !== null || given.body === null)
  const asked = { ...options.fetchInit, ...init }
  const { fetch: send = fetch } = options
  const parts = {
    ...(!passesRequest && given !== null && inheritFrom(given, asked, wire.url)),
    ...asked,
    method: wire.method,
    headers: wire.headers.map(([name, value]): [string, string] => [name, value]),
    redirect: 'manual' as const,
    signal,
    ...(sent !== null && { body: sent, duplex: 'half' as const }),
  }
  return untilAnswered(signal, () => send(passesRequest ? given : wire.url, parts))
}

/** @throws CountersignError `unportable-request` */
function inheritFrom(given: Request, asked: object, url: string): RequestInit {
  const { init, hidden } = inheritedInit(given)
  const lost = hidden.find((name) => !(name in asked))
  if (lost === undefined) return init
  const message = `the Request may have a "${lost}" that this runtime hides`
  throw new CountersignError(
    'unportable-request',
    `${message}, and ${withoutQuery(url)} would be requested without it`,
    {
      hint: `give "${lost}" beside the Request, or in fetchInit of the session; undefined if it has none`,
      names: [lost],
    },
  )
}

/**
 * A `fetch` of the caller may ignore its signal. A response that arrives after the signal is
 * cancelled.
 */
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
