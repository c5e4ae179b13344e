/** What a verdict means beyond itself: what a right signature rules out, and what would narrow down a wrong one. */
import { isRsaMethod } from 'countersign/signing'
import type { DiagnoseCredentials, ObservedRequest } from '../input/index.ts'

export function ruledOut({ signatureMethod }: ObservedRequest): readonly string[] {
  if (signatureMethod === 'PLAINTEXT')
    return ['the secrets: both are right, and encoded as §3.4.4 has it']
  const key = isRsaMethod(signatureMethod)
    ? 'the private key: it belongs to this public key'
    : 'the secrets: both are right, and encoded as §3.4.2 has it'
  return [
    key,
    'the encoding and the order of the parameters',
    'the base string: method, URI and parameters as they are here',
  ]
}

export function remaining({ protocol }: ObservedRequest): readonly string[] {
  return [
    'another request reached the server: a proxy changed scheme, host, path or body, or a redirect was followed',
    ...(protocol.has('oauth_timestamp')
      ? ['the clock: the server may not accept this oauth_timestamp']
      : []),
    ...(protocol.has('oauth_nonce')
      ? ['the nonce: the server may have seen it, for every request needs a new one']
      : []),
    protocol.has('oauth_token')
      ? 'the token: expired, revoked, or of another client'
      : 'the client: unknown to the server, or without a token where it needs one',
    'permission: the client or the user may not do this',
    'the server itself: it may deviate from RFC 5849; its own base string would show it',
  ]
}

export function narrowing(
  request: ObservedRequest,
  credentials: DiagnoseCredentials,
  hasTheirs: boolean,
  isOpened: boolean,
  isCut: boolean,
): readonly string[] {
  const { method, body, contentType, protocol, signatureMethod, signature } = request
  const isRsa = isRsaMethod(signatureMethod)
  const octets = Buffer.from(signature ?? '', 'base64').length
  const isOdd = !isRsa && signatureMethod !== 'PLAINTEXT' && ![16, 20, 32, 48, 64].includes(octets)
  return [
    ...(isCut
      ? ['fewer parameters: with so many, not every three mistakes together are tried']
      : []),
    ...(isRsa && !isOpened
      ? [
          'the key pair: this signature was not made with the private key that belongs to this public key',
        ]
      : []),
    ...(isOdd
      ? [
          `the whole signature: ${octets} octets are the length of no known hash, so it may have been cut or changed`,
        ]
      : []),
    ...(hasTheirs || signatureMethod === 'PLAINTEXT'
      ? []
      : [
          'the base string that the server computed, where it hands one back: in the body of its error, or in a header',
        ]),
    ...(isRsa
      ? []
      : [
          'the secrets as they are stored, byte by byte: every other secret signs to something else',
        ]),
    ...(protocol.has('oauth_token') && !isRsa && !credentials.tokenSecret
      ? ['the token secret: none was given, and the request has a token']
      : []),
    ...(!isRsa && !credentials.temporarySecret
      ? ['the secret of the temporary credentials, which is a common one to mix up']
      : []),
    ...(/^(POST|PUT|PATCH)$/i.test(method) && body === null
      ? ['the body of the request: none was given']
      : []),
    ...(body !== null && contentType === null
      ? ['the Content-Type header: without it the body is taken for no form']
      : []),
    'the host that the signer or the server takes for its own, if it is another: add it as X-Forwarded-Host',
    'the request as it was sent, out of a proxy or a log, if this one was written by hand',
  ]
}
