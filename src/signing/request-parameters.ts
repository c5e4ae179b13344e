/** The request parameters, RFC 5849 §3.4.1.3: from header, query and form, and normalized. */
import { type AuthorizationHeader, isOAuthHeader, readHeader } from './authorization-header.ts'
import { splitUrl } from './base-string-uri.ts'
import { fail, refuseType } from './errors.ts'
import { encodeParameter, joinForm } from './form-encoding.ts'
import type { EncodedParameter, Parameter } from './form-encoding.ts'
import { type OctetString, requireWellFormed, toText } from './percent-encoding.ts'

/** An ordered list, because header names repeat. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** A request as it goes on the wire. */
export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly body: string | Uint8Array | null
}

/** The parameters of the OAuth header, and the texts of query and form as they are spelled. */
export interface ParameterSources extends AuthorizationHeader<EncodedParameter> {
  readonly query: string
  readonly form: string
}

const NO_HEADER = { realm: null, parameters: [] }

/** @throws CountersignError for a URL, header or form that cannot be read */
export function findSources({ url, headers, body }: WireRequest): ParameterSources {
  const value = headerValue(headers, 'authorization') ?? ''
  // §3.4.1.3.1: the parameters of the OAuth header except realm, of the query, and of a form.
  const { realm, parameters } = isOAuthHeader(value) ? readHeader(value) : NO_HEADER
  return { realm, parameters, query: splitUrl(url)[3], form: formText(headers, body) ?? '' }
}

/** The value of a header, or `null`. @param name in lower case @throws `duplicate-header` */
export function headerValue(headers: HeaderList, name: string): string | null {
  let found: string | null = null
  for (const [other, value] of headers) {
    if (other.length !== name.length || other.toLowerCase() !== name) continue
    // RFC silent: a repeated header is refused, because the two sides may read different ones.
    if (found !== null) fail('duplicate-header', '3.5', `there are two ${name} headers`, 'send one')
    found = value
  }
  return found
}

/** Copies headers, so that later changes have no effect. @throws `invalid-header` */
export function copyHeaders(headers: Iterable<readonly [string, string]>): HeaderList {
  const copy: [string, string][] = []
  for (const pair of Symbol.iterator in Object(headers) ? headers : [headers]) {
    const [name, value] = Array.isArray(pair) ? pair : []
    if (typeof name !== 'string' || typeof value !== 'string') {
      fail('invalid-header', '3.5', 'headers are not pairs of text', 'give [["Name", "value"]]')
    }
    copy.push([name, value])
  }
  return copy
}

const FORM_TYPE = /^[ \t]*application\/x-www-form-urlencoded[ \t]*(?:;|$)/i
const AMBIGUOUS = /(?:^|,)[ \t]*application\/x-www-form-urlencoded(?![!#$%&'*+\-.^_`|~0-9A-Za-z])/i

/** Whether a Content-Type names the form encoding. */
export function isFormContentType(type: string | null): boolean {
  // RFC silent: case and parameters such as "; charset=UTF-8" do not make it another type.
  return type !== null && FORM_TYPE.test(type)
}

/** The text of a form body, or `null` for another. @throws CountersignError `invalid-body` */
export function formText(headers: HeaderList, body: WireRequest['body']): string | null {
  if (body !== null && typeof body !== 'string' && !ArrayBuffer.isView(body)) {
    refuseType('body', body, 'text or octets: JSON.stringify(...), or formatForm(...)')
  }
  const type = headerValue(headers, 'content-type')
  // §3.4.1.3.1: a body counts only with the Content-Type of a form, and then with any method.
  const isForm = isFormContentType(type)
  // RFC silent: some servers take "application/x-www-form-urlencoded, text/plain" for a form, whose
  // fields are then read and not signed.
  if (!isForm && type !== null && AMBIGUOUS.test(type)) {
    fail('invalid-content-type', '3.4.1.3.1', 'the Content-Type names two', 'send one media type')
  }
  if (body === null || !isForm) return null
  const text = typeof body === 'string' ? body : toText(body)
  // RFC silent: raw octets that are not UTF-8, and text that begins as JSON, are refused.
  if (typeof text !== 'string' || /^\s*[[{]\s*["{[]/.test(text)) {
    const message = 'the Content-Type names a form, and the body is none'
    fail('invalid-body', '3.4.1.3.1', message, 'send the Content-Type of the body')
  }
  requireWellFormed(text)
  return text
}

/** Takes decoded pairs. @example normalizeParameters([['b', '1'], ['a', ' ']]) // 'a=%20&b=1' */
export function normalizeParameters(parameters: readonly Parameter[]): string {
  // §3.4.1.3.2 item 1: names and values are encoded first, and then sorted.
  return normalizeEncoded(parameters.map(encodeParameter).filter(isSigned))
}

// §3.4.1.3.1: oauth_signature is left out in every place.
export const isSigned = ({ name }: { name: OctetString }): boolean => name !== 'oauth_signature'

/** `normalizeParameters` for parameters that are percent-encoded, without the signature. */
export function normalizeEncoded(parameters: readonly EncodedParameter[]): string {
  // §3.4.1.3.2 items 3 and 4: "=" in every pair, before an empty value too, and "&" between pairs.
  return joinForm([...parameters].sort(byNameAndValue))
}

function byNameAndValue(one: EncodedParameter, other: EncodedParameter): number {
  // §3.4.1.3.2 item 2: in byte order, by name and then by value. Encoded text is ASCII.
  if (one.name !== other.name) return one.name < other.name ? -1 : 1
  return one.value < other.value ? -1 : Number(one.value !== other.value)
}
