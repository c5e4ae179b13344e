/** The behaviour of a sandbox as plain data: strict by default, or like a real service. */
import {
  type BodyHashAlgorithm,
  CountersignError,
  parseUrl,
  quote,
  SIGNATURE_METHODS,
  type Transmission,
} from 'countersign/signing'

/**
 * Each is a path, with or without a query, or an absolute URL. For a URL the sandbox answers for
 * its origin too.
 */
export interface SandboxUrls {
  readonly requestToken: string
  readonly authorize: string
  readonly accessToken: string
  readonly renew: string
  readonly revoke: string
}

/** All members are optional. The default of each is the behaviour of RFC 5849. */
export interface SandboxBehaviour {
  readonly urls?: Partial<SandboxUrls>
  /**
   * Further origins that the API answers for, such as `https://api.example.com`. The `Host` header
   * selects one.
   */
  readonly origins?: readonly string[]
  readonly requestTokenMethods?: readonly string[]
  readonly accessTokenMethods?: readonly string[]
  readonly renewMethods?: readonly string[]
  readonly revokeMethods?: readonly string[]
  /** The accepted methods. Defaults to all. */
  readonly signatureMethods?: readonly string[]
  /** Where the protocol parameters may be. Defaults to header, query and body. */
  readonly transmissions?: readonly Transmission[]
  /** The realm that every request must have. `request-url` means its own URL without the query. */
  readonly realm?: string | null
  /** The headers that every signed request must have, with their values. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * The hash algorithm of `oauth_body_hash`, which a call of the API must have if its body is not a
   * form.
   */
  readonly bodyHash?: BodyHashAlgorithm | null
  /**
   * Where the client sends the callback: in the request-token call, in the authorize URL, or
   * nowhere.
   */
  readonly callbackMode?: 'request' | 'authorize' | 'oob' | 'none'
  /** The callback if the client sends none. Defaults to a page with the verifier. */
  readonly registeredCallback?: string | null
  /** Whether the request-token reply has `oauth_callback_confirmed`. Defaults to `true`. */
  readonly confirmsCallback?: boolean
  /** Whether the access-token call must have a verifier. Defaults to `true`. */
  readonly verifier?: boolean
  /** A fixed verifier that is valid without approval. */
  readonly grantedVerifier?: string | null
  /** The parameters that the request-token call must have, with their values. */
  readonly requestTokenParams?: Readonly<Record<string, string>>
  /** The parameters that the authorize URL must have, with their values. */
  readonly authorizeParams?: Readonly<Record<string, string>>
  /** The name of the token in the authorize URL. Defaults to `oauth_token`. */
  readonly authorizeTokenName?: string
  /** The name of the consumer key in the authorize URL. Defaults to `null`: it is not required. */
  readonly authorizeConsumerKeyName?: string | null
  /** The field of the request-token reply that holds the authorize URL. */
  readonly authorizeUrlField?: string | null
  /** The status of replies with credentials. Defaults to 200. */
  readonly status?: number
  /** The format of replies with credentials. Defaults to `form`. */
  readonly replyFormat?: 'form' | 'json'
  /** The Content-Type of replies with credentials. Defaults to that of the format. */
  readonly replyType?: string | null
  /** Further fields of the reply with token credentials. */
  readonly replyFields?: Readonly<Record<string, string>>
  /** Sends refusals with status 200, as text that begins with `Error`. Defaults to `false`. */
  readonly refusalsAs200?: boolean
  readonly emptyTokenSecret?: boolean
  /** The lifetime of a token, in seconds. Defaults to `null`: no expiry. */
  readonly tokenLifetime?: number | null
  /**
   * `handle` exchanges `oauth_session_handle` for another token; `same-token` extends the token.
   */
  readonly renewal?: 'handle' | 'same-token' | null
  /** xAuth: users and their passwords. */
  readonly passwords?: Readonly<Record<string, string>> | null
  /** The scopes by name, each with the methods of the API that it allows. Clients send `scope`. */
  readonly scopes?: Readonly<Record<string, readonly string[]>> | null
}

export interface Behaviour extends Required<Omit<SandboxBehaviour, 'urls'>> {
  readonly urls: SandboxUrls
}

const CREDENTIAL_METHODS = ['GET', 'POST'] as const

const STRICT: Behaviour = {
  urls: {
    requestToken: '/oauth/request_token',
    authorize: '/oauth/authorize',
    accessToken: '/oauth/access_token',
    renew: '/oauth/renew_access_token',
    revoke: '/oauth/revoke_access_token',
  },
  origins: [],
  requestTokenMethods: CREDENTIAL_METHODS,
  accessTokenMethods: CREDENTIAL_METHODS,
  renewMethods: CREDENTIAL_METHODS,
  revokeMethods: CREDENTIAL_METHODS,
  signatureMethods: SIGNATURE_METHODS,
  transmissions: ['header', 'query', 'body'],
  realm: null,
  headers: {},
  bodyHash: null,
  callbackMode: 'request',
  registeredCallback: null,
  confirmsCallback: true,
  verifier: true,
  grantedVerifier: null,
  requestTokenParams: {},
  authorizeParams: {},
  authorizeTokenName: 'oauth_token',
  authorizeConsumerKeyName: null,
  authorizeUrlField: null,
  status: 200,
  replyFormat: 'form',
  replyType: null,
  replyFields: {},
  refusalsAs200: false,
  emptyTokenSecret: false,
  tokenLifetime: null,
  renewal: null,
  passwords: null,
  scopes: null,
}

/**
 * Adds the defaults.
 *
 * @throws CountersignError `invalid-option` for an unknown name or an invalid URL
 */
export function resolveBehaviour({ urls, ...given }: SandboxBehaviour): Behaviour {
  const unknown = [
    ...Object.keys(given).filter((name) => !(name in STRICT)),
    ...Object.keys(urls ?? {}).filter((name) => !(name in STRICT.urls)),
  ][0]
  if (unknown !== undefined)
    refuse(`a sandbox has no behaviour ${quote(unknown)}`, 'see SandboxBehaviour')
  const behaviour = { ...STRICT, ...given, urls: { ...STRICT.urls, ...urls } }
  const places = Object.values(behaviour.urls)
  const wrong =
    places.find((place) => !/^\/(?!\/)/.test(place) && originOf(place) === null) ??
    behaviour.origins.find((origin) => originOf(origin) !== origin)
  if (wrong !== undefined)
    refuse(
      `${quote(wrong)} is neither a path nor an http URL`,
      'give a path, or an http or https URL',
    )
  if (behaviour.tokenLifetime !== null && !(behaviour.tokenLifetime > 0)) {
    refuse('"tokenLifetime" is not positive', 'give seconds')
  }
  const origins = [
    ...behaviour.origins,
    ...places.map(originOf).filter((origin) => origin !== null),
  ]
  return { ...behaviour, origins: [...new Set(origins)] }
}

/** The origin of an absolute URL, or `null` for a path. */
export function originOf(place: string): string | null {
  return /^https?:/.test(place) ? (parseUrl(place)?.origin ?? null) : null
}

function refuse(message: string, hint: string): never {
  throw new CountersignError('invalid-option', message, { hint })
}
