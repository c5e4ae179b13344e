/** What a service can be told, and what its legs take and bring. */
import type { ParametersInput, SessionOptions } from '../client/index.ts'
import type { IssuedCredentials } from './credentials-reply.ts'
import type { Endpoints } from './endpoints.ts'

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
  /**
   * For an old server that confirms no callback, or sends no verifier: a login there can be hijacked (advisory 2009.1).
   */
  readonly allowUnconfirmedCallback?: boolean
}

/** Temporary credentials, also called request token. §2.1 */
export interface RequestToken extends IssuedCredentials {
  readonly callbackConfirmed: boolean
}

/** Token credentials, also called access token. §2.3 */
export type AccessToken = IssuedCredentials

/** Credentials from a store, with or without the fields that came along. */
export type StoredCredentials = Pick<IssuedCredentials, 'token' | 'tokenSecret'> & Partial<IssuedCredentials>

export interface RequestTokenOptions {
  /** An absolute URL, or `oob` where none can be received. */
  readonly callback?: string
  /** Sent in the query, and signed. */
  readonly params?: ParametersInput
  readonly signal?: AbortSignal
}

export interface AccessTokenOptions {
  /** What the callback brought or the user typed; `null` for an old server that has none, with its waiver. */
  readonly verifier: string | null
  readonly signal?: AbortSignal
}
