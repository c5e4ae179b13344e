/** Memory against replays, RFC 5849 §3.3: which nonces a server has seen. */

export interface NonceUse {
  readonly consumerKey: string
  readonly token: string | null
  readonly timestamp: number
  readonly nonce: string
  /** Until when it is to be remembered, in seconds since 1970: its timestamp is too old from then on. */
  readonly expires: number
}

/** `insert` tests and inserts in one atomic step: of equal uses exactly one gets `true`. */
export interface ReplayStore {
  insert(use: NonceUse, now: number): boolean | Promise<boolean>
}

/** A store for one process. Full of live entries, it refuses further ones rather than forget. */
export function createMemoryReplayStore(capacity = 100_000): ReplayStore {
  const expiries = new Map<string, number>()
  return {
    insert({ consumerKey, token, timestamp, nonce, expires }, now) {
      // §3.3: unique among requests with the same timestamp, client and token.
      const key = JSON.stringify([consumerKey, token, timestamp, nonce])
      if (expiries.size >= capacity) expiries.forEach((expiry, old) => expiry < now && expiries.delete(old))
      return expires >= now && !expiries.has(key) && expiries.size < capacity && expiries.set(key, expires).has(key)
    },
  }
}
