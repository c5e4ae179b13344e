/** Deviations with names that repeat, empty values and odd names, §3.4.1.3. */
import { percentDecode } from '../../signing/index.ts'
import { catalogue, type Deviation } from '../deviation.ts'
import type { Pair } from '../plan.ts'
import { asText } from '../rfc-plan.ts'
import { eachPair, eachRepeated, isProtocol, keepOne, nameOf, onText, without } from './steps.ts'

const trimmed = onText((text) => text.trim())
const isEmpty = ({ value }: Pair): boolean => value.length === 0
const isBare = ({ rawValue }: Pair): boolean => rawValue === null
const identity = (pair: Pair): string => JSON.stringify([nameOf(pair), String(pair.value)])
const isOfObject = (pair: Pair): boolean => nameOf(pair) in {}
const indexed = (same: readonly Pair[]): Pair[] =>
  same.map((pair, index) => ({ ...pair, name: `${nameOf(pair)}[${index}]` }))
const joinedBy =
  (separator: string) =>
  (same: readonly Pair[]): Pair[] => [{ ...same[0]!, value: same.map(({ value }) => asText(value)).join(separator) }]

/** Of names that stand in two places, those of one place. */
const prefer =
  (wanted: Pair['source'], over: Pair['source']) =>
  (pairs: readonly Pair[]): readonly Pair[] => {
    const names = new Set(pairs.filter(({ source }) => source === wanted).map(nameOf))
    return pairs.filter((pair) => pair.source !== over || !names.has(nameOf(pair)))
  }

export const REPEATED: readonly Deviation[] = [
  ...catalogue(
    {
      part: 'parameters',
      section: '3.4.1.3.1',
      rule: 'names repeat: every pair is signed, however often it stands there',
    },
    {
      'first-duplicate-kept': {
        family: 'duplicates',
        title: 'keeps the first of the parameters with one name',
        mend: 'keep parameters as a list of pairs, not as an object',
        change: { steps: [(pairs) => keepOne(pairs, nameOf, 'first')] },
        seen: ['dghubble/oauth1', 'ddo/oauth-1.0a', 'ciaranj/node-oauth', 'plhery/node-twitter-api-v2'],
        vectors: [
          'published-normalize-parameters/node-oauth-dup-values',
          'published-sign/gomodule-path-space-dup-values',
        ],
      },
      'last-duplicate-kept': {
        family: 'duplicates',
        title: 'keeps the last of the parameters with one name',
        mend: 'keep parameters as a list of pairs, not as an object',
        change: { steps: [(pairs) => keepOne(pairs, nameOf, 'last')] },
        seen: ['dghubble/oauth1', 'ddo/oauth-1.0a', 'ciaranj/node-oauth', 'plhery/node-twitter-api-v2'],
        vectors: [
          'published-normalize-parameters/node-oauth-dup-values',
          'published-sign/gomodule-path-space-dup-values',
        ],
      },
      'empty-duplicate-lost': {
        family: 'duplicates',
        title: 'loses an empty value where another one of that name follows',
        mend: 'keep parameters as a list of pairs, not as an object',
        change: {
          steps: [
            (pairs) =>
              eachRepeated(pairs, (same) => same.filter((pair, index) => !isEmpty(pair) || index === same.length - 1)),
          ],
        },
        seen: ['ddo/oauth-1.0a'],
        vectors: ['request-parameters-query/repeated-name-first-empty'],
      },
      'equal-pair-dropped': {
        title: 'keeps one of several identical pairs',
        mend: 'keep pairs in a list, not in a set',
        change: { steps: [(pairs) => keepOne(pairs, identity, 'first')] },
        seen: ['Mastercard/oauth1-signer-nodejs'],
        vectors: ['normalize-parameters/identical-pairs', 'normalize-parameters/identical-pairs-three'],
      },
      'duplicates-joined': {
        family: 'duplicates',
        title: 'joins the values of one name with a comma',
        mend: 'sign each pair',
        change: { steps: [(pairs) => eachRepeated(pairs, joinedBy(','))] },
        vectors: [
          'published-normalize-parameters/node-oauth-dup-values',
          'published-sign/gomodule-path-space-dup-values',
        ],
      },
      'duplicates-joined-by-ampersand': {
        family: 'duplicates',
        title: 'joins the values of one name with "&"',
        mend: 'sign each pair',
        change: { steps: [(pairs) => eachRepeated(pairs, joinedBy('&'))] },
        vectors: [
          'published-normalize-parameters/node-oauth-dup-values',
          'published-sign/gomodule-path-space-dup-values',
        ],
      },
      'duplicates-numbered': {
        family: 'duplicates',
        title: 'renames repeated parameters to name[0], name[1], …',
        mend: 'sign the names as they are sent',
        change: { steps: [(pairs) => eachRepeated(pairs, indexed)] },
        seen: ['ciaranj/node-oauth'],
        vectors: [
          'published-normalize-parameters/node-oauth-dup-values',
          'published-sign/gomodule-path-space-dup-values',
        ],
      },
      'duplicates-bracketed': {
        family: 'duplicates',
        title: 'renames repeated parameters to name[]',
        mend: 'sign the names as they are sent',
        change: {
          steps: [
            (pairs) => eachRepeated(pairs, (same) => same.map((pair) => ({ ...pair, name: `${nameOf(pair)}[]` }))),
          ],
        },
        vectors: [
          'published-normalize-parameters/node-oauth-dup-values',
          'published-sign/gomodule-path-space-dup-values',
        ],
      },
      'body-overrides-query': {
        family: 'duplicates',
        title: 'lets a name of the body replace the same name of the query',
        mend: 'sign both',
        change: { steps: [prefer('body', 'query')] },
        seen: ['ddo/oauth-1.0a', 'plhery/node-twitter-api-v2'],
        vectors: ['request-parameters-body/same-name-in-both', 'request-parameters-body/same-pair-in-both'],
      },
      'query-overrides-body': {
        family: 'duplicates',
        title: 'lets a name of the query replace the same name of the body',
        mend: 'sign both',
        change: { steps: [prefer('query', 'body')] },
        vectors: ['request-parameters-body/same-name-in-both', 'request-parameters-body/same-pair-in-both'],
      },
      'brackets-dropped': {
        title: 'drops the brackets at the end of a name',
        mend: 'sign the names as they are sent',
        change: eachPair((pair) => ({ ...pair, name: onText((name) => name.replace(/\[[^\]]*\]$/, ''))(pair.name) })),
        seen: ['ciaranj/node-oauth'],
        vectors: ['normalize-parameters/brackets', 'request-parameters-query/encoded-brackets-in-name'],
      },
      'brackets-numbered': {
        title: 'numbers the names that end in []',
        mend: 'sign the names as they are sent',
        change: {
          steps: [
            (pairs) =>
              pairs.map((pair, index) =>
                !nameOf(pair).endsWith('[]')
                  ? pair
                  : {
                      ...pair,
                      name: nameOf(pair).replace(
                        /\[\]$/,
                        `[${pairs.slice(0, index).filter((other) => nameOf(other) === nameOf(pair)).length}]`,
                      ),
                    },
              ),
          ],
        },
        vectors: ['normalize-parameters/brackets'],
      },
      'object-names-lost': {
        title: 'loses parameters whose names every object has already, such as __proto__',
        mend: 'keep parameters as a list of pairs, not as an object',
        change: without((pair) => nameOf(pair) === '__proto__'),
        seen: ['ddo/oauth-1.0a', 'ciaranj/node-oauth'],
        vectors: ['normalize-parameters/object-names', 'request-parameters-body/object-names'],
      },
      'inherited-names-lost': {
        title: 'loses parameters with names such as constructor or toString',
        mend: 'keep parameters as a list of pairs, not as an object',
        change: without(isOfObject),
        vectors: ['normalize-parameters/object-names', 'request-parameters-body/object-names'],
      },
    },
  ),
  ...catalogue(
    {
      part: 'parameters',
      section: '3.4.1.3.1',
      rule: 'a name without a value has the empty one, and is signed as "name="',
    },
    {
      'empty-values-dropped': {
        title: 'drops parameters with an empty value',
        mend: 'sign them',
        change: without((pair) => isEmpty(pair)),
        seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
        vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
      },
      'empty-request-values-dropped': {
        title: 'drops parameters of query and body with an empty value',
        mend: 'sign them',
        change: without((pair) => isEmpty(pair) && !isProtocol(pair)),
        vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
      },
      'bare-names-dropped': {
        title: 'drops names without "="',
        mend: 'sign them with an empty value',
        change: without(isBare),
        seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
        vectors: ['request-parameters-body/name-without-equals', 'request-parameters-body/rfc-example'],
      },
      'empty-value-without-equals': {
        title: 'writes no "=" before an empty value',
        mend: 'write "name="',
        change: {
          joinPair: ({ encodedName, encodedValue }) =>
            encodedValue === '' ? encodedName : `${encodedName}=${encodedValue}`,
        },
        seen: ['ddo/oauth-1.0a', 'request/oauth-sign (0 and false)'],
        vectors: ['normalize-parameters/empty-value-first', 'normalize-parameters/empty-value'],
      },
      'bare-name-without-equals': {
        title: 'writes no "=" behind a name that came without one',
        mend: 'write "name="',
        change: { joinPair: (pair) => (isBare(pair) ? pair.encodedName : `${pair.encodedName}=${pair.encodedValue}`) },
        vectors: ['request-parameters-body/name-without-equals', 'request-parameters-body/rfc-example'],
      },
      'empty-names-dropped': {
        title: 'drops parameters with an empty name',
        mend: 'sign them, or send none',
        isOpen: true,
        change: without(({ name }) => name.length === 0),
        vectors: ['request-parameters-query/empty-name'],
      },
      'text-trimmed': {
        title: 'trims white space around names and values',
        mend: 'sign them as they are',
        change: eachPair((pair) => ({ ...pair, name: trimmed(pair.name), value: trimmed(pair.value) })),
        vectors: ['normalize-parameters/leading-and-trailing-space', 'verify-parameters/token-with-space'],
      },
      'protocol-values-trimmed': {
        title: 'trims white space around the values of protocol parameters',
        mend: 'take white space off before they are sent, or sign it',
        change: eachPair((pair) => (isProtocol(pair) ? { ...pair, value: trimmed(pair.value) } : pair)),
        vectors: ['verify-parameters/token-with-space'],
      },
      'names-mangled': {
        title: 'replaces spaces and full stops in names by "_", as PHP does',
        mend: 'read the query as text, not from $_GET',
        seen: ['php-oauth'],
        change: eachPair((pair) =>
          pair.source === 'header' ? pair : { ...pair, name: onText((name) => name.replace(/[ .]/g, '_'))(pair.name) },
        ),
      },
      'names-lower-cased': {
        title: 'lower-cases names',
        mend: 'sign the names as they are sent',
        change: eachPair((pair) => ({ ...pair, name: onText((name) => name.toLowerCase())(pair.name) })),
      },
      'plus-in-header-decoded': {
        title: 'reads + in a header value as a space',
        mend: 'percent-decode header values; + stays a plus there',
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
        mend: 'decode once',
        change: eachPair((pair) => ({ ...pair, name: onText(percentDecode)(pair.name) })),
      },
    },
  ),
]
