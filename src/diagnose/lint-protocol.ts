/** What is wrong with the request itself: its protocol parameters, its clock, its body. */
import { createHash, createHmac } from 'node:crypto'
import { isFormContentType, parseForm, SIGNATURE_METHODS } from '../signing/index.ts'
import type { Lint } from './lint.ts'
import type { ObservedRequest } from './observed-request.ts'

const finding = (isWrong: boolean, code: string, section: string, message: string, hint: string): Lint[] =>
  (isWrong ? [{ code, message, hint, section }] : [])

export function lintProtocol(request: ObservedRequest, now: number | null): readonly Lint[] {
  return [...lintPlaces(request), ...lintValues(request), ...lintClock(request, now), ...lintBody(request)]
}

function lintPlaces({ places, protocol, wire, form, header, signatureMethod }: ObservedRequest): Lint[] {
  const names = [...header, ...parseForm(wire.query ?? ''), ...parseForm(form ?? '')].map(([name]) => String(name))
  const twice = [...new Set(names.filter((name, index) => name.startsWith('oauth_') && names.indexOf(name) !== index))]
  const needed = ['oauth_consumer_key', 'oauth_signature_method', ...(signatureMethod === 'PLAINTEXT' ? [] : ['oauth_timestamp', 'oauth_nonce'])]
  const absent = needed.filter((name) => !protocol.get(name))
  return [
    ...finding(places.length > 1, 'two-places', '3.5', `oauth_ parameters stand in two places: ${places.join(' and ')}`, 'send all of them in one: header, body or query'),
    ...finding(twice.length > 0, 'parameter-twice', '3.1', `${twice.join(', ')} ${twice.length > 1 ? 'occur' : 'occurs'} twice`, 'send each once'),
    ...finding(absent.length > 0, 'parameter-missing', '3.1', `the request lacks ${absent.join(', ')}`, 'send every required parameter'),
  ]
}

function lintValues({ protocol, signatureMethod, wire, places, signature }: ObservedRequest): Lint[] {
  const version = protocol.get('oauth_version') ?? '1.0'
  const isKnown = SIGNATURE_METHODS.some((method) => method === signatureMethod)
  const isCaseOnly = !isKnown && SIGNATURE_METHODS.some((method) => method === signatureMethod.toUpperCase())
  const isPlaintext = signatureMethod === 'PLAINTEXT'
  const isExposed = isPlaintext && wire.scheme.toLowerCase() === 'http' && !/^(127\.|localhost$|\[::1\]$)/i.test(wire.host)
  const nonce = protocol.get('oauth_nonce')
  return [
    ...finding(version !== '1.0', 'version', '3.1', 'oauth_version is not 1.0', 'send 1.0, which OAuth 1.0a has too, or leave it out'),
    ...finding(!isKnown && !isCaseOnly, 'unknown-method', '3.4', 'oauth_signature_method names no method that is known here', `use ${SIGNATURE_METHODS.join(', ')}`),
    ...finding(isCaseOnly, 'method-case', '3.4', 'oauth_signature_method is not in upper case', `write ${signatureMethod.toUpperCase()}`),
    ...finding(isExposed, 'plaintext-over-http', '3.4.4', 'PLAINTEXT shows both secrets to everybody on the way', 'call https, and replace the secrets'),
    ...finding(isPlaintext && places.includes('query'), 'plaintext-in-url', '3.4.4', 'PLAINTEXT puts both secrets into the URL, which logs keep', 'send them in the header, and replace them'),
    ...finding(!isPlaintext && / /.test(signature ?? ''), 'plus-lost', '3.6', 'oauth_signature holds a space, which no base64 does', 'percent-encode it: + as %2B'),
    ...finding(nonce !== undefined && /[^\x21-\x7E]/.test(nonce), 'nonce-characters', '3.3', 'oauth_nonce holds white space or characters that are not ASCII', 'use letters and digits'),
  ]
}

function lintClock({ protocol }: ObservedRequest, now: number | null): Lint[] {
  const text = protocol.get('oauth_timestamp')
  if (text === undefined) return []
  if (!/^\d+$/.test(text)) return finding(true, 'timestamp', '3.3', 'oauth_timestamp is no positive integer', 'send whole seconds since 1970')
  if (text.length === 13) return finding(true, 'timestamp-milliseconds', '3.3', 'oauth_timestamp is in milliseconds', 'send whole seconds since 1970')
  const seconds = now === null ? 0 : Number(text) - now
  const hint = 'if it was made just now, set the clock; servers mostly take five minutes'
  return finding(Math.abs(seconds) > 300, 'clock', '3.3', `oauth_timestamp is ${inWords(Math.abs(seconds))} ${seconds > 0 ? 'ahead of' : 'behind'} this computer's clock`, hint)
}

function inWords(seconds: number): string {
  const units = [[86_400 * 365, 'years'], [86_400, 'days'], [3600, 'hours'], [60, 'minutes']] as const
  const [size, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, 'seconds']
  return `${Math.floor(seconds / size)} ${unit}`
}

function lintBody({ body, contentType, form, protocol, method }: ObservedRequest): Lint[] {
  const text = body === null ? '' : Buffer.from(body as string).toString()
  const looksLikeForm = /^[^\s=&{}<>[\]]+=[^\s{}<>]*$/.test(text)
  return [
    ...finding(looksLikeForm && contentType === null, 'form-without-type', '3.4.1.3.1', 'the body looks like a form, and no Content-Type says so', 'send Content-Type: application/x-www-form-urlencoded, or the body is not signed'),
    ...finding(looksLikeForm && contentType !== null && !isFormContentType(contentType), 'form-with-other-type', '3.4.1.3.1',
      'the body looks like a form, and its Content-Type names another type', 'a body is signed only under application/x-www-form-urlencoded'),
    ...finding(form !== null && /^\s*[[{]/.test(text), 'json-as-form', '3.4.1.3.1', 'the body looks like JSON, and its Content-Type says form', 'send application/json, and do not sign the body'),
    ...finding(form !== null && /^(GET|HEAD)$/i.test(method), 'form-on-get', '3.4.1.3.1', 'a GET request carries a form, which some servers sign and others do not', 'put the parameters into the query'),
    ...lintBodyHash(protocol.get('oauth_body_hash'), body, form !== null),
  ]
}

const HASHES = ['sha1', 'sha256', 'sha512'] as const

function lintBodyHash(claimed: string | undefined, body: string | Uint8Array | null, isForm: boolean): Lint[] {
  if (claimed === undefined) return []
  const octets = Buffer.from((body ?? '') as string)
  const made = (encoding: 'base64' | 'hex'): string[] => HASHES.map((algorithm) => createHash(algorithm).update(octets).digest(encoding))
  const isEmpty = octets.length > 0 && HASHES.some((algorithm) => createHash(algorithm).digest('base64') === claimed)
  const isKeyed = createHmac('sha1', '').update(octets).digest('base64') === claimed
  const how = made('hex').includes(claimed) ? 'it is written in hex' : isEmpty ? 'it is that of an empty body' : isKeyed ? 'it is an HMAC' : 'the body may have changed'
  return [
    ...finding(isForm, 'body-hash-with-form', '3.4.1.3.1', 'oauth_body_hash came with a form, which is signed itself', 'leave it out for forms'),
    ...finding(!made('base64').includes(claimed), 'body-hash', '3.4.1.3.1', `oauth_body_hash is not the hash of this body: ${how}`, 'send the base64 of the plain hash of the octets that are sent'),
  ]
}
