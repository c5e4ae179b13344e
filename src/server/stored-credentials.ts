/** What the lookups of a server return. Nothing counts but a record with a usable secret or key. */
import { isRsaMethod, requirePublicKey, type Secrets } from '../signing/index.ts'

/** What a server stores for a client: a secret for HMAC and PLAINTEXT, a public key for RSA. */
export type StoredConsumer = Pick<Secrets, 'consumerSecret' | 'publicKey'>

export interface StoredToken {
  readonly tokenSecret: string
  /** The `oauth_problem` of a token that is no longer good, such as `token_expired`. */
  readonly problem?: string | null
}

/** What a server accepts beyond the safe defaults. Both default to `false`. */
export interface CredentialPolicy {
  /** RSA keys of 1024 to 2047 bits, for old clients. */ readonly allowRsa1024?: boolean
  /** Clients with an empty secret, which proves nothing. */ readonly allowEmptySecrets?: boolean
}

/** `null` for an unknown client. @throws CountersignError `unusable-key`, `weak-key` */
export function readStoredConsumer(
  found: unknown,
  method: string,
  policy: CredentialPolicy,
): StoredConsumer | null {
  // Each member is read by name: in a class it may be a getter.
  const { consumerSecret, publicKey } = Object(found) as StoredConsumer
  // An empty secret proves nothing. Beside a public key it says that the client signs by RSA alone.
  const isProof = consumerSecret !== '' || policy.allowEmptySecrets === true
  const secret = typeof consumerSecret === 'string' && isProof ? consumerSecret : null
  if (!publicKey && secret === null) return null
  if (!isRsaMethod(method)) return { consumerSecret: secret }
  return { publicKey: publicKey ? readPublicKey(publicKey, policy.allowRsa1024 === true) : null }
}

type PublicKey = ReturnType<typeof requirePublicKey>

/** PEM texts that were parsed, so that a known client takes no longer than an unknown one. */
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
