/** Deviations that leave something hanging behind the path of the base string URI, §3.4.1.2. */
import { catalogue, type Deviation } from '../deviation.ts'

export const TAIL: readonly Deviation[] = catalogue(
  {
    part: 'uri',
    section: '3.4.1.2',
    rule: 'query and fragment are no part of the base string URI',
  },
  {
    'query-kept-in-uri': {
      title: 'leaves the query in the URI',
      fix: 'cut the URL at its "?", and sign the query as parameters',
      change: { tail: ({ wire }) => (wire.query === null ? '' : `?${wire.query}`) },
      seen: ['litl/rauth (strips it unsigned)'],
      vectors: [
        'base-string-uri/empty-path-before-query',
        'base-string-uri/escaped-question-mark-kept',
      ],
    },
    'question-mark-kept': {
      title: 'leaves a "?" at the end of the URI',
      fix: 'cut the URL before its "?"',
      change: { tail: ({ typed }) => (typed.query === null ? '' : '?') },
      vectors: [
        'base-string-uri/empty-path-before-query',
        'base-string-uri/escaped-question-mark-kept',
      ],
    },
    'fragment-kept': {
      title: 'leaves the fragment in the URI',
      fix: 'cut the URL at its "#"',
      change: { tail: ({ typed }) => (typed.fragment === null ? '' : `#${typed.fragment}`) },
      seen: ['ddo/oauth-1.0a', 'litl/rauth'],
      vectors: ['base-string-uri/empty-path-before-fragment', 'base-string-uri/fragment-left-out'],
    },
    'cut-at-question-mark-only': {
      title: 'cuts the URL at its first "?", though that one stands in the fragment',
      fix: 'cut the fragment off first',
      change: ({ typed: { query, fragment } }) =>
        query !== null || !fragment?.includes('?')
          ? null
          : { tail: () => `#${fragment.replace(/\?.*$/s, '')}` },
      seen: ['ddo/oauth-1.0a'],
      vectors: ['base-string-uri/fragment-with-question-mark'],
    },
    'query-and-fragment-kept': {
      title: 'leaves query and fragment in the URI',
      fix: 'cut the URL at its "?" or "#"',
      change: ({ typed }) =>
        typed.query === null || typed.fragment === null
          ? null
          : { tail: () => `?${typed.query}#${typed.fragment}` },
      vectors: ['base-string-uri/fragment-left-out', 'request-parameters-query/fragment'],
    },
  },
)
