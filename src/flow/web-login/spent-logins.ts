/** The web logins that are finished. Each login can be finished once. RFC 5849 §2.3 */
import { CountersignError } from '../../signing/index.ts'

/** In milliseconds: the minimum, because a later call may allow an older login. */
const RETENTION = 3_600_000

export class SpentLogins {
  /** For each token: when it is forgotten, in milliseconds since 1970. */
  readonly #expiries = new Map<string, number>()

  /**
   * Marks a login as finished. The check and the mark have no `await` between them, so that one of
   * two calls fails. If `claim` throws, the mark is removed.
   *
   * @throws CountersignError `login-spent`; or the error of `claim`
   */
  async spend(token: string, maxAge: number, claim: () => unknown): Promise<void> {
    const now = Date.now()
    this.#expiries.forEach((expiry, old) => expiry < now && this.#expiries.delete(old))
    if (this.#expiries.has(token)) throw alreadySpent()
    this.#expiries.set(token, now + Math.max(maxAge, RETENTION))
    let isClaimed = false
    try {
      isClaimed = (await claim()) === true
    } catch (error) {
      this.#expiries.delete(token)
      throw error
    }
    if (!isClaimed) throw alreadySpent()
  }
}

function alreadySpent(): CountersignError {
  return new CountersignError('login-spent', 'the login is already finished', {
    section: '2.3',
    hint: 'begin a new login',
  })
}
