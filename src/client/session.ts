/** The API client: a session with `fetch`'s own signature, which signs what it sends. */
import { fail, type Parameter, type Signer } from '../signing/index.ts'
import { createSigner } from './quick-signer.ts'
import { chooseBody } from './request-body.ts'
import { appendParameters, requireBaseUrl, resolveUrl } from './request-url.ts'
import type { RequestOptions, SessionOptions } from './session-options.ts'
import { signedFetch } from './signed-fetch.ts'

export class OAuth1Session {
  readonly consumerKey: string
  readonly token: string | null
  readonly baseUrl: string | null
  readonly #signer: Signer
  readonly #options: SessionOptions

  /** @throws CountersignError for options that cannot sign */
  constructor(options: SessionOptions) {
    const { consumerKey, token = null, baseUrl = null } = options
    this.consumerKey = consumerKey
    this.token = token
    this.baseUrl = baseUrl
    this.#signer = createSigner(options)
    this.#options = { ...options }
    if (baseUrl !== null) requireBaseUrl(baseUrl)
    requireComplete(options)
  }

  /** The token credentials, to be stored where others cannot read them. */
  get credentials(): { readonly token: string | null; readonly tokenSecret: string | null } {
    return { token: this.token, tokenSecret: this.#options.tokenSecret ?? null }
  }

  /** Further fields of the server's reply to the login, such as `user_id`. Some servers put secrets there. */
  get fields(): readonly Parameter[] {
    return this.#options.fields ?? []
  }

  /**
   * The global `fetch`, signed. It is bound to its session, so that an SDK can be handed `session.fetch` as it is.
   *
   * @throws CountersignError for a request that cannot be signed, and `redirect-not-followed`; else what `fetch` throws
   */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    signedFetch(this.#signer, this.#options, input, init ?? {})

  /** Any method, with the conveniences. @throws like `fetch`, and `invalid-body`, `invalid-parameter` */
  async request(method: string, url: string | URL, options: RequestOptions = {}): Promise<Response> {
    const { params, body, form, json, protocol, timeout, ...init } = options
    const headers = new Headers(init.headers)
    const content = { ...init, method, headers, body: chooseBody(options, headers) }
    const target = appendParameters(resolveUrl(url, this.baseUrl), params ?? [])
    return signedFetch(this.#signer, this.#options, target, content, timeout, protocol)
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
}

/** RFC 5849 §1.1: a token is useless without its secret, unless the method is RSA, or the caller's own. */
function requireComplete({ token, tokenSecret, signatureMethod = 'HMAC-SHA1' }: SessionOptions): void {
  const isShared = typeof signatureMethod === 'string' && !signatureMethod.startsWith('RSA')
  if (!isShared || !token || tokenSecret !== undefined) return
  fail('missing-credential', '1.1', '"tokenSecret" is missing', 'it is stored beside the token; give "" for none')
}
