/** A request as its caller wants it, before it is signed. */
import { readHeaders } from './request-headers.ts'
import { resolveUrl } from './request-url.ts'
import { readBody, type RequestBody } from './request-body.ts'
import { hashesBody } from './session-body-hash.ts'
import type { RequestProtocol } from './session-options.ts'
import type { SessionParts } from './session-parts.ts'

export interface OutgoingRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: RequestBody
  /** The caller's own Request, whose way to the server holds for what takes its place as well. */
  readonly given: Request | null
}

/**
 * What a caller gave, put together.
 *
 * @param signal ends the reading of a body
 * @throws CountersignError as `readBody` does, and `invalid-url`, `invalid-header`
 */
export async function readRequest(
  options: SessionParts['options'],
  input: string | URL | Request,
  init: RequestInit,
  protocol: RequestProtocol,
  signal: AbortSignal | null,
): Promise<OutgoingRequest> {
  const given = requestOf(input)
  const url = resolveUrl(given?.url ?? (input as string | URL), options.baseUrl)
  const headers = mergeHeaders(
    readHeaders(init.headers ?? given?.headers),
    readHeaders(options.headers),
  )
  const body = await readBody(
    init.body ?? null,
    given,
    headers,
    hashesBody(options, protocol),
    signal,
  )
  return { method: init.method ?? given?.method ?? 'GET', url, headers, body, given }
}

/** The Request that was given in the place of a URL. */
export function requestOf(input: string | URL | Request): Request | null {
  return typeof input === 'object' && input !== null && 'headers' in input ? input : null
}

function mergeHeaders(headers: Headers, defaults: Headers): Headers {
  defaults.forEach((value, name) => headers.has(name) || headers.set(name, value))
  return headers
}
