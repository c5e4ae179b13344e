/** Checks the body: its Content-Type, and its oauth_body_hash. */
import { createHmac } from 'node:crypto'
import {
  BODY_HASHES,
  bodyHash,
  type BodyHashAlgorithm,
  isFormContentType,
} from 'countersign/signing'
import { finding, type Lint } from './finding.ts'
import type { ObservedRequest } from '../input/index.ts'

export function lintBody(request: ObservedRequest): Lint[] {
  const { body, contentType, form, method } = request
  const text = body === null ? '' : Buffer.from(body as string).toString()
  const looksLikeForm = /^[^\s=&{}<>[\]]+=[^\s{}<>]*$/.test(text)
  return [
    ...finding(
      looksLikeForm && contentType === null,
      'form-without-type',
      '3.4.1.3.1',
      'the body looks like a form, but the request has no Content-Type',
      'send Content-Type: application/x-www-form-urlencoded; without it the body is not signed',
    ),
    ...finding(
      looksLikeForm && contentType !== null && !isFormContentType(contentType),
      'form-with-other-type',
      '3.4.1.3.1',
      'the body looks like a form, but its Content-Type is not application/x-www-form-urlencoded',
      'send Content-Type: application/x-www-form-urlencoded; only such a body is signed',
    ),
    ...finding(
      form !== null && /^\s*[[{]/.test(text),
      'json-as-form',
      '3.4.1.3.1',
      'the body looks like JSON, but its Content-Type is application/x-www-form-urlencoded',
      'send Content-Type: application/json, and do not sign the body',
    ),
    ...finding(
      form !== null && /^(GET|HEAD)$/i.test(method),
      'form-on-get',
      '3.4.1.3.1',
      'a GET or HEAD request has a form body, which some servers sign and others do not',
      'send the parameters in the query',
    ),
    ...lintBodyHash(request),
  ]
}

/** The name of a hash in signature methods, such as SHA256. */
const nameOf = (hash: BodyHashAlgorithm): string => hash.replace('-', '')

function lintBodyHash({ protocol, body, form, signatureMethod }: ObservedRequest): Lint[] {
  const claimed = protocol.get('oauth_body_hash')
  if (claimed === undefined) return []
  const octets = Buffer.from((body ?? '') as string)
  // The body hash extension uses the hash of the signature method. It defines none for other
  // methods.
  const wanted = BODY_HASHES.find((hash) => signatureMethod.toUpperCase().endsWith(nameOf(hash)))
  const isRight = (wanted === undefined ? BODY_HASHES : [wanted]).some(
    (hash) => bodyHash(octets, hash) === claimed,
  )
  return [
    ...finding(
      form !== null,
      'body-hash-with-form',
      '3.4.1.3.1',
      'oauth_body_hash is sent with a form body, which is signed itself',
      'leave out oauth_body_hash for form bodies',
    ),
    ...finding(
      !isRight,
      'body-hash',
      '3.4.1.3.1',
      `oauth_body_hash is not the hash of this body: ${describeWrongHash(claimed, octets, signatureMethod)}`,
      'send the base64 of the hash, without a key, of the octets that are sent',
    ),
  ]
}

function describeWrongHash(claimed: string, octets: Buffer, signatureMethod: string): string {
  const isOf = (text: Buffer, hash: string = claimed): boolean =>
    BODY_HASHES.some((algorithm) => bodyHash(text, algorithm) === hash)
  const other = BODY_HASHES.find((hash) => bodyHash(octets, hash) === claimed)
  if (other !== undefined)
    return `it was computed with ${nameOf(other)}, which is not the hash of ${signatureMethod}`
  if (/^[0-9a-f]+$/i.test(claimed) && isOf(octets, Buffer.from(claimed, 'hex').toString('base64')))
    return 'it is written in hex'
  if (isOf(Buffer.alloc(0))) return 'it is the hash of an empty body'
  const text = octets.toString('latin1')
  if (
    [`${text}\n`, `${text}\r\n`, text.replace(/\r?\n$/, '')].some((near) =>
      isOf(Buffer.from(near, 'latin1')),
    )
  )
    return 'it is the hash of the body with a line break added or removed at the end'
  return createHmac('sha1', '').update(octets).digest('base64') === claimed
    ? 'it is an HMAC'
    : 'the body may have changed'
}
