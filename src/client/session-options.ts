/** What a session can be told, once and for each request. */
import type {
  BodyHashAlgorithm,
  Parameter,
  RequestToSign,
  SigningOptions,
} from '../signing/index.ts'
import type { RequestAttempt } from './attempt.ts'
import type { Clock } from './clock.ts'
import type { HeadersInit } from './fetch-types.ts'
import type { ParametersInput } from './parameters.ts'
import type { BodyOptions } from './request-body.ts'
import type { TokenCredentials } from './token-credentials.ts'

export interface SessionOptions extends SigningOptions, FaultOptions, RenewalOptions {
  /** What relative URLs are resolved against; it is a folder, with or without its last slash. */
  readonly baseUrl?: string | URL | null
  /** Sent with every request, unless the request has its own. */
  readonly headers?: HeadersInit
  /** For a request and its answer, body included: 1 to 2147483647 ms. Defaults to 60 000. `null` waits for ever. */
  readonly timeout?: number | null
  /** Used in place of the global `fetch`. It gets the signed URL as text, or the Request that the session was given. */
  readonly fetch?: typeof fetch
  /**
   * Handed to `fetch` with every request: what a runtime takes beside the standard, such as `dispatcher` in Node,
   * `client` in Deno, and `proxy` in Bun.
   */
  readonly fetchInit?: Readonly<Record<string, unknown>>
  /** Further fields of the server's reply, such as `user_id`. */
  readonly fields?: readonly Parameter[]
  /**
   * `oauth_body_hash` over bodies that are no form, and over no body: by the hash that is named, or by the one of the
   * signature method. `null`, the default, sends none: some servers refuse it. Body hash extension §3.1
   */
  readonly bodyHash?: BodyHashAlgorithm | 'signature-method' | null
  /** Told of each request before it is sent. What it throws ends the call. */
  readonly onAttempt?: (attempt: RequestAttempt) => void
}

/** What a session does where a request does not go straight. */
export interface FaultOptions {
  /**
   * `false`, the default, makes a redirect an error. `true` follows within the origin, and a list, as in
   * `['https://cdn.example.com']`, to these origins too. Each hop is signed afresh; there are at most 5.
   * A form is sent again within its origin only.
   */
  readonly followRedirects?: boolean | readonly string[]
  /**
   * On, unless `false`: where a server refuses a timestamp, its clock is learned from the reply, and the request sent
   * once more. It is kept where that succeeds. Only over https or loopback, and not where `timestamp` is given.
   */
  readonly correctClock?: boolean
  /** What was learned of clocks, for sessions that share it. Defaults to one of its own. */
  readonly clock?: Clock
  /** How far a server's clock may be from ours to be learned, in seconds; defaults to 86 400, a day. */
  readonly maxClockOffset?: number
  /**
   * Where the service puts its `oauth_problem` in a JSON answer: names and positions, as in `messages.error.0.message`.
   * Without it a problem counts in the WWW-Authenticate header, and as the whole body.
   */
  readonly problemField?: string | null
  /**
   * On, unless `false`: a GET, HEAD, PUT, DELETE or OPTIONS is sent once more, with another nonce, where the connection
   * broke before an answer, or the server has seen the nonce. A stream never is.
   */
  readonly retry?: boolean
}

/** For servers whose tokens end. Session extension, draft 1. */
export interface RenewalOptions {
  /** `oauth_session_handle`, from the server's reply. */
  readonly sessionHandle?: string | null
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAt?: number | null
  /**
   * Gets new token credentials for these. It is called once for all requests that wait, 30 seconds before the token
   * ends or when a server says that it has, and must not use the session that it is for. What it throws, they throw,
   * unless the old token is still good. With `onRenewed` it has three quarters of the session's timeout: the signal
   * fires then, and they get a TransportError `timeout`.
   */
  readonly renew?: (credentials: TokenCredentials, signal: AbortSignal) => Promise<TokenCredentials>
  /**
   * Stores the new credentials, which the session has by then, in the place of the old ones. It is waited for; what it
   * throws, the requests throw.
   */
  readonly onRenewed?: (
    credentials: TokenCredentials,
    old: TokenCredentials,
  ) => void | Promise<void>
  /**
   * Reads the credentials that are stored, where other processes store new ones too; `null` stands for none. It is called
   * when a server answers 401, or refuses the token or the signature. Where they are others, the session takes them, and
   * the call is sent once more, if it is a GET, HEAD, PUT, DELETE or OPTIONS, or the refusal says that nothing was done.
   * It has as much time as `renew`; what it throws, the requests throw.
   */
  readonly reloadCredentials?: (
    credentials: TokenCredentials,
    signal: AbortSignal,
  ) => TokenCredentials | null | Promise<TokenCredentials | null>
}

/** Protocol parameters that belong to one request alone. */
export type RequestProtocol = Pick<RequestToSign, 'callback' | 'verifier' | 'extra'>

/** `fetch`'s own options, and conveniences. */
export interface RequestOptions extends Omit<RequestInit, 'body' | 'method'>, BodyOptions {
  /** Appended to the query, and signed with it. */
  readonly params?: ParametersInput
  /** In milliseconds, in place of the session's. */
  readonly timeout?: number | null
  /** For credential endpoints and extensions. */
  readonly protocol?: RequestProtocol
  /** Makes an error of an answer whose status is none of the 200s. */
  readonly requireOk?: boolean
}
