/** The trace of a signature: every stage on the way, read back from the request as it is on the wire. */
import { isOAuthHeader, parseAuthorizationHeader } from './authorization-header.ts'
import { baseStringUri } from './base-string-uri.ts'
import { collectParameters, headerValue, normalizeParameters } from './request-parameters.ts'
import type { RequestParameter, WireRequest } from './request-parameters.ts'
import { signatureBaseString } from './signature-base-string.ts'
import { type Secrets, sharedKey } from './signature-methods.ts'

/** It holds no secret, and can be shown. */
export interface Trace {
  /** As it is on the wire. */ readonly url: string
  /** The header's realm, which is never signed. */ readonly realm: string | null
  /** The parameters that are signed, in the order of header, query and body. */
  readonly parameters: readonly RequestParameter[]
  readonly baseStringUri: string
  readonly normalizedParameters: string
  readonly signatureBaseString: string
  readonly signatureMethod: string
  /** The shape of a shared key, as in `****%**&`: a star for each character, escapes and the `&` in view. */
  readonly signingKey: string
  /** `oauth_signature`; masked for PLAINTEXT, where it is the key. */ readonly signature: string
}

/** Reads a signed request as its server does. @throws CountersignError for a URL, header or body that cannot be read */
export function traceRequest(request: WireRequest, host: string | null, secrets: Secrets): Trace {
  const found = collectParameters(request)
  const valueOf = (wanted: string): string => String(found.find(({ name }) => name === wanted)!.value)
  const authorization = headerValue(request.headers, 'authorization') ?? ''
  const signatureMethod = valueOf('oauth_signature_method')
  const isPlaintext = signatureMethod === 'PLAINTEXT'
  const isShared = !signatureMethod.startsWith('RSA') && typeof secrets.consumerSecret === 'string'
  const uri = baseStringUri(request.url, host)
  const normalizedParameters = normalizeParameters(found.map(({ name, value }) => [name, value]))
  return {
    url: isPlaintext ? request.url.replace(/(oauth(?:_|%5F)signature=)[^&#]*/gi, '$1***') : request.url,
    realm: isOAuthHeader(authorization) ? parseAuthorizationHeader(authorization).realm : null,
    parameters: found.filter(({ name }) => name !== 'oauth_signature'),
    baseStringUri: uri,
    normalizedParameters,
    signatureBaseString: signatureBaseString(request.method, uri, normalizedParameters),
    signatureMethod,
    signingKey: isShared ? sharedKey(secrets).replace(/[^%&]/g, '*') : 'a key pair',
    signature: isPlaintext ? '***' : valueOf('oauth_signature'),
  }
}
