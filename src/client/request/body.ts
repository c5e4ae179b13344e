/**
 * The body of a request. A form is signed, any other body is sent without being signed. RFC 5849
 * §3.4.1.3.1
 */
import { nameKind } from '../../internal/index.ts'
import {
  CountersignError,
  fail,
  formatForm,
  isFormContentType,
  toText,
} from '../../signing/index.ts'
import { type BodyInit, copyBody, copyOctets, isStream, readOctets } from './octets.ts'
import { type ParametersInput, toParameters } from './parameters.ts'

export interface RequestBody {
  /** Passed to `fetch`. */
  readonly sent: BodyInit | null
  /** The form that is signed. `null` if the body is not signed. */
  readonly signed: string | Uint8Array | null
  /**
   * The body for another attempt. `null` without a body, and for a stream, which can be sent only
   * once.
   */
  readonly again: () => BodyInit | null
  /** Called when the call ends. Stops the copying of a body. */
  readonly release?: () => void
}

export const NO_BODY: RequestBody = {
  sent: null,
  signed: null,
  again: () => null,
}

/**
 * Formats the body of the option `form`.
 *
 * @throws CountersignError `invalid-parameter`: a value is not a string, number or boolean
 * @example formBody({ status: 'a b' }).body // 'status=a%20b'
 */
export function formBody(form: ParametersInput): { body: string; contentType: string } {
  return { body: formatForm(toParameters(form)), contentType: 'application/x-www-form-urlencoded' }
}

/**
 * Formats the body of the option `json`.
 *
 * @throws CountersignError `invalid-body`: JSON cannot represent the value, such as a function or a
 *   BigInt
 * @example jsonBody({ a: 1 }) // { body: '{"a":1}', contentType: 'application/json' }
 */
export function jsonBody(json: unknown): { body: string; contentType: string } {
  const body = stringify(json)
  if (body !== undefined) return { body, contentType: 'application/json' }
  const message = `json is ${typeof json}, which JSON cannot represent`
  return fail(
    'invalid-body',
    '3.4.1.3.1',
    message,
    'give an object, an array, a string, a number, a boolean or null',
  )
}

function stringify(json: unknown): string | undefined {
  try {
    return JSON.stringify(json)
  } catch (cause) {
    throw new CountersignError('invalid-body', 'json has a value that JSON cannot represent', {
      section: '3.4.1.3.1',
      hint: 'it is a BigInt, a circular reference, or a toJSON that throws: see the cause',
      cause,
    })
  }
}

/**
 * Reads a body once. Sets the Content-Type that `fetch` would set, because the signature depends on
 * it.
 *
 * @param request its body is used if `body` is `null`
 * @param isHashed reads a body that is not a form into octets, so that the hashed octets are the
 *   ones that are sent
 * @param signal stops the reading of a Request
 * @throws CountersignError `invalid-body`: not a body that `fetch` can send; `unsigned-form`: a
 *   stream whose Content-Type is that of a form; `unhashable-body`: a stream that is to be hashed;
 *   `body-too-large`: a Request with more than 64 MiB that is to be signed or hashed
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
  // The copy comes first: it replaces the stream of the Request.
  const copy = copyBody(request!)
  return { ...copy, sent: request!.body, signed: null }
}

/**
 * `fetch` would convert any other value to text such as "[object Object]".
 *
 * @throws CountersignError `invalid-body`
 */
function requireBody(body: unknown): void {
  const isKnown =
    body === null ||
    typeof body === 'string' ||
    ArrayBuffer.isView(body) ||
    (typeof body === 'object' && (Symbol.asyncIterator in body || BODY_TAGS.includes(tagOf(body))))
  if (isKnown) return
  const hint =
    typeof body === 'object'
      ? 'use the option form or json; a body is text or octets'
      : 'convert it to text'
  fail('invalid-body', '3.4.1.3.1', `the body is ${nameKind(body)}`, hint)
}

/** Tags instead of classes: objects of another realm, such as a vm context, have other classes. */
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

/** Copies a form, so that the signed form is the one that is sent. */
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
    'give the form as text or URLSearchParams, or set the Content-Type of the body',
  )
}
