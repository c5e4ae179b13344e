/** The request parameters, RFC 5849 §3.4.1.3: collected from query, header and form body, then normalized. */
import { fail } from './errors.ts'
import { decodeFormText, isFormContentType, type Parameter, splitForm } from './form-encoding.ts'
import { type OctetString, percentEncode, requireWellFormed, toText } from './percent-encoding.ts'

export type ParameterSource = 'query' | 'header' | 'body'

/** One parameter on its way into the base string: as it was written, decoded, and percent-encoded. */
export interface RequestParameter {
  readonly source: ParameterSource
  /** Name and value as a query or a form spells them; `null` where they came decoded. */
  readonly raw: readonly [name: string, value: string] | null
  readonly name: OctetString
  readonly value: OctetString
  readonly encodedName: string
  readonly encodedValue: string
}

/** An ordered list, because header names repeat. */
export type Headers = readonly (readonly [name: string, value: string])[]

export function encodeParameter(
  [name, value]: Parameter, source: ParameterSource, raw: RequestParameter['raw'] = null,
): RequestParameter {
  return { source, raw, name, value, encodedName: percentEncode(name), encodedValue: percentEncode(value) }
}

/** The parameters of a raw query or form body. */
export function collectForm(form: string, source: ParameterSource): RequestParameter[] {
  // §3.4.1.3.1: each is decoded once, and then encoded once.
  return splitForm(form).map((raw) => encodeParameter([decodeFormText(raw[0]), decodeFormText(raw[1])], source, raw))
}

/** The one value of a header, by its lower-case name, or `null`. @throws CountersignError `duplicate-header` */
export function headerValue(headers: Headers, name: string): string | null {
  const values = headers.filter(([other]) => other.toLowerCase() === name)
  if (values.length < 2) return values[0]?.[1] ?? null
  fail('duplicate-header', '3.5', `there are ${values.length} ${name} headers`, 'send one, so that both sides read the same')
}

/**
 * The form body that is to be signed, or `null` for any other body.
 *
 * @throws CountersignError `invalid-body`: the Content-Type says form, the body does not. §3.4.1.3.1
 */
export function signedFormBody(headers: Headers, body: string | Uint8Array | null): string | null {
  // §3.4.1.3.1: a body counts only under the form's Content-Type, and then with any method.
  if (body === null || !isFormContentType(headerValue(headers, 'content-type'))) return null
  const text = typeof body === 'string' ? body : toText(body)
  // RFC silent: octets that are no UTF-8, or JSON by its first characters, are refused rather than signed as a form.
  if (typeof text !== 'string' || /^\s*[[{]\s*["{[]/.test(text)) {
    fail('invalid-body', '3.4.1.3.1', 'the Content-Type says form, and the body is none', 'name the type that the body has')
  }
  requireWellFormed(text)
  return text
}

export const isSigned = ({ encodedName }: RequestParameter): boolean => encodedName !== 'oauth_signature'

/** Normalizes decoded parameters into the text that is signed. §3.4.1.3.2 */
export function normalizeParameters(parameters: readonly Parameter[]): string {
  return joinNormalized(parameters.map((pair) => encodeParameter(pair, 'query')))
}

/** `normalizeParameters` for what was collected. */
export function joinNormalized(parameters: readonly RequestParameter[]): string {
  // §3.4.1.3.1: oauth_signature is left out, wherever it stands.
  const sorted = parameters.filter(isSigned).sort(byEncodedPair)
  // §3.4.1.3.2 items 3 and 4: "=" within a pair, even before an empty value; "&" between pairs.
  return sorted.map(({ encodedName, encodedValue }) => `${encodedName}=${encodedValue}`).join('&')
}

function byEncodedPair(a: RequestParameter, b: RequestParameter): number {
  // §3.4.1.3.2 items 1 and 2: by the encoded names, and where they are equal by the encoded values, in byte order. Both
  // are ASCII, so that comparing strings is comparing bytes.
  if (a.encodedName !== b.encodedName) return a.encodedName < b.encodedName ? -1 : 1
  return a.encodedValue < b.encodedValue ? -1 : Number(a.encodedValue > b.encodedValue)
}
