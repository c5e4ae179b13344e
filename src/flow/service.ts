/** A service: its keys and URLs, and the three-legged flow of RFC 5849 §2 as steps of their own or as one. */
import { OAuth1Session, type ParametersInput, toParameters } from '../client/index.ts'
import { CountersignError, fail } from '../signing/index.ts'
import { buildAuthorizeUrl } from './authorization.ts'
import { one } from './credentials-reply.ts'
import { requestCredentials } from './credentials-request.ts'
import { ENDPOINT_NAMES, requireEndpoint, requireSoundEndpoints } from './endpoints.ts'
import { login } from './login.ts'
import type { LoginOptions } from './login-options.ts'
import type {
  AccessToken, AccessTokenOptions, RequestToken, RequestTokenOptions, ServiceOptions, StoredCredentials,
} from './service-options.ts'

export class OAuth1Service {
  readonly name: string
  readonly baseUrl: string | null
  readonly #options: ServiceOptions

  /** @throws CountersignError for options that cannot sign, and for URLs that are none, or not safe */
  constructor(options: ServiceOptions) {
    this.name = options.name ?? 'the service'
    this.baseUrl = options.baseUrl ?? null
    this.#options = { ...options }
    this.getSession(null)
    requireSoundEndpoints(options)
  }

  /**
   * The first leg: temporary credentials. §2.1
   *
   * @throws CountersignError `invalid-callback`, `callback-unconfirmed`, ResponseError, and what `fetch` throws
   */
  async getRequestToken({ callback = 'oob', params = [], signal }: RequestTokenOptions = {}): Promise<RequestToken> {
    // §2.1: an absolute URI, or "oob" in lower case.
    if (callback !== 'oob' && !URL.canParse(callback)) {
      fail('invalid-callback', '2.1', 'the callback is not an absolute URL', 'give a full URL, or "oob" for none')
    }
    const { requestTokenMethod: method = 'POST', requestTokenParams = [], allowUnconfirmedCallback } = this.#options
    const issued = await requestCredentials(this.getSession(null), {
      what: 'the request token', method, url: requireEndpoint(this.#options, 'requestTokenUrl'),
      params: [...toParameters(requestTokenParams), ...toParameters(params)], protocol: { callback },
      signal, secrets: this.#secrets(),
    })
    const callbackConfirmed = one(issued.fields, 'oauth_callback_confirmed')?.toLowerCase() === 'true'
    if (callbackConfirmed || allowUnconfirmedCallback) return { ...issued, callbackConfirmed }
    // §2.1: servers of the revised protocol say so; without it the login could be another's.
    throw new CountersignError('callback-unconfirmed', `${this.name} did not confirm the callback`, {
      section: '2.1', hint: 'it may speak OAuth 1.0: allowUnconfirmedCallback waives this, if you know the risk',
    })
  }

  /** The second leg: the URL that the user opens. §2.2 @throws `reserved-parameter`, `missing-endpoint` */
  getAuthorizeUrl(requestToken: Pick<RequestToken, 'token'>, params: ParametersInput = []): string {
    const allParams = [...toParameters(this.#options.authorizeParams ?? []), ...toParameters(params)]
    return buildAuthorizeUrl(requireEndpoint(this.#options, 'authorizeUrl'), requestToken.token, allParams)
  }

  /**
   * The third leg: token credentials. §2.3
   *
   * @throws CountersignError `missing-verifier`, `missing-credential`, ResponseError, and what `fetch` throws
   */
  async getAccessToken(requestToken: StoredCredentials, options: AccessTokenOptions): Promise<AccessToken> {
    const { verifier, signal } = options
    const { accessTokenMethod: method = 'POST', allowUnconfirmedCallback } = this.#options
    // §2.3: it proves that whoever started the login and whoever allowed it are the same.
    if (!verifier && !(verifier === null && allowUnconfirmedCallback)) {
      fail('missing-verifier', '2.3', 'the verifier is missing', 'it comes with the callback, or the page shows it')
    }
    if (!requestToken.token) fail('missing-credential', '2.3', 'the request token is missing', 'get one first')
    return requestCredentials(this.getSession(requestToken), {
      what: 'the access token', method, url: requireEndpoint(this.#options, 'accessTokenUrl'),
      params: [], protocol: { verifier }, signal,
      secrets: [...this.#secrets(), requestToken.tokenSecret, verifier ?? ''],
    })
  }

  /** The third leg, and a session with what it brought. @throws like `getAccessToken` */
  async getAuthSession(requestToken: StoredCredentials, options: AccessTokenOptions): Promise<OAuth1Session> {
    return this.getSession(await this.getAccessToken(requestToken, options))
  }

  /** A session with token credentials from before, or with none for calls that no user stands behind. */
  getSession(credentials: StoredCredentials | null): OAuth1Session {
    return new OAuth1Session({ ...this.#options, ...(credentials ?? { token: null, tokenSecret: null }) })
  }

  /** All three legs, with a listener for the callback and the user's browser. @throws like `login` of login.ts */
  async login(options: LoginOptions = {}): Promise<OAuth1Session> {
    for (const name of ENDPOINT_NAMES) requireEndpoint(this.#options, name)
    return login(this, options, this.#options.allowUnconfirmedCallback !== true)
  }

  #secrets(): string[] {
    const { consumerSecret, privateKey } = this.#options
    return [consumerSecret, privateKey].filter((secret) => typeof secret === 'string')
  }
}
