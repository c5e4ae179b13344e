/** Percent-encoding, RFC 5849 §3.6: the one encoding of the signature base string and the Authorization header. */
import { fail } from './errors.ts'

/** A string stands for its UTF-8 octets. Octets that are no UTF-8 are kept as they are. */
export type OctetString = string | Uint8Array

const UNRESERVED = /^[A-Za-z0-9\-._~]*$/

/** Percent-encodes text, or octets that are no text; `%20` becomes `%2520`. @throws CountersignError `lone-surrogate`. §3.6 */
export function percentEncode(text: OctetString): string {
  if (typeof text !== 'string') return Array.from(text, (octet) => escape(String.fromCharCode(octet))).join('')
  // §3.6: letters, digits, "-", ".", "_" and "~" stay as they are.
  if (UNRESERVED.test(text)) return text
  requireWellFormed(text)
  // §3.6: every other octet of the UTF-8 form is escaped, in upper case; that function leaves these five alone.
  return encodeURIComponent(text).replace(/[!'()*]/g, escape)
}

const escape = (octet: string): string =>
  UNRESERVED.test(octet) ? octet : `%${Buffer.from(octet, 'latin1').toString('hex').toUpperCase()}`

/** Decodes once, to octets: a string where they are UTF-8, else the octets, so that `%E9` survives a round trip. */
export function percentDecode(text: string): OctetString {
  if (!text.includes('%')) return text
  // In latin1 a character is an octet. RFC silent: a "%" without two hex digits stands for itself.
  const octets = Buffer.from(text).toString('latin1').replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)))
  return toText(Buffer.from(octets, 'latin1'))
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
  fail('lone-surrogate', '3.6', 'text holds half of a surrogate pair', 'cut strings between characters')
}
