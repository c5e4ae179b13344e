/**
 * Hashes, HMAC, RSA and randomness: the only file that needs Node, by `node:crypto` and Buffer. To
 * run elsewhere, replace it by a file with these exports. Texts are UTF-8; signatures are base64.
 */
import * as crypto from 'node:crypto'

export type HashName = 'sha1' | 'sha256' | 'sha512'
export type RsaKey = crypto.KeyObject

/** Prepares a key once for many texts. */
export function prepareHmac(hash: HashName, key: string): (text: string) => string {
  const keyObject = crypto.createSecretKey(Buffer.from(key))
  return (text) => hmac(hash, keyObject, text)
}

/** HMAC, RFC 2104. For a key that is used once, text is faster than a KeyObject. */
export function hmac(hash: HashName, key: string | crypto.KeyObject, text: string): string {
  return crypto.createHmac(hash, key).update(text).digest('base64')
}

export function hashBase64(hash: HashName, octets: string | Uint8Array): string {
  return crypto.createHash(hash).update(octets).digest('base64')
}

/** An RSA key from PEM, or `null`. A certificate or private PEM counts as its public key. */
export function readRsaKey(type: 'private' | 'public', given: string | RsaKey): RsaKey | null {
  const read = type === 'private' ? crypto.createPrivateKey : crypto.createPublicKey
  const key = attempt(() => (typeof given === 'string' ? read(given) : given))
  return key?.asymmetricKeyType === 'rsa' && key.type === type ? key : null
}

export const rsaKeyBits = (key: RsaKey): number => key.asymmetricKeyDetails!.modulusLength!

/** RSASSA-PKCS1-v1_5, RFC 8017 §8.2. `null` for a key that is too short for the hash. */
export function signRsa(hash: HashName, key: RsaKey, text: string): string | null {
  return attempt(() => crypto.sign(hash, Buffer.from(text), key).toString('base64'))
}

/** Refuses Base64 that is not in its canonical spelling. */
export function verifyRsa(hash: HashName, key: RsaKey, text: string, signature: string): boolean {
  const octets = Buffer.from(signature, 'base64')
  const isCanonical = octets.toString('base64') === signature
  return crypto.verify(hash, Buffer.from(text), key, octets) && isCanonical
}

/** Compares every octet of `given`, so that the duration does not reveal how many match. */
export function equalInConstantTime(expected: string, given: string): boolean {
  const [secret, octets] = [Buffer.from(expected), Buffer.from(given)]
  const isSameLength = secret.length === octets.length
  return crypto.timingSafeEqual(isSameLength ? secret : octets, octets) && isSameLength
}

let pool = ''

/** Two hexadecimal digits for each of at most 4,096 random octets. One slow call serves many. */
export function randomHex(octets: number): string {
  if (pool.length < 2 * octets) pool = crypto.randomBytes(4096).toString('hex')
  const drawn = pool.slice(0, 2 * octets)
  pool = pool.slice(2 * octets)
  return drawn
}

/** `null` for an OpenSSL error. The error is dropped, because its message may quote the input. */
function attempt<Result>(use: () => Result): Result | null {
  try {
    return use()
  } catch {
    return null
  }
}
