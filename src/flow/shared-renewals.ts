/** Renewals of tokens, each done once for all sessions of a service that have the token. Session extension, draft 1 */
import type { TokenCredentials } from '../client/index.ts'

type Renew = (old: TokenCredentials) => Promise<TokenCredentials>

/**
 * Runs around each renewal, for processes that share credentials: it takes a lock that all of them take, and looks whether
 * another process has stored new credentials in place of `old`. It brings those, or else what `renew` brings, once that is
 * stored. The signal ends the wait for the lock.
 */
export type AroundRenewal = (
  old: TokenCredentials,
  renew: () => Promise<TokenCredentials>,
  signal: AbortSignal,
) => Promise<TokenCredentials>

/** In milliseconds: for sessions that were opened before, and whose calls are refused only now. */
const MEMORY = 60_000

export class SharedRenewals {
  readonly #renew: Renew
  readonly #around: AroundRenewal
  /** By the token that ended. */
  readonly #renewed = new Map<string | null, Promise<TokenCredentials>>()

  constructor(renew: Renew, around: AroundRenewal) {
    this.#renew = renew
    this.#around = around
  }

  /** @throws what renewing throws, for all who wait; then the next one tries again */
  renew(old: TokenCredentials, signal: AbortSignal): Promise<TokenCredentials> {
    const found = this.#renewed.get(old.token)
    if (found) return found
    const renewed = this.#start(old, signal)
    this.#renewed.set(old.token, renewed)
    const forget = (): boolean => this.#renewed.delete(old.token)
    // A token that goes on may be renewed again at any time.
    renewed.then(
      ({ token }) => (token === old.token ? forget() : setTimeout(forget, MEMORY).unref()),
      forget,
    )
    return renewed
  }

  /** What the caller's function throws at once rejects, too. */
  async #start(old: TokenCredentials, signal: AbortSignal): Promise<TokenCredentials> {
    return this.#around(old, () => this.#renew(old), signal)
  }
}
