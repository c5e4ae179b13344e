/**
 * Shares one renewal among all sessions of a service that have the same token. Session extension,
 * draft 1
 */
import type { TokenCredentials } from '../../client/index.ts'
import type { AroundRenewal } from '../service-options.ts'

type Renew = (old: TokenCredentials) => Promise<TokenCredentials>

/**
 * In milliseconds. A session that was opened earlier may be refused, and ask for the same renewal,
 * this much later.
 */
const RETENTION = 60_000

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
