/**
 * Stands in for src/signing/cryptography.ts without node:crypto and without Buffer: HMAC, SHA and RSA by
 * hand. It shows that one file is all that another runtime has to replace. It is slow, and guards against
 * no measurement of time: never use it for anything but tests.
 */

export type HashName = 'sha1' | 'sha256' | 'sha512'

export interface RsaKey {
  readonly type: 'private' | 'public'
  readonly modulus: bigint
  /** The public or the private one, as the type says. */
  readonly exponent: bigint
}

export function prepareHmac(hash: HashName, key: string): (text: string) => string {
  return (text) => hmac(hash, key, text)
}

/** RFC 2104. */
export function hmac(hash: HashName, key: string, text: string): string {
  const { blockLength, digest } = HASHES[hash]
  const octets = utf8(key)
  const short = octets.length > blockLength ? digest(octets) : octets
  const padded = new Uint8Array(blockLength)
  padded.set(short)
  const inner = digest(
    concatenate(
      padded.map((octet) => octet ^ 0x36),
      utf8(text),
    ),
  )
  return toBase64(
    digest(
      concatenate(
        padded.map((octet) => octet ^ 0x5c),
        inner,
      ),
    ),
  )
}

export function hashBase64(hash: HashName, octets: string | Uint8Array): string {
  return toBase64(HASHES[hash].digest(typeof octets === 'string' ? utf8(octets) : octets))
}

export function readRsaKey(type: 'private' | 'public', given: string | RsaKey): RsaKey | null {
  try {
    const key = typeof given === 'string' ? readPem(type, given) : given
    return key?.type === type ? key : null
  } catch {
    return null
  }
}

export const rsaKeyBits = ({ modulus }: RsaKey): number => modulus.toString(2).length

export function signRsa(hash: HashName, key: RsaKey, text: string): string | null {
  const length = octetLength(key)
  const message = encodeMessage(hash, text, length)
  if (message === null) return null
  return toBase64(toOctets(power(toInteger(message), key.exponent, key.modulus), length))
}

export function verifyRsa(hash: HashName, key: RsaKey, text: string, signature: string): boolean {
  const octets = fromBase64(signature)
  const length = octetLength(key)
  const message = encodeMessage(hash, text, length)
  if (octets === null || octets.length !== length || message === null) return false
  const integer = toInteger(octets)
  return integer < key.modulus && power(integer, key.exponent, key.modulus) === toInteger(message)
}

export function equalInConstantTime(one: string, other: string): boolean {
  const [octets, others] = [utf8(one), utf8(other)]
  let difference = octets.length ^ others.length
  for (let position = 0; position < Math.max(octets.length, others.length); position++) {
    difference |= (octets[position] ?? 0) ^ (others[position] ?? 0)
  }
  return difference === 0
}

export function randomHex(octets: number): string {
  return toHex(crypto.getRandomValues(new Uint8Array(octets)))
}

// Octets, text and integers.

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function concatenate(...parts: readonly ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)))
}

const toHex = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')

const toBase64 = (octets: Uint8Array): string => btoa(String.fromCharCode(...octets))

/** `null` for text that is not the canonical base64 of anything. */
function fromBase64(text: string): Uint8Array | null {
  try {
    const octets = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    return toBase64(octets) === text ? octets : null
  } catch {
    return null
  }
}

const toInteger = (octets: Uint8Array): bigint => BigInt(`0x${toHex(octets) || '0'}`)

function toOctets(integer: bigint, length: number): Uint8Array {
  const hex = integer.toString(16).padStart(2 * length, '0')
  return Uint8Array.from({ length }, (_, position) =>
    Number.parseInt(hex.slice(2 * position, 2 * position + 2), 16),
  )
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus
    if (bit === '1') result = (result * base) % modulus
  }
  return result
}

const octetLength = ({ modulus }: RsaKey): number => Math.ceil(modulus.toString(16).length / 2)

/** EMSA-PKCS1-v1_5, RFC 8017 §9.2. `null` for a key that is too short. */
function encodeMessage(hash: HashName, text: string, length: number): Uint8Array | null {
  const { prefix, digest } = HASHES[hash]
  const info = concatenate(toOctets(BigInt(`0x${prefix}`), prefix.length / 2), digest(utf8(text)))
  const padding = length - info.length - 3
  if (padding < 8) return null
  return concatenate([0, 1], new Uint8Array(padding).fill(0xff), [0], info)
}

// Keys, as PEM and DER write them.

interface Item {
  readonly tag: number
  readonly content: Uint8Array
}

function readItems(octets: Uint8Array): Item[] {
  const items: Item[] = []
  for (let position = 0; position < octets.length; ) {
    const tag = octets[position]!
    let length = octets[position + 1]!
    let start = position + 2
    if (length >= 0x80) {
      const end = start + (length & 0x7f)
      length = Number(toInteger(octets.subarray(start, end)))
      start = end
    }
    position = start + length
    if (!(position <= octets.length)) throw new RangeError('an item is longer than what holds it')
    items.push({ tag, content: octets.subarray(start, position) })
  }
  return items
}

/** The items within a SEQUENCE. */
function readSequence(octets: Uint8Array): Item[] {
  const [item] = readItems(octets)
  if (item?.tag !== 0x30) throw new TypeError('not a SEQUENCE')
  return readItems(item.content)
}

const RSA_ENCRYPTION = '2a864886f70d010101'

function readPem(type: 'private' | 'public', pem: string): RsaKey | null {
  const found = /-----BEGIN ([A-Z ]+)-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END \1-----/.exec(pem)
  const octets = Uint8Array.from(atob(found?.[2]!.replace(/\s/g, '') ?? '!'), (character) =>
    character.charCodeAt(0),
  )
  switch (found?.[1]) {
    case 'RSA PRIVATE KEY':
      return readRsaPrivateKey(type, octets)
    case 'PRIVATE KEY': {
      const [, algorithm, key] = readSequence(octets)
      return isRsa(algorithm!) ? readRsaPrivateKey(type, key!.content) : null
    }
    case 'RSA PUBLIC KEY':
      return readRsaPublicKey(octets)
    case 'PUBLIC KEY':
      return readPublicKeyInfo(readSequence(octets))
    case 'CERTIFICATE': {
      const [body] = readSequence(octets)
      const fields = readItems(body!.content).filter(({ tag }) => tag !== 0xa0)
      return readPublicKeyInfo(readItems(fields[5]!.content))
    }
    default:
      return null
  }
}

const isRsa = ({ content }: Item): boolean =>
  toHex(readItems(content)[0]!.content) === RSA_ENCRYPTION

function readPublicKeyInfo([algorithm, key]: readonly Item[]): RsaKey | null {
  // A BIT STRING begins with the number of its unused bits.
  return isRsa(algorithm!) ? readRsaPublicKey(key!.content.subarray(1)) : null
}

function readRsaPublicKey(octets: Uint8Array): RsaKey {
  const [modulus, exponent] = readSequence(octets).map(({ content }) => toInteger(content))
  return { type: 'public', modulus: modulus!, exponent: exponent! }
}

/** A private key holds the public one as well. */
function readRsaPrivateKey(type: 'private' | 'public', octets: Uint8Array): RsaKey {
  const [, modulus, ofPublic, ofPrivate] = readSequence(octets).map(({ content }) =>
    toInteger(content),
  )
  return { type, modulus: modulus!, exponent: type === 'private' ? ofPrivate! : ofPublic! }
}

// Hashes, FIPS 180-4.

interface Hash {
  /** In octets. */ readonly blockLength: number
  /** Of a DigestInfo, in hexadecimal digits. RFC 8017 §9.2 note 1. */ readonly prefix: string
  readonly digest: (octets: Uint8Array) => Uint8Array
}

const HASHES: Readonly<Record<HashName, Hash>> = {
  sha1: { blockLength: 64, prefix: '3021300906052b0e03021a05000414', digest: sha1 },
  sha256: { blockLength: 64, prefix: '3031300d060960864801650304020105000420', digest: sha256 },
  sha512: { blockLength: 128, prefix: '3051300d060960864801650304020305000440', digest: sha512 },
}

/** The message in blocks of words, with its padding and its length. */
function blocksOf(octets: Uint8Array, wordLength: number): bigint[][] {
  const blockLength = 16 * wordLength
  const unpadded = octets.length + 1 + 2 * wordLength
  const zeros = (blockLength - (unpadded % blockLength)) % blockLength
  const length = toOctets(BigInt(8 * octets.length), 2 * wordLength)
  const padded = concatenate(octets, [0x80], new Uint8Array(zeros), length)
  return Array.from({ length: padded.length / blockLength }, (_, block) =>
    Array.from({ length: 16 }, (__, word) => {
      const start = block * blockLength + word * wordLength
      return toInteger(padded.subarray(start, start + wordLength))
    }),
  )
}

/** Words of 32 or 64 bits. */
function arithmeticOf(bits: bigint): {
  readonly add: (...words: readonly bigint[]) => bigint
  readonly rotateRight: (word: bigint, by: bigint) => bigint
} {
  const mask = (1n << bits) - 1n
  return {
    add: (...words) => words.reduce((sum, word) => sum + word, 0n) & mask,
    rotateRight: (word, by) => ((word >> by) | (word << (bits - by))) & mask,
  }
}

const choose = (x: bigint, y: bigint, z: bigint): bigint => z ^ (x & (y ^ z))
const majority = (x: bigint, y: bigint, z: bigint): bigint => (x & y) ^ (x & z) ^ (y & z)

const joinWords = (words: readonly bigint[], wordLength: number): Uint8Array =>
  concatenate(...words.map((word) => toOctets(word, wordLength)))

function sha1(octets: Uint8Array): Uint8Array {
  const { add, rotateRight } = arithmeticOf(32n)
  let state = [0x67452301n, 0xefcdab89n, 0x98badcfen, 0x10325476n, 0xc3d2e1f0n]
  for (const words of blocksOf(octets, 4)) {
    for (let t = 16; t < 80; t++) {
      words.push(rotateRight(words[t - 3]! ^ words[t - 8]! ^ words[t - 14]! ^ words[t - 16]!, 31n))
    }
    let [a, b, c, d, e] = state as [bigint, bigint, bigint, bigint, bigint]
    for (const [t, word] of words.entries()) {
      const mixed = [choose(b, c, d), b ^ c ^ d, majority(b, c, d), b ^ c ^ d]
      const constants = [0x5a827999n, 0x6ed9eba1n, 0x8f1bbcdcn, 0xca62c1d6n]
      const part = Math.floor(t / 20)
      const next = add(rotateRight(a, 27n), mixed[part]!, e, constants[part]!, word)
      ;[a, b, c, d, e] = [next, a, rotateRight(b, 2n), c, d]
    }
    state = [a, b, c, d, e].map((word, position) => add(word, state[position]!))
  }
  return joinWords(state, 4)
}

/** The rotations of SHA-256 and SHA-512. A third one below zero is a shift. */
interface Sha2 {
  readonly bits: bigint
  readonly rounds: number
  readonly schedule: readonly [Rotations, Rotations]
  readonly compression: readonly [Rotations, Rotations]
}
type Rotations = readonly [bigint, bigint, bigint]

const SHA256: Sha2 = {
  bits: 32n,
  rounds: 64,
  schedule: [
    [7n, 18n, -3n],
    [17n, 19n, -10n],
  ],
  compression: [
    [2n, 13n, 22n],
    [6n, 11n, 25n],
  ],
}
const SHA512: Sha2 = {
  bits: 64n,
  rounds: 80,
  schedule: [
    [1n, 8n, -7n],
    [19n, 61n, -6n],
  ],
  compression: [
    [28n, 34n, 39n],
    [14n, 18n, 41n],
  ],
}

function sha256(octets: Uint8Array): Uint8Array {
  return sha2(SHA256, octets)
}

function sha512(octets: Uint8Array): Uint8Array {
  return sha2(SHA512, octets)
}

function sha2({ bits, rounds, schedule, compression }: Sha2, octets: Uint8Array): Uint8Array {
  const { add, rotateRight } = arithmeticOf(bits)
  const mix = (word: bigint, rotations: Rotations): bigint =>
    rotations.reduce((sum, by) => sum ^ (by < 0n ? word >> -by : rotateRight(word, by)), 0n)
  const primes = firstPrimes(rounds)
  const constants = primes.map((prime) => rootFraction(prime, 3n, bits))
  let state = primes.slice(0, 8).map((prime) => rootFraction(prime, 2n, bits))
  for (const words of blocksOf(octets, Number(bits) / 8)) {
    for (let t = 16; t < rounds; t++) {
      const [early, late] = [mix(words[t - 15]!, schedule[0]), mix(words[t - 2]!, schedule[1])]
      words.push(add(words[t - 16]!, early, words[t - 7]!, late))
    }
    let [a, b, c, d, e, f, g, h] = state as Eight
    for (const [t, word] of words.entries()) {
      const one = add(h, mix(e, compression[1]), choose(e, f, g), constants[t]!, word)
      const two = add(mix(a, compression[0]), majority(a, b, c))
      ;[a, b, c, d, e, f, g, h] = [add(one, two), a, b, c, add(d, one), e, f, g]
    }
    state = [a, b, c, d, e, f, g, h].map((word, position) => add(word, state[position]!))
  }
  return joinWords(state, Number(bits) / 8)
}

type Eight = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = []
  for (let number = 2n; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0n)) primes.push(number)
  }
  return primes
}

/** The first bits of the fraction of a square or cube root. FIPS 180-4 §4.2, §5.3 */
function rootFraction(number: bigint, degree: bigint, bits: bigint): bigint {
  const scaled = number << (degree * bits)
  let [low, high] = [0n, 1n << (bits + 5n)]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** degree <= scaled) low = middle
    else high = middle
  }
  return low & ((1n << bits) - 1n)
}
