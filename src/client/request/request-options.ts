/** The options of a request, and those of a session that are the defaults of its requests. */
import type { OptionKind, OptionKinds } from '../../internal/index.ts'
import type { RequestToSign } from '../../signing/index.ts'
import type { HeadersInit } from './headers.ts'
import type { BodyInit } from './octets.ts'
import type { ParametersInput } from './parameters.ts'

export interface RequestDefaults {
  /**
   * Relative URLs are resolved against it. It names a folder, with or without its last slash.
   *
   * @default null
   */
  readonly baseUrl?: string | URL | null
  /** Sent with every request that does not have the same header itself. */
  readonly headers?: HeadersInit
}

export const REQUEST_DEFAULTS: OptionKinds<RequestDefaults> = { baseUrl: 'any', headers: 'any' }

/** Protocol parameters of a single request. */
export type RequestProtocol = Pick<RequestToSign, 'callback' | 'verifier' | 'extra'>

export const PROTOCOL_OPTIONS: OptionKinds<RequestProtocol> = {
  callback: 'any',
  verifier: 'any',
  extra: 'any',
}

/**
 * Whether a request goes to a credential endpoint (RFC 5849 §2) or renews a token. Its body is not
 * hashed, none of its redirects is followed, and it is sent again only if the server reports that
 * it refused it.
 */
export function isCredentialsCall({ callback, verifier, extra = [] }: RequestProtocol): boolean {
  return (
    callback != null || verifier != null || extra.some(([name]) => name === 'oauth_session_handle')
  )
}

/** The body of a request. At most one of these options may be set. */
export interface BodyOptions {
  /** Sent as it is. It is signed if its Content-Type is that of a form. */
  readonly body?: BodyInit | null
  /** Sent as application/x-www-form-urlencoded, and signed. */
  readonly form?: ParametersInput
  /** Sent as application/json. The signature does not cover it. */
  readonly json?: unknown
}

/** The options of `fetch` without `method`, and those of countersign. */
export interface RequestOptions extends Omit<RequestInit, 'body' | 'method'>, BodyOptions {
  /** Appended to the query of the URL, and signed with it. */
  readonly params?: ParametersInput
  /**
   * In milliseconds, 1 to 2147483647, for the request and its answer. `null` sets no limit.
   * Defaults to that of the session.
   */
  readonly timeout?: number | null
  /** Protocol parameters, for credential endpoints and extensions. */
  readonly protocol?: RequestProtocol
  /**
   * Throws a ResponseError if the status of the answer is not 200 to 299.
   *
   * @default false
   */
  readonly requireOk?: boolean
}

/** The options of `fetch`, in the standard and in some runtimes, are checked by the runtime. */
export const REQUEST_OPTIONS: OptionKinds<RequestOptions> & Readonly<Record<string, OptionKind>> = {
  params: 'any',
  body: 'any',
  form: 'any',
  json: 'any',
  headers: 'any',
  signal: 'signal',
  timeout: 'any',
  protocol: 'record',
  requireOk: 'flag',
  cache: 'any',
  credentials: 'any',
  duplex: 'any',
  integrity: 'any',
  keepalive: 'any',
  mode: 'any',
  priority: 'any',
  redirect: 'any',
  referrer: 'any',
  referrerPolicy: 'any',
  window: 'any',
  dispatcher: 'any',
  client: 'any',
  proxy: 'any',
  tls: 'any',
}

/** Names of options in other libraries, each with its name here. */
export const FOREIGN_OPTION_NAMES: Readonly<Record<string, string>> = {
  auth: 'the keys of the session',
  data: 'form, json or body',
  method: 'the first argument of request(), or the name of the function',
  qs: 'params',
  query: 'params',
  search: 'params',
  searchParams: 'params',
}
