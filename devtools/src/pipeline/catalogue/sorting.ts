/** Deviations in the order of the parameters, §3.4.1.3.2 items 1 and 2. */
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import type { EncodedPair } from '../plan.ts'
import { asText, byEncodedPair, compareText } from '../plain-plan.ts'
import { isProtocol } from './steps.ts'

type Compare = (a: EncodedPair, b: EncodedPair) => number

const sorted = (compare: Compare): Change => ({ arrange: (pairs) => pairs.sort(compare) })
const octetsOf = (text: EncodedPair['name']): Buffer => Buffer.from(text as string)
const joined = ({ encodedName, encodedValue }: EncodedPair): string =>
  `${encodedName}=${encodedValue}`
const joinedText = ({ name, value }: EncodedPair): string => `${asText(name)}=${asText(value)}`
const byName: Compare = (a, b) => compareText(a.encodedName, b.encodedName)

const numeric: Compare = (a, b) => {
  const [first, second] = [Number(asText(a.value)), Number(asText(b.value))]
  return (
    byName(a, b) ||
    (Number.isNaN(first - second) ? compareText(a.encodedValue, b.encodedValue) : first - second)
  )
}

/**
 * Ignores case and compares runs of digits as numbers, like the natural order of a file manager.
 */
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Sorts the protocol parameters and the other parameters separately. */
const sortedSeparately =
  (protocolFirst: boolean) =>
  (pairs: EncodedPair[]): readonly EncodedPair[] => {
    const protocol = pairs.filter(isProtocol).sort(byEncodedPair)
    const own = pairs.filter((pair) => !isProtocol(pair)).sort(byEncodedPair)
    return protocolFirst ? [...protocol, ...own] : [...own, ...protocol]
  }

const unsorted =
  (protocolFirst: boolean) =>
  (pairs: EncodedPair[]): readonly EncodedPair[] =>
    protocolFirst
      ? [...pairs.filter(isProtocol), ...pairs.filter((pair) => !isProtocol(pair))]
      : pairs

const sortedBodyFirst = (compare: Compare): Change => ({
  arrange: (pairs) =>
    [
      ...pairs.filter(({ source }) => source === 'body'),
      ...pairs.filter(({ source }) => source !== 'body'),
    ].sort(compare),
})

export const SORTING: readonly Deviation[] = catalogue(
  {
    part: 'parameters',
    section: '3.4.1.3.2',
    rule: 'parameters are sorted after encoding, by name and then by value, in byte order',
  },
  {
    'sorted-before-encoding': {
      title: 'sorts parameters before encoding them',
      fix: 'encode first, then sort',
      change: sorted(
        (a, b) =>
          Buffer.compare(octetsOf(a.name), octetsOf(b.name)) ||
          Buffer.compare(octetsOf(a.value), octetsOf(b.value)),
      ),
      seen: ['litl/rauth', 'ruby-oauth/oauth', 'PECL oauth', 'joestump/python-oauth2'],
      vectors: [
        'normalize-parameters/encoded-at-sign',
        'normalize-parameters/encoded-bracket-before-letter',
      ],
    },
    'sorted-by-utf-16': {
      title: 'sorts decoded parameters by UTF-16 code units',
      fix: 'encode first, then sort',
      change: sorted(
        (a, b) =>
          compareText(asText(a.name), asText(b.name)) ||
          compareText(asText(a.value), asText(b.value)),
      ),
      vectors: [
        'normalize-parameters/astral-after-bmp',
        'request-parameters-query/emoji-and-full-width-order',
      ],
    },
    'sorted-joined': {
      title: 'sorts the joined "name=value" strings',
      fix: 'compare names first, then values',
      change: sorted((a, b) => compareText(joined(a), joined(b))),
      vectors: [
        'normalize-parameters/prefix-name-first',
        'normalize-parameters/prefix-name-and-escape',
      ],
    },
    'sorted-joined-before-encoding': {
      title: 'sorts the joined "name=value" strings before encoding them',
      fix: 'encode, then compare names, then values',
      change: sorted((a, b) => compareText(joinedText(a), joinedText(b))),
      vectors: [
        'normalize-parameters/prefix-name-first',
        'normalize-parameters/prefix-name-and-escape',
      ],
    },
    'sorted-by-name-only': {
      title: 'sorts by name only, so that parameters with the same name keep their order',
      fix: 'sort parameters with the same name by value',
      change: sorted(byName),
      seen: ['litl/rauth'],
      vectors: [
        'normalize-parameters/values-of-equal-names',
        'normalize-parameters/values-as-text',
      ],
    },
    'sorted-by-decoded-name-only': {
      title: 'sorts by decoded name only',
      fix: 'encode first, then sort by name and value',
      change: sorted((a, b) => compareText(asText(a.name), asText(b.name))),
      vectors: [
        'normalize-parameters/values-of-equal-names',
        'normalize-parameters/values-as-text',
      ],
    },
    'body-first-sorted-by-name-only': {
      title: 'sorts by name only, with body parameters before query parameters',
      fix: 'sort parameters with the same name by value',
      change: sortedBodyFirst(byName),
      vectors: [
        'normalize-parameters/values-of-equal-names',
        'normalize-parameters/values-as-text',
      ],
    },
    'values-sorted-before-encoding': {
      title: 'sorts by encoded name and decoded value',
      fix: 'encode names and values first, then sort',
      change: sorted((a, b) => byName(a, b) || compareText(asText(a.value), asText(b.value))),
      vectors: [
        'normalize-parameters/encoded-value-before-letter',
        'normalize-parameters/encoded-value-bracket',
      ],
    },
    'names-sorted-before-encoding': {
      title: 'sorts by decoded name and encoded value',
      fix: 'encode names and values first, then sort',
      change: sorted(
        (a, b) =>
          compareText(asText(a.name), asText(b.name)) ||
          compareText(a.encodedValue, b.encodedValue),
      ),
      vectors: [
        'normalize-parameters/encoded-at-sign',
        'normalize-parameters/encoded-bracket-before-letter',
      ],
    },
    'sorted-by-locale': {
      title: 'sorts by the collation of a locale, as localeCompare does',
      fix: 'compare bytes, or compare ASCII strings with <',
      change: sorted(
        (a, b) =>
          a.encodedName.localeCompare(b.encodedName, 'en') ||
          a.encodedValue.localeCompare(b.encodedValue, 'en'),
      ),
      vectors: [
        'normalize-parameters/digits-before-letters',
        'normalize-parameters/underscore-and-tilde',
      ],
    },
    'sorted-by-locale-before-encoding': {
      title: 'sorts decoded parameters by the collation of a locale, as localeCompare does',
      fix: 'encode first, then compare bytes',
      change: sorted(
        (a, b) =>
          asText(a.name).localeCompare(asText(b.name), 'en') ||
          asText(a.value).localeCompare(asText(b.value), 'en'),
      ),
      vectors: [
        'normalize-parameters/digits-before-letters',
        'normalize-parameters/underscore-and-tilde',
      ],
    },
    'sorted-without-case': {
      title: 'sorts without distinguishing upper case and lower case',
      fix: 'compare bytes: upper case sorts before lower case',
      change: sorted(
        (a, b) =>
          compareText(a.encodedName.toLowerCase(), b.encodedName.toLowerCase()) ||
          compareText(a.encodedValue.toLowerCase(), b.encodedValue.toLowerCase()),
      ),
      vectors: [
        'normalize-parameters/digits-before-letters',
        'normalize-parameters/underscore-and-tilde',
      ],
    },
    'sorted-as-numbers': {
      title: 'sorts numeric values as numbers',
      fix: 'compare values as text',
      change: sorted(numeric),
      vectors: ['normalize-parameters/values-as-text'],
    },
    unsorted: {
      title: 'does not sort the parameters',
      fix: 'sort by encoded name, then by encoded value',
      change: { arrange: unsorted(false) },
    },
    'sorted-as-in-a-dictionary': {
      title:
        'sorts the joined "name=value" strings in natural order: digits as numbers, without distinguishing case',
      fix: 'compare bytes: k10 sorts before k9, and B before a',
      change: sorted(
        (a, b) => natural.compare(joined(a), joined(b)) || compareText(joined(a), joined(b)),
      ),
      seen: ['tcllib oauth'],
      vectors: [
        'normalize-parameters/values-as-text',
        'request-parameters-query/a-thousand-parameters',
      ],
    },
    'unsorted-protocol-first': {
      title: 'puts the protocol parameters first and does not sort',
      fix: 'sort all parameters together',
      change: { arrange: unsorted(true) },
    },
    'sorted-apart': {
      title: 'sorts the protocol parameters separately, after the others',
      fix: 'sort all parameters together',
      change: { arrange: sortedSeparately(false) },
    },
    'sorted-apart-protocol-first': {
      title: 'sorts the protocol parameters separately, before the others',
      fix: 'sort all parameters together',
      change: { arrange: sortedSeparately(true) },
    },
  },
)
