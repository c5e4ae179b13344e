/** The signature methods, RFC 5849 §3.4.2 to §3.4.4, their SHA-2 kin, and methods of the caller's own. */
import * as crypto from 'node:crypto'
import { fail, quote } from './errors.ts'
import { percentEncode } from './percent-encoding.ts'

export const SIGNATURE_METHODS = [
  'HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512', 'PLAINTEXT',
] as const
export type SignatureMethodName = (typeof SIGNATURE_METHODS)[number]

/** A signature method of the caller's own: an HSM, a KMS, Web Crypto, a vendor's variant. It holds its own key. */
export interface CustomSignatureMethod {
  /** The value of `oauth_signature_method`. */ readonly name: string
  /** Returns `oauth_signature`, not yet percent-encoded, or a promise of it. */
  readonly sign: (baseString: string) => string | Promise<string>
}

export interface Secrets {
  /** Also called client secret or API secret. For HMAC and PLAINTEXT it may be empty, but not absent. */
  readonly consumerSecret?: string | null
  /** The secret that belongs to the token; `null` is the empty secret. */ readonly tokenSecret?: string | null
  /** For signing with RSA: a PEM text or a key. */ readonly privateKey?: string | crypto.KeyObject | null
  /** For verifying RSA: a PEM text (public key or certificate) or a key. */
  readonly publicKey?: string | crypto.KeyObject | null
}

/** @throws CountersignError `unknown-signature-method`. §3.4 */
export function requireSignatureMethod(name: string): SignatureMethodName {
  // §3.1: names are case sensitive.
  const known = SIGNATURE_METHODS.find((method) => method === name)
  return known ?? fail('unknown-signature-method', '3.4', `unknown signature method: ${quote(name)}`, SIGNATURE_METHODS.join(', '))
}

/** A method that is ready to sign. @throws CountersignError `unknown-signature-method`, and those of `prepareSign` */
export function prepareMethod(method: SignatureMethodName | CustomSignatureMethod, secrets: Secrets): CustomSignatureMethod {
  if (typeof method !== 'string') return method
  return { name: method, sign: prepareSign(requireSignatureMethod(method), secrets) }
}

/** Prepares the key, once for many signatures. @throws CountersignError `missing-credential`, `unusable-key` */
export function prepareSign(method: SignatureMethodName, secrets: Secrets): (baseString: string) => string {
  const digest = digestOf(method)
  if (method.startsWith('RSA')) {
    // §3.4.3: RSASSA-PKCS1-v1_5 with the client's private key; no shared secret plays a part.
    const key = rsaKey('privateKey', secrets.privateKey, crypto.createPrivateKey)
    return (text) => (attempt(() => crypto.sign(digest, Buffer.from(text), key)) ?? unusable('privateKey')).toString('base64')
  }
  const secret = sharedKey(secrets)
  // §3.4.4: the PLAINTEXT signature is the key itself; there is no base string in it.
  if (method === 'PLAINTEXT') return () => secret
  const key = crypto.createSecretKey(Buffer.from(secret))
  // §3.4.2: an HMAC of the base string, in base64. RFC silent on SHA-2: the same text and key, another hash.
  return (text) => crypto.createHmac(digest, key).update(text).digest('base64')
}

/** Whether a signature is the one of a base string; `false` where the secret or key for the method is not there. */
export function isSignature(method: SignatureMethodName, secrets: Secrets, baseString: string, signature: string): boolean {
  const { consumerSecret, publicKey } = secrets
  if (!method.startsWith('RSA')) {
    return typeof consumerSecret === 'string' && equalInConstantTime(prepareSign(method, secrets)(baseString), signature)
  }
  const octets = Buffer.from(signature, 'base64')
  // RFC silent: base64 in any but its one canonical spelling is refused.
  if (!publicKey || octets.toString('base64') !== signature) return false
  return crypto.verify(digestOf(method), Buffer.from(baseString), rsaKey('publicKey', publicKey, crypto.createPublicKey), octets)
}

/** Compares hashes of both, so that the time it takes tells neither content nor length. */
export function equalInConstantTime(a: string, b: string): boolean {
  const [hashOfA, hashOfB] = [a, b].map((text) => crypto.createHash('sha256').update(text).digest())
  return crypto.timingSafeEqual(hashOfA!, hashOfB!)
}

/** @throws CountersignError `missing-credential`. §3.4.2 */
export function sharedKey({ consumerSecret, tokenSecret }: Secrets): string {
  if (typeof consumerSecret !== 'string') fail('missing-credential', '3.4.2', '"consumerSecret" is missing', 'give "" for none')
  // §3.4.2: each secret is percent-encoded, and "&" stands between them even where one is empty.
  return `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret ?? '')}`
}

function rsaKey(name: string, value: Secrets['privateKey'], read: (pem: string) => crypto.KeyObject): crypto.KeyObject {
  if (!value) fail('missing-credential', '3.4.3', `"${name}" is missing`, 'RSA needs a PEM text or a KeyObject')
  const key = attempt(() => (typeof value === 'string' ? read(value) : value))
  return key?.asymmetricKeyType === 'rsa' ? key : unusable(name)
}

/** `null` for an error of OpenSSL's, which is dropped because it may quote its input. */
function attempt<Result>(use: () => Result): Result | null {
  try { return use() } catch { return null }
}

const unusable = (name: string): never =>
  fail('unusable-key', '3.4.3', `"${name}" cannot be used`, 'give an RSA key as PEM, unencrypted, and long enough')

const digestOf = (method: SignatureMethodName): string => method.slice(method.indexOf('-') + 1).toLowerCase()
