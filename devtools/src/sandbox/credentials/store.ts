/** The credentials that a sandbox has issued, by their token. */

export interface Credentials {
  readonly token: string
  readonly tokenSecret: string
  /** The client they were issued to, and the only one that may use them. */
  readonly consumerKey: string
}

export interface CredentialStore<Kind extends Credentials> {
  get(token: string): Kind | undefined
  add(credentials: Kind): Kind
}

const CAPACITY = 20_000

/** A store in memory. Where it is full, the client that holds most loses its oldest credentials. §4.10 */
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
        const most = [...tokensOf.values()].reduce((a, b) => (b.size > a.size ? b : a))
        const [oldest] = most
        most.delete(oldest!)
        issued.delete(oldest!)
      }
      return credentials
    },
  }
}
