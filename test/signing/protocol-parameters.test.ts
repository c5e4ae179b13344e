import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import {
  createSigner,
  currentTimestamp,
  generateNonce,
  type Parameter,
  signRequest,
} from '../../src/signing/index.ts'
import { CREDENTIALS, protocolOf, refusal, URL_OF_PHOTOS } from './support.ts'

const GET = { method: 'GET', url: URL_OF_PHOTOS }

test('nonces are 20 to 30 letters and digits, and a hundred thousand of them are distinct', () => {
  const nonces = new Set<string>()
  for (let count = 0; count < 100_000; count++) {
    const nonce = generateNonce()
    assert.match(nonce, /^[A-Za-z0-9]{20,30}$/)
    nonces.add(nonce)
  }
  assert.equal(nonces.size, 100_000)
})

test('at least a hundred bits vary in two thousand nonces', () => {
  const nonces = Array.from({ length: 2000 }, generateNonce)
  let bits = 0
  for (let place = 0; place < nonces[0]!.length; place++)
    bits += Math.log2(new Set(nonces.map((nonce) => nonce[place])).size)
  assert.ok(bits >= 100, `${bits} bits`)
})

test('ten thousand signatures in one second have distinct nonces, §3.3', () => {
  const { nonce: _, ...options } = CREDENTIALS
  const signer = createSigner(options)
  const nonces = Array.from({ length: 10_000 }, () =>
    protocolOf(signer.sign(GET)).get('oauth_nonce'),
  )
  assert.equal(new Set(nonces).size, 10_000)
})

test('a timestamp is in whole seconds, as in OAuth Core 1.0a A.5.1', () => {
  mock.timers.enable({ apis: ['Date'], now: 1191242096999 })
  try {
    assert.equal(currentTimestamp(), 1191242096)
    const { timestamp: _, ...options } = CREDENTIALS
    const signer = createSigner(options)
    assert.equal(protocolOf(signer.sign(GET)).get('oauth_timestamp'), '1191242096')
    mock.timers.tick(1)
    assert.equal(
      protocolOf(signer.sign(GET)).get('oauth_timestamp'),
      '1191242097',
      'each request has its own',
    )
  } finally {
    mock.timers.reset()
  }
})

test('nonce and timestamp may be given as values or functions', () => {
  let calls = 0
  const sources = { nonce: () => `n${++calls}`, timestamp: () => 137131200 + calls }
  const signer = createSigner({ ...CREDENTIALS, ...sources })
  const [first, second] = [protocolOf(signer.sign(GET)), protocolOf(signer.sign(GET))]
  assert.deepEqual([first.get('oauth_nonce'), second.get('oauth_nonce')], ['n1', 'n2'])
  assert.notEqual(first.get('oauth_timestamp'), second.get('oauth_timestamp'))
  const given = protocolOf(
    signRequest(GET, { ...CREDENTIALS, nonce: 'a b+é', timestamp: '0137131200' }),
  )
  assert.equal(given.get('oauth_nonce'), 'a b+é')
  assert.equal(given.get('oauth_timestamp'), '0137131200')
})

test('PLAINTEXT may omit nonce and timestamp, §3.1', () => {
  const names = [
    ...protocolOf(
      signRequest(GET, {
        ...CREDENTIALS,
        signatureMethod: 'PLAINTEXT',
        nonce: null,
        timestamp: null,
      }),
    ).keys(),
  ]
  assert.deepEqual(names.sort(), [
    'oauth_consumer_key',
    'oauth_signature',
    'oauth_signature_method',
    'oauth_token',
    'oauth_version',
  ])
})

test('version defaults to 1.0, and null sends none', () => {
  assert.equal(protocolOf(signRequest(GET, CREDENTIALS)).get('oauth_version'), '1.0')
  const signed = signRequest(GET, { ...CREDENTIALS, version: null })
  assert.doesNotMatch(signed.headers[0]![1] + signed.trace.signatureBaseString, /oauth_version/)
})

test('a request without a token sends none, and an empty token is sent empty', () => {
  const { token: _, tokenSecret: __, ...client } = CREDENTIALS
  for (const options of [client, { ...client, token: null }]) {
    const signed = signRequest(GET, options)
    assert.doesNotMatch(signed.headers[0]![1] + signed.trace.signatureBaseString, /oauth_token/)
  }
  const signed = signRequest(GET, { ...client, token: '' })
  assert.match(signed.headers[0]![1], /oauth_token=""/)
  assert.match(signed.trace.normalizedParameters, /(^|&)oauth_token=&/)
})

test('values are sent encoded, and decode to the given values, §2', () => {
  const token = 'a b+c/d=é%2F'
  const signed = signRequest(GET, { ...CREDENTIALS, token })
  assert.match(signed.headers[0]![1], /oauth_token="a%20b%2Bc%2Fd%3D%C3%A9%252F"/)
  assert.match(
    signed.trace.signatureBaseString,
    /oauth_token%3Da%2520b%252Bc%252Fd%253D%25C3%25A9%25252F/,
  )
  assert.equal(protocolOf(signed).get('oauth_token'), token)
})

test('callback, verifier and the parameters of extensions are sent and signed', () => {
  const extra: Parameter[] = [
    ['oauth_session_handle', 'h&='],
    ['oauth_body_hash', 'x'],
  ]
  const signed = signRequest(
    {
      ...GET,
      callback: 'http://printer.example.com/ready?a=b',
      verifier: 'hfdp7dh39dks9884',
      extra,
    },
    CREDENTIALS,
  )
  const protocol = protocolOf(signed)
  assert.equal(protocol.get('oauth_callback'), 'http://printer.example.com/ready?a=b')
  assert.equal(protocol.get('oauth_verifier'), 'hfdp7dh39dks9884')
  assert.equal(protocol.get('oauth_session_handle'), 'h&=')
  for (const name of [
    'oauth_callback',
    'oauth_verifier',
    'oauth_session_handle',
    'oauth_body_hash',
  ]) {
    assert.match(signed.trace.normalizedParameters, new RegExp(`(^|&)${name}=`))
  }
  assert.doesNotMatch(
    signRequest({ ...GET, callback: null, verifier: null }, CREDENTIALS).headers[0]![1],
    /callback|verifier/,
  )
})

test('refuses a request with a parameter that the signer sets, in the query and in the body', () => {
  const names = [
    'oauth_consumer_key',
    'oauth_token',
    'oauth_signature_method',
    'oauth_signature',
    'oauth_timestamp',
    'oauth_nonce',
    'oauth_version',
    'oauth_callback',
    'oauth_verifier',
  ]
  for (const name of names) {
    const inQuery = refusal('reserved-parameter', '3.1', () =>
      signRequest({ method: 'GET', url: `https://h/?a=1&${name}=2` }, CREDENTIALS),
    )
    assert.ok(inQuery.message.includes(name))
    const inBody = {
      method: 'POST',
      url: 'https://h/',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']] as const,
      body: `${name}=2`,
    }
    refusal('reserved-parameter', '3.1', () => signRequest(inBody, CREDENTIALS))
    refusal('reserved-parameter', '3.1', () =>
      signRequest({ ...GET, extra: [[name, '2']] }, CREDENTIALS),
    )
  }
  refusal('reserved-parameter', '3.1', () =>
    signRequest({ method: 'GET', url: 'https://h/?oauth%5Ftoken=2' }, CREDENTIALS),
  )
})

test('signs other parameters whose names begin with oauth_', () => {
  const { trace } = signRequest(
    { method: 'GET', url: 'https://h/?oauth_foo=1&oauth_tokens=2&OAUTH_TOKEN=3' },
    CREDENTIALS,
  )
  assert.match(
    trace.normalizedParameters,
    /^OAUTH_TOKEN=3&oauth_consumer_key=.*&oauth_foo=1&.*&oauth_tokens=2&/,
  )
})

test('refuses an extension parameter that is repeated, in two places or without oauth_', () => {
  const extra =
    (...pairs: Parameter[]): (() => unknown) =>
    () =>
      signRequest({ ...GET, extra: pairs }, CREDENTIALS)
  refusal('reserved-parameter', '3.1', extra(['oauth_a', '1'], ['oauth_a', '1']))
  refusal('reserved-parameter', '3.1', extra(['a', '1']))
  refusal('reserved-parameter', '3.1', extra([Uint8Array.of(0xe9), '1']))
  refusal('reserved-parameter', '3.1', () =>
    signRequest(
      { method: 'GET', url: 'https://h/?oauth_a=1', extra: [['oauth_a', '1']] },
      CREDENTIALS,
    ),
  )
})
