/**
 * What a correct signature rules out, the other possible causes, and the information that helps
 * with a wrong one.
 */
import { isRsaMethod } from 'countersign/signing'
import type { DiagnoseCredentials, ObservedRequest } from '../input/index.ts'

/** The causes that a correct signature rules out. */
export function ruledOut({ signatureMethod }: ObservedRequest): readonly string[] {
  if (signatureMethod === 'PLAINTEXT')
    return ['the secrets: both are correct and encoded by §3.4.4']
  const key = isRsaMethod(signatureMethod)
    ? 'the private key: it belongs to this public key'
    : 'the secrets: both are correct and encoded by §3.4.2'
  return [
    key,
    'the encoding and the order of the parameters',
    'the base string: the method, the URI and the parameters of this request',
  ]
}

/** The possible causes of a rejected request with a correct signature. */
export function remaining({ protocol }: ObservedRequest): readonly string[] {
  return [
    'another request reached the server: a proxy changed the scheme, host, path or body, or the client followed a redirect',
    ...(protocol.has('oauth_timestamp')
      ? ['the clock: the server may not accept this oauth_timestamp']
      : []),
    ...(protocol.has('oauth_nonce')
      ? ['the nonce: the server may have received it before, and every request needs a new one']
      : []),
    protocol.has('oauth_token')
      ? 'the token: it may be expired, revoked, or issued to another client'
      : 'the client: the server may not know it, or may require a token',
    'permissions: the server may not allow this request for the client or the user',
    'the server: it may deviate from RFC 5849, which its own base string would show',
  ]
}

/** The information that helps to explain a wrong signature. */
export function narrowing(
  request: ObservedRequest,
  credentials: DiagnoseCredentials,
  hasTheirs: boolean,
  isKeyRight: boolean,
  isCut: boolean,
): readonly string[] {
  const { method, body, contentType, protocol, signatureMethod, signature } = request
  const isRsa = isRsaMethod(signatureMethod)
  const octets = Buffer.from(signature ?? '', 'base64').length
  const isUnknownLength =
    !isRsa && signatureMethod !== 'PLAINTEXT' && ![16, 20, 32, 48, 64].includes(octets)
  return [
    ...(isCut
      ? [
          'a request with fewer parameters: with so many, the search does not try all combinations of three mistakes',
        ]
      : []),
    ...(isRsa && !isKeyRight
      ? ['the right key pair: the private key of this public key did not make this signature']
      : []),
    ...(isUnknownLength
      ? [
          `the complete signature: ${octets} octets is not the length of a known hash, so the signature may be truncated or changed`,
        ]
      : []),
    ...(hasTheirs || signatureMethod === 'PLAINTEXT'
      ? []
      : [
          'the base string that the server computed: some servers return it in the error body or in a header',
        ]),
    ...(isRsa
      ? []
      : [
          'the secrets as they are stored, byte by byte: a different secret makes a different signature',
        ]),
    ...(protocol.has('oauth_token') && !isRsa && !credentials.tokenSecret
      ? ['the token secret: the request has a token, but no token secret was given']
      : []),
    ...(!isRsa && !credentials.temporarySecret
      ? ['the secret of the temporary credentials, which is often used by mistake']
      : []),
    ...(/^(POST|PUT|PATCH)$/i.test(method) && body === null
      ? ['the body of the request: none was given']
      : []),
    ...(body !== null && contentType === null
      ? ['the Content-Type header: without it the body is not read as a form']
      : []),
    'the host that the signer or the server uses, if it is another one: add it as an X-Forwarded-Host header',
    'the request as it was sent, from a proxy or a log, if this one was written by hand',
  ]
}
