/**
 * Deviations in how octets that are not valid UTF-8 and malformed percent escapes are signed, §3.6.
 */
import { decodeFormText, type OctetString, toText } from 'countersign/signing'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import type { ParameterSource } from '../plan.ts'
import { asText } from '../plain-plan.ts'
import { eachText, without } from './steps.ts'

type DecodeFrom = (raw: string, source: ParameterSource) => OctetString

const both = (decode: DecodeFrom): Change => ({ decodeName: decode, decodeValue: decode })
const replaced = (text: OctetString): OctetString =>
  typeof text === 'string' ? text : Buffer.from(text).toString()
const MALFORMED = /%(?![0-9A-Fa-f]{2})/g

export const OCTETS: readonly Deviation[] = catalogue(
  { part: 'parameters', section: '3.6', rule: 'each octet is percent-encoded without changing it' },
  {
    'replacement-character': {
      title: 'replaces octets that are not valid UTF-8 with U+FFFD',
      fix: 'decode to octets and encode those octets',
      isOpen: true,
      change: eachText(replaced),
      seen: ['oauthlib/oauthlib', 'ciaranj/node-oauth'],
      vectors: ['normalize-parameters/octets-not-utf8', 'request-parameters-body/octet-e9'],
    },
    'one-replacement-character': {
      title: 'replaces a run of octets that are not valid UTF-8 with one U+FFFD',
      fix: 'decode to octets and encode those octets',
      isOpen: true,
      change: eachText((text) =>
        typeof text === 'string' ? text : asText(replaced(text)).replace(/\uFFFD+/g, '\uFFFD'),
      ),
      vectors: ['normalize-parameters/octets-not-utf8', 'request-parameters-body/octet-e9'],
    },
    'octets-as-latin-1': {
      title: 'reads octets that are not valid UTF-8 as Latin-1',
      fix: 'decode to octets and encode those octets',
      isOpen: true,
      change: eachText((text) =>
        typeof text === 'string' ? text : Buffer.from(text).toString('latin1'),
      ),
      vectors: ['normalize-parameters/octets-not-utf8', 'request-parameters-body/octet-e9'],
    },
    'octets-dropped': {
      title: 'removes octets that are not valid UTF-8',
      fix: 'decode to octets and encode those octets',
      isOpen: true,
      change: eachText((text) =>
        typeof text === 'string' ? text : asText(replaced(text)).replaceAll('\uFFFD', ''),
      ),
      vectors: ['normalize-parameters/octets-not-utf8', 'request-parameters-body/octet-e9'],
    },
    'surrogate-as-octets': {
      title: 'replaces a lone surrogate with three U+FFFD',
      fix: 'cut strings between characters, or reject the input',
      isOpen: true,
      change: ({ isWellFormed }) =>
        isWellFormed
          ? null
          : eachText((text) =>
              typeof text === 'string' ? text.replaceAll('\uFFFD', '\uFFFD\uFFFD\uFFFD') : text,
            ),
      vectors: ['request-parameters-query/lone-surrogate'],
    },
    'malformed-escape-raw': {
      title: 'leaves a malformed percent escape unchanged, without encoding its %',
      fix: 'escape the % as %25, or reject the input',
      isOpen: true,
      change: { respellPairs: [(text) => text.replace(/%25(?![0-9A-F]{2})/gi, '%')] },
      vectors: ['request-parameters-query/malformed-zz'],
    },
    'malformed-escape-dropped': {
      title: 'removes the % of a malformed percent escape',
      fix: 'escape the % as %25, or reject the input',
      isOpen: true,
      change: both((raw) => decodeFormText(raw.replace(MALFORMED, ''))),
      vectors: ['request-parameters-query/malformed-zz'],
    },
    'malformed-pair-dropped': {
      title: 'leaves out a parameter with a malformed percent escape',
      fix: 'read a malformed % as a literal %, or reject the input',
      isOpen: true,
      change: without(
        ({ source, rawName, rawValue }) =>
          source !== 'header' && /%(?![0-9A-Fa-f]{2})/.test(`${rawName}=${rawValue}`),
      ),
      seen: ['gomodule/oauth1'],
      vectors: ['request-parameters-query/malformed-mixed'],
    },
    'malformed-pair-not-decoded': {
      title: 'does not decode a name or value that has a malformed percent escape',
      fix: 'read a malformed % as a literal %, and decode the rest',
      isOpen: true,
      change: both((raw) =>
        /%(?![0-9A-Fa-f]{2})/.test(raw) ? raw.replaceAll('+', ' ') : decodeFormText(raw),
      ),
      vectors: ['request-parameters-query/malformed-second-digit'],
    },
    'nul-truncates': {
      title: 'truncates a name or value at its first NUL character',
      fix: 'process strings by length instead of up to NUL',
      change: eachText((text) => toText(cutAtNul(Buffer.from(text as string)))),
      vectors: ['request-parameters-body/nul', 'request-parameters-query/nul'],
    },
  },
)

const cutAtNul = (octets: Buffer): Buffer =>
  octets.includes(0) ? octets.subarray(0, octets.indexOf(0)) : octets
