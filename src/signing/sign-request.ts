/** Signing a request, RFC 5849 §3.1: plain data in, plain data out. */
import { baseStringUri, serializeUrl, splitUrl } from './base-string-uri.ts'
import { fail, optionalText, refuseType, requireKnownOptions } from './errors.ts'
import { encodedForm, encodeParameter, type EncodedParameter } from './form-encoding.ts'
import type { Parameter } from './form-encoding.ts'
import { percentEncode } from './percent-encoding.ts'
import { nextNonce, nextTimestamp, requireUnreserved } from './protocol-parameters.ts'
import { copyHeaders, formText, normalizeEncoded, type WireRequest } from './request-parameters.ts'
import { signatureBaseString, upperCaseMethod } from './signature-base-string.ts'
import { prepareOptions, type PreparedOptions } from './signing-options.ts'
import type { SigningOptions } from './signing-options.ts'
import { type Trace, Traced, traceRequest } from './trace.ts'
import { requirePrivacy, requireTransmission, transmit } from './transmission.ts'

export interface RequestToSign {
  readonly method: string
  /** Absolute, http or https. It is serialized once, as `fetch` does. */ readonly url: string | URL
  /** Pairs, or a `Headers`. Defaults to none. A Host header does not change what is signed. */
  readonly headers?: Iterable<readonly [name: string, value: string]>
  /** Signed only with the Content-Type of a form. Defaults to `null`. §3.4.1.3.1 */
  readonly body?: string | Uint8Array | null
  /** `oauth_callback`: an absolute URI, or `oob`. Defaults to `null`. */
  readonly callback?: string | null
  /** `oauth_verifier`, also called PIN. Defaults to `null`. */
  readonly verifier?: string | number | null
  /** Protocol parameters of extensions, such as `oauth_session_handle`. Defaults to none. */
  readonly extra?: readonly Parameter[]
}

const REQUEST_FIELDS = ['method', 'url', 'headers', 'body', 'callback', 'verifier', 'extra']

/** A signed request, to send without any change. */
export interface SignedRequest extends WireRequest {
  /** The stages of the signature. Computed when read. */ readonly trace: Trace
}

/** Both methods throw CountersignError for a request that cannot be signed. */
export interface Signer {
  sign(request: RequestToSign): SignedRequest
  /** For a signature method that returns a promise. Accepts the other methods too. */
  signAsync(request: RequestToSign): Promise<SignedRequest>
}

/**
 * Signs one request. @throws CountersignError for options or a request that cannot be signed
 *
 * @example signRequest({ method: 'GET', url: 'https://h/?a=1' }, { consumerKey, consumerSecret })
 */
export function signRequest(request: RequestToSign, options: SigningOptions): SignedRequest {
  return createSigner(options).sign(request)
}

/** `signRequest` with the options prepared once. @throws CountersignError for bad options */
export function createSigner(options: SigningOptions): Signer {
  const prepared = prepareOptions(options)
  const { method } = prepared
  return {
    sign(request) {
      const unsigned = prepareRequest(request, prepared)
      const signature = method.sign(unsigned.text)
      if (!(signature instanceof Promise)) return addSignature(unsigned, prepared, signature)
      // The caller gets an error instead. A rejection of the promise must not end the process.
      signature.catch(() => {})
      fail('asynchronous-method', '3.4', `${method.name} returns a promise`, 'call signAsync')
    },
    async signAsync(request) {
      const unsigned = prepareRequest(request, prepared)
      return addSignature(unsigned, prepared, await method.sign(unsigned.text))
    },
  }
}

/** A request, its protocol parameters without the signature, and the base string. */
interface UnsignedRequest {
  readonly request: WireRequest
  readonly protocol: EncodedParameter[]
  readonly text: string
}

function prepareRequest(given: RequestToSign, prepared: PreparedOptions): UnsignedRequest {
  requireKnownOptions('a request', given, REQUEST_FIELDS)
  const { headers = [], body = null } = given
  const method = upperCaseMethod(given.method)
  const request = { method, url: serializeUrl(given.url), headers: copyHeaders(headers), body }
  requireTransmission(request, prepared.transmission)
  if (prepared.method.name === 'PLAINTEXT' && !prepared.options.exposePlaintextSecrets) {
    requirePrivacy(request.url, prepared.transmission)
  }
  const url = splitUrl(request.url)
  const parameters = encodedForm(url[3])
  const form = formText(request.headers, body) ?? ''
  for (const field of encodedForm(form)) parameters.push(field)
  const protocol = collectProtocol(given, prepared, parameters)
  for (const parameter of protocol) parameters.push(parameter)
  const normalized = normalizeEncoded(parameters)
  const text = signatureBaseString(method, baseStringUri(url), normalized)
  return { request, protocol, text }
}

/** The protocol parameters but `oauth_signature`, in the order in which they are written. */
function collectProtocol(
  { callback, verifier, extra = [] }: RequestToSign,
  { options, method, identity, version }: PreparedOptions,
  own: readonly EncodedParameter[],
): EncodedParameter[] {
  if (!Array.isArray(extra)) refuseType('extra', extra, 'a list of pairs')
  const extensions = extra.map(encodeParameter)
  requireUnreserved(own, extensions)
  const [timestamp, nonce] = [nextTimestamp(options), nextNonce(options)]
  // §3.1: only PLAINTEXT may omit both.
  if ((timestamp === null || nonce === null) && method.name !== 'PLAINTEXT') {
    fail('missing-nonce', '3.1', `${method.name} needs nonce and timestamp`, 'leave both out')
  }
  const protocol = [...identity]
  add(protocol, 'oauth_timestamp', timestamp)
  add(protocol, 'oauth_nonce', nonce)
  add(protocol, 'oauth_version', version)
  add(protocol, 'oauth_callback', optionalText('callback', callback))
  const pin = typeof verifier === 'number' ? String(verifier) : verifier
  add(protocol, 'oauth_verifier', optionalText('verifier', pin))
  for (const extension of extensions) protocol.push(extension)
  return protocol
}

function add(parameters: EncodedParameter[], name: string, value: string | null): void {
  if (value !== null) parameters.push({ name, value: percentEncode(value) })
}

function addSignature(
  { request, protocol }: UnsignedRequest,
  prepared: PreparedOptions,
  signature: unknown,
): SignedRequest {
  const { method, options } = prepared
  if (typeof signature !== 'string') refuseType(`${method.name}.sign()`, signature, 'text')
  // §3.1: the signature joins the others, as the last one. The trace takes the host of the URL.
  add(protocol, 'oauth_signature', signature)
  const signed = transmit(request, prepared, protocol)
  return Object.assign(new Traced(() => traceRequest(signed, options, null)), signed)
}
