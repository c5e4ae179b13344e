/** Percent-encoding, RFC 5849 §3.6: the one encoding of the signature base string and the Authorization header. */
import { fail, quote } from './errors.ts'

/** A string stands for its UTF-8 octets. Octets that are no UTF-8 are kept as they are. */
export type OctetString = string | Uint8Array

const ONLY_UNRESERVED = /^[A-Za-z0-9\-._~]*$/
const LEFT_BY_ENCODE_URI_COMPONENT: Record<string, string> = { '!': '%21', "'": '%27', '(': '%28', ')': '%29', '*': '%2A' }
const HEX_DIGITS = new Map(Array.from('0123456789ABCDEFabcdef', (digit) => [digit.charCodeAt(0), parseInt(digit, 16)]))

/**
 * Percent-encodes text, or octets that are no text. It is not idempotent: `%20` becomes `%2520`.
 *
 * @throws CountersignError `lone-surrogate`: half of a surrogate pair has no UTF-8 form. §3.6
 */
export function percentEncode(text: OctetString): string {
  if (typeof text !== 'string') return Array.from(text, encodeOctet).join('')
  // §3.6: letters, digits, "-", ".", "_" and "~" stay as they are.
  if (ONLY_UNRESERVED.test(text)) return text
  requireWellFormed(text)
  // §3.6: every other octet of the UTF-8 form is escaped, in upper case; that function leaves five of them alone.
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => LEFT_BY_ENCODE_URI_COMPONENT[character]!)
}

function encodeOctet(octet: number): string {
  const character = String.fromCharCode(octet)
  return ONLY_UNRESERVED.test(character) ? character : '%' + octet.toString(16).toUpperCase().padStart(2, '0')
}

/** Decodes once, to octets: a string where they are UTF-8, else the octets, so that `%E9` survives a round trip. */
export function percentDecode(text: string): OctetString {
  if (!text.includes('%')) return text
  const octets = Buffer.from(text)
  let length = 0
  for (let position = 0; position < octets.length; position++) {
    const high = octets[position] === 0x25 ? HEX_DIGITS.get(octets[position + 1]!) : undefined
    const low = HEX_DIGITS.get(octets[position + 2]!)
    // RFC silent: a "%" without two hex digits stands for itself.
    const isEscape = high !== undefined && low !== undefined
    octets[length++] = isEscape ? high * 16 + low : octets[position]!
    if (isEscape) position += 2
  }
  return toText(octets.subarray(0, length))
}

/** The text of UTF-8 octets; the octets themselves where they are no UTF-8. */
export function toText(octets: Uint8Array): OctetString {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString()
  // RFC silent: octets that are no UTF-8 stay as they are, rather than become U+FFFD.
  return text.includes('\uFFFD') && !Buffer.from(text).equals(octets) ? octets : text
}

/** @throws CountersignError `lone-surrogate` */
export function requireWellFormed(text: string): void {
  // RFC silent: a lone surrogate is refused rather than replaced, since §3.6 asks for UTF-8.
  if (text.isWellFormed()) return
  fail('lone-surrogate', '3.6', `text holds half of a surrogate pair: ${quote(text)}`, 'cut strings between characters')
}
