/** A request on the way to its signature: checked, with its protocol parameters and its base string. */
import { baseStringUri, serializeUrl, splitUrl } from './base-string-uri.ts'
import { fail, optionalText, refuseType, requireKnownOptions } from './errors.ts'
import { encodedForm, type EncodedParameter } from './form-encoding.ts'
import { encodeParameters, type Parameter } from './form-encoding.ts'
import { percentEncode } from './percent-encoding.ts'
import { nextNonce, nextTimestamp, requireUnreserved } from './protocol-parameters.ts'
import { copyHeaders, formText, normalizeEncoded, type WireRequest } from './request-parameters.ts'
import { signatureBaseString, upperCaseMethod } from './signature-base-string.ts'
import type { PreparedOptions } from './signing-options.ts'
import { requirePrivacy, requireTransmission } from './transmission.ts'

export interface RequestToSign {
  readonly method: string
  /** Absolute, http or https. It is serialized once, as `fetch` does. */ readonly url: string | URL
  /** Pairs, or a `Headers`. Defaults to none. */
  readonly headers?: Iterable<readonly [name: string, value: string]>
  /** Signed under the Content-Type of a form alone. Defaults to `null`. §3.4.1.3.1 */
  readonly body?: string | Uint8Array | null
  /** `oauth_callback`: an absolute URI, or `oob`. Defaults to `null`. */ readonly callback?:
    | string
    | null
  /** `oauth_verifier`, also called PIN. Defaults to `null`. */ readonly verifier?:
    | string
    | number
    | null
  /** Protocol parameters of extensions, such as `oauth_session_handle`. Defaults to none. */
  readonly extra?: readonly Parameter[]
}

const REQUEST_FIELDS = ['method', 'url', 'headers', 'body', 'callback', 'verifier', 'extra']

/** A request, its protocol parameters without the signature, and the base string. */
export interface UnsignedRequest {
  readonly request: WireRequest
  readonly protocol: readonly EncodedParameter[]
  readonly text: string
}

/** @throws CountersignError for a request that cannot be signed */
export function prepareRequest(given: RequestToSign, prepared: PreparedOptions): UnsignedRequest {
  requireKnownOptions('a request', given, REQUEST_FIELDS)
  const { headers = [], body = null } = given
  const copy = { headers: copyHeaders(headers), body }
  const request = { method: upperCaseMethod(given.method), url: serializeUrl(given.url), ...copy }
  requireTransmission(request, prepared.transmission)
  if (prepared.method.name === 'PLAINTEXT' && !prepared.options.exposePlaintextSecrets) {
    requirePrivacy(request.url, prepared.transmission)
  }
  const url = splitUrl(request.url)
  const form = formText(request.headers, body) ?? ''
  const own = encodedForm(url[3]).concat(encodedForm(form))
  const protocol = collectProtocol(given, prepared, own)
  const normalized = normalizeEncoded(own.concat(protocol))
  const text = signatureBaseString(request.method, baseStringUri(url), normalized)
  return { request, protocol, text }
}

/** The protocol parameters but `oauth_signature`, in the order in which they are written. */
function collectProtocol(
  { callback, verifier, extra = [] }: RequestToSign,
  { options, method, identity, version }: PreparedOptions,
  own: readonly EncodedParameter[],
): EncodedParameter[] {
  if (!Array.isArray(extra)) refuseType('extra', extra, 'a list of pairs')
  const extensions = encodeParameters(extra)
  requireUnreserved(own, extensions)
  const [timestamp, nonce] = [nextTimestamp(options), nextNonce(options)]
  // §3.1: PLAINTEXT alone may come without them.
  if ((timestamp === null || nonce === null) && method.name !== 'PLAINTEXT') {
    fail('missing-nonce', '3.1', `${method.name} needs nonce and timestamp`, 'leave both out')
  }
  const protocol = [...identity]
  const add = (name: string, value: string | null): void => {
    if (value !== null) protocol.push({ name, value: percentEncode(value) })
  }
  add('oauth_timestamp', timestamp)
  add('oauth_nonce', nonce)
  protocol.push(...version)
  add('oauth_callback', optionalText('callback', callback))
  add(
    'oauth_verifier',
    optionalText('verifier', typeof verifier === 'number' ? String(verifier) : verifier),
  )
  protocol.push(...extensions)
  return protocol
}
