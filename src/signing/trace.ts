/** The trace of a signature: every stage on the way to it, read back from the signed request. */
import { baseStringUri } from './base-string-uri.ts'
import { decodeFormText, encodedForm, splitForm } from './form-encoding.ts'
import { type OctetString, percentDecode } from './percent-encoding.ts'
import { collectEncoded, findSources, headerValue, normalizeEncoded } from './request-parameters.ts'
import type { ParameterSources, WireRequest } from './request-parameters.ts'
import { signatureBaseString } from './signature-base-string.ts'
import { isRsaMethod, type Secrets, sharedKey } from './signature-methods.ts'

/** One parameter on its way into the base string: as it was written, decoded, and percent-encoded. */
export interface RequestParameter {
  readonly source: 'query' | 'header' | 'body'
  /** As a query or form spells it; `null` for a header. */
  readonly raw: readonly [name: string, value: string] | null
  readonly name: OctetString
  readonly value: OctetString
  readonly encodedName: string
  readonly encodedValue: string
}

/**
 * How a signature came to be. It holds no credentials: no secret, no key, no PLAINTEXT signature. It
 * does hold the parameters of the request, and some are secret: a verifier, `x_auth_password`.
 */
export interface Trace {
  /** As it is on the wire. */ readonly url: string
  /** The realm of the header, which is never signed. */ readonly realm: string | null
  /** In the order of header, query and body. */ readonly parameters: readonly RequestParameter[]
  readonly baseStringUri: string
  readonly normalizedParameters: string
  readonly signatureBaseString: string
  readonly signatureMethod: string
  /** The shape of a shared key, as in `****%**&`: a star for all but "%" and "&". */
  readonly signingKey: string
  /** `oauth_signature`; `***` for PLAINTEXT, where it is the key. */ readonly signature: string
}

/**
 * Reads a signed request as its server does. @param secrets those that it was signed with, if known
 * @param host the Host header; `null` if the URL's own authority counts
 */
export function traceRequest(
  request: WireRequest,
  secrets: Secrets = {},
  host: string | null = headerValue(request.headers, 'host'),
): Trace {
  const { method, url } = request
  const sources = findSources(request)
  const all = readSources(sources)
  const valueOf = (wanted: string): string => String(all.find(({ name }) => name === wanted)?.value)
  const signatureMethod = valueOf('oauth_signature_method')
  const isPlaintext = signatureMethod === 'PLAINTEXT'
  const isShared = !isRsaMethod(signatureMethod) && typeof secrets.consumerSecret === 'string'
  const uri = baseStringUri(url, host)
  const normalizedParameters = normalizeEncoded(collectEncoded(sources))
  return {
    url: isPlaintext ? url.replace(/[^?&#]+/g, maskSignature) : url,
    realm: sources.realm,
    parameters: all.filter(({ name }) => name !== 'oauth_signature'),
    baseStringUri: uri,
    normalizedParameters,
    signatureBaseString: signatureBaseString(method, uri, normalizedParameters),
    signatureMethod,
    signingKey: isShared ? sharedKey(secrets).replace(/[^%&]/g, '*') : 'a key pair',
    signature: isPlaintext ? '***' : valueOf('oauth_signature'),
  }
}

/** However its name is spelled. */
function maskSignature(piece: string): string {
  const isSignature = encodedForm(piece)[0]?.name === 'oauth_signature'
  return isSignature ? piece.replace(/=.*$/s, '=***') : piece
}

/** Every parameter of a request in the order of header, query and form, `oauth_signature` included. */
export function collectParameters(request: WireRequest): RequestParameter[] {
  return readSources(findSources(request))
}

function readSources({ header, query, form }: ParameterSources): RequestParameter[] {
  const inHeader = header.map(({ name, value }): RequestParameter => {
    const decoded = { name: percentDecode(name), value: percentDecode(value) }
    return { source: 'header', raw: null, ...decoded, encodedName: name, encodedValue: value }
  })
  return [...inHeader, ...readForm('query', query), ...readForm('body', form)]
}

function readForm(source: 'query' | 'body', form: string): RequestParameter[] {
  const encoded = encodedForm(form)
  return splitForm(form).map((raw, position) => {
    const { name: encodedName, value: encodedValue } = encoded[position]!
    const [name, value] = [decodeFormText(raw[0]), decodeFormText(raw[1])]
    return { source, raw, name, value, encodedName, encodedValue }
  })
}
