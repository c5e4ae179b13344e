/** What a session can be told, once and for each request. */
import type { Parameter, RequestToSign, SigningOptions } from '../signing/index.ts'
import type { HeadersInit } from './fetch-types.ts'
import type { ParametersInput } from './parameters.ts'
import type { BodyOptions } from './request-body.ts'

export interface SessionOptions extends SigningOptions {
  /** What relative URLs are resolved against; it is a folder, with or without its last slash. */
  readonly baseUrl?: string | null
  /** Sent with every request, unless the request has its own. */
  readonly headers?: HeadersInit
  /** For a request and its answer, body included, in milliseconds; 60 000 unless given. `null` waits for ever. */
  readonly timeout?: number | null
  /** Used in place of the global `fetch`. It gets the signed URL as text, or the Request that the session was given. */
  readonly fetch?: typeof fetch
  /** Further fields of the server's reply, such as `user_id`. */
  readonly fields?: readonly Parameter[]
}

/** Protocol parameters that belong to one request alone. */
export type RequestProtocol = Pick<RequestToSign, 'callback' | 'verifier' | 'extra'>

/** `fetch`'s own options, and conveniences. */
export interface RequestOptions extends Omit<RequestInit, 'body'>, BodyOptions {
  /** Appended to the query, and signed with it. */
  readonly params?: ParametersInput
  /** In milliseconds, in place of the session's. */
  readonly timeout?: number | null
  /** For credential endpoints and extensions. */
  readonly protocol?: RequestProtocol
}
