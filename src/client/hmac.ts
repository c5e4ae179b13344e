/** HMAC, RFC 2104, from two plain hashes: `createHmac` takes twice as long, because it sets up a context every time. */
import { hash } from 'node:crypto'

/** Prepares a key, once for many texts. What it returns gives the HMAC of an ASCII text, as base strings are, in base64. */
export function prepareHmac(digest: string, key: string): (text: string) => string {
  const size = digest === 'sha512' ? 128 : 64
  // RFC 2104 §2: a key that is longer than a block is hashed first; zeros fill it up to a block.
  const octets = Buffer.byteLength(key) > size ? hash(digest, key, 'buffer') : Buffer.from(key)
  const block = Buffer.concat([octets], size)
  // Behind each of the two blocks is room for what is hashed with it.
  const inner = Buffer.concat([block.map((octet) => octet ^ 0x36)], size + 4096)
  const outer = Buffer.concat([block.map((octet) => octet ^ 0x5c)], size + hash(digest, '', 'buffer').length)
  return (text) => {
    const input = text.length <= 4096 ? inner : Buffer.concat([inner.subarray(0, size)], size + text.length)
    const end = size + input.write(text, size, 'latin1')
    // RFC 2104 §2: the outer block goes before the hash of the inner block and the text.
    outer.write(hash(digest, input.subarray(0, end), 'hex'), size, 'hex')
    return hash(digest, outer, 'base64')
  }
}
