/** The request parameters, RFC 5849 §3.4.1.3: collected from query, header and form body, then normalized. */
import { isOAuthHeader, parseAuthorizationHeader } from './authorization-header.ts'
import { splitUrl } from './base-string-uri.ts'
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

/** A request as it goes on the wire. */
export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | Uint8Array | null
}

/** Every parameter of a request, in the order of header, query and form body. */
export function collectParameters({ url, headers, body }: WireRequest): RequestParameter[] {
  const authorization = headerValue(headers, 'authorization')
  const header = authorization !== null && isOAuthHeader(authorization) ? parseAuthorizationHeader(authorization).parameters : []
  // §3.4.1.3.1: the parameters of the OAuth header but its realm, of the query, and of a form body.
  return [
    ...header.map((pair) => encode('header', null, pair)),
    ...collectForm('query', splitUrl(url).query),
    ...collectForm('body', signedFormBody(headers, body) ?? ''),
  ]
}

function collectForm(source: ParameterSource, form: string): RequestParameter[] {
  // §3.4.1.3.1: each is decoded once, and then encoded once.
  return splitForm(form).map((raw) => encode(source, raw, [decodeFormText(raw[0]), decodeFormText(raw[1])]))
}

function encode(source: ParameterSource, raw: RequestParameter['raw'], [name, value]: Parameter): RequestParameter {
  return { source, raw, name, value, encodedName: percentEncode(name), encodedValue: percentEncode(value) }
}

/** The one value of a header, by its lower-case name, or `null`. @throws CountersignError `duplicate-header` */
export function headerValue(headers: Headers, name: string): string | null {
  const values = headers.filter(([other]) => other.toLowerCase() === name)
  if (values.length < 2) return values[0]?.[1] ?? null
  fail('duplicate-header', '3.5', `there are ${values.length} ${name} headers`, 'send one, so that both sides read the same')
}

/** The form body, or `null` for any other. @throws CountersignError `invalid-body`: it is none, and its type says form */
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

/** Normalizes decoded parameters into the text that is signed. §3.4.1.3.2 */
export function normalizeParameters(parameters: readonly Parameter[]): string {
  // §3.4.1.3.1: oauth_signature is left out, wherever it stands.
  const signed = parameters.filter(([name]) => name !== 'oauth_signature')
  // §3.4.1.3.2 item 1: names and values are encoded first, and sorted then.
  const encoded = signed.map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
  // §3.4.1.3.2 items 3 and 4: "=" within a pair, even before an empty value; "&" between pairs.
  return encoded.sort(byNameAndValue).map((pair) => pair.join('=')).join('&')
}

function byNameAndValue([name, value]: readonly [string, string], [otherName, otherValue]: readonly [string, string]): number {
  // §3.4.1.3.2 item 2: by name, and where names are equal by value, in byte order: the texts are ASCII by now.
  if (name !== otherName) return name < otherName ? -1 : 1
  return value < otherValue ? -1 : Number(value > otherValue)
}
