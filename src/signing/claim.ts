/** What a request that arrived says of itself, read once and not believed yet. RFC 5849 §3.1, §3.2 */
import { baseStringUri } from './base-string-uri.ts'
import { CountersignError, type ErrorCode, fail } from './errors.ts'
import { encodedForm, type EncodedParameter, isFormContentType } from './form-encoding.ts'
import { percentDecode } from './percent-encoding.ts'
import { isTimestamp, PROTOCOL_PARAMETERS, REQUIRED_PARAMETERS } from './protocol-parameters.ts'
import { copyHeaders, findSources, headerValue, type WireRequest } from './request-parameters.ts'
import { upperCaseMethod } from './signature-base-string.ts'
import { requireSignatureMethod, type SignatureMethodName } from './signature-methods.ts'

export interface Claim {
  readonly request: WireRequest
  readonly uri: string
  readonly parameters: readonly EncodedParameter[]
  readonly signatureMethod: SignatureMethodName
  readonly consumerKey: string
  readonly token: string | null
  readonly signature: string
  /** `null` where there is none, as PLAINTEXT may do. */ readonly timestamp: number | null
  readonly nonce: string
}

/** Limits on the work that a stranger can cause. */
export interface ClaimLimits {
  /** Of target, OAuth header and form body together. Defaults to 1 MiB. */ readonly maxOctets: number
  /** Defaults to 10,000. */ readonly maxParameters: number
}

type Refusal = [section: string, message: string, hint: string, names?: readonly string[]]

/** A refusal, whose `oauth_problem` is its code with underscores. @throws CountersignError always */
export function refuse(code: ErrorCode, ...[section, message, hint, names = []]: Refusal): never {
  const problem = code.replaceAll('-', '_')
  throw new CountersignError(code, message, { section, hint, names, problem })
}

/** @throws CountersignError for a request that cannot be read, or that lacks what it needs */
export function readClaim(arrived: WireRequest, limits: ClaimLimits): Claim {
  const request = { ...arrived, headers: copyHeaders(arrived.headers) }
  requireOctets(request, limits.maxOctets)
  const sources = findSources(request)
  const { header, query, form } = sources
  requireCount(header.length, [query, form], limits.maxParameters)
  const inQuery = encodedForm(query)
  const inForm = encodedForm(form)
  const values = readProtocolParameters(header, [inQuery, inForm])
  const valueOf = (name: string): string => values.get(`oauth_${name}`) ?? ''
  upperCaseMethod(request.method)
  return {
    request,
    // §3.4.1.2: host and port are those of the Host header.
    uri: baseStringUri(request.url, headerValue(request.headers, 'host')),
    parameters: [...header, ...inQuery, ...inForm],
    signatureMethod: requireSignatureMethod(valueOf('signature_method')),
    consumerKey: valueOf('consumer_key'),
    // §2.1, §3.1: an empty token stands for none.
    token: valueOf('token') || null,
    signature: valueOf('signature'),
    timestamp: values.has('oauth_timestamp') ? Number(valueOf('timestamp')) : null,
    nonce: valueOf('nonce'),
  }
}

/** Before anything is decoded. */
function requireOctets({ url, headers, body }: WireRequest, most: number): void {
  // RFC 2616 §5.1.2: a request target has no fragment. What stands behind "#" would not be signed.
  if (url.includes('#')) fail('invalid-url', '3.4.1.2', 'the target holds "#"', 'send no fragment')
  const isForm = isFormContentType(headerValue(headers, 'content-type'))
  const header = headerValue(headers, 'authorization') ?? ''
  const octets = url.length + header.length + (isForm ? (body?.length ?? 0) : 0)
  if (octets > most)
    refuse('request-too-large', '3.2', `${octets} octets are more than ${most}`, 'send less')
}

function requireCount(inHeader: number, forms: readonly string[], most: number): void {
  const count = forms.reduce((sum, form) => sum + form.split('&').length, inHeader)
  const message = `${count} parameters are more than ${most}`
  if (count > most) refuse('too-many-parameters', '3.2', message, 'send fewer')
}

type Parameters = readonly EncodedParameter[]

/** The protocol parameters by name. */
function readProtocolParameters(
  header: Parameters,
  forms: readonly Parameters[],
): ReadonlyMap<string, string> {
  // RFC silent: in the header every parameter counts, in query and form those of §3.1 by name.
  const inForms = forms.map((form) => form.filter(({ name }) => PROTOCOL_PARAMETERS.has(name)))
  const [place = [], ...others] = [header, ...inForms].filter(({ length }) => length > 0)
  if (place.length === 0)
    refuse('credentials-absent', '3.5', 'the request is not signed', 'sign it')
  // §3.5: all of them stand in one place.
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

function requireValues(values: ReadonlyMap<string, string>): void {
  const isPlaintext = values.get('oauth_signature_method') === 'PLAINTEXT'
  const required = REQUIRED_PARAMETERS.slice(0, isPlaintext ? 3 : 5)
  const absent = required.filter((name) => !values.get(name))
  reject('parameter-absent', absent, 'missing', 'every signed request carries it')
  // §3.1: the version may be absent, but no other one may be there.
  const isVersion = (values.get('oauth_version') ?? '1.0') === '1.0'
  reject('version-rejected', isVersion ? [] : ['oauth_version'], 'not 1.0', 'send 1.0, or none')
  const wrong = isTimestamp(values.get('oauth_timestamp') ?? '1') ? [] : ['oauth_timestamp']
  reject('parameter-rejected', wrong, 'not a positive integer', 'send seconds since 1970')
  // RFC silent on the length of a nonce. The limit bounds what a server remembers.
  const long = (values.get('oauth_nonce') ?? '').length > 256 ? ['oauth_nonce'] : []
  reject('parameter-rejected', long, 'too long', 'send at most 256 characters')
}

function reject(code: ErrorCode, names: readonly string[], why: string, hint: string): void {
  const once = [...new Set(names)]
  if (once.length > 0) refuse(code, '3.2', `${once.join(', ')}: ${why}`, hint, once)
}
