/** Stores the credentials that a sandbox has issued, by token. */

export interface Credentials {
  readonly token: string
  readonly tokenSecret: string
  /** The client that the credentials were issued to. No other client may use them. */
  readonly consumerKey: string
}

export interface CredentialStore<Kind extends Credentials> {
  get(token: string): Kind | undefined
  add(credentials: Kind): Kind
}

const CAPACITY = 20_000

/**
 * Creates a store in memory. If it is full, the client with most credentials loses its oldest.
 * §4.10
 */
export function createCredentialStore<Kind extends Credentials>(
  capacity: number = CAPACITY,
): CredentialStore<Kind> {
  const issued = new Map<string, Kind>()
  const tokensOf = new Map<string, Set<string>>()
  return {
    get: (token) => issued.get(token),
    add(credentials) {
      const { token, consumerKey } = credentials
      const own = tokensOf.get(consumerKey) ?? new Set()
      tokensOf.set(consumerKey, own.add(token))
      issued.set(token, credentials)
      if (issued.size > capacity) {
        const ownOfLargest = [...tokensOf.values()].reduce((a, b) => (b.size > a.size ? b : a))
        const [oldest] = ownOfLargest
        ownOfLargest.delete(oldest!)
        issued.delete(oldest!)
      }
      return credentials
    },
  }
}
