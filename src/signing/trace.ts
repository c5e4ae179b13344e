/** The trace of a signature: all its stages, read back from the signed request. */
import { baseStringUri } from './base-string-uri.ts'
import { decodeParameter, encodedForm, type EncodedParameter, splitForm } from './form-encoding.ts'
import type { OctetString } from './percent-encoding.ts'
import { findSources, headerValue, isSigned, normalizeEncoded } from './request-parameters.ts'
import type { ParameterSources, WireRequest } from './request-parameters.ts'
import { signatureBaseString } from './signature-base-string.ts'
import { isRsaMethod, type Secrets, sharedKey } from './signature-methods.ts'

/** One parameter on its way into the base string: as written, decoded, and percent-encoded. */
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
 * Every stage of a signature. It holds no credentials: no secret, key or PLAINTEXT signature. It
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
  /** The shared key, with `*` for all but "%" and "&"; `no shared key` if it is unknown. */
  readonly signingKey: string
  /** `oauth_signature`; `***` for PLAINTEXT, where it is the key. */ readonly signature: string
}

/** A result whose trace is computed at each read. A spread or JSON leaves it out. */
export class Traced<Result extends Trace | null = Trace> {
  readonly #read: () => Result
  constructor(read: () => Result) {
    this.#read = read
  }
  get trace(): Result {
    return this.#read()
  }
}

/**
 * Reads a signed request as its server does. @param secrets the secrets of the signature, if known
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
  const parameters = all.filter(isSigned)
  const encoded = parameters.map(({ encodedName: name, encodedValue: value }) => ({ name, value }))
  const normalized = normalizeEncoded(encoded)
  return {
    url: isPlaintext ? url.replace(/(?<=[?&#])[^&#]+/g, maskSignature) : url,
    realm: sources.realm,
    parameters,
    baseStringUri: uri,
    normalizedParameters: normalized,
    signatureBaseString: signatureBaseString(method, uri, normalized),
    signatureMethod,
    signingKey: isShared ? sharedKey(secrets).replace(/[^%&]/g, '*') : 'no shared key',
    signature: isPlaintext ? '***' : valueOf('oauth_signature'),
  }
}

/** Masks the value of oauth_signature, also where its name is percent-encoded. */
function maskSignature(piece: string): string {
  const isSignature = encodedForm(piece)[0]?.name === 'oauth_signature'
  return isSignature ? piece.replace(/=.*$/s, '=***') : piece
}

/** Every parameter of a request, in the order of header, query and form; `oauth_signature` too. */
export function collectParameters(request: WireRequest): RequestParameter[] {
  return readSources(findSources(request))
}

function readSources({ parameters, query, form }: ParameterSources): RequestParameter[] {
  const inHeader = parameters.map((parameter) => describe('header', parameter, null))
  return [...inHeader, ...readForm('query', query), ...readForm('body', form)]
}

function readForm(source: 'query' | 'body', form: string): RequestParameter[] {
  const raw = splitForm(form)
  return encodedForm(form).map((parameter, index) => describe(source, parameter, raw[index]!))
}

function describe(
  source: RequestParameter['source'],
  parameter: EncodedParameter,
  raw: RequestParameter['raw'],
): RequestParameter {
  const [name, value] = decodeParameter(parameter)
  return { source, raw, name, value, encodedName: parameter.name, encodedValue: parameter.value }
}
