/** Deviations in how names and values are encoded in the parameter string alone, §3.4.1.3.2 item 1. */
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
      rule: 'each name and value is encoded once, before it is joined',
    },
    {
      'values-not-encoded': {
        title: 'does not encode values before it joins them',
        fix: 'encode each name and value',
        change: { encodeValue: ({ value }) => asText(value) },
      },
      'names-not-encoded': {
        title: 'does not encode names before it joins them',
        fix: 'encode each name and value',
        change: { encodeName: ({ name }) => asText(name) },
      },
      'pairs-not-encoded': {
        title: 'encodes neither names nor values before it joins them',
        fix: 'encode each name and value',
        change: {
          encodeName: ({ name }) => asText(name),
          encodeValue: ({ value }) => asText(value),
        },
      },
      'request-values-not-encoded': {
        title: 'does not encode the values of query and body',
        fix: 'encode each name and value',
        change: {
          encodeValue: (pair, encode) =>
            isProtocol(pair) ? encode(pair.value) : asText(pair.value),
        },
      },
      'protocol-values-not-encoded': {
        title: 'does not encode the values of protocol parameters',
        fix: 'encode each name and value',
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
        title: 'encodes values twice',
        fix: 'encode once',
        change: { encodeValue: twice('value') },
      },
      'names-encoded-twice': {
        title: 'encodes names twice',
        fix: 'encode once',
        change: { encodeName: twice('name') },
      },
      'pairs-encoded-twice': {
        title: 'encodes names and values twice',
        fix: 'encode once',
        change: { encodeName: twice('name'), encodeValue: twice('value') },
      },
      'protocol-values-encoded-twice': {
        title: 'encodes the values of protocol parameters twice',
        fix: 'give the signer values that are not encoded yet',
        change: {
          encodeValue: (pair, encode) =>
            isProtocol(pair) ? encode(encode(pair.value)) : encode(pair.value),
        },
        seen: ['oauthlib/oauthlib (callback)'],
        vectors: ['protocol-parameters/callback-with-query'],
      },
      'escapes-kept': {
        title: 'does not encode a text again that looks percent-encoded',
        fix: 'encode every text, "%20" too',
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
      rule: 'letters, digits, "-", ".", "_" and "~" stay as they are, other octets become %XX in upper case, here too',
    },
    {
      'parameters-encode-uri-component': {
        title: "leaves ! ' ( ) * as they are in parameters",
        fix: 'escape those five',
        change: pairsOnly(leaveFiveRaw),
        vectors: [
          'normalize-parameters/two-escapes-2a-2b',
          'protocol-parameters/token-with-asterisk',
        ],
      },
      'parameters-first-of-five-encoded': {
        title: "escapes only the first of each of ! ' ( ) * in parameters",
        fix: 'escape all of them',
        change: pairsOnly(encodeFirstOnly),
        vectors: ['signature-base-string/asterisks'],
      },
      'parameters-encode-uri': {
        title: 'leaves reserved characters as they are in parameters',
        fix: 'use an encoder for components',
        change: pairsOnly(leaveReservedRaw),
      },
      'parameters-slash-left-raw': {
        title: 'leaves / as it is in parameters',
        fix: 'escape it',
        change: pairsOnly(leaveSlashRaw),
      },
      'parameters-tilde-encoded': {
        title: 'escapes ~ in parameters',
        fix: 'leave it',
        change: pairsOnly(encodeTilde),
        vectors: [
          'normalize-parameters/underscore-and-tilde',
          'protocol-parameters/token-with-tilde',
        ],
      },
      'parameters-plus-for-space': {
        title: 'writes a space in parameters as +',
        fix: 'write %20',
        change: pairsOnly(spaceAsPlus),
        vectors: [
          'protocol-parameters/verifier-with-space',
          'protocol-parameters/token-with-space',
        ],
      },
      'parameters-form-encoded': {
        title: 'encodes parameters as an HTML form does (space as +, ~ escaped, * left)',
        fix: 'percent-encode by §3.6',
        change: pairsOnly(formEncoder),
        vectors: [
          'protocol-parameters/verifier-with-space',
          'protocol-parameters/token-with-space',
        ],
      },
      'parameters-lower-case-hex': {
        title: 'writes escapes of parameters in lower case',
        fix: 'write %2F, not %2f',
        change: pairsOnly(lowerCaseHex),
        vectors: [
          'normalize-parameters/two-escapes',
          'request-parameters-query/plus-lower-case-escape',
        ],
      },
      'parameters-brackets-raw': {
        title: 'leaves [ ] { } and commas as they are in parameters',
        fix: 'escape them',
        change: pairsOnly(leaveJsonRaw),
      },
      'parameters-readable': {
        title: "leaves : / , @ ; $ and ! ' ( ) * as they are in parameters",
        fix: 'escape them',
        change: pairsOnly(leaveReadableRaw),
      },
    },
  ),
]
