/** The API client: a session with `fetch`'s own signature, which signs what it sends. */
import { createSigner, fail, type Parameter, type RequestToSign, type Signer, type SigningOptions } from '../signing/index.ts'
import type { HeadersInit } from './fetch-types.ts'
import type { ParametersInput } from './parameters.ts'
import { refuseRedirect } from './redirect.ts'
import { formBody, jsonBody, readBody } from './request-body.ts'
import { appendParameters, resolveUrl } from './request-url.ts'

export interface SessionOptions extends SigningOptions {
  /** What relative URLs are resolved against; it is a folder, with or without its last slash. */
  readonly baseUrl?: string | null
  /** Sent with every request, unless the request has its own. */
  readonly headers?: HeadersInit
  /** For a request and its answer, in milliseconds; 60 000 unless given. `null` waits for ever. */
  readonly timeout?: number | null
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Further fields of the server's reply, such as `user_id`. */
  readonly fields?: readonly Parameter[]
}

/** Protocol parameters that belong to one request alone. */
export type RequestProtocol = Pick<RequestToSign, 'callback' | 'verifier' | 'extra'>

/** `fetch`'s own options, and conveniences. At most one of `body`, `form` and `json` may be there. */
export interface RequestOptions extends RequestInit {
  /** Appended to the query, and signed with it. */
  readonly params?: ParametersInput
  /** Sent as application/x-www-form-urlencoded, and signed. */
  readonly form?: ParametersInput
  /** Sent as application/json; a signature does not cover it. */
  readonly json?: unknown
  /** In milliseconds, in place of the session's. */
  readonly timeout?: number | null
  /** For credential endpoints and extensions. */
  readonly protocol?: RequestProtocol
}

export class OAuth1Session {
  readonly consumerKey: string
  readonly token: string | null
  readonly baseUrl: string | null
  /** Further fields of the server's reply to the login, such as `user_id`. */
  readonly fields: readonly Parameter[]
  readonly #signer: Signer
  readonly #options: SessionOptions

  /** @throws CountersignError for options that cannot sign */
  constructor(options: SessionOptions) {
    this.consumerKey = options.consumerKey
    this.token = options.token ?? null
    this.baseUrl = options.baseUrl ?? null
    this.fields = options.fields ?? []
    this.#signer = createSigner(options)
    this.#options = options
  }

  /** The token credentials, to be stored where others cannot read them. */
  get credentials(): { readonly token: string | null; readonly tokenSecret: string | null } {
    return { token: this.token, tokenSecret: this.#options.tokenSecret ?? null }
  }

  /**
   * The global `fetch`, signed. It is bound to its session, so that an SDK can be handed `session.fetch` as it is.
   *
   * @throws CountersignError for a request that cannot be signed, and `redirect-not-followed`; else what `fetch` throws
   */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> =>
    this.#send(input, init)

  /** Any method, with the conveniences. @throws like `fetch` */
  async request(method: string, url: string | URL, options: RequestOptions = {}): Promise<Response> {
    const { params, form, json, protocol, timeout, ...init } = options
    if ([init.body, form, json].filter((body) => body !== undefined && body !== null).length > 1) {
      fail('invalid-body', '3.4.1.3.1', 'more than one of body, form and json is given', 'give one of them')
    }
    const content = form !== undefined ? formBody(form) : json !== undefined ? jsonBody(json) : null
    const headers = new Headers(init.headers)
    if (content !== null && !headers.has('content-type')) headers.set('content-type', content.contentType)
    const target = appendParameters(resolveUrl(url, this.baseUrl), params ?? [])
    return this.#send(target, { ...init, method, headers, ...(content && { body: content.body }) }, timeout, protocol)
  }

  get(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('GET', url, options)
  }

  head(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('HEAD', url, options)
  }

  post(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('POST', url, options)
  }

  put(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('PUT', url, options)
  }

  patch(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('PATCH', url, options)
  }

  delete(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('DELETE', url, options)
  }

  async #send(
    input: string | URL | Request, init: RequestInit, timeout = this.#options.timeout, protocol: RequestProtocol = {},
  ): Promise<Response> {
    const { fetch: send = fetch, transmission, headers: defaults } = this.#options
    const request = input instanceof Request ? input : null
    const headers = mergeHeaders(new Headers(init.headers ?? request?.headers), defaults)
    const { sent, signed } = await readBody(init.body ?? request?.body ?? null, headers)
    if (sent !== null && signed === null && transmission === 'body') {
      fail('invalid-transmission', '3.5.2', 'only a form can carry the protocol parameters', 'send a form, or choose "header"')
    }
    const wire = await this.#signer.signAsync({
      method: init.method ?? request?.method ?? 'GET',
      url: resolveUrl(request?.url ?? String(input), this.baseUrl),
      headers: [...headers],
      body: signed,
      ...protocol,
    })
    const signals = [init.signal ?? request?.signal, timeout === null ? null : AbortSignal.timeout(timeout ?? 60_000)]
    const response = await send(wire.url, {
      ...init,
      method: wire.method,
      headers: wire.headers.map(([name, value]): [string, string] => [name, value]),
      body: wire.body ?? sent,
      redirect: 'manual',
      signal: AbortSignal.any(signals.filter((signal) => signal instanceof AbortSignal)),
      ...(sent instanceof ReadableStream && { duplex: 'half' }),
    })
    return refuseRedirect(response, init.redirect ?? request?.redirect ?? 'follow')
  }
}

function mergeHeaders(headers: Headers, defaults: HeadersInit | undefined): Headers {
  new Headers(defaults).forEach((value, name) => headers.has(name) || headers.set(name, value))
  return headers
}
