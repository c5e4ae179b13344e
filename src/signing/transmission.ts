/** Parameter transmission, RFC 5849 §3.5: in the Authorization header, the form or the query. */
import { isOAuthHeader, joinHeader } from './authorization-header.ts'
import { fail, quote } from './errors.ts'
import { type EncodedParameter, joinForm } from './form-encoding.ts'
import { formText, headerValue, isFormContentType } from './request-parameters.ts'
import type { WireRequest } from './request-parameters.ts'

export type Transmission = 'header' | 'query' | 'body'

/** Where protocol parameters go. */
interface Place {
  readonly transmission: Transmission
  readonly realm: string | null
}

/** Adds the protocol parameters after those of the request. @throws `invalid-realm` */
export function transmit(
  { method, url, headers, body }: WireRequest,
  { transmission, realm }: Place,
  protocol: readonly EncodedParameter[],
): WireRequest {
  if (transmission === 'header') {
    const authorization = ['Authorization', joinHeader(realm, protocol)] as const
    return { method, url, headers: [...headers, authorization], body }
  }
  const form = joinForm(protocol)
  if (transmission === 'query') {
    // §3.5.3: after the text of the URL, so that no octet of the request's own query changes.
    const separator = url.includes('?') ? separatorBehind(url.replace(/^[^?]*\?/, '')) : '?'
    return { method, url: url + separator + form, headers, body }
  }
  // §3.5.2: after the fields of the form. An absent body becomes a form.
  const fields = formText(headers, body) ?? ''
  const type = ['Content-Type', 'application/x-www-form-urlencoded'] as const
  const typed = headerValue(headers, 'content-type') === null ? [...headers, type] : headers
  return { method, url, headers: typed, body: fields + separatorBehind(fields) + form }
}

const separatorBehind = (form: string): string => (form === '' || form.endsWith('&') ? '' : '&')

/** @throws CountersignError `invalid-transmission`, `authorization-present`, `duplicate-header` */
export function requireTransmission(request: WireRequest, transmission: Transmission): void {
  const { method, headers, body } = request
  if (!['header', 'query', 'body'].includes(transmission)) {
    const message = `unknown transmission: ${quote(String(transmission))}`
    fail('invalid-transmission', '3.5', message, 'choose "header", "query" or "body"')
  }
  const type = headerValue(headers, 'content-type')
  const canBeForm = type === null ? !body?.length : isFormContentType(type)
  // §3.5.2: a form body, or none so far, with a method whose body has a meaning.
  if (transmission === 'body' && (!canBeForm || method === 'GET' || method === 'HEAD')) {
    const message = `the body of this ${method} cannot carry parameters`
    fail('invalid-transmission', '3.5', message, 'choose "header", or POST a form')
  }
  const authorization = headerValue(headers, 'authorization')
  if (authorization === null || (transmission !== 'header' && !isOAuthHeader(authorization))) return
  // §3.5: one place holds the parameters. Basic or Bearer may accompany query and body.
  const message = 'the request has an Authorization header already'
  fail('authorization-present', '3.5', message, 'leave it out: the signer writes it')
}

const LOOPBACK = /^http:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?(?:[/?#]|$)/i

/** @throws CountersignError `plaintext-exposed`: PLAINTEXT where its secrets show. §3.4.4 */
export function requirePrivacy(url: string, transmission: Transmission): void {
  // §3.4.4: over TLS. RFC silent: loopback counts as private. A query does not: logs keep URLs.
  const isPrivate = /^https:/i.test(url) || LOOPBACK.test(url)
  if (isPrivate && transmission !== 'query') return
  const where = isPrivate ? 'in the URL' : 'over http'
  const hint = isPrivate ? 'choose "header", or an HMAC' : 'use https, or an HMAC'
  fail('plaintext-exposed', '3.4.4', `PLAINTEXT sends its secrets ${where}`, hint)
}
