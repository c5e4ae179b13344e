/** The API client: a session with `fetch`'s own signature, which signs what it sends. */
import { requireOptions } from '../internal/index.ts'
import type { Parameter } from '../signing/index.ts'
import { type EchoHeaders, type EchoOptions, signEcho } from './echo.ts'
import { knownSecrets, namedSecrets } from './known-secrets.ts'
import { ECHO_OPTIONS, OTHER_WORDS, PROTOCOL_OPTIONS, REQUEST_OPTIONS } from './option-kinds.ts'
import { toParameters } from './parameters.ts'
import { chooseBody } from './request-body.ts'
import { readHeaders } from './request-headers.ts'
import { requireBodyMethod, requireMethod } from './request-method.ts'
import { appendParameters, resolveUrl } from './request-url.ts'
import { requireOk } from './require-ok.ts'
import type { RequestOptions, SessionOptions } from './session-options.ts'
import { createSessionParts, type SessionParts } from './session-parts.ts'
import { showPublicHalf } from './show-session.ts'
import { type CallOptions, signedFetch } from './signed-fetch.ts'
import type { TokenCredentials } from './token-credentials.ts'
import { explainFailure } from './transport-error.ts'

/**
 * With a token, the requests are a user's. Without one (left out, or `null`) they are signed by consumer key and secret
 * alone: two-legged, which others call one-legged or zero-legged. RFC 5849 §3.1 lets no consumer key be empty; the
 * secret may be `''`. A token of `''` is sent as an empty `oauth_token`, which some servers want of such requests.
 */
export class OAuth1Session {
  readonly consumerKey: string
  readonly baseUrl: string | null
  readonly #parts: SessionParts

  /**
   * @throws CountersignError for options that cannot sign, `missing-credential`, `invalid-url`, `invalid-header`,
   *   `invalid-option`, `unknown-option`, `unknown-body-hash`
   */
  constructor(options: SessionOptions) {
    this.#parts = createSessionParts(options)
    this.consumerKey = options.consumerKey
    this.baseUrl = this.#parts.options.baseUrl
    showPublicHalf(this)
  }

  /** The present `oauth_token`. */
  get token(): string | null {
    return this.#parts.signer.credentials.token
  }

  /** The present token credentials, to be stored where others cannot read them. */
  get credentials(): TokenCredentials {
    return this.#parts.signer.credentials
  }

  /** Further fields of the server's reply to the login, such as `user_id`. Some servers put secrets there. */
  get fields(): readonly Parameter[] {
    return this.#parts.options.fields ?? []
  }

  /**
   * The global `fetch`, signed. It is bound to its session, so that an SDK can be handed `session.fetch` as it is.
   *
   * @throws CountersignError for a request that cannot be signed, and `redirect-not-followed` with its kin; what `renew`
   *   and `onRenewed` throw; else what `fetch` throws
   */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    signedFetch(this.#parts, input, init ?? {})

  /**
   * Any method, with the conveniences.
   *
   * @throws CountersignError like `fetch`, and `invalid-body`, `invalid-method`, `invalid-parameter`, `invalid-option`,
   *   `unknown-option`; TransportError
   *   `connection-failed` and `timeout`; ResponseError with `requireOk`; the caller's own reason to abort
   */
  async request(
    method: string,
    url: string | URL,
    options: RequestOptions = {},
  ): Promise<Response> {
    requireOptions('a request', options, REQUEST_OPTIONS, OTHER_WORDS)
    const {
      params,
      body,
      form,
      json,
      protocol = {},
      timeout,
      requireOk: isOkRequired = false,
      ...init
    } = options
    requireOptions('the protocol of a request', protocol, PROTOCOL_OPTIONS)
    requireMethod(method)
    const headers = readHeaders(init.headers)
    // An iterator gives its parameters once.
    const [query, fields] = [toParameters(params ?? []), toParameters(form ?? [])]
    const given = form == null ? options : { ...options, form: fields }
    const content = { ...init, method, headers, body: chooseBody(given, headers) }
    if (content.body !== null) requireBodyMethod(method)
    const target = appendParameters(resolveUrl(url, this.baseUrl), query)
    const explain: CallOptions['explain'] = (error, at, limit) =>
      explainFailure(error, at, limit, init.signal)
    const response = await signedFetch(this.#parts, target, content, { timeout, protocol, explain })
    if (!isOkRequired) return response
    const { problemField = null } = this.#parts.options
    const named = namedSecrets([...query, ...fields])
    const secrets = [...knownSecrets(this.#parts.options, this.credentials, protocol), ...named]
    return requireOk(response, { secrets, problemField })
  }

  /**
   * The headers of OAuth Echo, for a service that is to ask another, here, who the user is. They are good once, and for
   * the one URL. The service gets no secret.
   *
   * @param url that the service is to request, such as the server's verify_credentials
   * @param options `method` defaults to GET, `realm` to the session's
   * @throws CountersignError `plaintext-exposed`, and for a request that cannot be signed
   */
  async echoHeaders(url: string | URL, options: EchoOptions = {}): Promise<EchoHeaders> {
    requireOptions('echoHeaders', options, ECHO_OPTIONS)
    return signEcho(this.#parts, resolveUrl(url, this.baseUrl), options)
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
