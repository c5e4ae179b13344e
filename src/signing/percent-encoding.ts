/** Percent-encoding, RFC 5849 §3.6, and the one canonical spelling of a text from the wire. */
import { fail, refuseType } from './errors.ts'

/** Text stands for its UTF-8 octets. Octets that are not UTF-8 stay octets. */
export type OctetString = string | Uint8Array

const RESERVED = /[^A-Za-z0-9\-._~]/
const MARKS = ['!', "'", '(', ')', '*']
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

// §3.6: letters, digits, "-", ".", "_" and "~" stay as they are.
export const isUnreserved = (text: string): boolean => !RESERVED.test(text)

/** Percent-encodes text or octets. @throws CountersignError `lone-surrogate`, `invalid-option` */
export function percentEncode(text: OctetString): string {
  if (ArrayBuffer.isView(text)) return Array.from(text, encodeOctet).join('')
  if (typeof text !== 'string') refuseType('parameter', text, 'text or a Uint8Array')
  if (isUnreserved(text)) return text
  requireWellFormed(text)
  // §3.6: every other octet is encoded, in upper case. encodeURIComponent leaves five marks out.
  const encoded = encodeURIComponent(text)
  if (!MARKS.some((mark) => encoded.includes(mark))) return encoded
  return encoded.replace(/[!'()*]/g, (mark) => encodeOctet(mark.charCodeAt(0)))
}

function encodeOctet(octet: number): string {
  const text = String.fromCharCode(octet)
  return isUnreserved(text) ? text : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
}

/** Matches a character to encode, and an escape that §3.6 spells differently. */
const NOT_CANONICAL =
  /[^A-Za-z0-9\-._~&=%]|%(?![0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])/

/**
 * Spells an encoded text as decoding and encoding would. Keeps the separators "&" and "=".
 * Respells each escape on its own, so that octets that are not UTF-8 do not change.
 *
 * @example canonicalSpelling('a=caf%c3%a9/%7E') // 'a=caf%C3%A9%2F~'
 */
export function canonicalSpelling(text: string): string {
  if (!NOT_CANONICAL.test(text)) return text
  return text.replace(/%[0-9A-Fa-f]{2}|%|[^A-Za-z0-9\-._~&=%]+/g, (found) => {
    // RFC silent: a "%" without two hexadecimal digits is a literal percent sign.
    const isEscape = found.length === 3 && found.startsWith('%')
    return isEscape ? encodeOctet(Number.parseInt(found.slice(1), 16)) : percentEncode(found)
  })
}

/** Decodes once: to text where the octets are UTF-8, else to octets. @throws `lone-surrogate` */
export function percentDecode(text: string): OctetString {
  if (!text.includes('%')) return text
  // In the canonical spelling each character is an octet, but for the three of an escape.
  const encoded = canonicalSpelling(text)
  const octets = new Uint8Array(encoded.length)
  let length = 0
  for (let at = 0; at < encoded.length; at++, length++) {
    const isEscape = encoded[at] === '%'
    octets[length] = isEscape ? parseInt(encoded.slice(at + 1, at + 3), 16) : encoded.charCodeAt(at)
    if (isEscape) at += 2
  }
  return toText(octets.subarray(0, length))
}

/** The text of UTF-8 octets, or the octets themselves. */
export function toText(octets: Uint8Array): OctetString {
  try {
    return UTF8.decode(octets)
  } catch {
    // RFC silent: escaped octets that are not UTF-8 are signed as they are, not as U+FFFD.
    return octets
  }
}

/** @throws CountersignError `lone-surrogate` */
export function requireWellFormed(text: string): void {
  // RFC silent: a lone surrogate has no UTF-8 form. It is refused and not replaced.
  const message = 'text holds half of a surrogate pair'
  if (!text.isWellFormed()) fail('lone-surrogate', '3.6', message, 'cut between characters')
}
