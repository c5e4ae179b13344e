/** Deviations with empty values and odd names, §3.4.1.3.1. */
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
    rule: 'a name without a value has the empty one, and is signed as "name="',
  },
  {
    'empty-values-dropped': {
      title: 'drops parameters with an empty value',
      fix: 'sign them',
      change: without((pair) => isEmpty(pair)),
      seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
      vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
    },
    'empty-request-values-dropped': {
      title: 'drops parameters of query and body with an empty value',
      fix: 'sign them',
      change: without((pair) => isEmpty(pair) && !isProtocol(pair)),
      vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
    },
    'bare-names-dropped': {
      title: 'drops names without "="',
      fix: 'sign them with an empty value',
      change: without(isBare),
      seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
      vectors: [
        'request-parameters-body/name-without-equals',
        'request-parameters-body/rfc-example',
      ],
    },
    'empty-value-without-equals': {
      title: 'writes no "=" before an empty value',
      fix: 'write "name="',
      change: {
        joinPair: ({ encodedName, encodedValue }) =>
          encodedValue === '' ? encodedName : `${encodedName}=${encodedValue}`,
      },
      seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
      vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
    },
    'bare-name-without-equals': {
      title: 'writes no "=" behind a name that came without one',
      fix: 'write "name="',
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
      title: 'drops parameters with an empty name',
      fix: 'sign them, or send none',
      isOpen: true,
      change: without(({ name }) => name.length === 0),
      vectors: ['request-parameters-query/empty-name'],
    },
    'text-trimmed': {
      title: 'trims white space around names and values',
      fix: 'sign them as they are',
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
      title: 'trims white space around the values of protocol parameters',
      fix: 'take white space off before they are sent, or sign it',
      change: eachPair((pair) =>
        isProtocol(pair) ? { ...pair, value: trimmed(pair.value) } : pair,
      ),
      vectors: ['verify-parameters/token-with-space'],
    },
    'names-mangled': {
      title: 'replaces spaces and full stops in names by "_", as PHP does',
      fix: 'read the query as text, not from $_GET',
      seen: ['php-oauth'],
      change: eachPair((pair) =>
        pair.source === 'header'
          ? pair
          : { ...pair, name: onText((name) => name.replace(/[ .]/g, '_'))(pair.name) },
      ),
    },
    'names-lower-cased': {
      title: 'lower-cases names',
      fix: 'sign the names as they are sent',
      change: eachPair((pair) => ({
        ...pair,
        name: onText((name) => name.toLowerCase())(pair.name),
      })),
    },
    'plus-in-header-decoded': {
      title: 'reads + in a header value as a space',
      fix: 'percent-decode header values; + stays a plus there',
      change: eachPair((pair) =>
        pair.source === 'header'
          ? { ...pair, value: onText((value) => value.replaceAll('+', ' '))(pair.value) }
          : pair,
      ),
      seen: ['WP-API/OAuth1'],
      vectors: ['protocol-parameters/nonce-base64'],
    },
    'names-decoded-twice': {
      title: 'decodes names once more',
      fix: 'decode once',
      change: eachPair((pair) => ({ ...pair, name: onText(percentDecode)(pair.name) })),
    },
  },
)
