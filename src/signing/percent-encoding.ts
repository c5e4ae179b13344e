/** Percent-encoding, RFC 5849 §3.6, and the one canonical spelling of a text from the wire. */
import { fail, refuseType } from './errors.ts'

/** Text stands for its UTF-8 octets. Octets that are not UTF-8 stay octets. */
export type OctetString = string | Uint8Array

const PERCENT_SIGN = 0x25
const RESERVED = /[^A-Za-z0-9\-._~]/
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Percent-encodes text or octets. @throws CountersignError `lone-surrogate`, `invalid-option` */
export function percentEncode(text: OctetString): string {
  if (ArrayBuffer.isView(text)) return Array.from(text, encodeOctet).join('')
  if (typeof text !== 'string') refuseType('parameter', text, 'text or a Uint8Array')
  // §3.6: letters, digits, "-", ".", "_" and "~" stay as they are.
  if (!RESERVED.test(text)) return text
  requireWellFormed(text)
  // §3.6: every other octet is encoded, in upper case. encodeURIComponent leaves five marks out.
  const encoded = encodeURIComponent(text)
  return /[!'()*]/.test(text) ? encoded.replace(/[!'()*]/g, encodeMark) : encoded
}

const encodeMark = (mark: string): string => encodeOctet(mark.charCodeAt(0))

function encodeOctet(octet: number): string {
  const character = String.fromCharCode(octet)
  if (!RESERVED.test(character)) return character
  return `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
}

/** Not canonical: a character to encode, or an escape that §3.6 spells otherwise. */
const NOT_CANONICAL =
  /[^A-Za-z0-9\-._~&=%]|%(?![0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])/

/**
 * Spells a query or form body as decoding and encoding each name and value would, without decoding:
 * octets that are not UTF-8 stay what they are. "&" and "=" stay, because they separate.
 *
 * @example canonicalSpelling('a=caf%c3%a9+%7E') // 'a=caf%C3%A9%20~'
 */
export function canonicalSpelling(form: string): string {
  // §3.4.1.3.1: "+" is a space, in a query as well as in a body.
  const text = form.includes('+') ? form.replace(/\+/g, '%20') : form
  if (!NOT_CANONICAL.test(text)) return text
  return text.replace(/%[0-9A-Fa-f]{2}|%|[^A-Za-z0-9\-._~&=%]+/g, respell)
}

function respell(found: string): string {
  // RFC silent: a "%" without two hexadecimal digits is a literal percent sign.
  const isEscape = found.length === 3 && found.startsWith('%')
  return isEscape ? encodeOctet(Number.parseInt(found.slice(1), 16)) : percentEncode(found)
}

/** Decodes once: to text where the octets are UTF-8, and else to the octets. */
export function percentDecode(text: string): OctetString {
  if (!text.includes('%')) return text
  const octets = new TextEncoder().encode(text)
  let length = 0
  for (let position = 0; position < octets.length; length += 1) {
    const isStart = octets[position] === PERCENT_SIGN
    const escape = isStart ? String.fromCharCode(...octets.subarray(position, position + 3)) : ''
    const isEscape = /^%[0-9A-Fa-f]{2}$/.test(escape)
    octets[length] = isEscape ? Number.parseInt(escape.slice(1), 16) : octets[position]!
    position += isEscape ? 3 : 1
  }
  return toText(octets.slice(0, length))
}

/** The text of UTF-8 octets, or the octets themselves. */
export function toText(octets: Uint8Array): OctetString {
  try {
    return UTF8.decode(octets)
  } catch {
    // RFC silent: octets that are not UTF-8 are signed as they are, rather than as U+FFFD.
    return octets
  }
}

/** @throws CountersignError `lone-surrogate` */
export function requireWellFormed(text: string): void {
  // RFC silent: half of a surrogate pair has no UTF-8 form, and is refused rather than replaced.
  if (text.isWellFormed()) return
  fail(
    'lone-surrogate',
    '3.6',
    'text holds half of a surrogate pair',
    'cut text between characters',
  )
}
