/**
 * Deviations of the percent-encoding function, §3.6, which encodes parameters, secrets and the base
 * string.
 */
import { type OctetString, percentEncode } from 'countersign/signing'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import type { Respell } from '../plan.ts'
import { asText } from '../plain-plan.ts'

const everywhere = (respell: Respell): Change => ({
  respellPairs: [respell],
  respellParts: [respell],
  respellSecrets: [respell],
})
const octets = (change: (text: OctetString) => OctetString): Change => ({
  octets: change,
  encodeSecret: (text) => percentEncode(change(text)),
})

const UNESCAPED: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 0x60 }, (_, index) => String.fromCharCode(0x20 + index)).map((character) => [
    percentEncode(character),
    character,
  ]),
)

/** Undoes the percent escapes that match a pattern. */
export const raw =
  (pattern: RegExp): Respell =>
  (text) =>
    text.includes('%') ? text.replace(pattern, (escape) => UNESCAPED[escape]!) : text

export const leaveFiveRaw: Respell = raw(/%(?:21|27|28|29|2A)/g)
export const leaveReservedRaw: Respell = raw(/%(?:2[1346789ABCF]|3[ABDF]|40)/g)
export const leaveSlashRaw: Respell = (text) => text.replaceAll('%2F', '/')
const leaveAsteriskRaw: Respell = (text) => text.replaceAll('%2A', '*')
export const encodeTilde: Respell = (text) => text.replaceAll('~', '%7E')
export const spaceAsPlus: Respell = (text) => text.replaceAll('%20', '+')
export const formEncoder: Respell = (text) => encodeTilde(spaceAsPlus(leaveAsteriskRaw(text)))
export const lowerCaseHex: Respell = (text) =>
  text.replace(/%(?:[A-F][0-9A-F]|[0-9][A-F])/g, (escape) => escape.toLowerCase())
export const keepEscapes: Respell = (text) => text.replace(/%25(?=[0-9A-F]{2})/gi, '%')

/**
 * `encodeURIComponent(text).replace('!', '%21')…`, which replaces only the first occurrence of
 * each.
 */
export const encodeFirstOnly: Respell = (text) => {
  const seen = new Set<string>()
  return text.replace(/%(?:21|27|28|29|2A)/g, (escape) => {
    if (seen.has(escape)) return decodeURIComponent(escape)
    seen.add(escape)
    return escape
  })
}

function toLatin1(text: OctetString): OctetString {
  return typeof text === 'string' && /[\x80-\xFF]/.test(text) ? Buffer.from(text, 'latin1') : text
}

/** CESU-8: each surrogate of a pair becomes three octets. */
function toCesu8(text: OctetString): OctetString {
  if (typeof text !== 'string' || !/[\u{10000}-\u{10FFFF}]/u.test(text)) return text
  return Buffer.concat(
    Array.from({ length: text.length }, (_, index) => {
      const unit = text.charCodeAt(index)
      if (unit < 0xd800 || unit > 0xdfff) return Buffer.from(text[index]!)
      return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)])
    }),
  )
}

/** The low octet of every code unit, like `charCodeAt(i) & 0xff`. */
const toLowOctets = (text: OctetString): OctetString =>
  typeof text === 'string' && /[^\0-\xFF]/.test(text) ? Buffer.from(text, 'latin1') : text

export const ENCODER: readonly Deviation[] = catalogue(
  {
    part: 'encoder',
    section: '3.6',
    rule: 'letters, digits, "-", ".", "_" and "~" are not encoded, and every other octet becomes %XX with upper-case hex digits',
  },
  {
    'encode-uri-component': {
      title: "leaves ! ' ( ) * unescaped, as JavaScript's encodeURIComponent does",
      fix: "escape these characters after encodeURIComponent: text.replace(/[!'()*]/g, …)",
      change: everywhere(leaveFiveRaw),
      seen: [
        'ciaranj/node-oauth before 0.9',
        'Mastercard/oauth1-signer-nodejs (first occurrence only)',
      ],
      vectors: [
        'normalize-parameters/two-escapes-2a-2b',
        'protocol-parameters/token-with-asterisk',
      ],
    },
    'first-of-five-encoded': {
      title:
        "escapes only the first occurrence of each of ! ' ( ) *, as replace() with a string argument does",
      fix: 'replace all occurrences: pass replace() a regular expression with the g flag',
      change: everywhere(encodeFirstOnly),
      seen: ['Mastercard/oauth1-signer-nodejs'],
      vectors: ['signature-base-string/asterisks'],
    },
    'asterisk-left-raw': {
      title: 'does not escape *',
      fix: 'escape * as %2A',
      change: everywhere(leaveAsteriskRaw),
      vectors: [
        'normalize-parameters/two-escapes-2a-2b',
        'protocol-parameters/token-with-asterisk',
      ],
    },
    'encode-uri': {
      title: 'leaves the reserved characters ; / ? : @ & = + $ , unescaped, as encodeURI does',
      fix: 'use an encoder for URL components instead of an encoder for whole URLs',
      change: everywhere(leaveReservedRaw),
    },
    'slash-left-raw': {
      title: "leaves / unescaped, as Python's quote() does by default",
      fix: "pass an explicit safe argument: quote(text, safe='~')",
      change: everywhere(leaveSlashRaw),
    },
    'tilde-encoded': {
      title: 'escapes ~',
      fix: 'do not escape ~',
      change: everywhere(encodeTilde),
      seen: ['litl/rauth before 0.7.2'],
      vectors: [
        'normalize-parameters/underscore-and-tilde',
        'protocol-parameters/token-with-tilde',
      ],
    },
    'plus-for-space': {
      title: 'writes a space as + instead of %20',
      fix: 'write a space as %20; + is only for HTML forms',
      change: everywhere(spaceAsPlus),
      vectors: ['protocol-parameters/verifier-with-space', 'protocol-parameters/token-with-space'],
    },
    'form-url-encoder': {
      title:
        'encodes like an HTML form (space as +, ~ escaped, * not escaped), as URLEncoder and URLSearchParams do',
      fix: 'percent-encode by §3.6, or replace "+" with "%20", "*" with "%2A" and "%7E" with "~" after form encoding',
      change: everywhere(formEncoder),
      vectors: ['protocol-parameters/verifier-with-space', 'protocol-parameters/token-with-space'],
    },
    'lower-case-hex': {
      title: 'writes percent escapes with lower-case hex digits',
      fix: 'write upper-case hex digits: %2F, not %2f',
      change: everywhere(lowerCaseHex),
      vectors: [
        'normalize-parameters/two-escapes',
        'request-parameters-query/plus-lower-case-escape',
      ],
    },
    'latin-1-encoded': {
      title: 'encodes text as Latin-1',
      fix: 'encode the text as UTF-8',
      change: octets(toLatin1),
      vectors: [
        'protocol-parameters/callback-non-ascii',
        'protocol-parameters/token-with-non-ascii',
      ],
    },
    'surrogates-encoded': {
      title: 'encodes a character above U+FFFF as two surrogates',
      fix: 'encode code points instead of UTF-16 code units',
      change: octets(toCesu8),
      vectors: [
        'protocol-parameters/token-with-emoji',
        'protocol-parameters/consumer-key-beyond-ascii',
      ],
    },
    'low-octets-encoded': {
      title: 'encodes only the low octet of each UTF-16 code unit',
      fix: 'encode the text as UTF-8',
      change: octets(toLowOctets),
      vectors: [
        'protocol-parameters/token-with-emoji',
        'protocol-parameters/consumer-key-beyond-ascii',
      ],
    },
    'unicode-normalized': {
      title: 'normalizes text to Unicode NFC before encoding it',
      fix: 'encode the text without Unicode normalization',
      change: octets((text) => (typeof text === 'string' ? text.normalize('NFC') : text)),
      vectors: ['normalize-parameters/combining-marks', 'request-parameters-query/decomposed'],
    },
    'utf-8-encoded-twice': {
      title: 'encodes text as UTF-8 twice',
      fix: 'encode the text as UTF-8 once',
      change: octets((text) => Buffer.from(asText(text)).toString('latin1')),
      vectors: [
        'protocol-parameters/callback-non-ascii',
        'protocol-parameters/token-with-non-ascii',
      ],
    },
  },
)
