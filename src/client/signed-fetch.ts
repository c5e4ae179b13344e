/** One request: put together, signed, sent, and its answer handed back. */
import { fail, type SignedRequest, type Signer } from '../signing/index.ts'
import { eitherSignal, untilAborted } from './abort.ts'
import type { BodyInit, HeadersInit } from './fetch-types.ts'
import { refuseRedirect } from './redirect.ts'
import { readBody } from './request-body.ts'
import { resolveUrl } from './request-url.ts'
import type { RequestProtocol, SessionOptions } from './session-options.ts'

/**
 * `fetch`, signed.
 *
 * @param timeout in milliseconds, in place of the options' own
 * @throws CountersignError for a request that cannot be signed, and `redirect-not-followed`; else what `fetch` throws
 */
export async function signedFetch(
  signer: Signer, options: SessionOptions, input: string | URL | Request, init: RequestInit,
  timeout: number | null = options.timeout === undefined ? 60_000 : options.timeout, protocol: RequestProtocol = {},
): Promise<Response> {
  const request = typeof input === 'object' && 'headers' in input ? input : null
  const signal = eitherSignal(init.signal === undefined ? request?.signal : init.signal, timeout)
  const url = resolveUrl(request?.url ?? String(input), options.baseUrl ?? null)
  const { wire, body } = await untilAborted(signal, () => sign(signer, options, request, url, init, protocol))
  // A Request goes on as it is where nothing of it changed: it alone knows how long its body is.
  const isUnchanged = request !== null && wire.url === request.url.replace(/#.*$/s, '')
  const sent = wire.body ?? (isUnchanged && body === request.body ? null : body)
  const { fetch: send = fetch } = options
  const response = await send(isUnchanged ? request : wire.url, {
    ...init,
    method: wire.method,
    headers: wire.headers.map(([name, value]): [string, string] => [name, value]),
    redirect: 'manual',
    signal,
    ...(sent !== null && { body: sent, duplex: 'half' }),
  })
  return refuseRedirect(response, init.redirect ?? request?.redirect ?? 'follow')
}

async function sign(
  signer: Signer, options: SessionOptions, request: Request | null, url: string, init: RequestInit,
  protocol: RequestProtocol,
): Promise<{ wire: SignedRequest; body: BodyInit | null }> {
  const headers = mergeHeaders(new Headers(init.headers ?? request?.headers), options.headers)
  const { sent, signed } = await readBody(init.body ?? null, request, headers)
  if (sent !== null && signed === null && options.transmission === 'body') {
    fail('invalid-transmission', '3.5.2', 'only a form can carry the protocol parameters',
      'send a form, or choose "header"')
  }
  const method = init.method ?? request?.method ?? 'GET'
  const wire = await signer.signAsync({ method, url, headers: [...headers], body: signed, ...protocol })
  return { wire, body: sent }
}

function mergeHeaders(headers: Headers, defaults: HeadersInit | undefined): Headers {
  new Headers(defaults).forEach((value, name) => headers.has(name) || headers.set(name, value))
  return headers
}
