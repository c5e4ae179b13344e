/** What is sent, and which part of it is signed: forms are, anything else is sent as it is. RFC 5849 §3.4.1.3.1 */
import { nameKind } from '../internal/index.ts'
import { CountersignError, fail, formatForm, isFormContentType, toText } from '../signing/index.ts'
import { copyBody, copyOctets, isStream, readOctets } from './body-octets.ts'
import type { BodyInit } from './fetch-types.ts'
import { type ParametersInput, toParameters } from './parameters.ts'

export interface RequestBody {
  /** Handed to `fetch`. */
  readonly sent: BodyInit | null
  /** The form that is signed; `null` for a body that is not. */
  readonly signed: string | Uint8Array | null
  /** What to hand to `fetch` another time; `null` for a stream, which is gone then, and where there is no body. */
  readonly again: () => BodyInit | null
  /** For when it will not be sent again. */
  readonly release: () => void
}

export const NO_BODY: RequestBody = {
  sent: null,
  signed: null,
  again: () => null,
  release: () => {},
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
  const body = stringify(json)
  if (body !== undefined) return { body, contentType: 'application/json' }
  const message = `json is ${typeof json}, which JSON has no word for`
  return fail('invalid-body', '3.4.1.3.1', message, 'give an object, a list, a text or the like')
}

function stringify(json: unknown): string | undefined {
  try {
    return JSON.stringify(json)
  } catch (cause) {
    throw new CountersignError('invalid-body', 'json holds what JSON cannot say', {
      section: '3.4.1.3.1',
      hint: 'a BigInt, a circle, or a toJSON that throws: the cause says which',
      cause,
    })
  }
}

/**
 * The one body that is given. A convenience names its Content-Type, unless the caller did.
 *
 * @throws CountersignError `invalid-body`: more than one, or a form under another Content-Type
 */
export function chooseBody({ body, form, json }: BodyOptions, headers: Headers): BodyInit | null {
  if ([body ?? undefined, form, json].filter((given) => given !== undefined).length > 1) {
    fail(
      'invalid-body',
      '3.4.1.3.1',
      'more than one of body, form and json is given',
      'give one of them',
    )
  }
  if (form === undefined && json === undefined) return body ?? null
  const content = form === undefined ? jsonBody(json) : formBody(form)
  if (!headers.has('content-type')) headers.set('content-type', content.contentType)
  if (form !== undefined && !isFormContentType(headers.get('content-type'))) {
    fail(
      'invalid-body',
      '3.4.1.3.1',
      'the Content-Type does not say form',
      'leave that header out, or give a body',
    )
  }
  return content.body
}

/**
 * Reads a body once. It sets the Content-Type that `fetch` would set, so that the signature goes by the same.
 *
 * @param request whose body is taken where there is no other
 * @param isHashed for a body that is no form: reads it into octets, so that what is hashed stays what is sent
 * @param signal ends the reading of a Request
 * @throws CountersignError `unsigned-form`: a stream that says it is a form; `unhashable-body`: a stream, to be hashed;
 *   `body-too-large`: more than 64 MiB in a Request, to be signed or hashed
 */
export async function readBody(
  body: BodyInit | null,
  request: Request | null,
  headers: Headers,
  isHashed = false,
  signal: AbortSignal | null = null,
): Promise<RequestBody> {
  requireBody(body)
  const source = body ?? (request?.body ? request : null)
  if (source === null) return NO_BODY
  setContentType(body, headers)
  if (isFormContentType(headers.get('content-type'))) {
    const form = await readForm(source, signal)
    return { ...NO_BODY, sent: form, signed: form, again: () => form }
  }
  if (isHashed) {
    const octets = await readOctets(source, headers, signal)
    return { ...NO_BODY, sent: octets, again: () => octets }
  }
  if (body !== null) return { ...NO_BODY, sent: body, again: () => (isStream(body) ? null : body) }
  // The copy comes first: making it gives the Request another stream.
  const copy = copyBody(request!)
  return { ...copy, sent: request!.body, signed: null }
}

/** What else there is, `fetch` would write as text, such as "[object Object]". @throws CountersignError `invalid-body` */
function requireBody(body: unknown): void {
  const isKnown =
    body === null ||
    typeof body === 'string' ||
    ArrayBuffer.isView(body) ||
    (typeof body === 'object' && (Symbol.asyncIterator in body || BODY_TAGS.includes(tagOf(body))))
  if (isKnown) return
  const hint =
    typeof body === 'object'
      ? 'send it as form or json; a body is text or octets'
      : 'write it as text'
  fail('invalid-body', '3.4.1.3.1', `the body is ${nameKind(body)}`, hint)
}

/** By their tags, since those of another realm are as good. */
const BODY_TAGS = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Blob',
  'File',
  'FormData',
  'ReadableStream',
  'URLSearchParams',
]
const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1)

function setContentType(body: BodyInit | null, headers: Headers): void {
  if (headers.has('content-type')) return
  if (body instanceof URLSearchParams)
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
  else if (typeof body === 'string') headers.set('content-type', 'text/plain;charset=UTF-8')
  else if (body instanceof Blob && body.type !== '') headers.set('content-type', body.type)
}

/** A copy as text, so that what is signed stays what is sent. */
async function readForm(
  source: BodyInit | Request,
  signal: AbortSignal | null,
): Promise<string | Uint8Array> {
  if (typeof source === 'string' || source instanceof URLSearchParams) return String(source)
  if (!isStream(source) && !(source instanceof FormData))
    return toText(await copyOctets(source, signal))
  return fail(
    'unsigned-form',
    '3.4.1.3.1',
    'the Content-Type says form, and the body is a stream or multipart',
    'give the form as text or URLSearchParams, or name the type that the body has',
  )
}
