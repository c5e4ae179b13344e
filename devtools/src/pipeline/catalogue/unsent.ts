/** Deviations that sign a value other than the value that is sent, §3.1. */
import { createHash, createHmac } from 'node:crypto'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import type { ObservedRequest } from '../../input/index.ts'
import type { Keyring } from '../plan.ts'
import { eachPair, nameOf, withAdded } from './steps.ts'

/** The change that signs a protocol parameter which is not sent. */
const unsent =
  (name: string, valueOf: (keyring: Keyring) => string | null) =>
  (request: ObservedRequest, keyring: Keyring): Change | null => {
    const value = valueOf(keyring)
    return value === null || request.protocol.has(name) ? null : withAdded([[name, value]])
  }

const octetsOf = ({ body }: ObservedRequest): Buffer => Buffer.from((body ?? '') as string)
const plainHash =
  (algorithm: string, encoding: 'base64' | 'hex' = 'base64') =>
  (request: ObservedRequest): string =>
    createHash(algorithm).update(octetsOf(request)).digest(encoding)

/**
 * The change that signs an oauth_body_hash other than the one that is sent, or one that is not
 * sent.
 */
function bodyHash(
  hash: (request: ObservedRequest, keyring: Keyring) => string,
): (request: ObservedRequest, keyring: Keyring) => Change | null {
  return (request, keyring) => {
    const value = hash(request, keyring)
    const isSent = request.protocol.has('oauth_body_hash')
    if (!isSent && (request.form !== null || octetsOf(request).length === 0)) return null
    if (!isSent) return withAdded([['oauth_body_hash', value]])
    return eachPair((pair) => (nameOf(pair) === 'oauth_body_hash' ? { ...pair, value } : pair))
  }
}

const signedOnly =
  'send every parameter that is signed: the server cannot verify a parameter that it does not receive'

export const UNSENT: readonly Deviation[] = [
  ...catalogue(
    {
      part: 'parameters',
      section: '3.1',
      rule: 'the signature covers the parameters that are sent',
    },
    {
      'timestamp-as-number': {
        title: 'converts oauth_timestamp to a number and signs the result',
        fix: 'sign the text that is sent',
        vectors: ['protocol-parameters/timestamp-beyond-2-53'],
        change: eachPair((pair) =>
          nameOf(pair) === 'oauth_timestamp'
            ? { ...pair, value: String(Number(pair.value)) }
            : pair,
        ),
      },
      'timestamp-in-milliseconds-signed': {
        title: 'signs oauth_timestamp in milliseconds but sends it in seconds',
        fix: 'sign the text that is sent',
        change: eachPair((pair) =>
          nameOf(pair) === 'oauth_timestamp' ? { ...pair, value: `${pair.value}000` } : pair,
        ),
      },
      'consumer-key-signed-not-sent': {
        title: 'signs oauth_consumer_key but does not send it',
        fix: signedOnly,
        change: unsent('oauth_consumer_key', ({ consumerKey }) => consumerKey || null),
      },
      'version-signed-not-sent': {
        title: 'signs oauth_version=1.0 but does not send it',
        fix: signedOnly,
        change: unsent('oauth_version', () => '1.0'),
        vectors: ['protocol-parameters/no-version', 'verify-accepted/no-version'],
      },
      'empty-token-signed': {
        title: 'signs an empty oauth_token but does not send it',
        fix: 'without a token, neither sign nor send oauth_token',
        change: unsent('oauth_token', () => ''),
        vectors: ['protocol-parameters/no-token', 'protocol-parameters/token-secret-without-token'],
      },
      'token-signed-not-sent': {
        title: 'signs oauth_token but does not send it',
        fix: signedOnly,
        change: unsent('oauth_token', ({ token }) => token || null),
      },
      'callback-signed-not-sent': {
        title: 'signs oauth_callback=oob but does not send it',
        fix: signedOnly,
        change: unsent('oauth_callback', () => 'oob'),
      },
      'empty-callback-signed': {
        title: 'signs an empty oauth_callback but does not send it',
        fix: signedOnly,
        change: unsent('oauth_callback', () => ''),
      },
      'empty-verifier-signed': {
        title: 'signs an empty oauth_verifier but does not send it',
        fix: signedOnly,
        change: unsent('oauth_verifier', () => ''),
      },
    },
  ),
  ...catalogue(
    {
      part: 'parameters',
      section: '3.4.1.3.1',
      rule: 'oauth_body_hash is signed with the value that is sent, the base64 of a hash of the body without a key',
    },
    {
      'body-hash-sha-1-signed': {
        family: 'body-hash',
        title: 'signs the SHA-1 body hash but sends another body hash or none',
        fix: signedOnly,
        change: bodyHash(plainHash('sha1')),
      },
      'body-hash-sha-256-signed': {
        family: 'body-hash',
        title: 'signs the SHA-256 body hash but sends another body hash or none',
        fix: signedOnly,
        change: bodyHash(plainHash('sha256')),
      },
      'body-hash-sha-512-signed': {
        family: 'body-hash',
        title: 'signs the SHA-512 body hash but sends another body hash or none',
        fix: signedOnly,
        change: bodyHash(plainHash('sha512')),
      },
      'body-hash-hex-signed': {
        family: 'body-hash',
        title: 'signs the SHA-1 body hash in hex but sends another body hash or none',
        fix: signedOnly,
        change: bodyHash(plainHash('sha1', 'hex')),
      },
      'body-hash-keyed-signed': {
        family: 'body-hash',
        title: 'signs an HMAC of the body as the body hash but sends another body hash or none',
        fix: 'hash the body without a key',
        seen: ['ddo/oauth-1.0a'],
        vectors: ['body-hash/null-body'],
        change: bodyHash((request, keyring) =>
          createHmac('sha1', `${keyring.consumerSecret}&${keyring.tokenSecret}`)
            .update(octetsOf(request))
            .digest('base64'),
        ),
      },
      'body-hash-of-nothing-signed': {
        family: 'body-hash',
        title: 'signs the hash of an empty body but sends another body hash or none',
        fix: 'hash the octets that are sent',
        change: bodyHash(() => createHash('sha1').digest('base64')),
      },
    },
  ),
]
