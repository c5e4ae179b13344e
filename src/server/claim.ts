/** Reads what a request claims about itself, before it is verified. RFC 5849 §3.1, §3.2 */
import { baseStringUri, copyHeaders, encodedForm, type EncodedParameter } from '../signing/index.ts'
import { CountersignError, type ErrorCode, fail } from '../signing/index.ts'
import { findSources, headerValue, isSigned } from '../signing/index.ts'
import { isFormContentType, isProtocolParameter, isTimestamp } from '../signing/index.ts'
import { percentDecode, requireSignatureMethod, upperCaseMethod } from '../signing/index.ts'
import type { SignatureMethodName, WireRequest } from '../signing/index.ts'

/** Limits on the work that a request can cause before it is verified. */
export interface ClaimLimits {
  /** Octets of target, OAuth header and form together. Defaults to 1 MiB. */
  readonly maxOctets: number
  /** Parameters of header, query and form. Defaults to 10,000. */
  readonly maxParameters: number
}

export interface Claim {
  readonly request: WireRequest
  readonly uri: string
  readonly parameters: readonly EncodedParameter[]
  readonly signatureMethod: SignatureMethodName
  readonly consumerKey: string
  readonly token: string | null
  readonly signature: string
  /** `null` if a PLAINTEXT request sends none. */ readonly timestamp: number | null
  readonly nonce: string
}

type Reason = [section: string, message: string, hint: string, names?: readonly string[]]

/**
 * Refuses a request. `oauth_problem` is the code with underscores.
 *
 * @throws CountersignError always
 */
export function refuse(code: ErrorCode, ...[section, message, hint, names = []]: Reason): never {
  const problem = code.replaceAll('-', '_')
  throw new CountersignError(code, message, { section, hint, names, problem })
}

/** @throws CountersignError for a request that cannot be read, or lacks a required parameter */
export function readClaim(arrived: WireRequest, { maxOctets, maxParameters }: ClaimLimits): Claim {
  const { method, url, body } = arrived
  const request = { method, url, headers: copyHeaders(arrived.headers), body }
  requireOctets(request, maxOctets)
  const { parameters: header, query, form } = findSources(request)
  requireCount(header.length, [query, form], maxParameters)
  const [inQuery, inForm] = [encodedForm(query), encodedForm(form)]
  const values = readProtocolParameters(header, inQuery, inForm)
  upperCaseMethod(request.method)
  const valueOf = (name: string): string => values.get(name) ?? ''
  return {
    request,
    // §3.4.1.2: host and port are those of the Host header.
    uri: baseStringUri(request.url, headerValue(request.headers, 'host')),
    parameters: [...header, ...inQuery, ...inForm].filter(isSigned),
    signatureMethod: requireSignatureMethod(valueOf('oauth_signature_method')),
    consumerKey: valueOf('oauth_consumer_key'),
    // §2.1, §3.1: an empty token means no token.
    token: valueOf('oauth_token') || null,
    signature: valueOf('oauth_signature'),
    timestamp: values.has('oauth_timestamp') ? Number(valueOf('oauth_timestamp')) : null,
    nonce: valueOf('oauth_nonce'),
  }
}

/**
 * Refuses a fragment or too many octets before decoding. A character of text counts as an octet.
 */
function requireOctets({ url, headers, body }: WireRequest, most: number): void {
  // RFC 2616 §5.1.2: a request target has no fragment. Text after "#" would not be signed.
  if (url.includes('#')) fail('invalid-url', '3.4.1.2', 'the target holds "#"', 'send no fragment')
  const isForm = isFormContentType(headerValue(headers, 'content-type'))
  const header = headerValue(headers, 'authorization') ?? ''
  const octets = url.length + header.length + (isForm ? (body?.length ?? 0) : 0)
  if (octets <= most) return
  refuse('request-too-large', '3.2', `${octets} octets are more than ${most}`, 'send less')
}

function requireCount(inHeader: number, [query, form]: [string, string], most: number): void {
  // A form has at most one parameter for each character. This check avoids a slower count.
  if (inHeader + query.length + form.length <= most) return
  const count = inHeader + [...query.split('&'), ...form.split('&')].filter(Boolean).length
  const message = `${count} parameters are more than ${most}`
  if (count > most) refuse('too-many-parameters', '3.2', message, 'send fewer')
}

type Parameters = readonly EncodedParameter[]

/** The protocol parameters by name. */
function readProtocolParameters(
  header: Parameters,
  ...forms: readonly Parameters[]
): ReadonlyMap<string, string> {
  // RFC silent: every parameter of the header counts, but only those of §3.1 in query and form.
  const inForms = forms.map((form) => form.filter(isProtocolParameter))
  const [place, ...others] = [header, ...inForms].filter(({ length }) => length > 0)
  if (!place) refuse('credentials-absent', '3.5', 'the request is not signed', 'sign it')
  // §3.5: all protocol parameters are in one place.
  const elsewhere = others.flat().map(({ name }) => name)
  reject('parameter-rejected', elsewhere, 'in two places', 'send all parameters in one place')
  const values = new Map<string, string>()
  for (const { name, value } of place) {
    const text = percentDecode(value)
    if (values.has(name)) reject('parameter-rejected', [name], 'sent twice', 'send it once')
    if (typeof text !== 'string') reject('parameter-rejected', [name], 'not UTF-8', 'send UTF-8')
    values.set(name, String(text))
  }
  requireValues(values)
  return values
}

const NAMES = ['oauth_consumer_key', 'oauth_signature_method', 'oauth_signature']
const ALL_NAMES = [...NAMES, 'oauth_timestamp', 'oauth_nonce']

function requireValues(values: ReadonlyMap<string, string>): void {
  // §3.1: only PLAINTEXT may omit nonce and timestamp.
  const isPlaintext = values.get('oauth_signature_method') === 'PLAINTEXT'
  const absent = (isPlaintext ? NAMES : ALL_NAMES).filter((name) => !values.get(name))
  reject('parameter-absent', absent, 'missing', 'every signed request carries it')
  // §3.1: the version may be absent. Only 1.0 is allowed.
  if ((values.get('oauth_version') ?? '1.0') !== '1.0') {
    reject('version-rejected', ['oauth_version'], 'not 1.0', 'send 1.0, or leave it out')
  }
  if (!isTimestamp(values.get('oauth_timestamp') ?? '1')) {
    const hint = 'send seconds since 1970'
    reject('parameter-rejected', ['oauth_timestamp'], 'not a positive integer', hint)
  }
  // RFC silent on the length of a nonce. The limit bounds what a server remembers.
  if ((values.get('oauth_nonce') ?? '').length > 256) {
    reject('parameter-rejected', ['oauth_nonce'], 'too long', 'send at most 256 characters')
  }
}

function reject(code: ErrorCode, names: readonly string[], why: string, hint: string): void {
  if (names.length === 0) return
  const once = [...new Set(names)]
  refuse(code, '3.2', `${once.join(', ')}: ${why}`, hint, once)
}
