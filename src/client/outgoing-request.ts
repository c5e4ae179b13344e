/** A request as its caller wants it, before it is signed. */
import { resolveUrl } from './request-url.ts'
import type { HeadersInit } from './fetch-types.ts'
import { readBody, type RequestBody } from './request-body.ts'
import { hashesBody } from './session-body-hash.ts'
import type { RequestProtocol, SessionOptions } from './session-options.ts'

export interface OutgoingRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: RequestBody
  /** The caller's own, which goes on as it is where nothing of it changed: it alone knows how long its body is. */
  readonly original: Request | null
}

/** What a caller gave, put together. @throws CountersignError as `readBody` does, and `invalid-url` */
export async function readRequest(
  options: SessionOptions, input: string | URL | Request, init: RequestInit, protocol: RequestProtocol,
): Promise<OutgoingRequest> {
  const original = typeof input === 'object' && 'headers' in input ? input : null
  const url = resolveUrl(original?.url ?? String(input), options.baseUrl ?? null)
  const headers = mergeHeaders(new Headers(init.headers ?? original?.headers), options.headers)
  const body = await readBody(init.body ?? null, original, headers, hashesBody(options, protocol))
  return { method: init.method ?? original?.method ?? 'GET', url, headers, body, original }
}

function mergeHeaders(headers: Headers, defaults: HeadersInit | undefined): Headers {
  new Headers(defaults).forEach((value, name) => headers.has(name) || headers.set(name, value))
  return headers
}
