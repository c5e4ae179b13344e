/** Deviations in which bodies are signed, and as what, §3.4.1.3.1. */
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

/** The members of a JSON body, as parameters; nested values as `String` or as JSON has them. */
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
    rule: 'a body is signed if, and only if, it is a form and its Content-Type says so',
  },
  {
    'body-ignored': {
      title: 'leaves the form body out of the signature',
      fix: 'sign the fields of application/x-www-form-urlencoded bodies, with any method and with "; charset=…" too',
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
      title: 'signs a body that is no form as if it were one',
      fix: 'collect the body only under Content-Type: application/x-www-form-urlencoded',
      change: (request) => (hasOtherBody(request) ? { form: () => bodyText(request)! } : null),
      seen: ['ddo/oauth-1.0a', 'oauthlib/oauthlib'],
      vectors: [
        'request-parameters-body/json',
        'request-parameters-body/json-that-reads-like-a-form',
      ],
    },
    'body-signed-as-name': {
      title: 'signs the whole body as the name of one parameter',
      fix: 'collect the body only where it is a form',
      change: (request) =>
        bodyText(request) === null ? null : insteadOfForm([[bodyText(request)!, '']]),
      vectors: [
        'request-parameters-body/json',
        'request-parameters-body/json-that-reads-like-a-form',
      ],
    },
    'json-members-signed': {
      title: 'signs the members of a JSON body as parameters',
      fix: 'leave JSON bodies out; oauth_body_hash covers them',
      change: (request) => withAdded(jsonMembers(request, String), 'body'),
      seen: ['ddo/oauth-1.0a'],
      vectors: ['request-parameters-body/json-labelled-as-form', 'request-parameters-body/json'],
    },
    'json-members-signed-as-json': {
      title: 'signs the members of a JSON body as parameters, nested ones as JSON',
      fix: 'leave JSON bodies out; oauth_body_hash covers them',
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
      fix: 'hand the signer parsed fields, and nothing for other bodies',
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
      fix: 'leave multipart bodies out',
      change: (request) => withAdded(multipartFields(request.contentType, bodyText(request) ?? '')),
    },
    'byte-order-mark-dropped': {
      title: 'drops a byte order mark at the start of the form',
      isOpen: true,
      fix: 'send none',
      change: { form: ({ form }) => (form ?? '').replace(/^\uFEFF/, '') },
      vectors: ['request-parameters-body/byte-order-mark'],
    },
  },
)
