/** The signature methods, RFC 5849 §3.4.2 to §3.4.4, with SHA-2 too, and those of the caller. */
import * as cryptography from './cryptography.ts'
import { fail, optionalText, quote, refuseType } from './errors.ts'
import { percentEncode } from './percent-encoding.ts'

type RsaKey = cryptography.RsaKey

const HMAC = ['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512'] as const
const RSA = ['RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512'] as const
export type SignatureMethodName = (typeof HMAC | typeof RSA)[number] | 'PLAINTEXT'
export const SIGNATURE_METHODS: readonly SignatureMethodName[] = [...HMAC, ...RSA, 'PLAINTEXT']

/** A method of the caller: an HSM, a KMS, Web Crypto, a vendor's variant. It holds its own key. */
export interface CustomSignatureMethod {
  /** The value of `oauth_signature_method`. */ readonly name: string
  /** Returns `oauth_signature`, not percent-encoded, or a promise of it. */
  readonly sign: (baseString: string) => string | Promise<string>
}

export interface Secrets {
  /** Also called client secret or API secret. HMAC and PLAINTEXT need it; it may be empty. */
  readonly consumerSecret?: string | null
  /** It belongs to the token. `null` is the empty secret. */ readonly tokenSecret?: string | null
  /** For signing by RSA: a PEM text or a key. */ readonly privateKey?: string | RsaKey | null
  /** For verifying RSA: PEM of a public key or certificate, or a key. */
  readonly publicKey?: string | RsaKey | null
  /** Joins the secrets as they are, for servers that do not encode them. Defaults to `false`. */
  readonly rawKey?: boolean
}

/** @throws CountersignError `unknown-signature-method` */
export function requireSignatureMethod(name: string): SignatureMethodName {
  // §3.1: names are case sensitive.
  const known = SIGNATURE_METHODS.find((method) => method === name)
  if (known) return known
  const message = `unknown signature method: ${quote(String(name))}`
  return fail('unknown-signature-method', '3.4', message, SIGNATURE_METHODS.join(', '))
}

type Method = SignatureMethodName | CustomSignatureMethod

/** A method that is ready to sign. @throws CountersignError for a bad method or key */
export function prepareMethod(method: Method, secrets: Secrets): CustomSignatureMethod {
  if (typeof method !== 'object') {
    return { name: method, sign: prepareSign(requireSignatureMethod(method), secrets) }
  }
  if (typeof method?.name === 'string' && typeof method.sign === 'function') return method
  return refuseType('signatureMethod', method, 'a name, or an object with "name" and "sign"')
}

type Sign = (baseString: string) => string

/** Prepares the key once. @throws CountersignError `missing-credential`, `unusable-key` */
export function prepareSign(method: SignatureMethodName, secrets: Secrets): Sign {
  if (isRsaMethod(method)) {
    // §3.4.3: RSASSA-PKCS1-v1_5 with the client's private key. No shared secret is used.
    const rsaKey = requireRsaKey('private', secrets.privateKey)
    return (text) => cryptography.signRsa(hashOf(method), rsaKey, text) ?? unusableKey('privateKey')
  }
  const key = sharedKey(secrets)
  // §3.4.4: the PLAINTEXT signature is the key itself. The base string is not used.
  if (method === 'PLAINTEXT') return () => key
  // §3.4.2: HMAC of the base string. RFC silent on SHA-2: the same text and key, another hash.
  return cryptography.prepareHmac(hashOf(method), key)
}

type Check = [method: SignatureMethodName, secrets: Secrets, baseString: string, signature: string]

/** Whether a signature matches a base string. `false` if its secret or key is absent. */
export function isSignature(...[method, secrets, baseString, signature]: Check): boolean {
  // A dummy replaces an absent key, so that the duration does not reveal known clients.
  if (isRsaMethod(method)) {
    unknownKey ??= requireRsaKey('public', UNKNOWN_KEY)
    const key = secrets.publicKey ? requireRsaKey('public', secrets.publicKey) : unknownKey
    const matches = cryptography.verifyRsa(hashOf(method), key, baseString, signature)
    return matches && Boolean(secrets.publicKey)
  }
  const key = joinSecrets(secrets.consumerSecret ?? '', secrets)
  const expected = method === 'PLAINTEXT' ? key : cryptography.hmac(hashOf(method), key, baseString)
  const matches = cryptography.equalInConstantTime(expected, signature)
  return matches && typeof secrets.consumerSecret === 'string'
}

/** The dummy for an absent key: 2048 bits, exponent 65537. A match with it never counts. */
const UNKNOWN_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${'s'.repeat(340)}HQIDAQAB
-----END PUBLIC KEY-----`
let unknownKey: RsaKey | null = null

/** The key of HMAC and PLAINTEXT. @throws CountersignError `missing-credential` */
export function sharedKey(secrets: Secrets): string {
  const consumerSecret = optionalText('consumerSecret', secrets.consumerSecret)
  if (consumerSecret !== null) return joinSecrets(consumerSecret, secrets)
  fail('missing-credential', '3.4.2', '"consumerSecret" is missing', 'give "" if there is none')
}

function joinSecrets(consumerSecret: string, secrets: Secrets): string {
  const tokenSecret = optionalText('tokenSecret', secrets.tokenSecret) ?? ''
  if (secrets.rawKey === true) return `${consumerSecret}&${tokenSecret}`
  // §3.4.2: each secret is percent-encoded, and "&" separates them even if one is empty.
  return `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`
}

/** @throws CountersignError `missing-credential`, `unusable-key` */
function requireRsaKey(type: 'private' | 'public', given: Secrets['privateKey']): RsaKey {
  if (given) return cryptography.readRsaKey(type, given) ?? unusableKey(`${type}Key`)
  fail('missing-credential', '3.4.3', `"${type}Key" is missing`, 'give a PEM text or a KeyObject')
}

/** A public key of enough bits. @throws CountersignError `unusable-key`, `weak-key` */
export function requirePublicKey(given: string | RsaKey, allowRsa1024: boolean): RsaKey {
  const key = requireRsaKey('public', given)
  const [bits, least] = [cryptography.rsaKeyBits(key), allowRsa1024 ? 1024 : 2048]
  if (bits >= least) return key
  const message = `the public key has ${bits} bits, less than ${least}`
  fail('weak-key', '4.11', message, 'have the client make a longer one, or set "allowRsa1024"')
}

function unusableKey(name: string): never {
  const hint = 'give an RSA key as PEM, unencrypted, and long enough for the hash'
  fail('unusable-key', '3.4.3', `"${name}" cannot be used`, hint, [name])
}

/** Whether a method signs with a key pair and not with a shared key. */
export const isRsaMethod = (method: string): boolean => method.startsWith('RSA-')

export const BODY_HASHES = ['SHA-1', 'SHA-256', 'SHA-512'] as const
export type BodyHashAlgorithm = (typeof BODY_HASHES)[number]

const hashOf = (name: SignatureMethodName | BodyHashAlgorithm): cryptography.HashName =>
  `sha${name.slice(name.search(/[0-9]/))}` as cryptography.HashName

/** `oauth_body_hash`: the hash of a body's octets. No body is the empty one. Body hash §3.2 */
export function bodyHash(body: string | Uint8Array | null, algorithm: BodyHashAlgorithm): string {
  return cryptography.hashBase64(hashOf(algorithm), body ?? '')
}
