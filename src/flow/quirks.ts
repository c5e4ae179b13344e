/**
 * The quirks of a service: where it departs from RFC 5849 §2 or adds to it. All of them are plain
 * options.
 */
import type { ParametersInput } from '../client/index.ts'
import type { OptionKinds } from '../internal/index.ts'
import type { Parameter } from '../signing/index.ts'

type EndpointMethod = 'POST' | 'GET'

/**
 * Each option has a default that follows RFC 5849. Presets set the options that their service
 * needs.
 */
export interface Quirks {
  /** The HTTP method of the request-token call. §2.1 @default 'POST' */
  readonly requestTokenMethod?: EndpointMethod
  /** The HTTP method of the access-token call. §2.3 @default 'POST' */
  readonly accessTokenMethod?: EndpointMethod
  /** The HTTP method of the call that renews a token. @default 'POST' */
  readonly renewMethod?: EndpointMethod
  /** The HTTP method of the call that revokes a token. @default 'POST' */
  readonly revokeMethod?: EndpointMethod
  /** Parameters of every request-token call. They are sent in its query and signed. */
  readonly requestTokenParams?: ParametersInput
  /** Parameters of every authorize URL. They are not signed. */
  readonly authorizeParams?: ParametersInput
  /**
   * How the service learns the callback URL.
   *
   * - `request`: `oauth_callback` of the request-token call has it, as in §2.1.
   * - `authorize`: `oauth_callback` on the authorize URL has it, as in OAuth Core 1.0.
   * - `oob`: the client is registered with it. `oauth_callback` is always `oob`.
   * - `none`: the client is registered with it. No call has `oauth_callback`.
   *
   * @default 'request'
   */
  readonly callbackMode?: 'request' | 'authorize' | 'oob' | 'none'
  /**
   * Whether the request-token reply must have `oauth_callback_confirmed=true`. §2.1
   *
   * @default true
   */
  readonly requireCallbackConfirmed?: boolean
  /**
   * Whether the access-token call must have a verifier. Without one, an attacker can take over a
   * login (OAuth security advisory 2009.1). §2.3
   *
   * @default true
   */
  readonly requireVerifier?: boolean
  /** Sets `requireCallbackConfirmed` and `requireVerifier` to `false`. @default false */
  readonly allowUnconfirmedCallback?: boolean
  /**
   * The name of the parameter that holds the token on the authorize URL. §2.2
   *
   * @default 'oauth_token'
   */
  readonly authorizeTokenName?: string
  /**
   * The name of a parameter that holds the consumer key on the authorize URL. `null` sends none.
   *
   * @default null
   */
  readonly authorizeConsumerKeyName?: string | null
  /**
   * The field of the request-token reply that holds the authorize URL, such as `login_url`. `null`
   * means that `authorizeUrl` is the authorize URL.
   *
   * @default null
   */
  readonly authorizeUrlField?: string | null
  /** Whether the realm of each request is its own URL without the query. @default false */
  readonly urlAsRealm?: boolean
  /**
   * Whether the signing key holds the secrets without the percent-encoding of §3.4.2. For the HMAC
   * methods and PLAINTEXT.
   *
   * @default false
   */
  readonly rawKey?: boolean
  /** Whether the token stays the same when it is renewed. @default false */
  readonly renewKeepsToken?: boolean
  /**
   * How the client gets token credentials.
   *
   * - `three`: by the three-legged flow.
   * - `two`: the service gives the verifier to the client directly, without a browser.
   * - `none`: the service gives out token credentials in another way, or needs none.
   *
   * @default 'three'
   */
  readonly legs?: 'three' | 'two' | 'none'
  /** Parses the replies of the credential endpoints, if they are neither a form nor JSON. */
  readonly decodeReply?: ReplyDecoder
}

/**
 * Parses a reply into fields such as `oauth_token`. An error that it throws reaches the caller
 * unchanged.
 */
export type ReplyDecoder = (text: string, contentType: string | null) => Iterable<Parameter>

const METHODS = ['POST', 'GET']

export const QUIRK_OPTIONS: OptionKinds<Quirks> = {
  requestTokenMethod: METHODS,
  accessTokenMethod: METHODS,
  renewMethod: METHODS,
  revokeMethod: METHODS,
  requestTokenParams: 'any',
  authorizeParams: 'any',
  callbackMode: ['request', 'authorize', 'oob', 'none'],
  requireCallbackConfirmed: 'flag',
  requireVerifier: 'flag',
  allowUnconfirmedCallback: 'flag',
  authorizeTokenName: 'text',
  authorizeConsumerKeyName: 'text',
  authorizeUrlField: 'text',
  urlAsRealm: 'flag',
  rawKey: 'flag',
  renewKeepsToken: 'flag',
  legs: ['three', 'two', 'none'],
  decodeReply: 'function',
}

/**
 * Whether the service must confirm the callback. A service that gets no callback has nothing to
 * confirm. §2.1
 */
export function requiresConfirmation({ callbackMode = 'request', ...quirks }: Quirks): boolean {
  return (
    (callbackMode === 'request' || callbackMode === 'oob') &&
    quirks.requireCallbackConfirmed !== false &&
    quirks.allowUnconfirmedCallback !== true
  )
}

/** Whether a login needs a verifier. §2.3 */
export function requiresVerifier({ requireVerifier, allowUnconfirmedCallback }: Quirks): boolean {
  return requireVerifier !== false && allowUnconfirmedCallback !== true
}
