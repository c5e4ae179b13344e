/** Parameter transmission, RFC 5849 §3.5: in the Authorization header, the form body, or the query. */
import { formatAuthorizationHeader, isOAuthHeader } from './authorization-header.ts'
import { fail, quote } from './errors.ts'
import { formatForm, isFormContentType, type Parameter } from './form-encoding.ts'
import { type Headers, headerValue, type WireRequest } from './request-parameters.ts'

export type Transmission = 'header' | 'query' | 'body'

/** Adds the protocol parameters behind the request's own. @throws CountersignError `invalid-realm` */
export function transmit(
  { method, url, headers, body }: WireRequest, transmission: Transmission, realm: string | null, parameters: readonly Parameter[],
): WireRequest {
  if (transmission === 'header') {
    return { method, url, headers: [...headers, ['Authorization', formatAuthorizationHeader({ realm, parameters })]], body }
  }
  const form = formatForm(parameters)
  // §3.5.3: appended to the text of the URL, so that no byte of the request's own query changes.
  const address = url.includes('?') ? url : `${url}?`
  if (transmission === 'query') return { method, url: append(address, /^[^?]*\?$/, form), headers, body }
  // §3.5.2: behind the fields of the form; an empty body becomes one.
  const hasType = headerValue(headers, 'content-type') !== null
  const type: Headers = hasType ? [] : [['Content-Type', 'application/x-www-form-urlencoded']]
  return { method, url, headers: [...headers, ...type], body: append(Buffer.from(body ?? '').toString(), /^$/, form) }
}

const append = (text: string, empty: RegExp, form: string): string =>
  empty.test(text) || text.endsWith('&') ? text + form : `${text}&${form}`

/** @throws CountersignError `invalid-transmission`, `authorization-present`, `duplicate-header`. §3.5 */
export function requireTransmission({ method, headers, body }: WireRequest, transmission: Transmission): void {
  const [type, authorization] = [headerValue(headers, 'content-type'), headerValue(headers, 'authorization')]
  const canBeForm = !/^(GET|HEAD)$/.test(method) && (isFormContentType(type) || (type === null && !body?.length))
  if (!['header', 'query', 'body'].includes(transmission) || (transmission === 'body' && !canBeForm)) {
    fail('invalid-transmission', '3.5', `${quote(transmission)} cannot carry the parameters of this ${method}`, 'choose "header"')
  }
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
