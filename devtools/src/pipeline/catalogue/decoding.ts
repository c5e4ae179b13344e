/** Deviations in how the query and the form body are decoded, §3.4.1.3.1. */
import { decodeFormText, type OctetString, percentDecode } from 'countersign/signing'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import type { ParameterSource } from '../plan.ts'
import { eachPair, eachText, isProtocol, onText } from './steps.ts'

type DecodeFrom = (raw: string, source: ParameterSource) => OctetString

const both = (decode: DecodeFrom): Change => ({ decodeName: decode, decodeValue: decode })
const only = (place: ParameterSource, decode: DecodeFrom): Change =>
  both((raw, source) => (source === place ? decode(raw, source) : decodeFormText(raw)))
const asIs: DecodeFrom = (raw) => raw
const again = onText(percentDecode)
const plusToSpace = onText((text) => text.replaceAll('+', ' '))

export const DECODING: readonly Deviation[] = [
  ...catalogue(
    {
      part: 'parameters',
      section: '3.4.1.3.1',
      rule: 'in a query and in a form, + and %20 mean a space and %2B means a plus sign',
    },
    {
      'plus-not-decoded': {
        title: 'reads + as a plus sign and signs it as %2B',
        fix: 'decode + to a space, or send spaces as %20',
        change: both((raw) => percentDecode(raw)),
        seen: ['ddo/oauth-1.0a', 'Mastercard/oauth1-signer-nodejs'],
        vectors: [
          'request-parameters-query/space-as-plus',
          'request-parameters-body/space-as-plus',
        ],
      },
      'plus-left-raw': {
        title: 'leaves + unchanged in the parameters',
        fix: 'decode + to a space, then encode the space as %20',
        vectors: [
          'request-parameters-query/space-as-plus',
          'request-parameters-body/space-as-plus',
        ],
        seen: ['Mastercard/oauth1-signer-nodejs'],
        change: {
          ...both((raw) => percentDecode(raw)),
          respellPairs: [(text) => text.replaceAll('%2B', '+')],
        },
      },
      'percent-2b-decoded-twice': {
        title: 'reads %2B as a space',
        fix: 'replace + with a space before decoding the percent escapes, not after',
        change: both((raw) => plusToSpace(percentDecode(raw))),
        vectors: [
          'request-parameters-body/plus-as-escape',
          'request-parameters-query/plus-as-escape',
        ],
      },
    },
  ),
  ...catalogue(
    {
      part: 'parameters',
      section: '3.4.1.3.1',
      rule: 'names and values are decoded once and then percent-encoded once',
    },
    {
      'names-not-decoded': {
        title: 'does not decode names before encoding them',
        fix: 'decode the names too',
        change: { decodeName: asIs },
        seen: ['ddo/oauth-1.0a', 'plhery/node-twitter-api-v2'],
        vectors: [
          'request-parameters-query/plus-in-name',
          'request-parameters-query/escaped-equals-in-name',
        ],
      },
      'values-not-decoded': {
        title: 'does not decode values before encoding them',
        fix: 'decode the values first',
        change: { decodeValue: asIs },
      },
      'pairs-not-decoded': {
        title: 'does not decode names and values before encoding them',
        fix: 'decode names and values first',
        change: both(asIs),
        vectors: [
          'request-parameters-query/plus-in-name',
          'request-parameters-query/escaped-equals-in-name',
        ],
      },
      'query-not-decoded': {
        title: 'does not decode the query before encoding it',
        fix: 'decode names and values first',
        change: only('query', asIs),
        vectors: [
          'request-parameters-query/plus-in-name',
          'request-parameters-query/escaped-equals-in-name',
        ],
      },
      'body-not-decoded': {
        title: 'does not decode the form body before encoding it',
        fix: 'decode names and values first',
        change: only('body', asIs),
      },
      'pairs-as-sent': {
        title:
          'signs the query and the form exactly as they are sent, without decoding and encoding them',
        fix: 'decode names and values, then percent-encode them by §3.6',
        seen: ['Mastercard/oauth1-signer-nodejs'],
        change: {
          encodeName: (pair, encode) =>
            pair.source === 'header' ? encode(pair.name) : pair.rawName,
          encodeValue: (pair, encode) =>
            pair.source === 'header' ? encode(pair.value) : (pair.rawValue ?? ''),
        },
        vectors: ['request-parameters-query/space-as-plus'],
      },
      'values-as-sent': {
        title: 'signs the values of the query and the form exactly as they are sent',
        fix: 'decode values, then percent-encode them by §3.6',
        change: {
          encodeValue: (pair, encode) =>
            pair.source === 'header' ? encode(pair.value) : (pair.rawValue ?? ''),
        },
      },
      'decoded-twice': {
        title: 'decodes names and values twice',
        fix: 'decode names and values once',
        change: eachText(again),
        seen: ['oauthlib/oauthlib (oauth_ parameters)', 'Authlib'],
        vectors: [
          'request-parameters-body/double-encoded',
          'request-parameters-query/double-encoded',
        ],
      },
      'query-decoded-twice': {
        title: 'decodes the query twice',
        fix: 'decode the query once',
        change: both((raw) => again(decodeFormText(raw))),
        vectors: [
          'request-parameters-body/double-encoded',
          'request-parameters-query/double-encoded',
        ],
      },
      'protocol-values-decoded-twice': {
        title: 'decodes the values of protocol parameters twice',
        fix: 'decode the values of protocol parameters once',
        change: eachPair((pair) =>
          isProtocol(pair) ? { ...pair, value: again(pair.value) } : pair,
        ),
        seen: ['oauthlib/oauthlib (oauth_ parameters)', 'Authlib'],
        vectors: ['protocol-parameters/callback-already-encoded'],
      },
    },
  ),
]
