/** What a service can be told, and what its legs take and bring. */
import type { ParametersInput, SessionOptions, TokenCredentials } from '../client/index.ts'
import type { IssuedCredentials } from './credentials-reply.ts'
import type { Deviations } from './deviations.ts'
import type { Endpoints } from './endpoints.ts'
import type { AroundRenewal } from './shared-renewals.ts'

/** What belongs to one user, and comes with the token credentials. */
type PerUser = 'token' | 'tokenSecret' | 'fields' | 'sessionHandle' | 'expiresAt' | 'renew'

export interface ServiceOptions extends Omit<SessionOptions, PerUser>, Endpoints, Deviations {
  /** For messages. */
  readonly name?: string
  /** Where several processes share credentials. Without it, each of them renews. */
  readonly aroundRenewal?: AroundRenewal
}

/** Temporary credentials, also called request token. §2.1 */
export interface RequestToken extends IssuedCredentials {
  readonly callbackConfirmed: boolean
  /** What the authorize URL has to carry, where `callbackMode` is `authorize`; else `null`. */
  readonly callback: string | null
}

/** Token credentials, also called access token. §2.3 */
export interface AccessToken extends IssuedCredentials {
  /** `oauth_session_handle`, a secret; `null` where none came. */
  readonly sessionHandle: string | null
  /** By `oauth_expires_in`, in milliseconds since 1970; `null` where none came. */
  readonly expiresAt: number | null
}

/** Credentials from a store, with or without what came along. `token` is `null` where no user stands behind them. */
export type StoredCredentials = Pick<TokenCredentials, 'token' | 'tokenSecret'> &
  Partial<Pick<AccessToken, 'fields' | 'sessionHandle' | 'expiresAt'>>

export interface CallOptions {
  readonly signal?: AbortSignal
}

export interface RequestTokenOptions extends CallOptions {
  /** An absolute URL, or `oob` where none can be received. */
  readonly callback?: string | URL
  /** Sent in the query, and signed. */
  readonly params?: ParametersInput
}

export interface AccessTokenOptions extends CallOptions {
  /** What the callback brought or the user typed; `null` for an old server that has none, with its waiver. */
  readonly verifier: string | number | null
}

export interface PasswordOptions extends CallOptions {
  readonly username: string
  readonly password: string
}
