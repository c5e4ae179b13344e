/** The options of a service. */
import { SESSION_OPTIONS, type SessionOptions, type TokenCredentials } from '../client/index.ts'
import type { OptionKinds } from '../internal/index.ts'
import { ENDPOINT_OPTIONS, type Endpoints } from './endpoints.ts'
import { QUIRK_OPTIONS, type Quirks } from './quirks.ts'

/**
 * The options of a session that belong to one user. A service has them from its token credentials.
 */
type UserOption = 'token' | 'tokenSecret' | 'fields' | 'sessionHandle' | 'expiresAt' | 'renew'

export interface ServiceOptions extends Omit<SessionOptions, UserOption>, Endpoints, Quirks {
  /** The name of the service in messages. @default 'the service' */
  readonly name?: string
  /** For processes that share credentials. Without it, each process renews a token on its own. */
  readonly aroundRenewal?: AroundRenewal
}

/**
 * Runs a renewal so that only one of several processes does it.
 *
 * It takes a lock that the processes share, and reads the stored credentials. If another process
 * has stored new credentials in place of `old`, it returns those. Otherwise it calls `renew`,
 * stores the result and returns it. The signal aborts the wait for the lock.
 */
export type AroundRenewal = (
  old: TokenCredentials,
  renew: () => Promise<TokenCredentials>,
  signal: AbortSignal,
) => Promise<TokenCredentials>

const {
  token: _token,
  tokenSecret: _tokenSecret,
  fields: _fields,
  sessionHandle: _sessionHandle,
  expiresAt: _expiresAt,
  renew: _renew,
  ...SHARED_SESSION_OPTIONS
} = SESSION_OPTIONS

export const SERVICE_OPTIONS: OptionKinds<ServiceOptions> = {
  ...SHARED_SESSION_OPTIONS,
  ...ENDPOINT_OPTIONS,
  ...QUIRK_OPTIONS,
  aroundRenewal: 'function',
  name: 'text',
}

/** For each option of one user: where it is given instead. The hint of `unknown-option` says so. */
export const USER_OPTIONS: Readonly<Record<UserOption, string>> = {
  token: 'given to getSession',
  tokenSecret: 'given to getSession',
  fields: 'given to getSession',
  sessionHandle: 'given to getSession',
  expiresAt: 'given to getSession',
  renew: 'done by the service itself, at renewUrl,',
}
