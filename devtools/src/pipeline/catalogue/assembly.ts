/** Deviations in how the base string is assembled, §3.4.1.1. */
import { percentEncode } from 'countersign/signing'
import { catalogue, type Deviation } from '../deviation.ts'
import type { Encode } from '../plan.ts'
import { asText } from '../plain-plan.ts'
import { leaveFiveRaw, lowerCaseHex } from './encoder.ts'

const twice: Encode = (text) => percentEncode(percentEncode(text))

export const ASSEMBLY: readonly Deviation[] = catalogue(
  {
    part: 'assembly',
    section: '3.4.1.1',
    rule: 'the base string is the method, the base string URI and the normalized parameters, each percent-encoded, joined with "&"',
  },
  {
    'parameters-not-encoded-again': {
      title: 'puts the normalized parameters into the base string without percent-encoding them',
      fix: 'percent-encode the whole normalized parameter string',
      change: { encodeParameters: asText },
      vectors: [
        'signature-base-string/uri-encoded-whole',
        'signature-base-string/space-encoded-twice',
      ],
    },
    'parameters-encoded-once-more': {
      title: 'percent-encodes the normalized parameters twice',
      fix: 'percent-encode the normalized parameter string once',
      change: { encodeParameters: twice },
      vectors: [
        'signature-base-string/uri-encoded-whole',
        'signature-base-string/space-encoded-twice',
      ],
    },
    'uri-not-encoded': {
      title: 'puts the URI into the base string without percent-encoding it',
      fix: 'percent-encode the whole URI',
      change: { encodeUri: asText },
      vectors: [
        'signature-base-string/uri-encoded-whole',
        'signature-base-string/space-encoded-twice',
      ],
    },
    'uri-encoded-twice': {
      title: 'percent-encodes the URI twice',
      fix: 'percent-encode the URI once',
      change: { encodeUri: twice },
      vectors: [
        'signature-base-string/uri-encoded-whole',
        'signature-base-string/space-encoded-twice',
      ],
    },
    'base-string-not-encoded': {
      title: 'joins the method, the URI and the parameters without percent-encoding them',
      fix: 'percent-encode each of the three parts',
      change: { encodeMethod: asText, encodeUri: asText, encodeParameters: asText },
    },
    'method-not-encoded': {
      title: 'does not percent-encode the method',
      fix: 'percent-encode the method too',
      change: { encodeMethod: asText },
      vectors: [
        'signature-base-string/method-with-exclamation',
        'signature-base-string/method-with-asterisk',
      ],
    },
    'base-string-encoded-again': {
      title: 'percent-encodes the finished base string again',
      fix: 'sign the base string without encoding it again',
      change: {
        assemble: (method, uri, parameters) => percentEncode(`${method}&${uri}&${parameters}`),
      },
    },
    'ampersands-encoded': {
      title: 'joins the three parts of the base string with %26',
      fix: 'join the three parts with "&"',
      change: { assemble: (method, uri, parameters) => `${method}%26${uri}%26${parameters}` },
    },
    'parts-encode-uri-component': {
      title: "does not escape ! ' ( ) * when it encodes the parts of the base string",
      fix: "escape ! ' ( ) * as well",
      change: { respellParts: [leaveFiveRaw] },
      vectors: [
        'signature-base-string/method-with-asterisk',
        'signature-base-string/uri-sub-delims',
      ],
    },
    'parts-lower-case-hex': {
      title: 'writes the escapes of the base string parts with lower-case hex digits',
      fix: 'write upper-case hex digits: %2F, not %2f',
      change: { respellParts: [lowerCaseHex] },
      vectors: [
        'normalize-parameters/two-escapes',
        'request-parameters-query/plus-lower-case-escape',
      ],
    },
    'method-left-out': {
      title: 'leaves the method out of the base string',
      fix: 'begin the base string with the method',
      change: { assemble: (_method, uri, parameters) => `${uri}&${parameters}` },
    },
    'parameters-left-out': {
      title: 'signs only the method and the URI',
      fix: 'sign the parameters too',
      change: { assemble: (method, uri) => `${method}&${uri}&` },
    },
    'base-string-with-newline': {
      title: 'appends a line feed to the base string, as the shell command echo does',
      fix: 'use printf %s instead of echo',
      change: { assemble: (method, uri, parameters) => `${method}&${uri}&${parameters}\n` },
    },
    'base-string-lower-cased': {
      title: 'converts the base string to lower case',
      fix: 'sign the base string without changing its case',
      change: {
        assemble: (method, uri, parameters) => `${method}&${uri}&${parameters}`.toLowerCase(),
      },
    },
  },
)
