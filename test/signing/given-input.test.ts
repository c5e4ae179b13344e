// Input of a wrong type, name or value is refused, and nothing is signed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createSigner,
  formatForm,
  isTimestamp,
  nearestName,
  normalizeParameters,
  parseAuthorizationHeader,
  percentEncode,
  type RequestToSign,
  signRequest,
  type SigningOptions,
} from '../../src/signing/index.ts'
import { createMemoryReplayStore } from '../../src/server/index.ts'
import { CREDENTIALS, protocolOf, refusal } from './support.ts'

const GET = { method: 'GET', url: 'https://h/' }
const sign =
  (request: object, options: object = {}) =>
  (): unknown =>
    signRequest(
      { ...GET, ...request } as RequestToSign,
      { ...CREDENTIALS, ...options } as SigningOptions,
    )

test('an option that does not exist is refused with the nearest name', () => {
  const unknown = (given: object) =>
    refusal('unknown-option', '3.1', () =>
      createSigner({ ...CREDENTIALS, ...given } as SigningOptions),
    )
  assert.match(unknown({ tokn: 't' }).hint, /did you mean "token"\?/)
  assert.match(unknown({ consumer_key: 'k' }).hint, /"consumerKey"/)
  assert.match(unknown({ qqqqqqqq: 1 }).hint, /known are consumerKey, /)
  assert.deepEqual(unknown({ tokn: 't' }).names, ['tokn'])
  assert.match(refusal('unknown-option', '3.1', sign({ boddy: 'x' })).hint, /"body"/)
  assert.equal(nearestName('parms', ['params', 'form']), 'params')
  assert.equal(nearestName('', []), null)
})

test('options and requests are objects', () => {
  refusal('invalid-option', '3.1', () => createSigner(undefined as never))
  refusal('invalid-option', '3.1', () => createSigner(null as never))
  refusal('invalid-option', '3.1', () => createSigner(CREDENTIALS).sign('https://h/' as never))
})

test('refuses a value that is not text, and never signs it as the empty string', () => {
  const wrong: readonly (readonly [string, object, object?])[] = [
    ['consumerKey', {}, { consumerKey: 12345 }],
    ['token', {}, { token: 99 }],
    ['consumerSecret', {}, { consumerSecret: 1 }],
    ['tokenSecret', {}, { tokenSecret: [] }],
    ['realm', {}, { realm: 7 }],
    ['nonce', {}, { nonce: () => 123 }],
    ['timestamp', {}, { timestamp: {} }],
    ['version', {}, { version: 1 }],
    ['callback', { callback: 1 }],
    ['verifier', { verifier: {} }],
    ['extra', { extra: { oauth_a: '1' } }],
    ['body', { body: { a: 1 } }],
    ['method', { method: 1 }],
    ['url', { url: undefined }],
    ['signatureMethod', {}, { signatureMethod: { name: 'X' } }],
    ['X.sign()', {}, { signatureMethod: { name: 'X', sign: () => 5 } }],
  ]
  for (const [name, request, options] of wrong) {
    const error = refusal('invalid-option', '3.1', sign(request, options))
    assert.ok(error.message.includes(`"${name}"`), error.message)
    assert.match(error.hint, /^give /)
  }
  for (const value of [{}, null, true])
    refusal('invalid-option', '3.1', () => percentEncode(value as never))
  refusal('invalid-option', '3.1', sign({ extra: [['oauth_a', 5]] }))
})

test('accepts numbers as values and timestamps', () => {
  assert.equal(formatForm([['count', 10]]), 'count=10')
  refusal('invalid-option', '3.1', () => formatForm([['count', NaN]]))
  const signed = signRequest({ ...GET, verifier: 123456 }, CREDENTIALS)
  assert.equal(protocolOf(signed).get('oauth_verifier'), '123456')
})

test('a timestamp is a positive number of seconds, and a nonce is not empty, §3.3', () => {
  for (const timestamp of [NaN, -5, 1.5, 0, 'abc', '', Infinity]) {
    assert.match(refusal('invalid-timestamp', '3.3', sign({}, { timestamp })).hint, /seconds/)
  }
  assert.match(
    refusal('invalid-timestamp', '3.3', sign({}, { timestamp: Date.now() })).hint,
    /milliseconds/,
  )
  refusal('invalid-nonce', '3.3', sign({}, { nonce: '' }))
})

test('only PLAINTEXT may omit nonce and timestamp, §3.1', () => {
  refusal('missing-nonce', '3.1', sign({}, { nonce: null }))
  refusal('missing-nonce', '3.1', sign({}, { timestamp: null }))
  const plaintext = {
    ...CREDENTIALS,
    signatureMethod: 'PLAINTEXT',
    nonce: null,
    timestamp: null,
  } as const
  assert.equal(protocolOf(signRequest(GET, plaintext)).has('oauth_nonce'), false)
})

test('a token without its secret is not signed by the empty secret', () => {
  const { tokenSecret: _, ...incomplete } = CREDENTIALS
  refusal('missing-credential', '3.4.2', () => createSigner(incomplete))
  refusal('missing-credential', '3.4.2', sign({}, { tokenSecret: undefined }))
  assert.ok(createSigner({ ...incomplete, tokenSecret: null }))
})

test('headers are pairs, in a list or a Headers', () => {
  const headers = new Headers({ 'Content-Type': 'application/x-www-form-urlencoded' })
  const request = { method: 'POST', url: 'https://h/', body: 'a=1' }
  const byHeaders = signRequest({ ...request, headers }, CREDENTIALS)
  assert.match(byHeaders.trace.normalizedParameters, /^a=1&/)
  for (const wrong of [
    { Accept: '*/*' },
    'Accept',
    [['Accept']],
    [['Accept', 1]],
    [[1, '*/*']],
    [5],
    null,
  ]) {
    refusal('invalid-header', '3.5', sign({ headers: wrong }))
  }
})

test('each protocol parameter in "extra" gets the hint that fits it', () => {
  const hint = (name: string) =>
    refusal('reserved-parameter', '3.1', sign({ extra: [[name, '1']] })).hint
  assert.match(hint('oauth_token'), /option for token/)
  assert.match(hint('foo'), /query or form/)
  assert.match(hint('oauth_'), /query or form/)
  assert.match(hint('x_oauth_a'), /query or form/)
})

test('signs and sends a URL without its fragment, also a bare "#"', () => {
  for (const url of ['https://h/p#', 'https://h/p#a?b']) {
    const signed = signRequest({ method: 'GET', url }, { ...CREDENTIALS, transmission: 'query' })
    assert.ok(!signed.url.includes('#'))
    assert.match(signed.url, /^https:\/\/h\/p\?oauth_consumer_key=.*&oauth_signature=/)
  }
})

test('no message shows the password of a URL, in any spelling of the URL', () => {
  for (const url of [
    'https:user:secretpw@h/',
    'https://user:secretpw@h/',
    'user:secretpw@h',
    'https:/u:secretpw@h:x/',
    'http://u:sec?secretpw@h:y',
  ]) {
    const error = refusal('invalid-url', '3.4.1.2', sign({ url }))
    assert.ok(!error.message.includes('secretpw'), error.message)
  }
})

test('a quoted argument holds no control characters', () => {
  const error = refusal('invalid-method', '3.4.1.1', sign({ method: 'G\u009B\u202E T' }))
  assert.ok(!/[\u009B\u202E]/.test(error.message))
  assert.ok(error.message.includes('\\u{202e}'))
})

test('signs a host outside ASCII any number of times', () => {
  // URL.canParse of Node 20 and 22 returns false once it is optimized.
  const signer = createSigner(CREDENTIALS)
  for (let count = 0; count < 20_000; count++)
    signer.sign({ method: 'GET', url: 'http://münchen.de/' })
})

test('signs a host as it is sent, not as a browser serializes it', () => {
  const url = 'http://0x7f.1/'
  assert.equal(parseAuthorizationHeader('OAuth a="b"').realm, null)
  assert.equal(
    signRequest({ method: 'GET', url }, CREDENTIALS).trace.baseStringUri,
    'http://127.0.0.1/',
  )
})

test('the trace belongs to what was signed', () => {
  const url = new URL('https://h/a')
  const headers: [string, string][] = [['Content-Type', 'application/x-www-form-urlencoded']]
  const signed = signRequest({ method: 'POST', url, headers, body: 'a=1' }, CREDENTIALS)
  url.pathname = '/b'
  headers[0]![1] = 'text/plain'
  assert.match(signed.trace.signatureBaseString, /h%2Fa&a%3D1%26/)
})

test('a Host header that the caller gives changes neither signature nor trace', () => {
  const request = {
    method: 'GET',
    url: 'http://example.com/request',
    headers: [['Host', 'other.example:8080']] as const,
  }
  const { trace } = signRequest(request, CREDENTIALS)
  assert.equal(trace.baseStringUri, 'http://example.com/request')
})

test('raw keys join the secrets as they are', () => {
  const options = {
    consumerKey: 'k',
    consumerSecret: 'a b',
    signatureMethod: 'PLAINTEXT',
    rawKey: true,
  } as const
  assert.equal(protocolOf(signRequest(GET, options)).get('oauth_signature'), 'a b&')
})

test('a replay store refuses a capacity that is not positive', () => {
  for (const capacity of [0, -1, NaN])
    refusal('invalid-option', '3.3', () => createMemoryReplayStore(capacity))
})

test('the nearest name differs in one letter of three at most', () => {
  const cases = [
    ['tokens', 'token'],
    ['TOKEN', 'token'],
    ['tokenss', 'token'],
    ['tokensss', null],
    ['tken', 'token'],
    ['tokexx', 'token'],
    ['tokexxx', null],
    ['nekot', 'token'],
    ['realms', 'realm'],
    ['xy', null],
    ['to', null],
  ] as const
  for (const [typed, name] of cases)
    assert.equal(nearestName(typed, ['realm', 'token']), name, typed)
  assert.equal(nearestName('tokem', ['tokea', 'tokeb']), 'tokea', 'the first of equals')
})

test('a signature method of the caller has a name and a function', () => {
  for (const signatureMethod of [
    null,
    {},
    { name: 'X' },
    { sign: () => 's' },
    { name: 5, sign: () => 's' },
  ])
    refusal('invalid-option', '3.1', sign({}, { signatureMethod }))
})

test('an error names the option or the parameter at fault', () => {
  assert.deepEqual(refusal('invalid-timestamp', '3.3', sign({}, { timestamp: 'x' })).names, [
    'timestamp',
  ])
  const reserved = refusal('reserved-parameter', '3.1', sign({ url: 'https://h/?oauth_token=1' }))
  assert.deepEqual(reserved.names, ['oauth_token'])
  const rsa = { signatureMethod: 'RSA-SHA1', privateKey: 'x' }
  assert.deepEqual(refusal('unusable-key', '3.4.3', sign({}, rsa)).names, ['privateKey'])
  const callback = refusal('invalid-option', '3.1', sign({ callback: 1 }))
  assert.deepEqual(callback.names, ['callback'])
})

test('accepts a timestamp of fifteen digits, and refuses one in milliseconds', () => {
  assert.match(
    refusal('invalid-timestamp', '3.3', sign({}, { timestamp: 'abc' })).hint,
    /whole seconds/,
  )
  assert.match(
    refusal('invalid-timestamp', '3.3', sign({}, { timestamp: 1e12 })).hint,
    /milliseconds/,
  )
  assert.ok(signRequest(GET, { ...CREDENTIALS, timestamp: 1e12 - 1 }))
  assert.equal(isTimestamp('9'.repeat(15)), true)
  assert.equal(isTimestamp(`000${'9'.repeat(15)}`), true)
  assert.equal(isTimestamp('9'.repeat(16)), false)
})

test('a version is 1.0, or none', () => {
  for (const version of ['1.0a', '2.0', '', '1'])
    refusal('invalid-option', '3.1', sign({}, { version }))
  assert.ok(signRequest(GET, { ...CREDENTIALS, version: null }))
})

test('RSA and a method of the caller need no token secret', () => {
  const { tokenSecret: _, ...client } = CREDENTIALS
  const signatureMethod = { name: 'X', sign: () => 's' }
  assert.ok(signRequest(GET, { ...client, signatureMethod }))
})

test('names the type of a wrong value, and never shows the value', () => {
  const cases = [
    [[], 'array'],
    [null, 'null'],
    [5, 'number'],
    [{}, 'object'],
    [() => 'planted', 'function'],
  ] as const
  for (const [value, type] of cases) {
    const error = refusal('invalid-option', '3.1', () => percentEncode(value as never))
    assert.equal(error.message, `"parameter" has the type ${type}`)
    assert.equal(error.hint, 'give text or a Uint8Array')
  }
})

test('quotes the first sixty characters of an argument', () => {
  const quoted = (length: number): string =>
    refusal('invalid-method', '3.4.1.1', sign({ method: ' '.padEnd(length, 'x') })).message
  assert.equal(quoted(60), `not an HTTP method: "${' '.padEnd(60, 'x')}"`)
  assert.equal(quoted(61), `not an HTTP method: "${' '.padEnd(60, 'x')}…"`)
  const lines = refusal('invalid-method', '3.4.1.1', sign({ method: 'G\u2028\u2029' })).message
  assert.equal(lines, 'not an HTTP method: "G\\u{2028}\\u{2029}"')
  assert.deepEqual(refusal('invalid-method', '3.4.1.1', sign({ method: ' ' })).names, [])
})

test('refuses an unknown signature method, and lists the known ones', () => {
  const error = refusal('unknown-signature-method', '3.4', sign({}, { signatureMethod: 'HMAC' }))
  assert.match(error.hint, /^HMAC-SHA1, HMAC-SHA256, .*, PLAINTEXT$/)
})

test('refuses a parameter that is not a pair', () => {
  for (const pair of [null, undefined, 5, 'ab', { name: 'a', value: 'b' }]) {
    refusal('invalid-option', '3.1', sign({ extra: [pair] }))
    refusal('invalid-option', '3.1', () => normalizeParameters([pair] as never))
  }
})
