/** What is sent, and which part of it is signed: forms are, anything else is sent as it is. RFC 5849 §3.4.1.3.1 */
import { fail, formatForm, isFormContentType } from '../signing/index.ts'
import type { BodyInit } from './fetch-types.ts'
import { type ParametersInput, toParameters } from './parameters.ts'

export interface RequestBody {
  /** Handed to `fetch`. */
  readonly sent: BodyInit | null
  /** The form that is signed; `null` for a body that is not. */
  readonly signed: string | Uint8Array | null
}

/**
 * Reads a body once. It sets the Content-Type that `fetch` would set, so that the signature goes by the same.
 *
 * @throws CountersignError `unsigned-form`: a stream that says it is a form
 */
export async function readBody(body: BodyInit | null, headers: Headers): Promise<RequestBody> {
  if (body === null) return { sent: null, signed: null }
  setContentType(body, headers)
  if (!isFormContentType(headers.get('content-type'))) return { sent: body, signed: null }
  const form = await readForm(body)
  return { sent: form, signed: form }
}

function setContentType(body: BodyInit, headers: Headers): void {
  if (headers.has('content-type')) return
  if (body instanceof URLSearchParams) headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
  else if (typeof body === 'string') headers.set('content-type', 'text/plain;charset=UTF-8')
  else if (body instanceof Blob && body.type !== '') headers.set('content-type', body.type)
}

async function readForm(body: BodyInit): Promise<string | Uint8Array> {
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body)
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer())
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  return fail('unsigned-form', '3.4.1.3.1', 'the Content-Type says form, and the body is a stream or multipart',
    'give the form as text or URLSearchParams, or name the type that the body has')
}

/** The `form` convenience: a body and its Content-Type. */
export function formBody(form: ParametersInput): { body: string; contentType: string } {
  return { body: formatForm(toParameters(form)), contentType: 'application/x-www-form-urlencoded' }
}

/** The `json` convenience. */
export function jsonBody(json: unknown): { body: string; contentType: string } {
  return { body: JSON.stringify(json), contentType: 'application/json' }
}
