/** What the lookups of a server return. Nothing counts but a record with a usable secret or key. */
import { type RsaKey, rsaKeyBits } from './cryptography.ts'
import { fail } from './errors.ts'
import {
  isRsaMethod,
  requireRsaKey,
  type Secrets,
  type SignatureMethodName,
} from './signature-methods.ts'

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
  /** Clients whose secret is empty, for whom anybody can sign. */ readonly allowEmptySecrets?: boolean
}

/** What the signatures of a known client by one method are checked with; `null` for no such method. */
export interface KnownConsumer {
  readonly credentials: StoredConsumer | null
}

/** `null` for an unknown client. @throws CountersignError `unusable-key`, `weak-key` */
export function readStoredConsumer(
  found: unknown,
  method: SignatureMethodName,
  policy: CredentialPolicy,
): KnownConsumer | null {
  if (typeof found !== 'object' || found === null) return null
  // Each member is read by name: in a class it may be a getter.
  const { consumerSecret, publicKey } = found as StoredConsumer
  // An empty secret proves nothing: beside a public key it means that the client signs by RSA alone.
  const isProof = consumerSecret !== '' || policy.allowEmptySecrets === true
  const secret = typeof consumerSecret === 'string' && isProof ? consumerSecret : null
  if (!publicKey && secret === null) return null
  if (!isRsaMethod(method))
    return { credentials: secret === null ? null : { consumerSecret: secret } }
  return { credentials: publicKey ? { publicKey: readPublicKey(publicKey, policy) } : null }
}

function readPublicKey(given: string | RsaKey, { allowRsa1024 = false }: CredentialPolicy): RsaKey {
  const key = requireRsaKey('public', given)
  const [bits, least] = [rsaKeyBits(key), allowRsa1024 ? 1024 : 2048]
  if (bits >= least) return key
  const message = `the public key has ${bits} bits, less than ${least}`
  fail('weak-key', '4.11', message, 'have the client make a longer one, or set "allowRsa1024"')
}

/** `null` for an unknown token. */
export function readStoredToken(found: unknown): StoredToken | null {
  if (typeof found !== 'object' || found === null) return null
  const { tokenSecret, problem = null } = found as StoredToken
  return typeof tokenSecret === 'string' ? { tokenSecret, problem } : null
}

/** Stands in for an unknown client, so that its check takes as long as any other. */
export const UNKNOWN_CONSUMER: StoredConsumer = {
  consumerSecret: 'unknown',
  // 2048 bits, and the exponent 65537.
  publicKey: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${'s'.repeat(340)}HQIDAQAB
-----END PUBLIC KEY-----`,
}
