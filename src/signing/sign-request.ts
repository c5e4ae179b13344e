/** Signing a request, RFC 5849 §3.1: plain data in, plain data out. */
import { fail, refuseType } from './errors.ts'
import { percentEncode } from './percent-encoding.ts'
import type { WireRequest } from './request-parameters.ts'
import { prepareOptions, type PreparedOptions, type SigningOptions } from './signing-options.ts'
import { type Trace, traceRequest } from './trace.ts'
import { transmit } from './transmission.ts'
import { prepareRequest, type RequestToSign, type UnsignedRequest } from './unsigned-request.ts'

/** What goes on the wire as it stands. */
export interface SignedRequest extends WireRequest {
  /** How the signature came to be. It is computed when it is read. */ readonly trace: Trace
}

/** Both methods throw CountersignError for a request that cannot be signed. */
export interface Signer {
  sign(request: RequestToSign): SignedRequest
  /** For a signature method that returns a promise. It takes the others too. */
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

/** `signRequest` with all that stays the same prepared once. @throws CountersignError for bad options */
export function createSigner(options: SigningOptions): Signer {
  const prepared = prepareOptions(options)
  const { method } = prepared
  return {
    sign(request) {
      const unsigned = prepareRequest(request, prepared)
      const signature = method.sign(unsigned.text)
      if (!(signature instanceof Promise)) return addSignature(unsigned, prepared, signature)
      // The caller gets an error in place of this promise, whose rejection must not end the process.
      signature.catch(() => {})
      fail('asynchronous-method', '3.4', `${method.name} returns a promise`, 'call signAsync')
    },
    async signAsync(request) {
      const unsigned = prepareRequest(request, prepared)
      return addSignature(unsigned, prepared, await method.sign(unsigned.text))
    },
  }
}

function addSignature(
  { request, protocol }: UnsignedRequest,
  prepared: PreparedOptions,
  signature: unknown,
): SignedRequest {
  const { method, options } = prepared
  if (typeof signature !== 'string') refuseType(`${method.name}.sign()`, signature, 'text')
  // §3.1: the signature joins the other protocol parameters, in the same place, as the last one.
  const last = { name: 'oauth_signature', value: percentEncode(signature) }
  const signed = transmit(request, prepared, [...protocol, last])
  return new TracedRequest(signed, options)
}

class TracedRequest implements SignedRequest {
  readonly method: string
  readonly url: string
  readonly headers: WireRequest['headers']
  readonly body: WireRequest['body']
  readonly #signed: WireRequest
  readonly #options: SigningOptions

  constructor(signed: WireRequest, options: SigningOptions) {
    this.method = signed.method
    this.url = signed.url
    this.headers = signed.headers
    this.body = signed.body
    this.#signed = signed
    this.#options = options
  }

  get trace(): Trace {
    return traceRequest(this.#signed, this.#options, null)
  }
}
