// The checks of credentials and requests, and the texts of an explanation.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { explain, explainText } from '../../src/explain/index.ts'
import {
  type DiagnoseCredentials,
  type ObservedRequest,
  observeRequest,
} from '../../src/input/index.ts'
import { lintRequest } from '../../src/lint/index.ts'
import { observe, protocolOf } from './support.ts'

const GOOD: DiagnoseCredentials = {
  consumerKey: 'consumer!Key',
  consumerSecret: 'kd94hf93k423kf44',
  token: 'tok/en+1',
  tokenSecret: 'pfkkdhi9sl3r4s00',
}
const NOW = 1318622958
const plain = observe({ url: 'https://example.com/' }, { oauth_nonce: 'abc' })
const codes = (
  request: ObservedRequest = plain,
  changes: Partial<DiagnoseCredentials> = {},
  now: number | null = NOW,
): string[] => lintRequest(request, { ...GOOD, ...changes }, now).map(({ code }) => code)

test('reports nothing for a correct request and correct credentials', () => {
  assert.deepEqual(codes(), [])
})

test('reports mistakes in secrets', () => {
  const cases = [
    ['kd94\n', 'secret-line-end'],
    [' kd94', 'secret-white-space'],
    ['kd94 ', 'secret-white-space'],
    ['kd 94', 'secret-inner-white-space'],
    ['"kd94"', 'secret-quoted'],
    ['kd%2B94', 'secret-percent-encoded'],
    ['kd\u200B94', 'secret-not-ascii'],
    ['', 'consumer-secret-empty'],
  ] as const
  for (const [consumerSecret, code] of cases)
    assert.deepEqual(codes(plain, { consumerSecret }), [code])
  assert.deepEqual(codes(plain, { tokenSecret: 'x\r\n', temporarySecret: ' y' }), [
    'secret-line-end',
    'secret-white-space',
  ])
})

test('reports keys, tokens and secrets that are mixed up', () => {
  const cases = [
    [{ token: 'consumer!Key', consumerKey: 'tok/en+1' }, 'key-and-token-swapped'],
    [{ consumerSecret: 'consumer!Key' }, 'key-is-secret'],
    [{ tokenSecret: 'tok/en+1' }, 'token-is-secret'],
    [{ consumerKey: 'another' }, 'other-consumer-key'],
    [{ token: 'another' }, 'other-token'],
    [{ temporarySecret: 'pfkkdhi9sl3r4s00' }, 'temporary-credential'],
    [{ consumerSecret: 'pfkkdhi9sl3r4s00' }, 'secrets-equal'],
    [{ tokenSecret: null }, 'token-without-secret'],
  ] as const
  for (const [changes, code] of cases) assert.deepEqual(codes(plain, changes), [code])
  assert.deepEqual(
    codes(observe({ url: 'https://example.com/' }, { oauth_token: null, oauth_nonce: 'n' })),
    ['secret-without-token'],
  )
})

test('reports mistakes in protocol parameters', () => {
  const cases = [
    [{ oauth_version: '1.0a' }, 'version'],
    [{ oauth_signature_method: 'HMAC-MD5' }, 'unknown-method'],
    [{ oauth_signature_method: 'hmac-sha1' }, 'method-case'],
    [{ oauth_nonce: 'a b' }, 'nonce-characters'],
    [{ oauth_timestamp: '1.5' }, 'timestamp'],
    [{ oauth_timestamp: '1318622958000' }, 'timestamp-milliseconds'],
    [{ oauth_consumer_key: null }, 'parameter-missing'],
    [{ oauth_signature: 'a b=' }, 'plus-lost'],
  ] as const
  for (const [changes, code] of cases)
    assert.deepEqual(
      codes(observe({ url: 'https://example.com/' }, { oauth_nonce: 'n', ...changes })),
      [code],
    )
  assert.deepEqual(
    codes(observe({ url: 'https://example.com/?oauth_nonce=m' }, { oauth_nonce: 'n' })),
    ['two-places', 'parameter-twice'],
  )
  const exposed = observeRequest({
    method: 'GET',
    url: 'http://example.com/?oauth_consumer_key=consumer!Key&oauth_token=tok/en%2B1&oauth_signature_method=PLAINTEXT&oauth_signature=x',
  })
  assert.deepEqual(codes(exposed), ['plaintext-over-http', 'plaintext-in-url'])
})

test('reports PLAINTEXT over http except on a loopback host', () => {
  const codesAt = (host: string): string[] =>
    codes(
      observe(
        { url: `http://${host}/` },
        { oauth_signature_method: 'PLAINTEXT', oauth_signature: 'a&b' },
      ),
    ).filter((code) => code === 'plaintext-over-http')
  for (const host of ['127.0.0.1', '127.1.2.3:8080', 'localhost', 'LOCALHOST:80', '[::1]'])
    assert.deepEqual(codesAt(host), [], host)
  for (const host of ['127.evil.example', 'localhost.example', '128.0.0.1', 'example.com'])
    assert.deepEqual(codesAt(host), ['plaintext-over-http'], host)
})

test('reports a wrong clock with the difference', () => {
  const messageAt = (now: number): string => lintRequest(plain, GOOD, now)[0]?.message ?? ''
  assert.match(messageAt(NOW - 301), /5 minutes ahead of/)
  assert.match(messageAt(NOW + 7200), /2 hours behind/)
  assert.match(messageAt(NOW + 86_400 * 3), /3 days behind/)
  assert.match(messageAt(NOW + 86_400 * 800), /2 years behind/)
  assert.deepEqual([codes(plain, {}, NOW + 300), codes(plain, {}, null)], [[], []])
})

test('reports bodies with a misleading Content-Type and wrong body hashes', () => {
  const post = (body: string, type: string | null, method = 'POST', changes = {}): string[] =>
    codes(
      observe(
        {
          method,
          url: 'https://example.com/',
          body,
          headers: type === null ? [] : [['Content-Type', type]],
        },
        { oauth_nonce: 'n', ...changes },
      ),
    )
  const form = 'application/x-www-form-urlencoded'
  assert.deepEqual(post('a=1&b=2', form), [])
  assert.deepEqual(post('a=1&b=2', null), ['form-without-type'])
  assert.deepEqual(post('a=1', 'text/plain'), ['form-with-other-type'])
  assert.deepEqual(post('{"a":1}', form), ['json-as-form'])
  assert.deepEqual(post('a=1', form, 'GET'), ['form-on-get'])
  const hash = (encoding: 'base64' | 'hex', body = 'data'): string =>
    createHash('sha1').update(body).digest(encoding)
  assert.deepEqual(post('data', 'text/plain', 'PUT', { oauth_body_hash: hash('base64') }), [])
  assert.deepEqual(post('data', 'text/plain', 'PUT', { oauth_body_hash: hash('hex') }), [
    'body-hash',
  ])
  assert.deepEqual(post('data', 'text/plain', 'PUT', { oauth_body_hash: hash('base64', '') }), [
    'body-hash',
  ])
  assert.deepEqual(post('a=1', form, 'PUT', { oauth_body_hash: hash('base64', 'a=1') }), [
    'body-hash-with-form',
  ])
})

test('an explanation describes every stage', () => {
  const request = observeRequest({
    method: 'post',
    url: 'HTTP://u:p@Example.COM:80?c2&a=b+c&a=%zz&&=v#f',
    body: 'x=%E9',
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    protocol: [...protocolOf({ oauth_signature: 'x' })],
  })
  const explanation = explain(request, { ...GOOD, tokenSecret: '' }, NOW)
  assert.equal(explanation.method.signed, 'POST')
  assert.deepEqual(
    explanation.uri.remarks.map(({ what }) => what),
    [
      'the scheme HTTP is converted to lower case',
      'the host Example.COM is converted to lower case',
      'port 80 is the default port of http and is left out',
      'user name and password are left out: the Host header does not contain them',
      'the empty path is sent and signed as "/"',
      'the query is removed: its parameters are signed with the other parameters',
      'the fragment is left out: it is never sent',
    ],
  )
  const remarkOf = (name: string): (string | null)[] =>
    explanation.parameters
      .filter((parameter) => parameter.name === name)
      .map(({ remark }) => remark)
  assert.deepEqual(remarkOf('c2'), ['a name without "=" has an empty value'])
  assert.deepEqual(remarkOf('a'), [
    '"+" means a space',
    'a "%" without two hex digits is a literal "%"',
  ])
  assert.deepEqual(remarkOf(''), ['its name is empty'])
  assert.deepEqual(remarkOf('x'), ['its octets are not valid UTF-8 and are kept unchanged'])
  assert.deepEqual(remarkOf('oauth_signature'), ['left out: a signature does not cover itself'])
  assert.equal(explanation.key.shape, '****************&')
  assert.equal(explanation.signature.matches, false)
  assert.match(explanation.signature.computed ?? '', /^.{27}=$/)
  const text = explainText(explanation)
  assert.match(text, /parameters with the same name \(a\) are sorted by encoded value/)
  assert.match(text, /they differ/)
  assert.doesNotMatch(text, /\x1B/)
  assert.match(explainText(explanation, true), /\x1B\[/)
})

test('explains requests without secrets, with RSA, with PLAINTEXT, and with a body that is not signed', () => {
  const without = explain(
    observe({
      method: 'POST',
      url: 'https://example.com:8443/?',
      body: '{}',
      headers: [
        ['Content-Type', 'application/json'],
        ['Host', 'other.example:'],
      ],
    }),
  )
  assert.deepEqual([without.signature.matches, without.key.shape], [null, null])
  assert.match(
    explainText(without),
    /the body \(2 octets\) is not signed: its Content-Type is application\/json[^]*a "\?" without a query adds no parameter[^]*Host header: other\.example:[^]*colon without a port/,
  )
  const rsa = explain(
    observe(
      { url: 'https://münchen.example:8443/a b' },
      { oauth_signature_method: 'RSA-SHA1', oauth_signature: 'x' },
    ),
  )
  assert.match(
    explainText(rsa),
    /xn--mnchen-3ya\.example[^]*port 8443 is not the default[^]*is sent and signed as \/a%20b[^]*RSA key pair/,
  )
  const plaintext = explain(
    observe(
      { url: 'https://example.com/p%20q' },
      { oauth_signature_method: 'PLAINTEXT', oauth_signature: 'kd94hf93k423kf44&x' },
    ),
    GOOD,
  )
  assert.deepEqual([plaintext.signatureBaseString, plaintext.signature.observed], [null, '***'])
  assert.match(explainText(plaintext), /PLAINTEXT has no base string[^]*the key is the signature/)
})
