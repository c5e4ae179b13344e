/** What a diagnosis cannot do without: a signature, and the secrets or the key that it is checked with. */
import { firstHeader } from 'countersign/internal'
import type { KeyObject } from 'node:crypto'
import { CountersignError, isRsaMethod } from 'countersign/signing'
import { type DiagnoseCredentials, type ObservedRequest } from '../input/index.ts'

/** @throws CountersignError `missing-signature`, `missing-credential` */
export function requireMeans(
  request: ObservedRequest,
  { consumerSecret }: DiagnoseCredentials,
  publicKey: KeyObject | null,
): void {
  const isRsa = isRsaMethod(request.signatureMethod)
  if (!request.signature) {
    throw new CountersignError(
      'missing-signature',
      `the request carries no oauth_signature${insteadOf(request)}`,
      {
        section: '3.5',
        hint: 'paste the request as it was sent, Authorization header included, or give the signature apart',
      },
    )
  }
  if (isRsa && publicKey === null) {
    throw new CountersignError(
      'missing-credential',
      'an RSA signature can be checked with the key pair only',
      {
        section: '3.4.3',
        hint: "give the client's public key or certificate, or its private key",
      },
    )
  }
  if (!isRsa && typeof consumerSecret !== 'string') {
    throw new CountersignError('missing-credential', 'the consumer secret is missing', {
      section: '3.4.2',
      hint: 'give "" for none',
    })
  }
}

/** What a request has in place of a signature. Values are not shown: they may be anything. */
function insteadOf({ headers, protocol }: ObservedRequest): string {
  if (protocol.size > 0) return `, only ${[...protocol.keys()].join(', ')}`
  const scheme = /^[A-Za-z][A-Za-z0-9-]*(?= )/.exec(
    firstHeader(headers, 'authorization') ?? '',
  )?.[0]
  return scheme === undefined || scheme.toLowerCase() === 'oauth'
    ? ''
    : `: its Authorization header is of the scheme ${scheme}`
}
