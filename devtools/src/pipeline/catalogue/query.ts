/** Deviations in which part of the URL is taken for its query, §3.4.1.3.1. */
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
  { part: 'parameters', section: '3.4.1.3.1', rule: 'the parameters of the query are signed' },
  {
    'query-ignored': {
      title: 'leaves the query out of the signature',
      fix: 'collect the parameters of the URL too',
      change: { query: () => '' },
      seen: ['litl/rauth'],
      vectors: [
        'request-parameters-body/query-and-body',
        'request-parameters-query/post-with-query',
      ],
    },
    'query-cut-at-question-mark': {
      title: 'cuts the query at its second "?"',
      fix: 'split the URL at its first "?" only',
      change: { query: ({ wire }) => cutAt('?')(wire.query ?? '') },
      seen: ['ddo/oauth-1.0a'],
      vectors: [
        'request-parameters-query/question-mark-in-value',
        'request-parameters-query/question-mark-in-name',
      ],
    },
    'leading-question-mark-dropped': {
      title: 'drops a "?" at the start of a query or form',
      fix: 'only the first "?" of a URL is a separator',
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
      title: 'takes the "?" before the query for a part of its first name',
      fix: 'cut the URL behind its "?"',
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
        'takes the query as it was typed, "?" and fragment included, and sorts its pieces with the other parameters',
      fix: 'cut the URL behind its "?" and before its "#", split each piece at "=", decode it, and encode it',
      change: ({ typed }) => (typed.query === null ? null : rawPieces(typed.query, typed.fragment)),
      seen: ['tcllib oauth'],
      vectors: ['request-parameters-query/fragment'],
    },
    'fragment-in-query': {
      title: 'takes the fragment for a part of the query',
      fix: 'cut the URL at its "#" first',
      change: ({ typed }) =>
        typed.fragment === null || typed.query === null
          ? null
          : { query: () => `${typed.query}#${typed.fragment}` },
      vectors: ['base-string-uri/fragment-left-out', 'request-parameters-query/fragment'],
      seen: ['ddo/oauth-1.0a'],
    },
  },
)
