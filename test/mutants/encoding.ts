/** Mutants of percent-encoding, §3.6. */
import type { Mutant } from './mutant.ts'

const file = 'percent-encoding.ts'
const find = 'export function percentEncode(text: OctetString): string {'
const around = (result: string): string =>
  `export function percentEncode(text: OctetString): string {\n  return ${result}\n}\n` +
  'function encode(text: OctetString): string {'
const ofText = (result: string): string =>
  around(`encode(typeof text === 'string' ? ${result} : text)`)
const marks = 'if (!MARKS.some((mark) => encoded.includes(mark))) return encoded'
const spelling = 'export function canonicalSpelling(text: string): string {'
const form = 'export function encodedForm(form: string): EncodedParameter[] {'
const decoding = 'export function percentDecode(text: string): OctetString {'

export const ENCODING: readonly Mutant[] = [
  {
    name: 'sub-delimiters-raw',
    about: "! ' ( ) * stay as encodeURIComponent leaves them",
    seen: 'ciaranj/node-oauth before 0.9',
    file,
    find: marks,
    replace: 'return encoded',
  },
  {
    name: 'first-sub-delimiter-encoded',
    about: "of ! ' ( ) * only the first is encoded",
    seen: 'Mastercard/oauth1-signer-nodejs',
    file,
    find: "/[!'()*]/g",
    replace: "/[!'()*]/",
  },
  {
    name: 'asterisk-raw',
    about: '* is not encoded',
    seen: 'plhery/node-twitter-api-v2 #63',
    file,
    find: "/[!'()*]/g",
    replace: "/[!'()]/g",
  },
  {
    name: 'exclamation-mark-raw',
    about: '! is not encoded',
    seen: 'plausible',
    file,
    find: "/[!'()*]/g",
    replace: "/['()*]/g",
  },
  {
    name: 'apostrophe-raw',
    about: "' is not encoded",
    seen: 'plausible',
    file,
    find: "/[!'()*]/g",
    replace: '/[!()*]/g',
  },
  {
    name: 'parentheses-raw',
    about: '( and ) are not encoded',
    seen: 'plausible',
    file,
    find: "/[!'()*]/g",
    replace: "/[!'*]/g",
  },
  {
    name: 'tilde-encoded',
    about: '~ becomes %7E',
    seen: 'litl/rauth before 0.7.2 (#186)',
    file,
    find,
    replace: around("encode(text).replaceAll('~', '%7E')"),
  },
  {
    name: 'slash-raw',
    about: '/ is not encoded, as with the default of a quote function',
    seen: 'plausible',
    file,
    find,
    replace: around("encode(text).replaceAll('%2F', '/')"),
  },
  {
    name: 'comma-encoded-twice',
    about: 'a comma becomes %252C',
    seen: 'ciaranj/node-oauth PR #7',
    file,
    find,
    replace: around("encode(text).replaceAll('%2C', '%252C')"),
  },
  {
    name: 'lower-case-hex',
    about: 'escapes are written in lower case',
    seen: 'plausible',
    file,
    find,
    replace: around('encode(text).replace(/%../g, (found) => found.toLowerCase())'),
  },
  {
    name: 'unpadded-escapes',
    about: 'octets below 16 get one digit',
    seen: 'plausible',
    file,
    find,
    replace: around("encode(text).replaceAll('%0', '%')"),
  },
  {
    name: 'plus-for-space',
    about: 'a space becomes + as in a form',
    seen: 'plausible',
    file,
    find,
    replace: around("encode(text).replaceAll('%20', '+')"),
  },
  {
    name: 'latin-1',
    about: 'text is encoded as Latin-1',
    seen: 'plausible',
    file,
    find,
    replace: ofText("(/[^\\0-\\x7F]/.test(text) ? Buffer.from(text, 'latin1') : text)"),
  },
  {
    name: 'utf-16-units-encoded',
    about: 'a code point above U+FFFF is encoded as two surrogates of three octets each',
    seen: 'plausible',
    file,
    find,
    replace: around(
      "typeof text !== 'string' ? encode(text) : " +
        'Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).map(' +
        '(unit) => unit < 0xd800 || unit > 0xdfff ? encode(String.fromCharCode(unit)) : ' +
        "encode(Uint8Array.of(0xe0 | unit >> 12, 0x80 | unit >> 6 & 63, 0x80 | unit & 63))).join('')",
    ),
  },
  {
    name: 'already-encoded-kept',
    about: 'a text that looks percent-encoded is not encoded again',
    seen: 'Mastercard/oauth1-signer-nodejs PR #6',
    file,
    find,
    replace: around(
      "typeof text === 'string' && /^([\\w.~-]|%[0-9A-F]{2})*$/.test(text) ? text : encode(text)",
    ),
  },
  {
    name: 'unicode-normalized',
    about: 'text is normalized to NFC first',
    seen: 'plausible',
    file,
    find,
    replace: ofText('text.normalize()'),
  },
  {
    name: 'nul-truncates',
    about: 'a text ends at its first NUL',
    seen: 'plausible',
    file,
    find,
    replace: ofText("text.replace(/\\0.*$/s, '')"),
  },
  {
    name: 'white-space-trimmed',
    about: 'white space around a name or a value is trimmed',
    seen: 'plausible',
    file,
    find,
    replace: ofText('text.trim()'),
  },
  {
    name: 'lone-surrogate-replaced',
    about: 'half of a surrogate pair is signed as U+FFFD',
    seen: 'plausible',
    file,
    find: 'if (!text.isWellFormed()) fail(',
    replace: 'if (text === null) fail(',
    isChoice: true,
  },
  {
    name: 'octets-replaced',
    about: 'octets that are no UTF-8 are signed as U+FFFD',
    seen: 'oauthlib/oauthlib, ciaranj/node-oauth',
    file,
    find: 'fatal: true',
    replace: 'fatal: false',
  },
  {
    name: 'decoded-twice',
    about: 'names and values are decoded twice',
    seen: 'oauthlib/oauthlib (oauth_ parameters), Authlib',
    file,
    find: decoding,
    replace:
      `${decoding}\n  const once = decode(text)\n  return typeof once === 'string' ? decode(once) : once\n}\n` +
      'function decode(text: string): OctetString {',
  },
  {
    name: 'malformed-escape-thrown',
    about: 'a malformed escape raises a URIError',
    seen: 'ddo/oauth-1.0a (URIError)',
    file,
    find: spelling,
    replace: `${spelling}\n  if (/%(?![0-9A-Fa-f]{2})/.test(text)) decodeURIComponent(text)`,
    isChoice: true,
  },
  {
    name: 'malformed-escape-dropped',
    about: 'a percent sign without two hex digits is dropped',
    seen: 'plausible',
    file,
    find: '  return isEscape ?',
    replace: "  if (found === '%') return ''\n  return isEscape ?",
    isChoice: true,
  },
  {
    name: 'lower-case-escapes-kept',
    about: 'an escape in lower case is not decoded',
    seen: 'Mastercard/oauth1-signer-nodejs',
    file,
    find: '/%[0-9A-Fa-f]{2}|%|',
    replace: '/%[0-9A-F]{2}|%|',
  },
  {
    name: 'decoded-as-latin-1',
    about: 'octets are decoded as Latin-1',
    seen: 'plausible',
    file: 'form-encoding.ts',
    find: form,
    replace: `${form}
  form = form.replace(/%[89A-F][0-9A-F]/gi, (found) => percentEncode(unescape(found)))`,
  },
  {
    name: 'everything-escaped',
    about: 'every octet is escaped, letters and digits too',
    seen: 'plausible',
    file,
    find,
    replace: around("Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&')"),
  },
  {
    name: 'percent-raw',
    about: '% is not encoded',
    seen: 'plausible',
    file,
    find,
    replace: around("encode(text).replaceAll('%25', '%')"),
  },
  {
    name: 'decoded-text-cut-at-nul',
    about: 'a decoded text ends at its first NUL',
    seen: 'plausible',
    file: 'form-encoding.ts',
    find: form,
    replace: `${form}\n  form = form.replace(/%00[^&=]*/g, '')`,
  },
]
