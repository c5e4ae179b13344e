/** What is wrong with the body: whether it is signed as one may think, and whether its hash is its own. */
import { createHash, createHmac } from 'node:crypto'
import { isFormContentType } from '../signing/index.ts'
import { finding, type Lint } from './lint-finding.ts'
import type { ObservedRequest } from './observed-request.ts'

export function lintBody({ body, contentType, form, protocol, method }: ObservedRequest): Lint[] {
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
    ...lintBodyHash(protocol.get('oauth_body_hash'), body, form !== null),
  ]
}

const HASHES = ['sha1', 'sha256', 'sha512'] as const

function lintBodyHash(claimed: string | undefined, body: string | Uint8Array | null, isForm: boolean): Lint[] {
  if (claimed === undefined) return []
  const octets = Buffer.from((body ?? '') as string)
  const made = (encoding: 'base64' | 'hex'): string[] =>
    HASHES.map((algorithm) => createHash(algorithm).update(octets).digest(encoding))
  const isEmpty = octets.length > 0 && HASHES.some((algorithm) => createHash(algorithm).digest('base64') === claimed)
  const isKeyed = createHmac('sha1', '').update(octets).digest('base64') === claimed
  const how = made('hex').includes(claimed)
    ? 'it is written in hex'
    : isEmpty
      ? 'it is that of an empty body'
      : isKeyed
        ? 'it is an HMAC'
        : 'the body may have changed'
  return [
    ...finding(
      isForm,
      'body-hash-with-form',
      '3.4.1.3.1',
      'oauth_body_hash came with a form, which is signed itself',
      'leave it out for forms',
    ),
    ...finding(
      !made('base64').includes(claimed),
      'body-hash',
      '3.4.1.3.1',
      `oauth_body_hash is not the hash of this body: ${how}`,
      'send the base64 of the plain hash of the octets that are sent',
    ),
  ]
}
