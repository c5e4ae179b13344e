/** What is wrong with the body: whether it is signed as one may think, and whether its hash is its own. */
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
      'the body looks like a form, and no Content-Type says so',
      'send Content-Type: application/x-www-form-urlencoded, or the body is not signed',
    ),
    ...finding(
      looksLikeForm && contentType !== null && !isFormContentType(contentType),
      'form-with-other-type',
      '3.4.1.3.1',
      'the body looks like a form, and its Content-Type names another type',
      'a body is signed only under application/x-www-form-urlencoded',
    ),
    ...finding(
      form !== null && /^\s*[[{]/.test(text),
      'json-as-form',
      '3.4.1.3.1',
      'the body looks like JSON, and its Content-Type says form',
      'send application/json, and do not sign the body',
    ),
    ...finding(
      form !== null && /^(GET|HEAD)$/i.test(method),
      'form-on-get',
      '3.4.1.3.1',
      'a GET request carries a form, which some servers sign and others do not',
      'put the parameters into the query',
    ),
    ...lintBodyHash(request),
  ]
}

/** As signature methods spell it, such as SHA256. */
const nameOf = (hash: BodyHashAlgorithm): string => hash.replace('-', '')

function lintBodyHash({ protocol, body, form, signatureMethod }: ObservedRequest): Lint[] {
  const claimed = protocol.get('oauth_body_hash')
  if (claimed === undefined) return []
  const octets = Buffer.from((body ?? '') as string)
  // The extension takes the hash of the signature method; of others than these it says nothing.
  const wanted = BODY_HASHES.find((hash) => signatureMethod.toUpperCase().endsWith(nameOf(hash)))
  const isRight = (wanted === undefined ? BODY_HASHES : [wanted]).some(
    (hash) => bodyHash(octets, hash) === claimed,
  )
  return [
    ...finding(
      form !== null,
      'body-hash-with-form',
      '3.4.1.3.1',
      'oauth_body_hash came with a form, which is signed itself',
      'leave it out for forms',
    ),
    ...finding(
      !isRight,
      'body-hash',
      '3.4.1.3.1',
      `oauth_body_hash is not the hash of this body: ${howItWasMade(claimed, octets, signatureMethod)}`,
      'send the base64 of the plain hash of the octets that are sent',
    ),
  ]
}

function howItWasMade(claimed: string, octets: Buffer, signatureMethod: string): string {
  const isOf = (text: Buffer, hash: string = claimed): boolean =>
    BODY_HASHES.some((algorithm) => bodyHash(text, algorithm) === hash)
  const other = BODY_HASHES.find((hash) => bodyHash(octets, hash) === claimed)
  if (other !== undefined)
    return `it was made with ${nameOf(other)}, which is not the hash of ${signatureMethod}`
  if (/^[0-9a-f]+$/i.test(claimed) && isOf(octets, Buffer.from(claimed, 'hex').toString('base64')))
    return 'it is written in hex'
  if (isOf(Buffer.alloc(0))) return 'it is that of an empty body'
  const text = octets.toString('latin1')
  if (
    [`${text}\n`, `${text}\r\n`, text.replace(/\r?\n$/, '')].some((near) =>
      isOf(Buffer.from(near, 'latin1')),
    )
  )
    return 'it is that of a body with a line end more or less'
  return createHmac('sha1', '').update(octets).digest('base64') === claimed
    ? 'it is an HMAC'
    : 'the body may have changed'
}
