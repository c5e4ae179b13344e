/** Deviations of the percent-encoding function itself, §3.6, used for parameters, secrets and the base string alike. */
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

/** Takes back the escapes that fit a pattern. */
export const raw =
  (pattern: RegExp): Respell =>
  (text) =>
    text.includes('%') ? text.replace(pattern, (escape) => UNESCAPED[escape]!) : text

export const leaveFiveRaw: Respell = raw(/%(?:21|27|28|29|2A)/g)
export const leaveReservedRaw: Respell = raw(/%(?:2[1346789ABCF]|3[ABDF]|40)/g)
export const leaveSlashRaw: Respell = (text) => text.replaceAll('%2F', '/')
export const leaveAsteriskRaw: Respell = (text) => text.replaceAll('%2A', '*')
export const encodeTilde: Respell = (text) => text.replaceAll('~', '%7E')
export const spaceAsPlus: Respell = (text) => text.replaceAll('%20', '+')
export const formEncoder: Respell = (text) => encodeTilde(spaceAsPlus(leaveAsteriskRaw(text)))
export const lowerCaseHex: Respell = (text) =>
  text.replace(/%(?:[A-F][0-9A-F]|[0-9][A-F])/g, (escape) => escape.toLowerCase())
export const keepEscapes: Respell = (text) => text.replace(/%25(?=[0-9A-F]{2})/gi, '%')

/** `encodeURIComponent(text).replace('!', '%21')…`, which replaces the first of each and leaves the others. */
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

/** Each half of a surrogate pair as three octets of its own. */
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

/** The last octet of every code unit, as `charCodeAt(i) & 0xff` has it. */
const toLowOctets = (text: OctetString): OctetString =>
  typeof text === 'string' && /[^\0-\xFF]/.test(text) ? Buffer.from(text, 'latin1') : text

export const ENCODER: readonly Deviation[] = catalogue(
  {
    part: 'encoder',
    section: '3.6',
    rule: 'letters, digits, "-", ".", "_" and "~" stay as they are, other octets become %XX in upper case',
  },
  {
    'encode-uri-component': {
      title: "leaves ! ' ( ) * as they are, as JavaScript's encodeURIComponent does",
      fix: "escape those five after encodeURIComponent: text.replace(/[!'()*]/g, …)",
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
      title: "escapes only the first of each of ! ' ( ) *, as replace() with a text does",
      fix: 'replace all of them: give replace() a pattern with the g flag',
      change: everywhere(encodeFirstOnly),
      seen: ['Mastercard/oauth1-signer-nodejs'],
      vectors: ['signature-base-string/asterisks'],
    },
    'asterisk-left-raw': {
      title: 'leaves * as it is',
      fix: 'escape * as %2A',
      change: everywhere(leaveAsteriskRaw),
      vectors: [
        'normalize-parameters/two-escapes-2a-2b',
        'protocol-parameters/token-with-asterisk',
      ],
    },
    'encode-uri': {
      title: 'leaves the reserved characters ; / ? : @ & = + $ , as they are, as encodeURI does',
      fix: 'use an encoder for components, not for whole URLs',
      change: everywhere(leaveReservedRaw),
    },
    'slash-left-raw': {
      title: "leaves / as it is, as Python's quote() does unless told otherwise",
      fix: "give quote() an empty safe: quote(text, safe='~')",
      change: everywhere(leaveSlashRaw),
    },
    'tilde-encoded': {
      title: 'escapes ~',
      fix: 'leave ~ as it is',
      change: everywhere(encodeTilde),
      seen: ['litl/rauth before 0.7.2'],
      vectors: [
        'normalize-parameters/underscore-and-tilde',
        'protocol-parameters/token-with-tilde',
      ],
    },
    'plus-for-space': {
      title: 'writes a space as + instead of %20',
      fix: 'write %20; + is for HTML forms',
      change: everywhere(spaceAsPlus),
      vectors: ['protocol-parameters/verifier-with-space', 'protocol-parameters/token-with-space'],
    },
    'form-url-encoder': {
      title:
        'encodes as an HTML form does (space as +, ~ escaped, * left), as URLEncoder and URLSearchParams do',
      fix: 'percent-encode by §3.6; after a form encoder replace "+" by "%20", "*" by "%2A", "%7E" by "~"',
      change: everywhere(formEncoder),
      vectors: ['protocol-parameters/verifier-with-space', 'protocol-parameters/token-with-space'],
    },
    'lower-case-hex': {
      title: 'writes escapes in lower case',
      fix: 'write %2F, not %2f',
      change: everywhere(lowerCaseHex),
      vectors: [
        'normalize-parameters/two-escapes',
        'request-parameters-query/plus-lower-case-escape',
      ],
    },
    'latin-1-encoded': {
      title: 'encodes text as Latin-1',
      fix: 'take the UTF-8 octets of the text',
      change: octets(toLatin1),
      vectors: [
        'protocol-parameters/callback-non-ascii',
        'protocol-parameters/token-with-non-ascii',
      ],
    },
    'surrogates-encoded': {
      title: 'encodes a character above U+FFFF as two surrogates',
      fix: 'encode code points, not UTF-16 units',
      change: octets(toCesu8),
      vectors: [
        'protocol-parameters/token-with-emoji',
        'protocol-parameters/consumer-key-beyond-ascii',
      ],
    },
    'low-octets-encoded': {
      title: 'encodes the low octet of each UTF-16 unit',
      fix: 'take the UTF-8 octets of the text',
      change: octets(toLowOctets),
      vectors: [
        'protocol-parameters/token-with-emoji',
        'protocol-parameters/consumer-key-beyond-ascii',
      ],
    },
    'unicode-normalized': {
      title: 'normalizes text to NFC first',
      fix: 'encode the text as it is',
      change: octets((text) => (typeof text === 'string' ? text.normalize('NFC') : text)),
      vectors: ['normalize-parameters/combining-marks', 'request-parameters-query/decomposed'],
    },
    'utf-8-encoded-twice': {
      title: 'encodes the UTF-8 octets as if each were a character',
      fix: 'encode to UTF-8 once',
      change: octets((text) => Buffer.from(asText(text)).toString('latin1')),
      vectors: [
        'protocol-parameters/callback-non-ascii',
        'protocol-parameters/token-with-non-ascii',
      ],
    },
  },
)
