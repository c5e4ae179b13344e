/**
 * Deviations that keep the query or the fragment after the path of the base string URI, §3.4.1.2.
 */
import { catalogue, type Deviation } from '../deviation.ts'

export const TAIL: readonly Deviation[] = catalogue(
  {
    part: 'uri',
    section: '3.4.1.2',
    rule: 'the query and the fragment are not part of the base string URI',
  },
  {
    'query-kept-in-uri': {
      title: 'keeps the query in the base string URI',
      fix: 'cut the URL at its "?", and sign the query as parameters',
      change: { tail: ({ wire }) => (wire.query === null ? '' : `?${wire.query}`) },
      seen: ['litl/rauth (strips it unsigned)'],
      vectors: [
        'base-string-uri/empty-path-before-query',
        'base-string-uri/escaped-question-mark-kept',
      ],
    },
    'question-mark-kept': {
      title: 'keeps a "?" at the end of the base string URI',
      fix: 'cut the URL before its "?"',
      change: { tail: ({ typed }) => (typed.query === null ? '' : '?') },
      vectors: [
        'base-string-uri/empty-path-before-query',
        'base-string-uri/escaped-question-mark-kept',
      ],
    },
    'fragment-kept': {
      title: 'keeps the fragment in the base string URI',
      fix: 'cut the URL at its "#"',
      change: { tail: ({ typed }) => (typed.fragment === null ? '' : `#${typed.fragment}`) },
      seen: ['ddo/oauth-1.0a', 'litl/rauth'],
      vectors: ['base-string-uri/empty-path-before-fragment', 'base-string-uri/fragment-left-out'],
    },
    'cut-at-question-mark-only': {
      title: 'cuts the URL at its first "?" although that "?" belongs to the fragment',
      fix: 'remove the fragment first',
      change: ({ typed: { query, fragment } }) =>
        query !== null || !fragment?.includes('?')
          ? null
          : { tail: () => `#${fragment.replace(/\?.*$/s, '')}` },
      seen: ['ddo/oauth-1.0a'],
      vectors: ['base-string-uri/fragment-with-question-mark'],
    },
    'query-and-fragment-kept': {
      title: 'keeps the query and the fragment in the base string URI',
      fix: 'cut the URL at its first "?" or "#"',
      change: ({ typed }) =>
        typed.query === null || typed.fragment === null
          ? null
          : { tail: () => `?${typed.query}#${typed.fragment}` },
      vectors: ['base-string-uri/fragment-left-out', 'request-parameters-query/fragment'],
    },
  },
)
