/** Parameter transmission, RFC 5849 §3.5: in the Authorization header, the form body, or the query. */
import { isOAuthHeader, joinHeader } from './authorization-header.ts'
import { fail, quote } from './errors.ts'
import { isFormContentType } from './form-encoding.ts'
import { type Headers, headerValue, type RequestParameter } from './request-parameters.ts'

export type Transmission = 'header' | 'query' | 'body'

/** A request as it goes on the wire. */
export interface WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | Uint8Array | null
}

/** Adds the protocol parameters behind the request's own. @throws CountersignError `invalid-realm` */
export function transmit(
  request: WireRequest, transmission: Transmission, realm: string | null, parameters: readonly RequestParameter[],
): WireRequest {
  const { method, url, headers, body } = request
  if (transmission === 'header') {
    const authorization = joinHeader(realm, parameters.map(({ encodedName, encodedValue }) => `${encodedName}="${encodedValue}"`))
    return { method, url, headers: [...headers, ['Authorization', authorization]], body }
  }
  const form = parameters.map(({ encodedName, encodedValue }) => `${encodedName}=${encodedValue}`).join('&')
  // §3.5.3: appended to the text of the URL, so that no byte of the request's own query changes.
  if (transmission === 'query') return { method, url: append(url.includes('?') ? url : `${url}?`, form), headers, body }
  // §3.5.2: behind the fields of the form; an empty body becomes one.
  const type: Headers = headerValue(headers, 'content-type') === null ? [['Content-Type', FORM_TYPE]] : []
  return { method, url, headers: [...headers, ...type], body: append(String(body ?? ''), form) }
}

const FORM_TYPE = 'application/x-www-form-urlencoded'

const append = (text: string, form: string): string => (/(^|[?&])$/.test(text) ? text + form : `${text}&${form}`)

/** @throws CountersignError `invalid-transmission`, `authorization-present`, `duplicate-header`. §3.5 */
export function requireTransmission({ method, headers, body }: WireRequest, transmission: Transmission): void {
  const type = headerValue(headers, 'content-type')
  const canBeForm = !/^(GET|HEAD)$/.test(method) && (isFormContentType(type) || (type === null && !body?.length))
  if (!['header', 'query', 'body'].includes(transmission)) {
    fail('invalid-transmission', '3.5', `unknown transmission: ${quote(transmission)}`, 'choose "header", "query" or "body"')
  }
  if (transmission === 'body' && !canBeForm) {
    fail('invalid-transmission', '3.5.2', `this ${method} request carries no form for the protocol parameters`, 'choose "header"')
  }
  const authorization = headerValue(headers, 'authorization')
  if (authorization !== null && (transmission === 'header' || isOAuthHeader(authorization))) {
    fail('authorization-present', '3.5', 'the request has an Authorization header already', 'leave it out')
  }
}

/** @throws CountersignError `plaintext-exposed`: PLAINTEXT where others can read its secrets. §3.4.4 */
export function requirePrivacy(url: string, transmission: Transmission): void {
  // §3.4.4: TLS, or the like of it. RFC silent: loopback is; a URL is not, since logs keep it.
  const isPrivate = /^(https:|http:\/\/(127(\.\d+){3}|localhost|\[::1\])(:\d+)?([/?#]|$))/i.test(url)
  if (isPrivate && transmission !== 'query') return
  fail('plaintext-exposed', '3.4.4', 'PLAINTEXT would show its secrets on the way', 'use https and the header, or an HMAC')
}
