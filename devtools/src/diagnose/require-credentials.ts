/** Requires what a diagnosis needs: a signature, and the secrets or the key that verify it. */
import { type DiagnoseCredentials, firstHeader, type ObservedRequest } from '../input/index.ts'
import type { KeyObject } from 'node:crypto'
import { CountersignError, isRsaMethod } from 'countersign/signing'

/** @throws CountersignError `missing-signature`, `missing-credential` */
export function requireCredentials(
  request: ObservedRequest,
  { consumerSecret }: DiagnoseCredentials,
  publicKey: KeyObject | null,
): void {
  const isRsa = isRsaMethod(request.signatureMethod)
  if (!request.signature) {
    throw new CountersignError(
      'missing-signature',
      `the request has no oauth_signature${describeAuthorization(request)}`,
      {
        section: '3.5',
        hint: 'paste the request as it was sent, with its Authorization header, or pass the signature separately',
      },
    )
  }
  if (isRsa && publicKey === null) {
    throw new CountersignError(
      'missing-credential',
      'an RSA signature can only be verified with the RSA key',
      {
        section: '3.4.3',
        hint: "pass the client's public key or certificate, or its private key",
      },
    )
  }
  if (!isRsa && typeof consumerSecret !== 'string') {
    throw new CountersignError('missing-credential', 'the consumer secret is missing', {
      section: '3.4.2',
      hint: 'pass "" if the client has no secret',
    })
  }
}

/**
 * What the request has instead of a signature. The text contains no values, which may be secret.
 */
function describeAuthorization({ headers, protocol }: ObservedRequest): string {
  if (protocol.size > 0) return `, only ${[...protocol.keys()].join(', ')}`
  const scheme = /^[A-Za-z][A-Za-z0-9-]*(?= )/.exec(
    firstHeader(headers, 'authorization') ?? '',
  )?.[0]
  return scheme === undefined || scheme.toLowerCase() === 'oauth'
    ? ''
    : `: its Authorization header has the scheme ${scheme}`
}
