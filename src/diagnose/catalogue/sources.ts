/** Deviations in which parts of a request are collected, and how their text is cut into pairs, §3.4.1.3.1. */
import { decodeFormText, type Parameter } from '../../signing/index.ts'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import type { ObservedRequest } from '../observed-request.ts'
import type { RawPair } from '../plan.ts'
import { asText, splitPieces } from '../rfc-plan.ts'
import { multipartFields } from './multipart.ts'
import { withAdded } from './steps.ts'

const bodyText = ({ body }: ObservedRequest): string | null =>
  body === null || body.length === 0 ? null : Buffer.from(body as string).toString()
const hasOtherBody = (request: ObservedRequest): boolean => request.form === null && bodyText(request) !== null

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members of a JSON body, as parameters; nested values as `String` or as JSON has them. */
function jsonMembers(request: ObservedRequest, write: (value: unknown) => string): readonly Parameter[] | null {
  let value: unknown
  try {
    value = JSON.parse(bodyText(request) ?? '')
  } catch {
    return null
  }
  return isRecord(value) ? Object.entries(value).map(([name, member]) => [name, write(member)]) : null
}

const insteadOfForm = (parameters: readonly Parameter[]): Change => ({
  ...withAdded(parameters, 'body'),
  form: () => '',
})

const cutAt =
  (mark: string) =>
  (form: string): string =>
    form.split(mark)[0]!

export const SOURCES: readonly Deviation[] = [
  ...catalogue(
    { part: 'parameters', section: '3.4.1.3.1', rule: 'the parameters of the query are signed' },
    {
      'query-ignored': {
        title: 'leaves the query out of the signature',
        mend: 'collect the parameters of the URL too',
        change: { query: () => '' },
        seen: ['litl/rauth'],
        vectors: ['request-parameters-body/query-and-body', 'request-parameters-query/post-with-query'],
      },
      'query-cut-at-question-mark': {
        title: 'cuts the query at its second "?"',
        mend: 'split the URL at its first "?" only',
        change: { query: ({ wire }) => cutAt('?')(wire.query ?? '') },
        seen: ['ddo/oauth-1.0a'],
        vectors: ['request-parameters-query/question-mark-in-value', 'request-parameters-query/question-mark-in-name'],
      },
      'leading-question-mark-dropped': {
        title: 'drops a "?" at the start of a query or form',
        mend: 'only the first "?" of a URL is a separator',
        change: {
          query: ({ wire }) => (wire.query ?? '').replace(/^\?/, ''),
          form: ({ form }) => (form ?? '').replace(/^\?/, ''),
        },
        vectors: ['request-parameters-body/question-mark-at-the-start', 'request-parameters-query/two-question-marks'],
      },
      'question-mark-in-name': {
        title: 'takes the "?" before the query for a part of its first name',
        mend: 'cut the URL behind its "?"',
        seen: ['tcllib oauth'],
        change: ({ typed, wire }) => (typed.query === null ? null : { query: () => `?${wire.query ?? ''}` }),
        vectors: ['request-parameters-query/question-mark-in-value', 'request-parameters-query/question-mark-in-name'],
      },
      'fragment-in-query': {
        title: 'takes the fragment for a part of the query',
        mend: 'cut the URL at its "#" first',
        change: ({ typed }) =>
          typed.fragment === null || typed.query === null ? null : { query: () => `${typed.query}#${typed.fragment}` },
        vectors: ['base-string-uri/fragment-left-out', 'request-parameters-query/fragment'],
        seen: ['ddo/oauth-1.0a'],
      },
    },
  ),
  ...catalogue(
    {
      part: 'parameters',
      section: '3.4.1.3.1',
      rule: 'a body is signed if, and only if, it is a form and its Content-Type says so',
    },
    {
      'body-ignored': {
        title: 'leaves the form body out of the signature',
        mend: 'sign the fields of application/x-www-form-urlencoded bodies, with any method and with "; charset=…" too',
        change: { form: () => '' },
        seen: ['ciaranj/node-oauth (string bodies)', 'OAuth Core 1.0 servers', 'litl/rauth', 'dghubble/oauth1'],
        vectors: ['request-parameters-body/form-body', 'request-parameters-body/query-and-body'],
      },
      'body-signed': {
        title: 'signs a body that is no form as if it were one',
        mend: 'collect the body only under Content-Type: application/x-www-form-urlencoded',
        change: (request) => (hasOtherBody(request) ? { form: () => bodyText(request)! } : null),
        seen: ['ddo/oauth-1.0a', 'oauthlib/oauthlib'],
        vectors: ['request-parameters-body/json', 'request-parameters-body/json-that-reads-like-a-form'],
      },
      'body-signed-as-name': {
        title: 'signs the whole body as the name of one parameter',
        mend: 'collect the body only where it is a form',
        change: (request) => (bodyText(request) === null ? null : insteadOfForm([[bodyText(request)!, '']])),
        vectors: ['request-parameters-body/json', 'request-parameters-body/json-that-reads-like-a-form'],
      },
      'json-members-signed': {
        title: 'signs the members of a JSON body as parameters',
        mend: 'leave JSON bodies out; oauth_body_hash covers them',
        change: (request) => withAdded(jsonMembers(request, String), 'body'),
        vectors: ['request-parameters-body/json-labelled-as-form', 'request-parameters-body/json'],
      },
      'json-members-signed-as-json': {
        title: 'signs the members of a JSON body as parameters, nested ones as JSON',
        mend: 'leave JSON bodies out; oauth_body_hash covers them',
        change: (request) =>
          withAdded(
            jsonMembers(request, (value) =>
              isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value),
            ),
            'body',
          ),
        vectors: ['request-parameters-body/json-labelled-as-form', 'request-parameters-body/json'],
      },
      'body-spread': {
        title: 'signs a body of text character by character',
        mend: 'hand the signer parsed fields, and nothing for other bodies',
        change: (request) => {
          const text = bodyText(request)
          if (text === null || text.length > 2000) return null
          return insteadOfForm([...text].map((character, index): Parameter => [String(index), character]))
        },
        vectors: ['request-parameters-body/json-labelled-as-form', 'request-parameters-body/json'],
      },
      'multipart-fields-signed': {
        title: 'signs the text fields of a multipart body',
        mend: 'leave multipart bodies out',
        change: (request) => withAdded(multipartFields(request.contentType, bodyText(request) ?? '')),
      },
      'byte-order-mark-dropped': {
        title: 'drops a byte order mark at the start of the form',
        isOpen: true,
        mend: 'send none',
        change: { form: ({ form }) => (form ?? '').replace(/^\uFEFF/, '') },
        vectors: ['request-parameters-body/byte-order-mark'],
      },
    },
  ),
  ...catalogue(
    { part: 'parameters', section: '3.4.1.3.1', rule: 'pairs stand between "&", and the first "=" ends a name' },
    {
      'equals-cut': {
        title: 'cuts a value at its second "="',
        mend: 'split each pair at its first "=" only',
        change: {
          split: (form) =>
            splitPieces(form).map(({ rawName, rawValue }) => ({ rawName, rawValue: rawValue?.split('=')[0] ?? null })),
        },
        seen: ['ddo/oauth-1.0a'],
        vectors: ['request-parameters-body/second-equals', 'request-parameters-query/second-equals-in-value'],
      },
      'last-equals-splits': {
        title: 'splits a pair at its last "="',
        mend: 'split each pair at its first "="',
        change: {
          split: (form) =>
            form
              .split('&')
              .filter(Boolean)
              .map((piece) => splitAt(piece, piece.lastIndexOf('='))),
        },
        vectors: ['request-parameters-body/second-equals', 'request-parameters-query/second-equals-in-value'],
      },
      'several-equals-dropped': {
        title: 'drops a pair with more than one "="',
        mend: 'split each pair at its first "="',
        change: { split: (form) => splitPieces(form).filter(({ rawValue }) => !rawValue?.includes('=')) },
        vectors: ['request-parameters-body/second-equals', 'request-parameters-query/second-equals-in-value'],
      },
      'question-mark-splits': {
        title: 'splits at "?" as well',
        mend: 'split at "&" only',
        change: { split: (form) => splitPieces(form.replaceAll('?', '&')) },
        seen: ['liboauth'],
        vectors: [
          'request-parameters-body/question-mark-at-the-start',
          'request-parameters-query/question-mark-in-value',
        ],
      },
      'decoded-before-splitting': {
        title: 'decodes the whole query or form before it splits it',
        mend: 'split first, then decode each name and value',
        seen: ['liboauth'],
        change: {
          split: (form) => splitPieces(asText(decodeFormText(form))),
          decodeName: (raw) => raw,
          decodeValue: (raw) => raw,
        },
        vectors: ['request-parameters-query/escaped-equals-in-name'],
      },
      'semicolon-splits': {
        title: 'splits at ";" as well',
        mend: 'split at "&" only',
        change: { split: (form) => splitPieces(form.replaceAll(';', '&')) },
        vectors: ['request-parameters-body/semicolon', 'request-parameters-query/semicolon'],
      },
      'empty-segment-signed': {
        title: 'signs an empty piece between two "&" as an empty pair',
        mend: 'skip empty pieces',
        isOpen: true,
        change: {
          split: (form) => (form === '' ? [] : form.split('&').map((piece) => splitAt(piece, piece.indexOf('=')))),
        },
        seen: ['ddo/oauth-1.0a', 'Mastercard/oauth1-signer-nodejs'],
        vectors: ['request-parameters-body/trailing-ampersand', 'request-parameters-query/empty-segment'],
      },
      'empty-query-signed': {
        title: 'signs an empty query as an empty pair',
        mend: 'a bare "?" brings no parameter',
        change: ({ typed }) =>
          typed.query === null
            ? null
            : { split: (form) => (form === '' ? [{ rawName: '', rawValue: '' }] : splitPieces(form)) },
        seen: ['ddo/oauth-1.0a'],
        vectors: ['request-parameters-query/bare-question-mark'],
      },
      'one-leading-empty-segment-signed': {
        title: 'signs all empty pieces as one empty pair',
        mend: 'skip empty pieces',
        isOpen: true,
        change: {
          split: (form) => {
            const hasEmpty = form !== '' && form.split('&').includes('')
            return [...(hasEmpty ? [{ rawName: '', rawValue: '' }] : []), ...splitPieces(form)]
          },
        },
        vectors: ['request-parameters-body/trailing-ampersand', 'request-parameters-query/empty-segment'],
      },
    },
  ),
]

function splitAt(piece: string, position: number): RawPair {
  if (position < 0) return { rawName: piece, rawValue: null }
  return { rawName: piece.slice(0, position), rawValue: piece.slice(position + 1) }
}
