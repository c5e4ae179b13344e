/** Deviations in how repeated parameter names are signed, §3.4.1.3.1. */
import { catalogue, type Deviation } from '../deviation.ts'
import type { Pair } from '../plan.ts'
import { asText } from '../plain-plan.ts'
import { eachPair, eachRepeated, keepOne, nameOf, onText, without } from './steps.ts'

const isEmpty = ({ value }: Pair): boolean => value.length === 0
const identity = (pair: Pair): string => JSON.stringify([nameOf(pair), String(pair.value)])
const isOfObject = (pair: Pair): boolean => nameOf(pair) in {}
const indexed = (same: readonly Pair[]): Pair[] =>
  same.map((pair, index) => ({ ...pair, name: `${nameOf(pair)}[${index}]` }))
const joinedBy =
  (separator: string) =>
  (same: readonly Pair[]): Pair[] => [
    { ...same[0]!, value: same.map(({ value }) => asText(value)).join(separator) },
  ]

/** The name without the brackets at its end. */
function withoutBrackets(name: string): string {
  if (!name.endsWith(']')) return name
  const opening = name.indexOf('[', name.lastIndexOf(']', name.length - 2) + 1)
  return opening < 0 ? name : name.slice(0, opening)
}

/** For a name that occurs in two sources, keeps the pairs of one source. */
const prefer =
  (wanted: Pair['source'], over: Pair['source']) =>
  (pairs: readonly Pair[]): readonly Pair[] => {
    const names = new Set(pairs.filter(({ source }) => source === wanted).map(nameOf))
    return pairs.filter((pair) => pair.source !== over || !names.has(nameOf(pair)))
  }

/** Collects the pairs in a plain object, whose inherited properties count as values. */
function collectInObject(pairs: readonly Pair[]): readonly Pair[] {
  const object: Record<string, unknown> = {}
  const sources = new Map<string, Pair>()
  for (const pair of pairs) {
    const [name, known] = [nameOf(pair), object[nameOf(pair)]]
    object[name] = known
      ? [...(Array.isArray(known) ? known : [known]), asText(pair.value)]
      : asText(pair.value)
    sources.set(name, pair)
  }
  const collected: Pair[] = []
  // for…in also visits inherited keys: assigning an array to __proto__ adds the items of that
  // array.
  for (const name in object) {
    const like = sources.get(name) ?? pairs[0]!
    for (const value of [object[name]].flat())
      collected.push({ ...like, name, value: String(value) })
  }
  return collected
}

export const REPEATED: readonly Deviation[] = catalogue(
  {
    part: 'parameters',
    section: '3.4.1.3.1',
    rule: 'a name may occur more than once, and every pair is signed',
  },
  {
    'first-duplicate-kept': {
      family: 'duplicates',
      title: 'keeps only the first parameter of each name',
      fix: 'store parameters as a list of pairs instead of an object',
      change: { steps: [(pairs) => keepOne(pairs, nameOf, 'first')] },
      seen: [
        'dghubble/oauth1',
        'ddo/oauth-1.0a',
        'ciaranj/node-oauth',
        'plhery/node-twitter-api-v2',
      ],
      vectors: [
        'published-normalize-parameters/node-oauth-dup-values',
        'published-sign/gomodule-path-space-dup-values',
      ],
    },
    'last-duplicate-kept': {
      family: 'duplicates',
      title: 'keeps only the last parameter of each name',
      fix: 'store parameters as a list of pairs instead of an object',
      change: { steps: [(pairs) => keepOne(pairs, nameOf, 'last')] },
      seen: [
        'dghubble/oauth1',
        'ddo/oauth-1.0a',
        'ciaranj/node-oauth',
        'plhery/node-twitter-api-v2',
      ],
      vectors: [
        'published-normalize-parameters/node-oauth-dup-values',
        'published-sign/gomodule-path-space-dup-values',
      ],
    },
    'empty-duplicate-lost': {
      family: 'duplicates',
      title: 'leaves out an empty value if the same name occurs again',
      fix: 'store parameters as a list of pairs instead of an object',
      change: {
        steps: [
          (pairs) =>
            eachRepeated(pairs, (same) =>
              same.filter((pair, index) => !isEmpty(pair) || index === same.length - 1),
            ),
        ],
      },
      seen: ['ddo/oauth-1.0a'],
      vectors: ['request-parameters-query/repeated-name-first-empty'],
    },
    'equal-pair-dropped': {
      title: 'keeps only one of several identical parameters',
      fix: 'store parameters as a list instead of a set',
      change: { steps: [(pairs) => keepOne(pairs, identity, 'first')] },
      seen: ['Mastercard/oauth1-signer-nodejs'],
      vectors: [
        'normalize-parameters/identical-pairs',
        'normalize-parameters/identical-pairs-three',
      ],
    },
    'duplicates-joined': {
      family: 'duplicates',
      title: 'joins the values of a repeated name with a comma',
      fix: 'sign each pair separately',
      change: { steps: [(pairs) => eachRepeated(pairs, joinedBy(','))] },
      vectors: [
        'published-normalize-parameters/node-oauth-dup-values',
        'published-sign/gomodule-path-space-dup-values',
      ],
    },
    'duplicates-joined-by-ampersand': {
      family: 'duplicates',
      title: 'joins the values of a repeated name with "&"',
      fix: 'sign each pair separately',
      change: { steps: [(pairs) => eachRepeated(pairs, joinedBy('&'))] },
      vectors: [
        'published-normalize-parameters/node-oauth-dup-values',
        'published-sign/gomodule-path-space-dup-values',
      ],
    },
    'duplicates-numbered': {
      family: 'duplicates',
      title: 'renames repeated parameters to name[0], name[1], …',
      fix: 'sign the names as they are sent',
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
      fix: 'sign the names as they are sent',
      change: {
        steps: [
          (pairs) =>
            eachRepeated(pairs, (same) =>
              same.map((pair) => ({ ...pair, name: `${nameOf(pair)}[]` })),
            ),
        ],
      },
      vectors: [
        'published-normalize-parameters/node-oauth-dup-values',
        'published-sign/gomodule-path-space-dup-values',
      ],
    },
    'body-overrides-query': {
      family: 'duplicates',
      title: 'replaces a query parameter with the body parameter of the same name',
      fix: 'sign both parameters',
      change: { steps: [prefer('body', 'query')] },
      seen: ['ddo/oauth-1.0a', 'plhery/node-twitter-api-v2'],
      vectors: [
        'request-parameters-body/same-name-in-both',
        'request-parameters-body/same-pair-in-both',
      ],
    },
    'query-overrides-body': {
      family: 'duplicates',
      title: 'replaces a body parameter with the query parameter of the same name',
      fix: 'sign both parameters',
      change: { steps: [prefer('query', 'body')] },
      vectors: [
        'request-parameters-body/same-name-in-both',
        'request-parameters-body/same-pair-in-both',
      ],
    },
    'brackets-dropped': {
      title: 'removes the brackets at the end of a name',
      fix: 'sign the names as they are sent',
      change: eachPair((pair) => ({ ...pair, name: onText(withoutBrackets)(pair.name) })),
      seen: ['ciaranj/node-oauth'],
      vectors: [
        'normalize-parameters/brackets',
        'request-parameters-query/encoded-brackets-in-name',
      ],
    },
    'brackets-numbered': {
      title: 'inserts an index into names that end with []',
      fix: 'sign the names as they are sent',
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
      title:
        'loses parameters named like a built-in property of JavaScript objects, such as __proto__',
      fix: 'store parameters as a list of pairs instead of an object',
      change: without((pair) => nameOf(pair) === '__proto__'),
      seen: ['ddo/oauth-1.0a', 'ciaranj/node-oauth'],
      vectors: ['normalize-parameters/object-names', 'request-parameters-body/object-names'],
    },
    'object-names-merged': {
      title:
        'signs the built-in property of a JavaScript object, such as constructor, together with the parameter of that name',
      fix: 'store parameters as a list of pairs instead of an object',
      change: ({ wire, form }) =>
        /__proto__|constructor|toString|valueOf/.test(`${wire.query} ${form}`)
          ? { steps: [collectInObject] }
          : null,
      seen: ['ddo/oauth-1.0a'],
      vectors: ['request-parameters-query/object-names'],
    },
    'inherited-names-lost': {
      title:
        'loses parameters named like an inherited property of JavaScript objects, such as constructor or toString',
      fix: 'store parameters as a list of pairs instead of an object',
      change: without(isOfObject),
      vectors: ['normalize-parameters/object-names', 'request-parameters-body/object-names'],
    },
  },
)
