/** Signing a request, RFC 5849 §3.1: plain data in, plain data out. */
import { baseStringUri, serializeUrl } from './base-string-uri.ts'
import { fail } from './errors.ts'
import type { Parameter } from './form-encoding.ts'
import type { OctetString } from './percent-encoding.ts'
import { type FreshOptions, freshValues, requireUnreserved } from './protocol-parameters.ts'
import { collectParameters, type Headers, normalizeParameters, type WireRequest } from './request-parameters.ts'
import { signatureBaseString, upperCaseMethod } from './signature-base-string.ts'
import { type CustomSignatureMethod, prepareMethod, type Secrets, type SignatureMethodName } from './signature-methods.ts'
import { type Trace, traceRequest } from './trace.ts'
import { requirePrivacy, requireTransmission, type Transmission, transmit } from './transmission.ts'

export interface SigningOptions extends Secrets, FreshOptions {
  /** `oauth_consumer_key`, also called client identifier or API key. */ readonly consumerKey: string
  /** `oauth_token`; where it is absent or `null`, none is sent. */ readonly token?: string | null
  /** HMAC-SHA1 unless another is given. */ readonly signatureMethod?: SignatureMethodName | CustomSignatureMethod
  /** Where the protocol parameters travel: in the header unless another place is given. §3.5 */
  readonly transmission?: Transmission
  /** Sent first in the header, and never signed. */ readonly realm?: string | null
  /** `oauth_version`, 1.0; `null` leaves it out. */ readonly version?: '1.0' | null
  /** Lets PLAINTEXT travel where its secrets can be read: over http off loopback, or in a URL. */
  readonly exposePlaintextSecrets?: boolean
}

export interface RequestToSign {
  readonly method: string
  /** Absolute, http or https. It is serialized once, as `fetch` does. */ readonly url: string | URL
  readonly headers?: Headers
  readonly body?: string | Uint8Array | null
  /** `oauth_callback`: an absolute URI, or `oob`. §2.1 */ readonly callback?: string | null
  /** `oauth_verifier`, also called PIN. §2.3 */ readonly verifier?: string | null
  /** Protocol parameters of extensions, such as `oauth_session_handle`. */ readonly extra?: readonly Parameter[]
}

/** What goes on the wire as it stands, and how its signature came to be, read back from it when it is asked for. */
export interface SignedRequest extends WireRequest {
  readonly trace: Trace
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

/** `signRequest` with the key prepared once. @throws CountersignError for bad options */
export function createSigner(options: SigningOptions): Signer {
  const { consumerKey, token = null, version = '1.0', transmission = 'header', realm = null } = options
  if (!consumerKey) fail('missing-credential', '3.1', '"consumerKey" is missing', 'it is never empty')
  const method = prepareMethod(options.signatureMethod ?? 'HMAC-SHA1', options)

  function prepare(request: RequestToSign): { text: string; finish: (signature: string) => SignedRequest } {
    const { headers = [], body = null, callback = null, verifier = null, extra = [] } = request
    const wire = { method: upperCaseMethod(request.method), url: serializeUrl(request.url), headers, body }
    requireTransmission(wire, transmission)
    if (method.name === 'PLAINTEXT' && !options.exposePlaintextSecrets) requirePrivacy(wire.url, transmission)
    const own = collectParameters(wire).map(({ name, value }): Parameter => [name, value])
    requireUnreserved(own.map(([name]) => name), extra.map(([name]) => name))
    const [timestamp = null, nonce = null] = freshValues(options)
    const protocol = [
      ['oauth_consumer_key', consumerKey], ['oauth_token', token], ['oauth_signature_method', method.name],
      ['oauth_timestamp', timestamp], ['oauth_nonce', nonce], ['oauth_version', version],
      ['oauth_callback', callback], ['oauth_verifier', verifier], ...extra,
    ].filter((pair): pair is [OctetString, OctetString] => pair[1] !== null)
    const text = signatureBaseString(wire.method, baseStringUri(wire.url), normalizeParameters([...own, ...protocol]))
    // §3.1: the signature joins the other protocol parameters, in the same place, once all of them are known.
    const finish = (signature: string): SignedRequest => {
      const signed = transmit(wire, transmission, realm, [...protocol, ['oauth_signature', signature]])
      return { ...signed, get trace() { return traceRequest(signed, null, options) } }
    }
    return { text, finish }
  }

  return {
    sign(request) {
      const { text, finish } = prepare(request)
      const signature = method.sign(text)
      if (typeof signature === 'string') return finish(signature)
      // Nobody waits for this promise any more.
      signature.catch(() => {})
      return fail('asynchronous-method', '3.4', `${method.name} answers with a promise`, 'call signAsync')
    },
    async signAsync(request) {
      const { text, finish } = prepare(request)
      return finish(await method.sign(text))
    },
  }
}
