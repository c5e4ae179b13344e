/** The third leg: the access token, also called token credentials. RFC 5849 §2.3 */
import { invalidOption, nameKind, type OptionKinds } from '../../internal/index.ts'
import { fail } from '../../signing/index.ts'
import { requireEndpoint } from '../endpoints.ts'
import { requiresVerifier } from '../quirks.ts'
import type { ServiceOptions } from '../service-options.ts'
import type { StoredCredentials } from '../service-session.ts'
import { type IssuedCredentials, singleValue } from './credentials-reply.ts'
import { CALL_OPTIONS, type CallOptions, requestCredentials } from './credentials-request.ts'

/** An access token, also called token credentials. §2.3 */
export interface AccessToken extends IssuedCredentials {
  /** `oauth_session_handle`, which is a secret; `null` if the reply had none. */
  readonly sessionHandle: string | null
  /** From `oauth_expires_in`, in milliseconds since 1970; `null` if the reply had none. */
  readonly expiresAt: number | null
}

export interface AccessTokenOptions extends CallOptions {
  /** From the callback or from the user. `null` sends none, if `requireVerifier` is `false`. */
  readonly verifier: string | number | null
}

export const ACCESS_TOKEN_OPTIONS: OptionKinds<AccessTokenOptions> = {
  ...CALL_OPTIONS,
  verifier: 'any',
}

export interface PasswordOptions extends CallOptions {
  readonly username: string
  readonly password: string
}

export const PASSWORD_OPTIONS: OptionKinds<PasswordOptions> = {
  ...CALL_OPTIONS,
  username: 'text',
  password: 'text',
}

/**
 * @throws CountersignError `missing-verifier`, `invalid-option`; and as `requestCredentials` does
 */
export async function fetchAccessToken(
  options: ServiceOptions,
  { token, tokenSecret }: StoredCredentials,
  { verifier: given, signal }: AccessTokenOptions,
): Promise<AccessToken> {
  const verifier = requireVerifier(options, given)
  const issued = await requestCredentials(options, {
    what: 'the access token',
    method: options.accessTokenMethod ?? 'POST',
    url: requireEndpoint(options, 'accessTokenUrl'),
    credentials: { token, tokenSecret },
    protocol: { verifier },
    signal,
    secrets: [verifier],
  })
  return withLifetime(issued)
}

/** §2.3: the verifier proves that the user who started the login is the one who approved it. */
function requireVerifier(options: ServiceOptions, given: unknown): string | null {
  if (given != null && typeof given !== 'string' && typeof given !== 'number') {
    throw invalidOption(
      `"verifier" is ${nameKind(given)}`,
      'give the oauth_verifier of the callback as text',
      ['verifier'],
    )
  }
  if (given === null && !requiresVerifier(options)) return null
  const verifier = String(given ?? '')
  if (verifier !== '') return verifier
  return fail(
    'missing-verifier',
    '2.3',
    '"verifier" is missing',
    'give the oauth_verifier of the callback, or the code that the page shows',
  )
}

/** xAuth: exchanges a user name and a password, in a signed form, for an access token. */
export async function fetchAccessTokenByPassword(
  options: ServiceOptions,
  { username, password, signal }: PasswordOptions,
): Promise<AccessToken> {
  for (const [name, value] of Object.entries({ username, password })) {
    if (typeof value !== 'string')
      throw invalidOption(`"${name}" is missing`, 'give the user name and the password', [name])
  }
  const issued = await requestCredentials(options, {
    what: 'the access token',
    method: 'POST',
    url: requireEndpoint(options, 'accessTokenUrl'),
    credentials: null,
    form: { x_auth_username: username, x_auth_password: password, x_auth_mode: 'client_auth' },
    signal,
    secrets: [username, password],
  })
  return withLifetime(issued)
}

/**
 * Session extension, draft 1: the reply has a session handle, and the lifetime of the token in
 * seconds.
 */
export function withLifetime(issued: IssuedCredentials): AccessToken {
  const seconds = singleValue(issued.fields, 'oauth_expires_in') ?? ''
  return {
    ...issued,
    sessionHandle: singleValue(issued.fields, 'oauth_session_handle') || null,
    expiresAt: /^[1-9][0-9]{0,11}$/.test(seconds) ? Date.now() + Number(seconds) * 1000 : null,
  }
}
