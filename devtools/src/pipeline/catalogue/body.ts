/** Deviations in which bodies are signed and how, §3.4.1.3.1. */
import { type Parameter } from 'countersign/signing'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import type { ObservedRequest } from '../../input/index.ts'
import { multipartFields } from './multipart.ts'
import { withAdded } from './steps.ts'

const bodyText = ({ body }: ObservedRequest): string | null =>
  body === null || body.length === 0 ? null : Buffer.from(body as string).toString()
const hasOtherBody = (request: ObservedRequest): boolean =>
  request.form === null && bodyText(request) !== null

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members of a JSON body as parameters, with values that `write` converts to text. */
function jsonMembers(
  request: ObservedRequest,
  write: (value: unknown) => string,
): readonly Parameter[] | null {
  let value: unknown
  try {
    value = JSON.parse(bodyText(request) ?? '')
  } catch {
    return null
  }
  return isRecord(value)
    ? Object.entries(value).map(([name, member]) => [name, write(member)])
    : null
}

const insteadOfForm = (parameters: readonly Parameter[]): Change => ({
  ...withAdded(parameters, 'body'),
  form: () => '',
})

export const BODY: readonly Deviation[] = catalogue(
  {
    part: 'parameters',
    section: '3.4.1.3.1',
    rule: 'the body is signed only if it is a form and its Content-Type is application/x-www-form-urlencoded',
  },
  {
    'body-ignored': {
      title: 'leaves the form body out of the signature',
      fix: 'sign the fields of application/x-www-form-urlencoded bodies with any method, also if the Content-Type has a "; charset=…" parameter',
      change: { form: () => '' },
      seen: [
        'ciaranj/node-oauth (string bodies)',
        'OAuth Core 1.0 servers',
        'litl/rauth',
        'dghubble/oauth1',
      ],
      vectors: ['request-parameters-body/form-body', 'request-parameters-body/query-and-body'],
    },
    'body-signed': {
      title: 'signs a body that is not a form as if it were one',
      fix: 'sign the body only if its Content-Type is application/x-www-form-urlencoded',
      change: (request) => (hasOtherBody(request) ? { form: () => bodyText(request)! } : null),
      seen: ['ddo/oauth-1.0a', 'oauthlib/oauthlib'],
      vectors: [
        'request-parameters-body/json',
        'request-parameters-body/json-that-reads-like-a-form',
      ],
    },
    'body-signed-as-name': {
      title: 'signs the whole body as the name of one parameter',
      fix: 'sign the body only if it is a form',
      change: (request) =>
        bodyText(request) === null ? null : insteadOfForm([[bodyText(request)!, '']]),
      vectors: [
        'request-parameters-body/json',
        'request-parameters-body/json-that-reads-like-a-form',
      ],
    },
    'json-members-signed': {
      title: 'signs the members of a JSON body as parameters',
      fix: 'leave a JSON body out of the signature; oauth_body_hash covers it',
      change: (request) => withAdded(jsonMembers(request, String), 'body'),
      seen: ['ddo/oauth-1.0a'],
      vectors: ['request-parameters-body/json-labelled-as-form', 'request-parameters-body/json'],
    },
    'json-members-signed-as-json': {
      title: 'signs the members of a JSON body as parameters, with nested values as JSON',
      fix: 'leave a JSON body out of the signature; oauth_body_hash covers it',
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
      title: 'signs each character of a text body as a parameter',
      fix: 'pass parsed form fields to the signer, and pass nothing for other bodies',
      change: (request) => {
        const text = bodyText(request)
        if (text === null || text.length > 2000) return null
        return insteadOfForm(
          [...text].map((character, index): Parameter => [String(index), character]),
        )
      },
      vectors: ['request-parameters-body/json-labelled-as-form', 'request-parameters-body/json'],
    },
    'multipart-fields-signed': {
      title: 'signs the text fields of a multipart body',
      fix: 'leave a multipart body out of the signature',
      change: (request) => withAdded(multipartFields(request.contentType, bodyText(request) ?? '')),
    },
    'byte-order-mark-dropped': {
      title: 'removes a byte order mark at the start of the form',
      isOpen: true,
      fix: 'send the form without a byte order mark',
      change: { form: ({ form }) => (form ?? '').replace(/^\uFEFF/, '') },
      vectors: ['request-parameters-body/byte-order-mark'],
    },
  },
)
