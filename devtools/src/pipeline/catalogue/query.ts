/** Deviations in which part of the URL is read as the query, §3.4.1.3.1. */
import { catalogue, type Change, type Deviation } from '../deviation.ts'

const cutAt =
  (mark: string) =>
  (form: string): string =>
    form.split(mark)[0]!

const rawPieces = (query: string, fragment: string | null): Change => ({
  query: () => `?${query}${fragment === null ? '' : `#${fragment}`}`,
  split: (form) => form.split('&').map((piece) => ({ rawName: piece, rawValue: null })),
  encodeName: (pair, encode) => (pair.source === 'header' ? encode(pair.name) : pair.rawName),
  joinPair: ({ source, encodedName, joined }) => (source === 'header' ? joined : encodedName),
})

export const QUERY: readonly Deviation[] = catalogue(
  { part: 'parameters', section: '3.4.1.3.1', rule: 'the query parameters are signed' },
  {
    'query-ignored': {
      title: 'leaves the query out of the signature',
      fix: 'sign the query parameters of the URL too',
      change: { query: () => '' },
      seen: ['litl/rauth'],
      vectors: [
        'request-parameters-body/query-and-body',
        'request-parameters-query/post-with-query',
      ],
    },
    'query-cut-at-question-mark': {
      title: 'truncates the query at its second "?"',
      fix: 'split the URL only at its first "?"',
      change: { query: ({ wire }) => cutAt('?')(wire.query ?? '') },
      seen: ['ddo/oauth-1.0a'],
      vectors: [
        'request-parameters-query/question-mark-in-value',
        'request-parameters-query/question-mark-in-name',
      ],
    },
    'leading-question-mark-dropped': {
      title: 'removes a "?" at the start of the query or the form',
      fix: 'treat only the first "?" of the URL as a separator',
      change: {
        query: ({ wire }) => (wire.query ?? '').replace(/^\?/, ''),
        form: ({ form }) => (form ?? '').replace(/^\?/, ''),
      },
      vectors: [
        'request-parameters-body/question-mark-at-the-start',
        'request-parameters-query/two-question-marks',
      ],
    },
    'question-mark-in-name': {
      title: 'reads the "?" before the query as part of the first parameter name',
      fix: 'start the query after the "?" of the URL',
      seen: ['tcllib oauth'],
      change: ({ typed, wire }) =>
        typed.query === null ? null : { query: () => `?${wire.query ?? ''}` },
      vectors: [
        'request-parameters-query/question-mark-in-value',
        'request-parameters-query/question-mark-in-name',
      ],
    },
    'query-pieces-raw': {
      title:
        'signs the pieces of the query as they were typed, including "?" and fragment, and sorts them with the other parameters',
      fix: 'take the query between "?" and "#", split each piece at "=", then decode and encode it',
      change: ({ typed }) => (typed.query === null ? null : rawPieces(typed.query, typed.fragment)),
      seen: ['tcllib oauth'],
      vectors: ['request-parameters-query/fragment'],
    },
    'fragment-in-query': {
      title: 'reads the fragment as part of the query',
      fix: 'remove the fragment first',
      change: ({ typed }) =>
        typed.fragment === null || typed.query === null
          ? null
          : { query: () => `${typed.query}#${typed.fragment}` },
      vectors: ['base-string-uri/fragment-left-out', 'request-parameters-query/fragment'],
      seen: ['ddo/oauth-1.0a'],
    },
  },
)
