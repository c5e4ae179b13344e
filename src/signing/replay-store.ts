/** Memory against replays, RFC 5849 §3.3: which nonces a server has seen. Times are in seconds since 1970. */
import { fail } from './errors.ts'

export interface NonceUse {
  readonly consumerKey: string
  readonly token: string | null
  readonly timestamp: number
  readonly nonce: string
  /** From then on its timestamp is refused, so that it need not be kept. */ readonly expires: number
}

/** `true`: new, and now kept. `false`: used before. `full`: there is no room left for this client. */
export type ReplayAnswer = boolean | 'full'

export interface ReplayStore {
  /** Tests and inserts in one atomic step: of equal uses one alone gets `true`. */
  insert(use: NonceUse, now: number): ReplayAnswer | Promise<ReplayAnswer>
}

/** A store in one process. Each client has room of its own, for 100,000 live uses by default. */
export function createMemoryReplayStore(capacity = 100_000): ReplayStore {
  if (!(capacity > 0))
    fail('invalid-option', '3.3', 'the capacity is not positive', 'give a number')
  const moments = new Map<number, { expires: number; clients: Map<string, Set<string>> }>()
  const counts = new Map<string, number>()
  let swept = 0

  function sweep(now: number): void {
    // Once a second, and over timestamps, not uses: an insertion takes constant time.
    if (Math.floor(now) === swept) return
    swept = Math.floor(now)
    for (const [timestamp, { expires, clients }] of moments) {
      if (expires < now) moments.delete(timestamp)
      else continue
      for (const [client, uses] of clients) counts.set(client, counts.get(client)! - uses.size)
    }
  }

  return {
    insert({ consumerKey, token, timestamp, nonce, expires }, now) {
      sweep(now)
      // §3.3: a nonce is unique among the requests with the same timestamp, client and token.
      const moment = moments.get(timestamp) ?? { expires, clients: new Map<string, Set<string>>() }
      const uses = moment.clients.get(consumerKey) ?? new Set()
      const use = JSON.stringify([token, nonce])
      const count = counts.get(consumerKey) ?? 0
      if (expires < now || uses.has(use)) return false
      if (count >= capacity) return 'full'
      moment.expires = Math.max(moment.expires, expires)
      moments.set(timestamp, moment)
      moment.clients.set(consumerKey, uses.add(use))
      counts.set(consumerKey, count + 1)
      return true
    },
  }
}
