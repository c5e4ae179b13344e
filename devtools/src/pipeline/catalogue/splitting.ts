/** Deviations in how the query and the form body are split into pairs, §3.4.1.3.1. */
import { decodeFormText } from 'countersign/signing'
import { catalogue, type Deviation } from '../deviation.ts'
import type { RawPair } from '../plan.ts'
import { asText, splitPieces } from '../plain-plan.ts'

export const SPLITTING: readonly Deviation[] = catalogue(
  {
    part: 'parameters',
    section: '3.4.1.3.1',
    rule: 'pairs are separated by "&", and the first "=" separates the name from the value',
  },
  {
    'equals-cut': {
      title: 'truncates a value at its second "="',
      fix: 'split each pair only at its first "="',
      change: {
        split: (form) =>
          splitPieces(form).map(({ rawName, rawValue }) => ({
            rawName,
            rawValue: rawValue?.split('=')[0] ?? null,
          })),
      },
      seen: ['ddo/oauth-1.0a'],
      vectors: [
        'request-parameters-body/second-equals',
        'request-parameters-query/second-equals-in-value',
      ],
    },
    'last-equals-splits': {
      title: 'splits a pair at its last "="',
      fix: 'split each pair at its first "="',
      change: {
        split: (form) =>
          form
            .split('&')
            .filter(Boolean)
            .map((piece) => splitAt(piece, piece.lastIndexOf('='))),
      },
      vectors: [
        'request-parameters-body/second-equals',
        'request-parameters-query/second-equals-in-value',
      ],
    },
    'several-equals-dropped': {
      title: 'leaves out a pair with more than one "="',
      fix: 'split each pair at its first "="',
      change: {
        split: (form) => splitPieces(form).filter(({ rawValue }) => !rawValue?.includes('=')),
      },
      vectors: [
        'request-parameters-body/second-equals',
        'request-parameters-query/second-equals-in-value',
      ],
    },
    'question-mark-splits': {
      title: 'splits pairs at "?" as well as at "&"',
      fix: 'split only at "&"',
      change: { split: (form) => splitPieces(form.replaceAll('?', '&')) },
      seen: ['liboauth'],
      vectors: [
        'request-parameters-body/question-mark-at-the-start',
        'request-parameters-query/question-mark-in-value',
      ],
    },
    'decoded-before-splitting': {
      title: 'decodes the whole query or form before splitting it',
      fix: 'split first, then decode each name and value',
      seen: ['liboauth'],
      change: {
        split: (form) => splitPieces(asText(decodeFormText(form))),
        decodeName: (raw) => raw,
        decodeValue: (raw) => raw,
      },
      vectors: ['request-parameters-query/escaped-equals-in-name'],
    },
    'nul-ends-form': {
      title: 'truncates the query or form at its first NUL character',
      fix: 'process strings by length instead of up to NUL',
      change: { split: (form) => splitPieces(form.replace(/%00.*$/s, '')) },
      seen: ['liboauth'],
      vectors: ['request-parameters-query/nul-in-name'],
    },
    'semicolon-splits': {
      title: 'splits pairs at ";" as well as at "&"',
      fix: 'split only at "&"',
      change: { split: (form) => splitPieces(form.replaceAll(';', '&')) },
      vectors: ['request-parameters-body/semicolon', 'request-parameters-query/semicolon'],
    },
    'empty-segment-signed': {
      title: 'signs an empty piece between two "&" as an empty parameter',
      fix: 'skip empty pieces',
      isOpen: true,
      change: {
        split: (form) =>
          form === '' ? [] : form.split('&').map((piece) => splitAt(piece, piece.indexOf('='))),
      },
      seen: ['ddo/oauth-1.0a', 'Mastercard/oauth1-signer-nodejs'],
      vectors: [
        'request-parameters-body/trailing-ampersand',
        'request-parameters-query/empty-segment',
      ],
    },
    'empty-query-signed': {
      title: 'signs an empty query as an empty parameter',
      fix: 'do not sign a parameter for a URL that ends with "?"',
      change: ({ typed }) =>
        typed.query === null
          ? null
          : {
              split: (form) => (form === '' ? [{ rawName: '', rawValue: '' }] : splitPieces(form)),
            },
      seen: ['ddo/oauth-1.0a'],
      vectors: ['request-parameters-query/bare-question-mark'],
    },
    'one-leading-empty-segment-signed': {
      title: 'signs all empty pieces as one empty parameter',
      fix: 'skip empty pieces',
      isOpen: true,
      change: {
        split: (form) => {
          const hasEmpty = form !== '' && form.split('&').includes('')
          return [...(hasEmpty ? [{ rawName: '', rawValue: '' }] : []), ...splitPieces(form)]
        },
      },
      vectors: [
        'request-parameters-body/trailing-ampersand',
        'request-parameters-query/empty-segment',
      ],
    },
  },
)

function splitAt(piece: string, position: number): RawPair {
  if (position < 0) return { rawName: piece, rawValue: null }
  return { rawName: piece.slice(0, position), rawValue: piece.slice(position + 1) }
}
