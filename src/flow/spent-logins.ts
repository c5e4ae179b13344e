/** Web logins that were finished: each is good once. RFC 5849 §2.3 */
import { CountersignError } from '../signing/index.ts'

/** In milliseconds: a login is remembered for as long at least, should the next call allow an older one. */
const MEMORY = 3_600_000

export class SpentLogins {
  /** Tokens, and when each is forgotten. */
  readonly #until = new Map<string, number>()

  /**
   * Tests and sets in one go, with no `await` between. A claim that fails spends nothing.
   *
   * @throws CountersignError `login-spent`; what `claim` throws
   */
  async spend(token: string, maxAge: number, claim: () => unknown): Promise<void> {
    const now = Date.now()
    this.#until.forEach((end, old) => end < now && this.#until.delete(old))
    if (this.#until.has(token)) throw alreadySpent()
    this.#until.set(token, now + Math.max(maxAge, MEMORY))
    let isClaimed = false
    try {
      isClaimed = (await claim()) === true
    } catch (error) {
      this.#until.delete(token)
      throw error
    }
    if (!isClaimed) throw alreadySpent()
  }
}

function alreadySpent(): CountersignError {
  return new CountersignError('login-spent', 'this login was finished before', {
    section: '2.3',
    hint: 'begin again',
  })
}
