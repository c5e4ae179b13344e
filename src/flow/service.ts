/** A service: its keys and URLs, and the three-legged flow of RFC 5849 §2 as steps of their own or as one. */
import {
  OAuth1Session, type ParametersInput, readReplyText, refusalError, type RequestProtocol, type SessionOptions, toParameters,
} from '../client/index.ts'
import { CountersignError, fail } from '../signing/index.ts'
import { buildAuthorizeUrl } from './authorization.ts'
import { type IssuedCredentials, one, readCredentials } from './credentials-reply.ts'
import { type Endpoints, requireEndpoint } from './endpoints.ts'
import { login, type LoginOptions } from './login.ts'

export interface ServiceOptions extends Omit<SessionOptions, 'token' | 'tokenSecret' | 'fields'>, Endpoints {
  /** For messages. */
  readonly name?: string
  /** The method of the request-token call; POST unless the service documents another. §2.1 */
  readonly requestTokenMethod?: 'POST' | 'GET'
  /** The method of the access-token call; POST unless the service documents another. §2.3 */
  readonly accessTokenMethod?: 'POST' | 'GET'
  /** Sent with every request-token call, in its query, and signed. */
  readonly requestTokenParams?: ParametersInput
  /** Sent with the user to the authorize URL, not signed. */
  readonly authorizeParams?: ParametersInput
  /** For an old server that does not confirm callbacks: a login there can be hijacked (advisory 2009.1). */
  readonly allowUnconfirmedCallback?: boolean
}

/** Temporary credentials, also called request token. §2.1 */
export interface RequestToken extends IssuedCredentials {
  readonly callbackConfirmed: boolean
}

/** Token credentials, also called access token. §2.3 */
export type AccessToken = IssuedCredentials

export interface RequestTokenOptions {
  /** An absolute URL, or `oob` where none can be received. */
  readonly callback?: string
  readonly params?: ParametersInput
  readonly signal?: AbortSignal
}

export interface AccessTokenOptions {
  /** What the callback brought or the user typed; `null` for an old server that has none. */
  readonly verifier: string | null
  readonly signal?: AbortSignal
}

const REPLY_LIMIT = 64 * 1024

export class OAuth1Service {
  readonly name: string
  readonly baseUrl: string | null
  readonly #options: ServiceOptions

  /** @throws CountersignError for options that cannot sign */
  constructor(options: ServiceOptions) {
    this.name = options.name ?? 'the service'
    this.baseUrl = options.baseUrl ?? null
    this.#options = options
    this.getSession(null)
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
    const { requestTokenMethod = 'POST', requestTokenParams = [], allowUnconfirmedCallback } = this.#options
    const url = requireEndpoint(this.#options, 'requestTokenUrl')
    const allParams = [...toText(requestTokenParams), ...toText(params)]
    const issued = await this.#requestCredentials('the request token', null, requestTokenMethod, url, allParams, { callback }, signal)
    const callbackConfirmed = one(issued.fields, 'oauth_callback_confirmed')?.toLowerCase() === 'true'
    if (callbackConfirmed || allowUnconfirmedCallback) return { ...issued, callbackConfirmed }
    // §2.1: servers of the revised protocol say so; without it the login could be another's.
    throw new CountersignError('callback-unconfirmed', `${this.name} did not confirm the callback`, {
      section: '2.1', hint: 'it may speak OAuth 1.0: allowUnconfirmedCallback waives this, if you know the risk',
    })
  }

  /** The second leg: the URL that the user opens. §2.2 @throws CountersignError `reserved-parameter`, `missing-endpoint` */
  getAuthorizeUrl(requestToken: Pick<RequestToken, 'token'>, params: ParametersInput = []): string {
    const allParams = [...toText(this.#options.authorizeParams ?? []), ...toText(params)]
    return buildAuthorizeUrl(requireEndpoint(this.#options, 'authorizeUrl'), requestToken.token, allParams)
  }

  /** The third leg: token credentials. §2.3 @throws CountersignError `missing-verifier`, ResponseError, and what `fetch` throws */
  async getAccessToken(requestToken: IssuedCredentials, { verifier, signal }: AccessTokenOptions): Promise<AccessToken> {
    if (verifier === '') fail('missing-verifier', '2.3', 'the verifier is empty', 'it comes with the callback, or the page shows it')
    const { accessTokenMethod = 'POST' } = this.#options
    const url = requireEndpoint(this.#options, 'accessTokenUrl')
    return this.#requestCredentials('the access token', requestToken, accessTokenMethod, url, [], { verifier }, signal)
  }

  /** The third leg, and a session with what it brought. */
  async getAuthSession(requestToken: IssuedCredentials, options: AccessTokenOptions): Promise<OAuth1Session> {
    return this.getSession(await this.getAccessToken(requestToken, options))
  }

  /** A session with token credentials from before, or with none for calls that no user stands behind. */
  getSession(credentials: Pick<IssuedCredentials, 'token' | 'tokenSecret'> & Partial<IssuedCredentials> | null): OAuth1Session {
    const { token = null, tokenSecret = null, fields = [] } = credentials ?? {}
    return new OAuth1Session({ ...this.#options, token, tokenSecret, fields })
  }

  /** All three legs, with a listener for the callback and the user's browser. @throws what each leg throws, and `login-timeout` */
  async login(options: LoginOptions = {}): Promise<OAuth1Session> {
    for (const name of ['requestTokenUrl', 'authorizeUrl', 'accessTokenUrl'] as const) requireEndpoint(this.#options, name)
    return login(this, options, this.#options.allowUnconfirmedCallback !== true)
  }

  async #requestCredentials(
    what: string, credentials: IssuedCredentials | null, method: string, url: string, params: ParametersInput,
    protocol: RequestProtocol, signal: AbortSignal | undefined,
  ): Promise<IssuedCredentials> {
    const session = this.getSession(credentials)
    const response = await session.request(method, url, { params, protocol, ...(signal && { signal }) })
    const body = await readReplyText(response, REPLY_LIMIT)
    // §2.1, §2.3: 200 is success. RFC silent: other codes of the 200s are taken too, since servers send 201.
    if (!response.ok) throw refusalError(what, response.status, response.headers.get('www-authenticate'), body)
    return readCredentials(what, response.status, body)
  }
}

const toText = (params: ParametersInput): (readonly [string, string])[] =>
  toParameters(params).map(([name, value]) => [String(name), String(value)])
