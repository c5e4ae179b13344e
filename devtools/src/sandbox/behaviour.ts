/** How a sandbox may depart from the strict provider that it is by itself: as real services do, and as plain data. */
import {
  type BodyHashAlgorithm,
  CountersignError,
  quote,
  SIGNATURE_METHODS,
  type Transmission,
} from 'countersign/signing'

/** Each a path, which may have a query, or a whole URL: then the sandbox stands in for that origin as well. */
export interface SandboxUrls {
  readonly requestToken: string
  readonly authorize: string
  readonly accessToken: string
  readonly renew: string
  readonly revoke: string
}

/** Nothing is required; what is left out is as RFC 5849 has it. */
export interface SandboxBehaviour {
  readonly urls?: Partial<SandboxUrls>
  /** Further origins that the API answers for, such as `https://api.example.com`. A request names its by `Host`. */
  readonly origins?: readonly string[]
  readonly requestTokenMethods?: readonly string[]
  readonly accessTokenMethods?: readonly string[]
  readonly renewMethods?: readonly string[]
  readonly revokeMethods?: readonly string[]
  /** Those that are taken. */
  readonly signatureMethods?: readonly string[]
  readonly transmissions?: readonly Transmission[]
  /** What every request has to bring as its realm; `request-url` is its own URL without the query. */
  readonly realm?: string | null
  /** Headers that every signed request has to bring, and with which value. */
  readonly headers?: Readonly<Record<string, string>>
  /** The hash that a call of the API has to bring as `oauth_body_hash`, unless its body is a form. */
  readonly bodyHash?: BodyHashAlgorithm | null
  /** Where the callback is told: with the request token, on the authorize URL, or never, as `oob` or not at all. */
  readonly callbackMode?: 'request' | 'authorize' | 'oob' | 'none'
  /** Where the owner goes when no callback is told. Defaults to a page with the verifier. */
  readonly registeredCallback?: string | null
  readonly confirmsCallback?: boolean
  /** Whether there is a verifier. */
  readonly verifier?: boolean
  /** A verifier that the client has by other ways, without a consent. */
  readonly grantedVerifier?: string | null
  /** Parameters that the request-token call has to bring, and with which value. */
  readonly requestTokenParams?: Readonly<Record<string, string>>
  /** Parameters that the authorize URL has to bring, and with which value. */
  readonly authorizeParams?: Readonly<Record<string, string>>
  readonly authorizeTokenName?: string
  /** Under which name the authorize URL has to bring the consumer key; `null`: it need not. */
  readonly authorizeConsumerKeyName?: string | null
  /** The field of the request-token reply that holds the authorize URL. */
  readonly authorizeUrlField?: string | null
  /** Of replies with credentials. */
  readonly status?: number
  readonly replyFormat?: 'form' | 'json'
  readonly replyType?: string | null
  /** Further fields of the reply with token credentials. */
  readonly replyFields?: Readonly<Record<string, string>>
  /** Sends refusals with status 200, as a text that begins with `Error`. */
  readonly refusalsAs200?: boolean
  readonly emptyTokenSecret?: boolean
  /** How long a token is good, in seconds. Defaults to no end. */
  readonly tokenLifetime?: number | null
  /** `handle`: by `oauth_session_handle`, for another token; `same-token`: the token goes on. */
  readonly renewal?: 'handle' | 'same-token' | null
  /** xAuth: users and their passwords. */
  readonly passwords?: Readonly<Record<string, string>> | null
  /** Scopes by name, each with the methods that it allows at the API. Clients ask by the parameter `scope`. */
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

/** @throws CountersignError `invalid-option`: a name that is none, or a URL that is none */
export function resolveBehaviour({ urls, ...given }: SandboxBehaviour): Behaviour {
  const unknown = [
    ...Object.keys(given).filter((name) => !(name in STRICT)),
    ...Object.keys(urls ?? {}).filter((name) => !(name in STRICT.urls)),
  ][0]
  if (unknown !== undefined)
    refuse(`there is no behaviour ${quote(unknown)}`, 'see SandboxBehaviour')
  const behaviour = { ...STRICT, ...given, urls: { ...STRICT.urls, ...urls } }
  const places = Object.values(behaviour.urls)
  const wrong =
    places.find((place) => !/^\/(?!\/)/.test(place) && originOf(place) === null) ??
    behaviour.origins.find((origin) => originOf(origin) !== origin)
  if (wrong !== undefined)
    refuse(`${quote(wrong)} is no place of a sandbox`, 'give a path, or an http or https URL')
  if (behaviour.tokenLifetime !== null && !(behaviour.tokenLifetime > 0)) {
    refuse('a lifetime is not positive', 'give seconds')
  }
  const origins = [
    ...behaviour.origins,
    ...places.map(originOf).filter((origin) => origin !== null),
  ]
  return { ...behaviour, origins: [...new Set(origins)] }
}

/** The origin of a whole URL; `null` for a path. */
export function originOf(place: string): string | null {
  return /^https?:/.test(place) && URL.canParse(place) ? new URL(place).origin : null
}

function refuse(message: string, hint: string): never {
  throw new CountersignError('invalid-option', message, { hint })
}
