/** Reads what the lookups of a server return. Only a record with a usable secret or key counts. */
import { isRsaMethod, requirePublicKey, type Secrets } from '../signing/index.ts'

/** What a server stores for a client: a secret for HMAC and PLAINTEXT, a public key for RSA. */
export type StoredConsumer = Pick<Secrets, 'consumerSecret' | 'publicKey'>

export interface StoredToken {
  readonly tokenSecret: string
  /** The `oauth_problem` of a token that is no longer valid, such as `token_expired`. */
  readonly problem?: string | null
}

/** What a server accepts beyond the safe defaults. Both default to `false`. */
export interface CredentialPolicy {
  /** Accepts RSA keys of 1024 to 2047 bits, for old clients. */ readonly allowRsa1024?: boolean
  /** Accepts clients with an empty secret, which proves nothing. */
  readonly allowEmptySecrets?: boolean
}

/** `null` for an unknown client. @throws CountersignError `unusable-key`, `weak-key` */
export function readStoredConsumer(
  found: unknown,
  method: string,
  policy: CredentialPolicy,
): StoredConsumer | null {
  // Reads each member by name, because a class may define it as a getter.
  const { consumerSecret, publicKey } = Object(found) as StoredConsumer
  // An empty secret proves nothing. With a public key it means that the client signs only by RSA.
  const isProof = consumerSecret !== '' || policy.allowEmptySecrets === true
  const secret = typeof consumerSecret === 'string' && isProof ? consumerSecret : null
  if (!publicKey && secret === null) return null
  if (!isRsaMethod(method)) return { consumerSecret: secret }
  return { publicKey: publicKey ? readPublicKey(publicKey, policy.allowRsa1024 === true) : null }
}

type PublicKey = ReturnType<typeof requirePublicKey>

/** Caches parsed PEM texts, so that the duration does not reveal that a client is known. */
const parsed = new Map<string, PublicKey>()

function readPublicKey(given: string | PublicKey, allowRsa1024: boolean): PublicKey {
  if (typeof given !== 'string') return requirePublicKey(given, allowRsa1024)
  const key = requirePublicKey(parsed.get(given) ?? given, allowRsa1024)
  if (parsed.size >= 1000) parsed.clear()
  parsed.set(given, key)
  return key
}

/** `null` for an unknown token. */
export function readStoredToken(found: unknown): StoredToken | null {
  const { tokenSecret, problem = null } = Object(found) as StoredToken
  return typeof tokenSecret === 'string' ? { tokenSecret, problem } : null
}
