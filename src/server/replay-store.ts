/** Stores the nonces that a server has seen, RFC 5849 §3.3. Times are in seconds since 1970. */
import { fail } from '../signing/index.ts'

export interface NonceUse {
  readonly consumerKey: string
  readonly token: string | null
  readonly timestamp: number
  readonly nonce: string
  /** The last second in which the use must be kept. */ readonly expires: number
}

/** `true`: new, and now stored. `false`: used before. `full`: no room is left for this client. */
export type ReplayAnswer = boolean | 'full'

export interface ReplayStore {
  /** Tests and inserts in one atomic step: exactly one of several equal uses gets `true`. */
  insert(use: NonceUse, now: number): ReplayAnswer | Promise<ReplayAnswer>
}

/**
 * Creates a store for one process.
 *
 * @param capacity how many unexpired nonces are kept for each client. Defaults to 100,000
 * @throws CountersignError `invalid-option`
 */
export function createMemoryReplayStore(capacity = 100_000): ReplayStore {
  if (!(capacity > 0))
    fail('invalid-option', '3.3', 'the capacity is not positive', 'give 1 or more')
  const clients = new Map<string, Set<string>>()
  const ending = new Map<number, Map<Set<string>, string[]>>()
  let swept = 0

  // Runs once a second and deletes each use once, so that an insertion takes constant time on
  // average.
  function sweep(now: number): void {
    if (Math.floor(now) === swept) return
    swept = Math.floor(now)
    for (const [expires, ended] of ending) {
      if (expires >= now) continue
      ending.delete(expires)
      for (const [uses, list] of ended) for (const use of list) uses.delete(use)
    }
  }

  return {
    insert({ consumerKey, token, timestamp, nonce, expires }, now) {
      sweep(now)
      const uses = clients.get(consumerKey) ?? new Set()
      // §3.3: a nonce is unique among the requests with the same timestamp, client and token.
      const use = `${timestamp} ${nonce.length} ${nonce}${token === null ? '' : ` ${token}`}`
      if (expires < now || uses.has(use)) return false
      if (uses.size >= capacity) return 'full'
      clients.set(consumerKey, uses.add(use))
      const together = ending.get(expires) ?? new Map<Set<string>, string[]>()
      const list = together.get(uses) ?? []
      list.push(use)
      ending.set(expires, together.set(uses, list))
      return true
    },
  }
}
