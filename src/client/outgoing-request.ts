/** A request as its caller wants it, before it is signed. */
import { inheritedInit } from './inherited-init.ts'
import { readHeaders } from './request-headers.ts'
import { resolveUrl } from './request-url.ts'
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
  /** What that Request says of how it is to be sent, for where another takes its place. */
  readonly inherited: RequestInit
}

/**
 * What a caller gave, put together.
 *
 * @param signal ends the reading of a body
 * @throws CountersignError as `readBody` does, and `invalid-url`, `invalid-header`
 */
export async function readRequest(
  options: SessionOptions, input: string | URL | Request, init: RequestInit, protocol: RequestProtocol,
  signal: AbortSignal | null,
): Promise<OutgoingRequest> {
  const original = typeof input === 'object' && 'headers' in input ? input : null
  const url = resolveUrl(original?.url ?? String(input), options.baseUrl ?? null)
  const headers = mergeHeaders(readHeaders(init.headers ?? original?.headers), readHeaders(options.headers))
  const body = await readBody(init.body ?? null, original, headers, hashesBody(options, protocol), signal)
  const inherited = original === null ? {} : inheritedInit(original)
  return { method: init.method ?? original?.method ?? 'GET', url, headers, body, original, inherited }
}

function mergeHeaders(headers: Headers, defaults: Headers): Headers {
  defaults.forEach((value, name) => headers.has(name) || headers.set(name, value))
  return headers
}
