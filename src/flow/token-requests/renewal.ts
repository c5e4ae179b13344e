/** The renewal and the revocation of an access token. Session extension, draft 1 */
import type { RequestProtocol, TokenCredentials } from '../../client/index.ts'
import { fail } from '../../signing/index.ts'
import { requireEndpoint } from '../endpoints.ts'
import type { AroundRenewal, ServiceOptions } from '../service-options.ts'
import type { StoredCredentials } from '../service-session.ts'
import { type AccessToken, withLifetime } from './access-token.ts'
import {
  type CredentialsRequest,
  requestAcknowledgement,
  requestCredentials,
} from './credentials-request.ts'

/**
 * Renews a token with its session handle, if it has one, and else as the service does it.
 *
 * @throws CountersignError `missing-credential`, `missing-endpoint`; and as `requestCredentials`
 *   does
 */
export async function renewAccessToken(
  options: ServiceOptions,
  credentials: StoredCredentials,
  signal: AbortSignal | undefined,
): Promise<AccessToken> {
  const { token, tokenSecret } = requireToken(credentials)
  const { sessionHandle = null, fields = [] } = credentials
  const request: CredentialsRequest = {
    what: 'the renewed token',
    method: options.renewMethod ?? 'POST',
    url: requireEndpoint(options, options.renewUrl === undefined ? 'accessTokenUrl' : 'renewUrl'),
    credentials: { token, tokenSecret },
    protocol: handleParameter(sessionHandle),
    signal,
    secrets: [sessionHandle],
  }
  if (options.renewKeepsToken) {
    await requestAcknowledgement(options, request)
    return { token, tokenSecret: tokenSecret ?? '', fields, sessionHandle, expiresAt: null }
  }
  const renewed = withLifetime(await requestCredentials(options, request))
  return { ...renewed, sessionHandle: renewed.sessionHandle ?? sessionHandle }
}

/**
 * @throws CountersignError `missing-credential`, `missing-endpoint`; and as
 *   `requestAcknowledgement` does
 */
export async function revokeAccessToken(
  options: ServiceOptions,
  credentials: StoredCredentials,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { sessionHandle = null } = credentials
  await requestAcknowledgement(options, {
    what: 'the revocation',
    method: options.revokeMethod ?? 'POST',
    url: requireEndpoint(options, 'revokeUrl'),
    credentials: requireToken(credentials),
    protocol: handleParameter(sessionHandle),
    signal,
    secrets: [sessionHandle],
  })
}

interface TokenOfUser {
  readonly token: string
  readonly tokenSecret: string | null
}

/** @throws CountersignError `missing-credential` */
function requireToken({ token, tokenSecret }: StoredCredentials): TokenOfUser {
  if (token) return { token, tokenSecret }
  return fail('missing-credential', '2.3', '"token" is missing', 'log in first')
}

function handleParameter(handle: string | null): RequestProtocol {
  return handle === null ? {} : { extra: [['oauth_session_handle', handle]] }
}

type Renew = (old: TokenCredentials) => Promise<TokenCredentials>

/**
 * In milliseconds. A session that was opened earlier may be refused, and ask for the same renewal,
 * this much later.
 */
const RETENTION = 60_000

/** Shares one renewal among all sessions of a service that have the same token. */
export class SharedRenewals {
  readonly #renew: Renew
  readonly #around: AroundRenewal
  /** By the old token. */
  readonly #renewals = new Map<string | null, Promise<TokenCredentials>>()

  constructor(renew: Renew, around: AroundRenewal) {
    this.#renew = renew
    this.#around = around
  }

  /**
   * Every caller gets the error of a renewal that fails. The next call after it starts a new one.
   */
  renew(old: TokenCredentials, signal: AbortSignal): Promise<TokenCredentials> {
    const running = this.#renewals.get(old.token)
    if (running) return running
    const renewal = this.#start(old, signal)
    this.#renewals.set(old.token, renewal)
    const forget = (): boolean => this.#renewals.delete(old.token)
    // A token that stays the same can be renewed again at any time.
    renewal.then(
      ({ token }) => (token === old.token ? forget() : setTimeout(forget, RETENTION).unref()),
      forget,
    )
    return renewal
  }

  /** `async`, so that an error that `aroundRenewal` throws synchronously rejects too. */
  async #start(old: TokenCredentials, signal: AbortSignal): Promise<TokenCredentials> {
    return this.#around(old, () => this.#renew(old), signal)
  }
}
