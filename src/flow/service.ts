/** A service: its keys and URLs, and the three-legged flow of RFC 5849 §2 as steps of their own or as one. */
import {
  Clock,
  type OAuth1Session,
  type ParametersInput,
  toParameters,
  type TokenCredentials,
} from '../client/index.ts'
import { nameKind, requireOptions } from '../internal/index.ts'
import { CountersignError, fail } from '../signing/index.ts'
import { buildAuthorizeUrl } from './authorization.ts'
import {
  askAccessToken,
  askAccessTokenByPassword,
  askRenewal,
  askRequestToken,
  askRevocation,
} from './credential-calls.ts'
import { one } from './credentials-reply.ts'
import { requiresVerifier } from './deviations.ts'
import {
  LOGIN_ENDPOINTS,
  requireEndpoint,
  requireSoundEndpoints,
  requireSoundUrl,
} from './endpoints.ts'
import { login } from './login.ts'
import type { LoginOptions } from './login-options.ts'
import {
  ACCESS_TOKEN_OPTIONS,
  BEGIN_OPTIONS,
  CALL_OPTIONS,
  FINISH_OPTIONS,
  LOGIN_OPTIONS,
  PASSWORD_OPTIONS,
  REQUEST_TOKEN_OPTIONS,
  SERVICE_OPTIONS,
  USERS_OWN,
} from './option-kinds.ts'
import { fromPreset, type PresetOptions } from './preset-options.ts'
import type {
  AccessToken,
  AccessTokenOptions,
  CallOptions,
  PasswordOptions,
  RequestToken,
  RequestTokenOptions,
  ServiceOptions,
  StoredCredentials,
} from './service-options.ts'
import { openSession } from './service-session.ts'
import { SharedRenewals } from './shared-renewals.ts'
import { SpentLogins } from './spent-logins.ts'
import {
  type BeginOptions,
  beginWebLogin,
  type FinishOptions,
  finishWebLogin,
  type WebLogin,
} from './web-login.ts'

/** @throws CountersignError `missing-credential` */
function requireStored(credentials: unknown): void {
  if (typeof credentials === 'object' && credentials !== null) return
  fail(
    'missing-credential',
    '2.3',
    `the credentials are ${nameKind(credentials)}`,
    'give { token, tokenSecret }, as a login brings them',
  )
}

/** @throws CountersignError `missing-credential` */
function requireToken(requestToken: unknown): void {
  const isThere =
    typeof requestToken === 'object' &&
    requestToken !== null &&
    Boolean(Reflect.get(requestToken, 'token'))
  if (!isThere)
    fail(
      'missing-credential',
      '2.3',
      'the request token is missing',
      'give what getRequestToken brought',
    )
}

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

  /** @throws CountersignError for options that cannot sign, and for URLs that are none, or not safe */
  constructor(options: ServiceOptions) {
    requireOptions('a service', options, SERVICE_OPTIONS, USERS_OWN)
    this.name = options.name ?? 'the service'
    this.baseUrl = options.baseUrl == null ? null : String(options.baseUrl)
    this.#options = { clock: new Clock(), ...options }
    this.getSession(null)
    requireSoundEndpoints(options)
  }

  /**
   * A service by the name of its preset, such as `tumblr`; `PRESETS` lists them.
   *
   * @throws CountersignError `unknown-preset`, `preset-gone`, and `missing-`, `unknown-` or `invalid-variable`
   */
  static from(name: string, options: PresetOptions): OAuth1Service {
    return new OAuth1Service(fromPreset(name, options))
  }

  /**
   * The first leg: temporary credentials. §2.1
   *
   * @throws CountersignError `invalid-callback`, `callback-unconfirmed`, ResponseError, TransportError
   */
  async getRequestToken(options: RequestTokenOptions = {}): Promise<RequestToken> {
    requireOptions('getRequestToken', options, REQUEST_TOKEN_OPTIONS)
    return askRequestToken(this.name, this.#options, options)
  }

  /**
   * The second leg: the URL that the user opens. §2.2
   *
   * @throws CountersignError `reserved-parameter`, `missing-endpoint`; `invalid-url`, `insecure-endpoint`: the service
   *   gave a URL that is none, or not safe
   */
  getAuthorizeUrl(
    requestToken: Pick<RequestToken, 'token'> & Partial<RequestToken>,
    params: ParametersInput = [],
  ): string {
    requireToken(requestToken)
    const {
      authorizeConsumerKeyName: keyName,
      authorizeTokenName,
      consumerKey,
      authorizeUrlField,
    } = this.#options
    const { token, fields = [], callback } = requestToken
    const given = authorizeUrlField == null ? null : one(fields, authorizeUrlField)
    if (given !== null) requireSoundUrl(this.#options, `"${authorizeUrlField}"`, given)
    return buildAuthorizeUrl(
      given ?? requireEndpoint(this.#options, 'authorizeUrl'),
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
   * The third leg: token credentials. §2.3
   *
   * @throws CountersignError `missing-verifier`, `missing-credential`, ResponseError, TransportError
   */
  async getAccessToken(
    requestToken: StoredCredentials,
    options: AccessTokenOptions,
  ): Promise<AccessToken> {
    requireToken(requestToken)
    requireOptions('getAccessToken', options, ACCESS_TOKEN_OPTIONS)
    return askAccessToken(this.#options, requestToken, options)
  }

  /** The third leg, and a session with what it brought. @throws like `getAccessToken` */
  async getAuthSession(
    requestToken: StoredCredentials,
    options: AccessTokenOptions,
  ): Promise<OAuth1Session> {
    return this.getSession(await this.getAccessToken(requestToken, options))
  }

  /**
   * xAuth: token credentials for a user's own name and password, which go to `accessTokenUrl` in a signed form. Few
   * services allow it, to few clients. Source: Twitter's page on xAuth, with the fields x_auth_username,
   * x_auth_password and x_auth_mode.
   *
   * @throws CountersignError ResponseError, TransportError; none repeats the password
   */
  async getAccessTokenByPassword(options: PasswordOptions): Promise<AccessToken> {
    requireOptions('getAccessTokenByPassword', options, PASSWORD_OPTIONS)
    return askAccessTokenByPassword(this.#options, options)
  }

  /**
   * New token credentials for old ones. Sessions of this service do it by themselves where they can.
   *
   * @throws CountersignError `renewal-unavailable`: no session handle and no `renewUrl`; ResponseError, TransportError
   */
  async renewAccessToken(
    credentials: StoredCredentials,
    options: CallOptions = {},
  ): Promise<AccessToken> {
    requireStored(credentials)
    requireOptions('renewAccessToken', options, CALL_OPTIONS)
    if (this.#canRenew(credentials)) return askRenewal(this.#options, credentials, options.signal)
    throw new CountersignError(
      'renewal-unavailable',
      `${this.name} gave no session handle, and has no renewUrl`,
      {
        hint: 'log in again',
      },
    )
  }

  /** Ends the token at the service. @throws CountersignError `missing-endpoint`, `missing-credential`; see above */
  async revoke(credentials: StoredCredentials, options: CallOptions = {}): Promise<void> {
    requireStored(credentials)
    requireOptions('revoke', options, CALL_OPTIONS)
    return askRevocation(this.#options, credentials, options.signal)
  }

  /** A session with token credentials from before, or with none for calls that no user stands behind. */
  getSession(credentials: StoredCredentials | null): OAuth1Session {
    if (credentials !== null) requireStored(credentials)
    const renew = (old: TokenCredentials, signal: AbortSignal): Promise<TokenCredentials> =>
      this.#renewals.renew(old, signal)
    return openSession(
      this.#options,
      credentials,
      credentials !== null && this.#canRenew(credentials) ? renew : null,
    )
  }

  /** All three legs, with a listener for the callback and the user's browser. @throws like `login` of login.ts */
  async login(options: LoginOptions = {}): Promise<OAuth1Session> {
    requireOptions('login', options, LOGIN_OPTIONS)
    this.#requireLogin()
    const { callbackMode = 'request' } = this.#options
    const byPin = callbackMode === 'oob' && !options.pin ? { ...options, pin: true } : options
    return login(this, byPin, requiresVerifier(this.#options))
  }

  /** The first two legs of a web application: where to send the browser, and what to keep for it. See web-login.ts */
  async begin(options: BeginOptions): Promise<WebLogin> {
    requireOptions('begin', options, BEGIN_OPTIONS)
    this.#requireLogin()
    return beginWebLogin(this, this.#options, options)
  }

  /** The third leg of a web application, from what was kept and the URL that the browser came back to. */
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

  #requireLogin(): void {
    const { legs = 'three', callbackMode, authorizeUrlField } = this.#options
    const names =
      authorizeUrlField == null ? LOGIN_ENDPOINTS : (['requestTokenUrl', 'accessTokenUrl'] as const)
    if (legs === 'none')
      this.#refuseLogin('getSession takes the token that it hands out, or null for none')
    if (legs === 'two')
      this.#refuseLogin('it hands you the verifier: getRequestToken, then getAuthSession with it')
    if (callbackMode === 'none')
      this.#refuseLogin('it is told no callback: use getRequestToken and getAuthSession')
    for (const name of names) requireEndpoint(this.#options, name)
  }

  #refuseLogin(hint: string): never {
    return fail('login-unavailable', '2.2', `${this.name} has no login in a browser`, hint)
  }
}
