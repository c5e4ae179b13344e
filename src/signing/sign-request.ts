/** Signing a request, RFC 5849 §3.1: plain data in, plain data out. */
import { joinBaseStringUri, serializeUrl, splitUrl } from './base-string-uri.ts'
import { fail } from './errors.ts'
import type { Parameter } from './form-encoding.ts'
import type { OctetString } from './percent-encoding.ts'
import { type FreshOptions, freshParameters, requireUnreserved } from './protocol-parameters.ts'
import { collectForm, encodeParameter, type Headers, joinNormalized, type RequestParameter, signedFormBody } from './request-parameters.ts'
import { signatureBaseString, upperCaseMethod } from './signature-base-string.ts'
import { type CustomSignatureMethod, prepareMethod, type Secrets, type SignatureMethodName } from './signature-methods.ts'
import { buildTrace, type Trace } from './trace.ts'
import { requirePrivacy, requireTransmission, type Transmission, transmit, type WireRequest } from './transmission.ts'

export interface SigningOptions extends Secrets, FreshOptions {
  /** `oauth_consumer_key`, also called client identifier or API key. */
  readonly consumerKey: string
  /** `oauth_token`; where it is absent or `null`, none is sent. */
  readonly token?: string | null
  /** HMAC-SHA1 unless another is given. */
  readonly signatureMethod?: SignatureMethodName | CustomSignatureMethod
  /** Where the protocol parameters travel: in the header unless another place is given. §3.5 */
  readonly transmission?: Transmission
  /** Sent first in the header, and never signed. */
  readonly realm?: string | null
  /** `oauth_version`, 1.0; `null` leaves it out. */
  readonly version?: '1.0' | null
  /** Lets PLAINTEXT travel where its secrets can be read: over http off loopback, or in a URL. */
  readonly exposePlaintextSecrets?: boolean
}

export interface RequestToSign {
  readonly method: string
  /** Absolute, http or https. It is serialized once, as `fetch` does. */
  readonly url: string | URL
  readonly headers?: Headers
  readonly body?: string | Uint8Array | null
  /** `oauth_callback`: an absolute URI, or `oob`. §2.1 */
  readonly callback?: string | null
  /** `oauth_verifier`, also called PIN. §2.3 */
  readonly verifier?: string | null
  /** Protocol parameters of extensions, such as `oauth_session_handle`. */
  readonly extra?: readonly Parameter[]
}

/** What goes on the wire as it stands. */
export class SignedRequest implements WireRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | Uint8Array | null
  readonly #makeTrace: () => Trace

  constructor({ method, url, headers, body }: WireRequest, makeTrace: () => Trace) {
    this.method = method
    this.url = url
    this.headers = headers
    this.body = body
    this.#makeTrace = makeTrace
  }

  /** How the signature came to be; made when it is asked for. */
  get trace(): Trace {
    return this.#makeTrace()
  }
}

/** Both throw CountersignError for input that cannot be signed; then nothing is signed. */
export interface Signer {
  sign(request: RequestToSign): SignedRequest
  /** For a signature method that answers with a promise; it takes the others too. */
  signAsync(request: RequestToSign): Promise<SignedRequest>
}

/** Signs one request. @throws CountersignError for bad options or input; then nothing is signed. */
export function signRequest(request: RequestToSign, options: SigningOptions): SignedRequest {
  return createSigner(options).sign(request)
}

/** `signRequest` with all that stays the same prepared once. @throws CountersignError for bad options */
export function createSigner(options: SigningOptions): Signer {
  const { consumerKey, token = null, version = '1.0', transmission = 'header', realm = null } = options
  if (!consumerKey) fail('missing-credential', '3.1', '"consumerKey" is missing', 'it is never empty')
  const method = prepareMethod(options.signatureMethod ?? 'HMAC-SHA1', options)
  const encode = ([name, value]: readonly [OctetString, OctetString | null]): RequestParameter[] =>
    value === null ? [] : [encodeParameter([name, value], transmission)]
  const constant = [
    ['oauth_consumer_key', consumerKey], ['oauth_token', token], ['oauth_signature_method', method.name], ['oauth_version', version],
  ] as const
  const encodedConstant = constant.flatMap(encode)

  function prepare(request: RequestToSign): { text: string; finish: (signature: string) => SignedRequest } {
    const { headers = [], body = null, extra = [] } = request
    const wire = { method: upperCaseMethod(request.method), url: serializeUrl(request.url), headers, body }
    requireTransmission(wire, transmission)
    if (method.name === 'PLAINTEXT' && !options.exposePlaintextSecrets) requirePrivacy(wire.url, transmission)
    const url = splitUrl(wire.url)
    const own = collectForm(url.query, 'query').concat(collectForm(signedFormBody(headers, body) ?? '', 'body'))
    requireUnreserved(own.map(({ name }) => name), extra.map(([name]) => name))
    const fresh = [...freshParameters(options), ...extra]
    const protocol = encodedConstant.concat(
      fresh.flatMap(encode), encode(['oauth_callback', request.callback ?? null]), encode(['oauth_verifier', request.verifier ?? null]),
    )
    const parameters = own.concat(protocol)
    const baseStringUri = joinBaseStringUri(url, null)
    const normalizedParameters = joinNormalized(parameters)
    const text = signatureBaseString(wire.method, baseStringUri, normalizedParameters)
    const finish = (signature: string): SignedRequest => {
      // §3.1: the signature joins the other protocol parameters, in the same place, once all of them are known.
      const placed = transmit(wire, transmission, realm, protocol.concat(encode(['oauth_signature', signature])))
      return new SignedRequest(placed, () => buildTrace({
        url: wire.url, realm, parameters, baseStringUri, normalizedParameters, signatureBaseString: text,
        signatureMethod: method.name, signature,
      }, options))
    }
    return { text, finish }
  }

  return {
    sign(request) {
      const { text, finish } = prepare(request)
      const signature = method.sign(text)
      if (typeof signature === 'string') return finish(signature)
      return fail('asynchronous-method', '3.4', `${method.name} answers with a promise`, 'call signAsync')
    },
    async signAsync(request) {
      const { text, finish } = prepare(request)
      return finish(await method.sign(text))
    },
  }
}
