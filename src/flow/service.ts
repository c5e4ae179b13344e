/**
 * A service: its keys, its URLs and the three-legged flow of RFC 5849 §2, step by step or in one
 * call.
 */
import {
  Clock,
  type OAuth1Session,
  type ParametersInput,
  toParameters,
  type TokenCredentials,
} from '../client/index.ts'
import { nameKind, requireOptions } from '../internal/index.ts'
import { CountersignError, fail } from '../signing/index.ts'
import {
  LOGIN_ENDPOINTS,
  requireEndpoint,
  requireSafeEndpoints,
  requireSafeUrl,
} from './endpoints.ts'
import { buildAuthorizeUrl } from './login/authorization.ts'
import { login } from './login/login.ts'
import { LOGIN_OPTIONS, type LoginOptions } from './login/login-options.ts'
import { fromPreset, type PresetOptions } from './presets/from-preset.ts'
import { requiresVerifier } from './quirks.ts'
import { SERVICE_OPTIONS, type ServiceOptions, USER_OPTIONS } from './service-options.ts'
import { openSession, type StoredCredentials } from './service-session.ts'
import {
  ACCESS_TOKEN_OPTIONS,
  type AccessToken,
  type AccessTokenOptions,
  fetchAccessToken,
  fetchAccessTokenByPassword,
  PASSWORD_OPTIONS,
  type PasswordOptions,
} from './token-requests/access-token.ts'
import { singleValue } from './token-requests/credentials-reply.ts'
import { CALL_OPTIONS, type CallOptions } from './token-requests/credentials-request.ts'
import { renewAccessToken, revokeAccessToken, SharedRenewals } from './token-requests/renewal.ts'
import {
  fetchRequestToken,
  REQUEST_TOKEN_OPTIONS,
  type RequestToken,
  type RequestTokenOptions,
} from './token-requests/request-token.ts'
import {
  BEGIN_OPTIONS,
  type BeginOptions,
  beginWebLogin,
  type WebLogin,
} from './web-login/begin-web-login.ts'
import { FINISH_OPTIONS, type FinishOptions, finishWebLogin } from './web-login/finish-web-login.ts'
import { SpentLogins } from './web-login/spent-logins.ts'

/**
 * A service that speaks OAuth 1.0a, and the client that is registered there.
 *
 * @example
 * const service = new OAuth1Service({
 *   consumerKey: 'your key',
 *   consumerSecret: 'your secret',
 *   requestTokenUrl: 'https://api.example.com/oauth/request_token',
 *   authorizeUrl: 'https://api.example.com/oauth/authorize',
 *   accessTokenUrl: 'https://api.example.com/oauth/access_token',
 *   baseUrl: 'https://api.example.com/1.0',
 * })
 * const session = await service.login()
 * console.log(await (await session.get('repositories/me/repo/branches')).json())
 */
export class OAuth1Service {
  readonly name: string
  readonly baseUrl: string | null
  readonly #options: ServiceOptions
  readonly #spentLogins = new SpentLogins()
  readonly #renewals = new SharedRenewals(
    async (old) => {
      const { token, tokenSecret, sessionHandle, expiresAt } = await this.renewAccessToken(old)
      return { token, tokenSecret, sessionHandle, expiresAt }
    },
    (old, renew, signal) => this.#options.aroundRenewal?.(old, renew, signal) ?? renew(),
  )

  /**
   * Checks the options and the URLs. It sends no request.
   *
   * @throws CountersignError `unknown-option`, `invalid-option`, `missing-credential`,
   *   `unusable-key`, `invalid-url`, `insecure-endpoint`, and the other codes of a session
   */
  constructor(options: ServiceOptions) {
    requireOptions('a service', options, SERVICE_OPTIONS, USER_OPTIONS)
    this.name = options.name ?? 'the service'
    this.baseUrl = options.baseUrl == null ? null : String(options.baseUrl)
    this.#options = { clock: new Clock(), ...options }
    // A session that is opened here reports options that cannot sign.
    this.getSession(null)
    requireSafeEndpoints(options)
  }

  /**
   * Makes a service from a preset. `PRESETS` has all of them.
   *
   * @param name such as `tumblr`
   * @throws CountersignError `unknown-preset`, `preset-gone`, `missing-variable`,
   *   `unknown-variable`, `invalid-variable`; and as the constructor does
   * @example
   * const keys = { consumerKey: 'your key', consumerSecret: 'your secret' }
   * const tumblr = OAuth1Service.from('tumblr', keys)
   * console.log(tumblr.baseUrl) // 'https://api.tumblr.com/v2/'
   */
  static from(name: string, options: PresetOptions): OAuth1Service {
    return new OAuth1Service(fromPreset(name, options))
  }

  /**
   * The first leg: gets a request token, also called temporary credentials. §2.1
   *
   * @throws CountersignError `invalid-callback`, `callback-unconfirmed`, `missing-endpoint`,
   *   `reply-too-large`
   * @throws ResponseError `credentials-refused`, `invalid-reply`
   * @throws TransportError `connection-failed`, `timeout`
   * @example
   * const callback = 'https://app.example.com/callback'
   * const requestToken = await service.getRequestToken({ callback })
   * console.log(requestToken.token)
   */
  async getRequestToken(options: RequestTokenOptions = {}): Promise<RequestToken> {
    requireOptions('getRequestToken', options, REQUEST_TOKEN_OPTIONS)
    return fetchRequestToken(this.name, this.#options, options)
  }

  /**
   * The second leg: makes the URL that the user opens. §2.2
   *
   * @param params further parameters of the URL, which are not signed
   * @throws CountersignError `missing-credential`, `missing-endpoint`, `reserved-parameter`
   * @throws CountersignError `invalid-url`, `insecure-endpoint`: the URL that the service sent is
   *   not http or https, or not safe
   * @example
   * const requestToken = await service.getRequestToken()
   * console.log(service.getAuthorizeUrl(requestToken, { perms: 'read' }))
   */
  getAuthorizeUrl(
    requestToken: Pick<RequestToken, 'token'> & Partial<RequestToken>,
    params: ParametersInput = [],
  ): string {
    requireRequestToken(requestToken)
    const {
      authorizeConsumerKeyName: keyName,
      authorizeTokenName,
      consumerKey,
      authorizeUrlField,
    } = this.#options
    const { token, fields = [], callback } = requestToken
    const received = authorizeUrlField == null ? null : singleValue(fields, authorizeUrlField)
    if (received !== null) requireSafeUrl(this.#options, `"${authorizeUrlField}"`, received)
    return buildAuthorizeUrl(
      received ?? requireEndpoint(this.#options, 'authorizeUrl'),
      token,
      [
        ...(keyName == null ? [] : [[keyName, consumerKey] as const]),
        ...(callback == null ? [] : [['oauth_callback', callback] as const]),
        ...toParameters(this.#options.authorizeParams ?? []),
        ...toParameters(params),
      ],
      authorizeTokenName,
    )
  }

  /**
   * The third leg: exchanges a request token and its verifier for an access token, also called
   * token credentials. §2.3
   *
   * @throws CountersignError `missing-verifier`, `missing-credential`, `missing-endpoint`,
   *   `reply-too-large`
   * @throws ResponseError `credentials-refused`, `invalid-reply`
   * @throws TransportError `connection-failed`, `timeout`
   * @example
   * const requestToken = await service.getRequestToken()
   * const verifier = await approve(service.getAuthorizeUrl(requestToken))
   * const accessToken = await service.getAccessToken(requestToken, { verifier })
   * console.log(accessToken.token, accessToken.fields)
   */
  async getAccessToken(
    requestToken: StoredCredentials,
    options: AccessTokenOptions,
  ): Promise<AccessToken> {
    requireRequestToken(requestToken)
    requireOptions('getAccessToken', options, ACCESS_TOKEN_OPTIONS)
    return fetchAccessToken(this.#options, requestToken, options)
  }

  /**
   * The third leg, and a session with the access token.
   *
   * @throws CountersignError, ResponseError, TransportError as `getAccessToken` does
   * @example
   * const requestToken = await service.getRequestToken()
   * const verifier = await approve(service.getAuthorizeUrl(requestToken))
   * const session = await service.getAuthSession(requestToken, { verifier })
   * console.log((await session.get('repositories/me/repo/branches')).status)
   */
  async getAuthSession(
    requestToken: StoredCredentials,
    options: AccessTokenOptions,
  ): Promise<OAuth1Session> {
    return this.getSession(await this.getAccessToken(requestToken, options))
  }

  /**
   * Exchanges a user name and a password for an access token. This protocol is called xAuth. Few
   * services allow it.
   *
   * The signed form goes to `accessTokenUrl`. Its fields are `x_auth_username`, `x_auth_password`
   * and `x_auth_mode`, as in Twitter's documentation of xAuth. No error contains the password.
   *
   * @throws CountersignError `invalid-option`, `missing-endpoint`, `reply-too-large`
   * @throws ResponseError `credentials-refused`, `invalid-reply`
   * @throws TransportError `connection-failed`, `timeout`
   * @example
   * const user = { username: 'me', password: 'your password' }
   * const session = service.getSession(await service.getAccessTokenByPassword(user))
   * console.log((await session.get('repositories/me/repo/branches')).status)
   */
  async getAccessTokenByPassword(options: PasswordOptions): Promise<AccessToken> {
    requireOptions('getAccessTokenByPassword', options, PASSWORD_OPTIONS)
    return fetchAccessTokenByPassword(this.#options, options)
  }

  /**
   * Renews an access token. A session of this service does it on its own, if its token has a
   * session handle or the service has a `renewUrl`.
   *
   * @throws CountersignError `renewal-unavailable`: there is neither a session handle nor a
   *   `renewUrl`
   * @throws CountersignError `missing-credential`, `missing-endpoint`, `reply-too-large`
   * @throws ResponseError `credentials-refused`, `invalid-reply`
   * @throws TransportError `connection-failed`, `timeout`
   * @example
   * const renewed = await service.renewAccessToken(accessToken)
   * console.log(renewed.token, renewed.expiresAt)
   */
  async renewAccessToken(
    credentials: StoredCredentials,
    options: CallOptions = {},
  ): Promise<AccessToken> {
    requireCredentials(credentials)
    requireOptions('renewAccessToken', options, CALL_OPTIONS)
    if (this.#canRenew(credentials))
      return renewAccessToken(this.#options, credentials, options.signal)
    throw new CountersignError(
      'renewal-unavailable',
      `${this.name} has no renewUrl, and the token has no session handle`,
      { hint: 'log in again' },
    )
  }

  /**
   * Revokes an access token at the `revokeUrl` of the service.
   *
   * @throws CountersignError `missing-endpoint`, `missing-credential`, `reply-too-large`
   * @throws ResponseError `credentials-refused`
   * @throws TransportError `connection-failed`, `timeout`
   * @example
   * await service.revoke(accessToken)
   */
  async revoke(credentials: StoredCredentials, options: CallOptions = {}): Promise<void> {
    requireCredentials(credentials)
    requireOptions('revoke', options, CALL_OPTIONS)
    return revokeAccessToken(this.#options, credentials, options.signal)
  }

  /**
   * Opens a session with stored token credentials.
   *
   * @param credentials such as `session.credentials` of an earlier session; `null` for calls
   *   without a user
   * @throws CountersignError `missing-credential`
   * @example
   * const session = service.getSession({ token: 'your token', tokenSecret: 'your token secret' })
   * console.log((await session.get('repositories/me/repo/branches')).status)
   */
  getSession(credentials: StoredCredentials | null): OAuth1Session {
    if (credentials !== null) requireCredentials(credentials)
    const renew = (old: TokenCredentials, signal: AbortSignal): Promise<TokenCredentials> =>
      this.#renewals.renew(old, signal)
    return openSession(
      this.#options,
      credentials,
      credentials !== null && this.#canRenew(credentials) ? renew : null,
    )
  }

  /**
   * All three legs in one call. It opens the browser of the user, and receives the callback on
   * 127.0.0.1.
   *
   * @throws CountersignError `login-unavailable`, `login-timeout`, `authorization-denied`,
   *   `listener-failed`, `missing-verifier`; the reason of the signal
   * @throws CountersignError, ResponseError, TransportError as each leg does
   * @example
   * const session = await service.login({ timeout: 120_000 })
   * console.log(JSON.stringify(session.credentials))
   */
  async login(options: LoginOptions = {}): Promise<OAuth1Session> {
    requireOptions('login', options, LOGIN_OPTIONS)
    this.#requireLogin()
    const { callbackMode = 'request' } = this.#options
    const withPin = callbackMode === 'oob' && !options.pin ? { ...options, pin: true } : options
    return login(this, withPin, requiresVerifier(this.#options))
  }

  /**
   * The first two legs in a web application. Keep `pending` in the session of the browser, and
   * redirect the browser to `authorizeUrl`.
   *
   * @throws CountersignError `login-unavailable`, `login-unsafe`, `invalid-option`,
   *   `reserved-parameter`
   * @throws CountersignError, ResponseError, TransportError as the first two legs do
   * @example
   * const login = await service.begin({
   *   session: 'session ID of the browser',
   *   callback: 'https://app.example.com/callback',
   * })
   * console.log(login.authorizeUrl, login.pending)
   */
  async begin(options: BeginOptions): Promise<WebLogin> {
    requireOptions('begin', options, BEGIN_OPTIONS)
    this.#requireLogin()
    return beginWebLogin(this, this.#options, options)
  }

  /**
   * The third leg in a web application, when the browser returns.
   *
   * @param pending what `begin` returned, from the session of the browser
   * @param callbackUrl the URL of the request, or its path and query
   * @throws CountersignError `callback-prefetched`: the user has not returned yet
   * @throws CountersignError `callback-mismatch`: another browser, or the callback of another login
   * @throws CountersignError `authorization-denied`, `login-expired`, `login-spent`,
   *   `invalid-pending`, `invalid-option`, `invalid-url`
   * @throws CountersignError, ResponseError, TransportError as `getAccessToken` does; or the error
   *   of `claim`
   * @example
   * const session = 'session ID of the browser'
   * const callback = 'https://app.example.com/callback'
   * const { authorizeUrl, pending } = await service.begin({ session, callback })
   * const callbackUrl = await returnOfBrowser(authorizeUrl)
   * const api = await service.finish(pending, callbackUrl, { session })
   * console.log((await api.get('repositories/me/repo/branches')).status)
   */
  async finish(
    pending: unknown,
    callbackUrl: string | URL,
    options: FinishOptions,
  ): Promise<OAuth1Session> {
    requireOptions('finish', options, FINISH_OPTIONS)
    return finishWebLogin(this, this.#options, this.#spentLogins, pending, callbackUrl, options)
  }

  #canRenew({ token, sessionHandle }: StoredCredentials): boolean {
    return Boolean(token) && (this.#options.renewUrl !== undefined || Boolean(sessionHandle))
  }

  /** @throws CountersignError `login-unavailable`, `missing-endpoint` */
  #requireLogin(): void {
    const { legs = 'three', callbackMode, authorizeUrlField } = this.#options
    if (legs === 'none')
      this.#refuseLogin('use getSession, with the token that the service gives out, or with null')
    if (legs === 'two')
      this.#refuseLogin(
        'it hands you the verifier: call getRequestToken, then getAuthSession with the verifier',
      )
    if (callbackMode === 'none')
      this.#refuseLogin('it gets no callback: use getRequestToken and getAuthSession')
    const needed =
      authorizeUrlField == null ? LOGIN_ENDPOINTS : (['requestTokenUrl', 'accessTokenUrl'] as const)
    for (const name of needed) requireEndpoint(this.#options, name)
  }

  #refuseLogin(hint: string): never {
    return fail('login-unavailable', '2.2', `${this.name} has no login in a browser`, hint)
  }
}

/** @throws CountersignError `missing-credential` */
function requireCredentials(credentials: unknown): void {
  if (typeof credentials === 'object' && credentials !== null) return
  fail(
    'missing-credential',
    '2.3',
    `the credentials are ${nameKind(credentials)}`,
    'give { token, tokenSecret }, such as session.credentials',
  )
}

/** @throws CountersignError `missing-credential` */
function requireRequestToken(requestToken: unknown): void {
  const hasToken =
    typeof requestToken === 'object' &&
    requestToken !== null &&
    Boolean(Reflect.get(requestToken, 'token'))
  if (hasToken) return
  fail(
    'missing-credential',
    '2.3',
    'the request token is missing',
    'give what getRequestToken returned',
  )
}
