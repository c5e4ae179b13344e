/** Deviations in how the base string is put together, §3.4.1.1. */
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
    rule: 'method, URI and parameters are each percent-encoded as a whole, and joined by a bare "&"',
  },
  {
    'parameters-not-encoded-again': {
      title: 'puts the parameter string into the base string without encoding it again',
      fix: 'percent-encode the whole parameter string',
      change: { encodeParameters: asText },
      vectors: [
        'signature-base-string/uri-encoded-whole',
        'signature-base-string/space-encoded-twice',
      ],
    },
    'parameters-encoded-once-more': {
      title: 'encodes the parameter string twice',
      fix: 'encode it once',
      change: { encodeParameters: twice },
      vectors: [
        'signature-base-string/uri-encoded-whole',
        'signature-base-string/space-encoded-twice',
      ],
    },
    'uri-not-encoded': {
      title: 'puts the URI into the base string without encoding it',
      fix: 'percent-encode the whole URI',
      change: { encodeUri: asText },
      vectors: [
        'signature-base-string/uri-encoded-whole',
        'signature-base-string/space-encoded-twice',
      ],
    },
    'uri-encoded-twice': {
      title: 'encodes the URI twice',
      fix: 'encode it once',
      change: { encodeUri: twice },
      vectors: [
        'signature-base-string/uri-encoded-whole',
        'signature-base-string/space-encoded-twice',
      ],
    },
    'base-string-not-encoded': {
      title: 'joins URI and parameters without encoding them',
      fix: 'percent-encode each of the three parts',
      change: { encodeMethod: asText, encodeUri: asText, encodeParameters: asText },
    },
    'method-not-encoded': {
      title: 'does not encode the method',
      fix: 'percent-encode it too',
      change: { encodeMethod: asText },
      vectors: [
        'signature-base-string/method-with-exclamation',
        'signature-base-string/method-with-asterisk',
      ],
    },
    'base-string-encoded-again': {
      title: 'encodes the finished base string once more',
      fix: 'sign the base string as it is',
      change: {
        assemble: (method, uri, parameters) => percentEncode(`${method}&${uri}&${parameters}`),
      },
    },
    'ampersands-encoded': {
      title: 'joins the three parts by %26',
      fix: 'join them by "&"',
      change: { assemble: (method, uri, parameters) => `${method}%26${uri}%26${parameters}` },
    },
    'parts-encode-uri-component': {
      title: "leaves ! ' ( ) * as they are in the base string's own encoding",
      fix: 'escape those five',
      change: { respellParts: [leaveFiveRaw] },
      vectors: [
        'signature-base-string/method-with-asterisk',
        'signature-base-string/uri-sub-delims',
      ],
    },
    'parts-lower-case-hex': {
      title: "writes the escapes of the base string's own encoding in lower case",
      fix: 'write %2F, not %2f',
      change: { respellParts: [lowerCaseHex] },
      vectors: [
        'normalize-parameters/two-escapes',
        'request-parameters-query/plus-lower-case-escape',
      ],
    },
    'method-left-out': {
      title: 'signs without the method',
      fix: 'begin the base string with the method',
      change: { assemble: (_method, uri, parameters) => `${uri}&${parameters}` },
    },
    'parameters-left-out': {
      title: 'signs method and URI only',
      fix: 'sign the parameters too',
      change: { assemble: (method, uri) => `${method}&${uri}&` },
    },
    'base-string-with-newline': {
      title: 'signs a line feed at the end of the base string, as echo adds one',
      fix: 'use printf %s instead of echo',
      change: { assemble: (method, uri, parameters) => `${method}&${uri}&${parameters}\n` },
    },
    'base-string-lower-cased': {
      title: 'lower-cases the base string',
      fix: 'sign it as it is',
      change: {
        assemble: (method, uri, parameters) => `${method}&${uri}&${parameters}`.toLowerCase(),
      },
    },
  },
)
