/** What is sent, and which part of it is signed: forms are, anything else is sent as it is. RFC 5849 §3.4.1.3.1 */
import { fail, formatForm, isFormContentType, toText } from '../signing/index.ts'
import type { BodyInit } from './fetch-types.ts'
import { type ParametersInput, toParameters } from './parameters.ts'

export interface RequestBody {
  /** Handed to `fetch`. */
  readonly sent: BodyInit | null
  /** The form that is signed; `null` for a body that is not. */
  readonly signed: string | Uint8Array | null
}

/** At most one of them may be there. */
export interface BodyOptions {
  readonly body?: BodyInit | null
  /** Sent as application/x-www-form-urlencoded, and signed. */
  readonly form?: ParametersInput
  /** Sent as application/json; a signature does not cover it. */
  readonly json?: unknown
}

/** The `form` convenience: a body and its Content-Type. */
export function formBody(form: ParametersInput): { body: string; contentType: string } {
  return { body: formatForm(toParameters(form)), contentType: 'application/x-www-form-urlencoded' }
}

/** The `json` convenience. @throws CountersignError `invalid-body`: a value that JSON cannot say, such as a function */
export function jsonBody(json: unknown): { body: string; contentType: string } {
  const body: string | undefined = JSON.stringify(json)
  if (body !== undefined) return { body, contentType: 'application/json' }
  const message = `json is ${typeof json}, which JSON has no word for`
  return fail('invalid-body', '3.4.1.3.1', message, 'give an object, a list, a text or the like')
}

/**
 * The one body that is given. A convenience names its Content-Type, unless the caller did.
 *
 * @throws CountersignError `invalid-body`: more than one, or a form under another Content-Type
 */
export function chooseBody({ body, form, json }: BodyOptions, headers: Headers): BodyInit | null {
  if ([body ?? undefined, form, json].filter((given) => given !== undefined).length > 1) {
    fail('invalid-body', '3.4.1.3.1', 'more than one of body, form and json is given', 'give one of them')
  }
  if (form === undefined && json === undefined) return body ?? null
  const content = form === undefined ? jsonBody(json) : formBody(form)
  if (!headers.has('content-type')) headers.set('content-type', content.contentType)
  if (form !== undefined && !isFormContentType(headers.get('content-type'))) {
    fail('invalid-body', '3.4.1.3.1', 'the Content-Type does not say form', 'leave that header out, or give a body')
  }
  return content.body
}

/**
 * Reads a body once. It sets the Content-Type that `fetch` would set, so that the signature goes by the same.
 *
 * @param request whose body is taken where there is no other
 * @throws CountersignError `unsigned-form`: a stream that says it is a form
 */
export async function readBody(body: BodyInit | null, request: Request | null, headers: Headers): Promise<RequestBody> {
  const source = body ?? (request?.body ? request : null)
  if (source === null) return { sent: null, signed: null }
  setContentType(body, headers)
  if (!isFormContentType(headers.get('content-type'))) return { sent: body ?? request!.body, signed: null }
  const form = await readForm(source)
  return { sent: form, signed: form }
}

function setContentType(body: BodyInit | null, headers: Headers): void {
  if (headers.has('content-type')) return
  if (body instanceof URLSearchParams) headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
  else if (typeof body === 'string') headers.set('content-type', 'text/plain;charset=UTF-8')
  else if (body instanceof Blob && body.type !== '') headers.set('content-type', body.type)
}

/** A copy as text, so that what is signed stays what is sent. */
async function readForm(source: BodyInit | Request): Promise<string | Uint8Array> {
  if (typeof source === 'string' || source instanceof URLSearchParams) return String(source)
  if (ArrayBuffer.isView(source)) return toText(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
  if (source instanceof ArrayBuffer) return toText(new Uint8Array(source))
  if ('arrayBuffer' in source) return toText(new Uint8Array(await source.arrayBuffer()))
  return fail('unsigned-form', '3.4.1.3.1', 'the Content-Type says form, and the body is a stream or multipart',
    'give the form as text or URLSearchParams, or name the type that the body has')
}
