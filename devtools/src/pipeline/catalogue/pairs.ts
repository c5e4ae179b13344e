/**
 * Deviations in how names and values are encoded in the parameter string only, §3.4.1.3.2 item 1.
 */
import { catalogue, type Deviation } from '../deviation.ts'
import type { Encode, Pair, Respell } from '../plan.ts'
import { asText } from '../plain-plan.ts'
import {
  encodeFirstOnly,
  encodeTilde,
  formEncoder,
  keepEscapes,
  leaveFiveRaw,
  leaveReservedRaw,
  leaveSlashRaw,
  lowerCaseHex,
  raw,
  spaceAsPlus,
} from './encoder.ts'
import { isProtocol } from './steps.ts'

const twice =
  (pick: 'name' | 'value') =>
  (pair: Pair, encode: Encode): string =>
    encode(encode(pair[pick]))
const pairsOnly = (respell: Respell): { respellPairs: readonly Respell[] } => ({
  respellPairs: [respell],
})

const leaveJsonRaw: Respell = raw(/%(?:5B|5D|7B|7D|2C)/g)
const leaveReadableRaw: Respell = raw(/%(?:3A|2F|2C|40|3B|24|21|27|28|29|2A)/g)

export const PAIRS: readonly Deviation[] = [
  ...catalogue(
    {
      part: 'parameters',
      section: '3.4.1.3.2',
      rule: 'each name and each value is percent-encoded once before they are joined',
    },
    {
      'values-not-encoded': {
        title: 'does not percent-encode values',
        fix: 'percent-encode each name and value',
        change: { encodeValue: ({ value }) => asText(value) },
      },
      'names-not-encoded': {
        title: 'does not percent-encode names',
        fix: 'percent-encode each name and value',
        change: { encodeName: ({ name }) => asText(name) },
      },
      'pairs-not-encoded': {
        title: 'does not percent-encode names and values',
        fix: 'percent-encode each name and value',
        change: {
          encodeName: ({ name }) => asText(name),
          encodeValue: ({ value }) => asText(value),
        },
      },
      'request-values-not-encoded': {
        title: 'does not percent-encode the values of the query and the body',
        fix: 'percent-encode each name and value',
        change: {
          encodeValue: (pair, encode) =>
            isProtocol(pair) ? encode(pair.value) : asText(pair.value),
        },
      },
      'protocol-values-not-encoded': {
        title: 'does not percent-encode the values of protocol parameters',
        fix: 'percent-encode each name and value',
        change: {
          encodeValue: (pair, encode) =>
            isProtocol(pair) ? asText(pair.value) : encode(pair.value),
        },
        seen: ['Mastercard/oauth1-signer'],
        vectors: [
          'protocol-parameters/callback-with-query',
          'protocol-parameters/callback-already-encoded',
        ],
      },
      'values-encoded-twice': {
        title: 'percent-encodes values twice',
        fix: 'percent-encode values once',
        change: { encodeValue: twice('value') },
      },
      'names-encoded-twice': {
        title: 'percent-encodes names twice',
        fix: 'percent-encode names once',
        change: { encodeName: twice('name') },
      },
      'pairs-encoded-twice': {
        title: 'percent-encodes names and values twice',
        fix: 'percent-encode names and values once',
        change: { encodeName: twice('name'), encodeValue: twice('value') },
      },
      'protocol-values-encoded-twice': {
        title: 'percent-encodes the values of protocol parameters twice',
        fix: 'pass values to the signer that are not encoded yet',
        change: {
          encodeValue: (pair, encode) =>
            isProtocol(pair) ? encode(encode(pair.value)) : encode(pair.value),
        },
        seen: ['oauthlib/oauthlib (callback)'],
        vectors: ['protocol-parameters/callback-with-query'],
      },
      'escapes-kept': {
        title: 'does not encode text that already looks percent-encoded',
        fix: 'encode every text, including text such as "%20"',
        change: pairsOnly(keepEscapes),
        seen: ['Mastercard/oauth1-signer-nodejs'],
        vectors: [
          'normalize-parameters/percent-in-values',
          'protocol-parameters/callback-already-encoded',
        ],
      },
    },
  ),
  ...catalogue(
    {
      part: 'parameters',
      section: '3.6',
      rule: 'in names and values, letters, digits, "-", ".", "_" and "~" are not encoded, and every other octet becomes %XX with upper-case hex digits',
    },
    {
      'parameters-encode-uri-component': {
        title: "does not escape ! ' ( ) * in parameters",
        fix: "escape ! ' ( ) * in parameters",
        change: pairsOnly(leaveFiveRaw),
        vectors: [
          'normalize-parameters/two-escapes-2a-2b',
          'protocol-parameters/token-with-asterisk',
        ],
      },
      'parameters-first-of-five-encoded': {
        title: "escapes only the first occurrence of each of ! ' ( ) * in parameters",
        fix: 'escape all occurrences',
        change: pairsOnly(encodeFirstOnly),
        vectors: ['signature-base-string/asterisks'],
      },
      'parameters-encode-uri': {
        title: 'does not escape reserved characters in parameters',
        fix: 'use an encoder for URL components',
        change: pairsOnly(leaveReservedRaw),
      },
      'parameters-slash-left-raw': {
        title: 'does not escape / in parameters',
        fix: 'escape / as %2F',
        change: pairsOnly(leaveSlashRaw),
      },
      'parameters-tilde-encoded': {
        title: 'escapes ~ in parameters',
        fix: 'do not escape ~',
        change: pairsOnly(encodeTilde),
        vectors: [
          'normalize-parameters/underscore-and-tilde',
          'protocol-parameters/token-with-tilde',
        ],
      },
      'parameters-plus-for-space': {
        title: 'writes a space in parameters as + instead of %20',
        fix: 'write a space as %20',
        change: pairsOnly(spaceAsPlus),
        vectors: [
          'protocol-parameters/verifier-with-space',
          'protocol-parameters/token-with-space',
        ],
      },
      'parameters-form-encoded': {
        title: 'encodes parameters like an HTML form (space as +, ~ escaped, * not escaped)',
        fix: 'percent-encode by §3.6',
        change: pairsOnly(formEncoder),
        vectors: [
          'protocol-parameters/verifier-with-space',
          'protocol-parameters/token-with-space',
        ],
      },
      'parameters-lower-case-hex': {
        title: 'writes the percent escapes of parameters with lower-case hex digits',
        fix: 'write upper-case hex digits: %2F, not %2f',
        change: pairsOnly(lowerCaseHex),
        vectors: [
          'normalize-parameters/two-escapes',
          'request-parameters-query/plus-lower-case-escape',
        ],
      },
      'parameters-brackets-raw': {
        title: 'does not escape [ ] { } and commas in parameters',
        fix: 'escape these characters',
        change: pairsOnly(leaveJsonRaw),
      },
      'parameters-readable': {
        title: "does not escape : / , @ ; $ and ! ' ( ) * in parameters",
        fix: 'escape these characters',
        change: pairsOnly(leaveReadableRaw),
      },
    },
  ),
]
