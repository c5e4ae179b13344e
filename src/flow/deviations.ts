/** Where a service departs from RFC 5849 §2, or adds to it: all of it as data, for presets and for any service. */
import type { ParametersInput } from '../client/index.ts'
import type { Parameter } from '../signing/index.ts'

type EndpointMethod = 'POST' | 'GET'

export interface Deviations {
  /** The method of the request-token call; POST unless the service documents another. §2.1 */
  readonly requestTokenMethod?: EndpointMethod
  /** The method of the access-token call; POST unless the service documents another. §2.3 */
  readonly accessTokenMethod?: EndpointMethod
  /** The method of the call that renews a token; POST unless the service documents another. */
  readonly renewMethod?: EndpointMethod
  /** The method of the call that revokes a token; POST unless the service documents another. */
  readonly revokeMethod?: EndpointMethod
  /** Sent with every request-token call, in its query, and signed. */
  readonly requestTokenParams?: ParametersInput
  /** Sent with the user to the authorize URL, not signed. */
  readonly authorizeParams?: ParametersInput
  /**
   * Where the service is told the callback: `request`, with the request-token call, as §2.1 has it; `authorize`, on the
   * authorize URL, as OAuth 1.0 had it; `oob`, nowhere but in its registration, so that every call says `oob`; `none`,
   * nowhere, and the calls leave the parameter out.
   */
  readonly callbackMode?: 'request' | 'authorize' | 'oob' | 'none'
  /** Whether the service has to say `oauth_callback_confirmed=true`; it has to, unless this is false. §2.1 */
  readonly requireCallbackConfirmed?: boolean
  /** Whether a login needs a verifier; it does, unless this is false: then it can be hijacked (advisory 2009.1). */
  readonly requireVerifier?: boolean
  /** Both of the two above as one: neither is required. */
  readonly allowUnconfirmedCallback?: boolean
  /** What the authorize URL calls the token; defaults to `oauth_token`. §2.2 */
  readonly authorizeTokenName?: string
  /** What the authorize URL calls the consumer key; defaults to none. */
  readonly authorizeConsumerKeyName?: string | null
  /** The field of the request-token reply that holds the authorize URL, such as `login_url`. */
  readonly authorizeUrlField?: string | null
  /** Sends the URL of each request, without its query, as the realm of its header. */
  readonly urlAsRealm?: boolean
  /** Joins the secrets to the key as they are, where §3.4.2 percent-encodes them. For HMAC and PLAINTEXT. */
  readonly rawKey?: boolean
  /** Whether renewing gives no new token: the old one goes on. */
  readonly renewKeepsToken?: boolean
  /**
   * How credentials come to be: `three` legs; `two`, where the service hands the verifier to the client by itself;
   * `none`, where it hands out token credentials, or needs none.
   */
  readonly legs?: 'three' | 'two' | 'none'
  /** Reads the replies of credential endpoints, where they are neither a form nor JSON. */
  readonly decodeReply?: ReplyDecoder
}

/** Turns a reply into fields such as `oauth_token`. What it throws is not caught. */
export type ReplyDecoder = (text: string, contentType: string | null) => Iterable<Parameter>

/** Whether the confirmation of the callback is waived, or cannot come because the service is told none. §2.1 */
export function requiresConfirmation({ callbackMode = 'request', ...rest }: Deviations): boolean {
  const isTold = callbackMode === 'request' || callbackMode === 'oob'
  return isTold && rest.requireCallbackConfirmed !== false && rest.allowUnconfirmedCallback !== true
}

/** §2.3: the verifier proves that the person who started the login is the one who allowed it. */
export function requiresVerifier({
  requireVerifier,
  allowUnconfirmedCallback,
}: Deviations): boolean {
  return requireVerifier !== false && allowUnconfirmedCallback !== true
}
