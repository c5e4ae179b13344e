/** Deviations in how empty values and unusual names are signed, §3.4.1.3.1. */
import { percentDecode } from 'countersign/signing'
import { catalogue, type Deviation } from '../deviation.ts'
import type { Pair } from '../plan.ts'
import { eachPair, isProtocol, onText, without } from './steps.ts'

const trimmed = onText((text) => text.trim())
const isEmpty = ({ value }: Pair): boolean => value.length === 0
const isBare = ({ rawValue }: Pair): boolean => rawValue === null

export const EMPTY: readonly Deviation[] = catalogue(
  {
    part: 'parameters',
    section: '3.4.1.3.1',
    rule: 'a parameter without a value has an empty value and is signed as "name="',
  },
  {
    'empty-values-dropped': {
      title: 'leaves out parameters with an empty value',
      fix: 'sign parameters with an empty value',
      change: without((pair) => isEmpty(pair)),
      seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
      vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
    },
    'empty-request-values-dropped': {
      title: 'leaves out query and body parameters with an empty value',
      fix: 'sign parameters with an empty value',
      change: without((pair) => isEmpty(pair) && !isProtocol(pair)),
      vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
    },
    'bare-names-dropped': {
      title: 'leaves out parameters without "="',
      fix: 'sign these parameters with an empty value',
      change: without(isBare),
      seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
      vectors: [
        'request-parameters-body/name-without-equals',
        'request-parameters-body/rfc-example',
      ],
    },
    'empty-value-without-equals': {
      title: 'writes no "=" before an empty value',
      fix: 'write "name=" for an empty value',
      change: {
        joinPair: ({ encodedName, encodedValue }) =>
          encodedValue === '' ? encodedName : `${encodedName}=${encodedValue}`,
      },
      seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
      vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
    },
    'bare-name-without-equals': {
      title: 'writes no "=" after a name that is sent without one',
      fix: 'write "name=" for a name without a value',
      change: {
        joinPair: (pair) =>
          isBare(pair) ? pair.encodedName : `${pair.encodedName}=${pair.encodedValue}`,
      },
      vectors: [
        'request-parameters-body/name-without-equals',
        'request-parameters-body/rfc-example',
      ],
    },
    'empty-names-dropped': {
      title: 'leaves out parameters with an empty name',
      fix: 'sign parameters with an empty name, or do not send them',
      isOpen: true,
      change: without(({ name }) => name.length === 0),
      vectors: ['request-parameters-query/empty-name'],
    },
    'text-trimmed': {
      title: 'removes white space around names and values',
      fix: 'sign names and values with their white space',
      change: eachPair((pair) => ({
        ...pair,
        name: trimmed(pair.name),
        value: trimmed(pair.value),
      })),
      vectors: [
        'normalize-parameters/leading-and-trailing-space',
        'verify-parameters/token-with-space',
      ],
    },
    'protocol-values-trimmed': {
      title: 'removes white space around the values of protocol parameters',
      fix: 'remove the white space before sending, or sign it',
      change: eachPair((pair) =>
        isProtocol(pair) ? { ...pair, value: trimmed(pair.value) } : pair,
      ),
      vectors: ['verify-parameters/token-with-space'],
    },
    'names-mangled': {
      title: 'replaces spaces and full stops in names with "_", as PHP does',
      fix: 'parse the raw query string instead of $_GET',
      seen: ['php-oauth'],
      change: eachPair((pair) =>
        pair.source === 'header'
          ? pair
          : { ...pair, name: onText((name) => name.replace(/[ .]/g, '_'))(pair.name) },
      ),
    },
    'names-lower-cased': {
      title: 'converts names to lower case',
      fix: 'sign the names as they are sent',
      change: eachPair((pair) => ({
        ...pair,
        name: onText((name) => name.toLowerCase())(pair.name),
      })),
    },
    'plus-in-header-decoded': {
      title: 'reads + in a header value as a space',
      fix: 'percent-decode header values; + is a plus sign there',
      change: eachPair((pair) =>
        pair.source === 'header'
          ? { ...pair, value: onText((value) => value.replaceAll('+', ' '))(pair.value) }
          : pair,
      ),
      seen: ['WP-API/OAuth1'],
      vectors: ['protocol-parameters/nonce-base64'],
    },
    'names-decoded-twice': {
      title: 'decodes names twice',
      fix: 'decode names once',
      change: eachPair((pair) => ({ ...pair, name: onText(percentDecode)(pair.name) })),
    },
  },
)
