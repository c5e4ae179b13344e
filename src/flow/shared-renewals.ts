/** Renewals of tokens, each done once for all sessions of a service that have the token. Session extension, draft 1 */
import type { TokenCredentials } from '../client/index.ts'

type Renew = (old: TokenCredentials) => Promise<TokenCredentials>

/** In milliseconds: for sessions that were opened before, and whose calls are refused only now. */
const MEMORY = 60_000

export class SharedRenewals {
  readonly #renew: Renew
  /** By the token that ended. */
  readonly #renewed = new Map<string | null, Promise<TokenCredentials>>()

  constructor(renew: Renew) {
    this.#renew = renew
  }

  /** @throws what renewing throws, for all who wait; then the next one tries again */
  renew(old: TokenCredentials): Promise<TokenCredentials> {
    const found = this.#renewed.get(old.token)
    if (found) return found
    const renewed = this.#renew(old)
    this.#renewed.set(old.token, renewed)
    const forget = (): boolean => this.#renewed.delete(old.token)
    // A token that goes on may be renewed again at any time.
    renewed.then(({ token }) => (token === old.token ? forget() : setTimeout(forget, MEMORY).unref()), forget)
    return renewed
  }
}
