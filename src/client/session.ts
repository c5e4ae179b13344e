/**
 * The API client: a session whose `fetch` has the signature of the global one, and signs each
 * request.
 */
import { inspect, type InspectOptions } from 'node:util'
import { printableTexts, requireOptions } from '../internal/index.ts'
import type { Parameter } from '../signing/index.ts'
import { ECHO_OPTIONS, type EchoHeaders, type EchoOptions, signEcho } from './echo.ts'
import { requireOk } from './errors/response-error.ts'
import { explainFailure } from './errors/transport-error.ts'
import { signedFetch } from './exchange/attempts.ts'
import { knownSecrets, type TokenCredentials } from './exchange/session-signer.ts'
import { draftFetch, draftRequest } from './request/outgoing-request.ts'
import { namedSecrets } from './request/parameters.ts'
import type { RequestOptions } from './request/request-options.ts'
import { resolveUrl } from './request/url.ts'
import { createParts, type PartsOfSession, type SessionOptions } from './session-options.ts'

/**
 * A session with an API. With a token it makes the requests of a user. Without a token, or with
 * `null`, only the consumer key and secret sign (two-legged, also called one-legged or
 * zero-legged). The consumer key cannot be empty (RFC 5849 §3.1), the consumer secret can. A token
 * of `''` is sent as an empty `oauth_token`, which some servers require of two-legged requests.
 *
 * @example
 * const session = new OAuth1Session({ consumerKey, consumerSecret, token, tokenSecret })
 * const response = await session.get('https://api.example.com/photos')
 */
export class OAuth1Session {
  /** The `oauth_consumer_key`. @example session.consumerKey // 'dpf43f3p2l4k3l03' */
  readonly consumerKey: string
  /**
   * Relative URLs are resolved against it. `null` if the session has none.
   *
   * @example session.baseUrl // null
   */
  readonly baseUrl: string | null
  readonly #parts: PartsOfSession

  /**
   * @throws CountersignError for options that cannot sign, `missing-credential`, `invalid-url`,
   *   `invalid-header`, `invalid-option`, `unknown-option`, `unknown-body-hash`
   */
  constructor(options: SessionOptions) {
    this.#parts = createParts(options)
    this.consumerKey = options.consumerKey
    this.baseUrl = this.#parts.options.baseUrl
    showPublicHalf(this)
  }

  /**
   * The current `oauth_token`. `null` without a user.
   *
   * @example session.token // 'nnch734d00sl2jdk'
   */
  get token(): string | null {
    return this.#parts.signer.credentials.token
  }

  /**
   * The current token credentials. Store them where other users cannot read them.
   *
   * @example session.credentials.tokenSecret // 'pfkkdhi9sl3r4s00'
   */
  get credentials(): TokenCredentials {
    return this.#parts.signer.credentials
  }

  /**
   * Further fields of the server's reply to the login, such as `user_id`. Some servers put secrets
   * into them.
   *
   * @example session.fields // []
   */
  get fields(): readonly Parameter[] {
    return this.#parts.options.fields ?? []
  }

  /**
   * The global `fetch`, signed. It is bound to its session, so that an SDK can take
   * `session.fetch`.
   *
   * @throws CountersignError for a request that cannot be signed; `redirect-not-followed` and the
   *   other codes of redirects; what `renew` and `onRenewed` throw; what `fetch` throws
   * @example
   * const response = await session.fetch('https://api.example.com/photos', { method: 'DELETE' })
   */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    signedFetch(this.#parts, draftFetch(this.#parts.options, input, init ?? {}))

  /**
   * Sends a request of any method, with the options `params`, `form`, `json` and others.
   *
   * @throws CountersignError like `fetch`, and `invalid-body`, `invalid-method`,
   *   `invalid-parameter`, `invalid-option`, `unknown-option`
   * @throws TransportError `connection-failed`, `timeout`
   * @throws ResponseError `request-refused`, with `requireOk`
   * @throws the caller's reason to abort
   * @example
   * const response = await session.request('OPTIONS', 'https://api.example.com/photos')
   */
  async request(
    method: string,
    url: string | URL,
    options: RequestOptions = {},
  ): Promise<Response> {
    const draft = draftRequest(this.#parts.options, method, url, options)
    const { timeout, protocol, requireOk: isOkRequired = false, signal } = options
    const response = await signedFetch(this.#parts, draft, {
      timeout,
      protocol,
      explain: (error, at, limit) => explainFailure(error, at, limit, signal),
    })
    if (!isOkRequired) return response
    const { problemField = null } = this.#parts.options
    const known = knownSecrets(this.#parts.options, this.credentials, protocol)
    return requireOk(response, {
      secrets: [...known, ...namedSecrets(draft.parameters)],
      problemField,
    })
  }

  /**
   * The headers of OAuth Echo, by which another service verifies the user with the server of this
   * session. They are valid once and for this URL. The service learns no secret.
   *
   * @param url the address that the service requests, such as the server's `verify_credentials`
   * @throws CountersignError `plaintext-exposed`, `unknown-option`, `invalid-option`, and for a
   *   request that cannot be signed
   * @example
   * const headers = await session.echoHeaders('https://api.example.com/verify_credentials')
   */
  async echoHeaders(url: string | URL, options: EchoOptions = {}): Promise<EchoHeaders> {
    requireOptions('echoHeaders', options, ECHO_OPTIONS)
    return signEcho(this.#parts, resolveUrl(url, this.baseUrl), options)
  }

  /**
   * Sends a GET. It throws like `request`.
   *
   * @example
   * const params = { size: 'large' }
   * const response = await session.get('https://api.example.com/photos', { params })
   */
  get(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('GET', url, options)
  }

  /**
   * Sends a HEAD. It throws like `request`.
   *
   * @example
   * const response = await session.head('https://api.example.com/photos')
   */
  head(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('HEAD', url, options)
  }

  /**
   * Sends a POST. It throws like `request`.
   *
   * @example
   * const form = { title: 'Vacation' }
   * const response = await session.post('https://api.example.com/photos', { form })
   */
  post(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('POST', url, options)
  }

  /**
   * Sends a PUT. It throws like `request`.
   *
   * @example
   * const json = { title: 'Vacation' }
   * const response = await session.put('https://api.example.com/photos', { json })
   */
  put(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('PUT', url, options)
  }

  /**
   * Sends a PATCH. It throws like `request`.
   *
   * @example
   * const json = { title: 'Vacation' }
   * const response = await session.patch('https://api.example.com/photos', { json })
   */
  patch(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('PATCH', url, options)
  }

  /**
   * Sends a DELETE. It throws like `request`.
   *
   * @example
   * const response = await session.delete('https://api.example.com/photos')
   */
  delete(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('DELETE', url, options)
  }
}

/**
 * Limits `util.inspect` to the public half of a session. Its other members are getters, which would
 * show secrets.
 */
function showPublicHalf(session: OAuth1Session): void {
  const show = (_depth: number, options: InspectOptions): string => {
    const { consumerKey, token, baseUrl } = session
    // The token is text of the server.
    return `OAuth1Session ${inspect(printableTexts({ consumerKey, token, baseUrl }), options)}`
  }
  // Not enumerable, so that it does not appear among the members of the session.
  Object.defineProperty(session, inspect.custom, { value: show })
}
