import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type HeaderList,
  type RequestToSign,
  type SigningOptions,
  signRequest,
  type SignatureMethodName,
  requirePrivacy,
  type Transmission,
} from '../../src/signing/index.ts'
import {
  CREDENTIALS,
  headerOf,
  onWire,
  protocolOf,
  refusal,
  signatureOf,
  verify,
} from './support.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded'
const FORM: HeaderList = [['Content-Type', FORM_TYPE]]
const TRANSMISSIONS: readonly Transmission[] = ['header', 'query', 'body']

const send = (
  transmission: Transmission,
  request: Partial<RequestToSign>,
  options: Partial<SigningOptions> = {},
): ReturnType<typeof onWire> =>
  onWire(
    signRequest(
      { method: 'POST', url: 'http://example.com/request', ...request },
      { ...CREDENTIALS, transmission, ...options },
    ),
  )

const OWN =
  'oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=nnch734d00sl2jdk&oauth_signature_method=HMAC-SHA1'
const PROTOCOL = new RegExp(`^${OWN}&(?:oauth_\\w+=[^&]+&)*oauth_signature=[A-Za-z0-9%]+$`)

test('sends the header of RFC 5849 §1.2, and nothing else changes', () => {
  const { method, url, headers, body } = signRequest(
    {
      method: 'POST',
      url: 'https://photos.example.net/initiate',
      callback: 'http://printer.example.com/ready',
      headers: [['Accept', '*/*']],
    },
    {
      consumerKey: 'dpf43f3p2l4k3l03',
      consumerSecret: 'kd94hf93k423kf44',
      realm: 'Photos',
      timestamp: '137131200',
      nonce: 'wIjqoS',
      version: null,
    },
  )
  assert.deepEqual(
    { method, url, body },
    { method: 'POST', url: 'https://photos.example.net/initiate', body: null },
  )
  assert.deepEqual(headers[0], ['Accept', '*/*'])
  const [name, value] = headers[1]!
  assert.equal(name, 'Authorization')
  assert.equal(value.startsWith('OAuth realm="Photos", '), true)
  assert.deepEqual(
    new Set(value.slice(6).split(', ')),
    new Set([
      'realm="Photos"',
      'oauth_consumer_key="dpf43f3p2l4k3l03"',
      'oauth_signature_method="HMAC-SHA1"',
      'oauth_timestamp="137131200"',
      'oauth_nonce="wIjqoS"',
      'oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready"',
      'oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"',
    ]),
  )
})

test('the header is the default, §3.5', () => {
  const signed = signRequest({ method: 'GET', url: 'http://example.com/request' }, CREDENTIALS)
  assert.match(headerOf(signed, 'authorization') ?? '', /^OAuth oauth_/)
})

test('a query is appended to the text of the URL, of which no byte changes, §3.5.3', () => {
  const own = '?a=%7E&b=x%20y&c&d=a+b&e=%zz&f=(1)!&&'
  const { url, headers, body } = send('query', { url: `http://example.com/request${own}` })
  assert.ok(url.startsWith(`http://example.com/request${own}oauth_`))
  assert.match(url.slice(`http://example.com/request${own}`.length), PROTOCOL)
  assert.deepEqual([headers, body], [[], null])
})

test('a query begins with one question mark, and is joined with an ampersand', () => {
  assert.match(send('query', { url: 'http://h/p' }).url, /^http:\/\/h\/p\?oauth_/)
  assert.match(send('query', { url: 'http://h/p?' }).url, /^http:\/\/h\/p\?oauth_/)
  assert.match(send('query', { url: 'http://h/p?x=1' }).url, /^http:\/\/h\/p\?x=1&oauth_/)
  assert.match(send('query', { url: 'http://h' }).url, /^http:\/\/h\/\?oauth_/)
})

test('a question mark at the end of a value is data, and an ampersand follows it', async () => {
  const byQuery = send('query', { url: 'https://h/p?q=why?' })
  assert.match(byQuery.url, /^https:\/\/h\/p\?q=why\?&oauth_/)
  assert.equal((await verify(byQuery)).valid, true)
  const byBody = send('body', { headers: FORM, body: 'q=why?' })
  assert.match(String(byBody.body), /^q=why\?&oauth_/)
  assert.equal((await verify(byBody)).valid, true)
  assert.match(send('query', { url: 'https://h/p??' }).url, /^https:\/\/h\/p\?\?&oauth_/)
})

test('drops a fragment, because it is not sent', () => {
  for (const transmission of TRANSMISSIONS) {
    const { url } = send(transmission, {
      url: 'http://example.com/request?a=1#f?g',
      headers: FORM,
      body: 'b=2',
    })
    assert.doesNotMatch(url, /#|f\?g/)
    assert.ok(url.startsWith('http://example.com/request?a=1'))
  }
})

test('appends to a form body, and keeps its own bytes, §3.5.2', () => {
  const { url, headers, body } = send('body', { headers: FORM, body: 'c2&a3=2+q' })
  assert.ok(String(body).startsWith('c2&a3=2+q&oauth_'))
  assert.match(String(body).slice('c2&a3=2+q&'.length), PROTOCOL)
  assert.deepEqual([url, headers], ['http://example.com/request', FORM])
  assert.match(
    String(send('body', { headers: FORM, body: Buffer.from('a=é') }).body),
    /^a=é&oauth_/,
  )
})

test('an empty body becomes a form, and gets the Content-Type of one', () => {
  for (const own of [null, '', new Uint8Array()]) {
    const { headers, body } = send('body', { headers: [['Accept', '*/*']], body: own })
    assert.deepEqual(headers, [
      ['Accept', '*/*'],
      ['Content-Type', FORM_TYPE],
    ])
    assert.match(String(body), PROTOCOL)
  }
  const { headers, body } = send('body', {
    headers: [['content-type', `${FORM_TYPE}; charset=UTF-8`]],
  })
  assert.deepEqual(headers, [['content-type', `${FORM_TYPE}; charset=UTF-8`]])
  assert.match(String(body), PROTOCOL)
})

test('a body that is not a form carries no protocol parameters, §3.5.2', () => {
  const cases: Partial<RequestToSign>[] = [
    { headers: [['Content-Type', 'application/json']], body: '{"a":1}' },
    { headers: [['Content-Type', 'multipart/form-data; boundary=x']], body: '--x--' },
    { headers: [['Content-Type', 'text/plain']], body: null },
    { headers: [], body: 'a=1' },
    { headers: [], body: Uint8Array.of(1) },
  ]
  for (const request of cases) refusal('invalid-transmission', '3.5', () => send('body', request))
})

test('GET and HEAD carry no body', () => {
  for (const method of ['GET', 'get', 'HEAD'])
    refusal('invalid-transmission', '3.5', () => send('body', { method }))
  assert.match(String(send('body', { method: 'DELETE' }).body), PROTOCOL)
})

test('an unknown transmission is refused', () => {
  for (const transmission of ['Header', 'uri', '', '__proto__'] as unknown as Transmission[]) {
    refusal('invalid-transmission', '3.5', () => send(transmission, {}))
  }
})

test('sends all protocol parameters in one place, §3.5', () => {
  for (const transmission of TRANSMISSIONS) {
    const wire = send(transmission, {
      headers: FORM,
      body: 'a=1',
      callback: 'oob',
      verifier: 'v',
      extra: [['oauth_x', 'y']],
    })
    const places = [headerOf(wire, 'authorization') ?? '', wire.url, String(wire.body)].filter(
      (text) => text.includes('oauth_'),
    )
    assert.equal(places.length, 1, transmission)
    assert.equal(protocolOf(wire).size, 10)
  }
})

test('the transmission does not change the signature', () => {
  const request = { url: 'http://example.com/request?b5=%3D%253D', headers: FORM, body: 'a3=2+q' }
  const signatures = TRANSMISSIONS.map((transmission) => signatureOf(send(transmission, request)))
  assert.equal(new Set(signatures).size, 1)
})

test('a realm is sent only in the header', () => {
  for (const transmission of ['query', 'body'] as const) {
    const wire = send(transmission, {}, { realm: 'Photos' })
    assert.doesNotMatch(wire.url + String(wire.body) + JSON.stringify(wire.headers), /realm|Photos/)
  }
})

test('refuses a realm that is not valid in a header', () => {
  refusal('invalid-realm', '3.5.1', () => send('header', {}, { realm: 'a\r\nX-Evil: 1' }))
  assert.match(
    headerOf(send('header', {}, { realm: 'a"b\\' }), 'authorization') ?? '',
    /^OAuth realm="a\\"b\\\\", /,
  )
})

test("refuses the caller's Authorization header if it conflicts", () => {
  for (const value of ['OAuth a="1"', 'Bearer x', 'Basic eA==']) {
    refusal('authorization-present', '3.5', () =>
      send('header', { headers: [['authorization', value]] }),
    )
  }
  for (const transmission of ['query', 'body'] as const) {
    refusal('authorization-present', '3.5', () =>
      send(transmission, { headers: [['AUTHORIZATION', 'oauth a="1"']] }),
    )
    const wire = send(transmission, { headers: [['Authorization', 'Basic eA==']] })
    assert.equal(headerOf(wire, 'authorization'), 'Basic eA==')
  }
})

test('two Authorization headers are refused', () => {
  refusal('duplicate-header', '3.5', () =>
    send('query', {
      headers: [
        ['Authorization', 'Basic eA=='],
        ['authorization', 'Basic eA=='],
      ],
    }),
  )
})

test('a header of another scheme contributes no parameter', async () => {
  const wire = send('query', { headers: [['Authorization', 'Bearer oauth_x="1"']] })
  assert.equal((await verify(wire)).valid, true)
})

test('PLAINTEXT is refused where others can read it, §3.4.4', () => {
  const plaintext = { signatureMethod: 'PLAINTEXT' as SignatureMethodName }
  const exposed = [
    'http://example.com/',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'http://128.0.0.1/',
    'http://[::2]/',
    'HTTP://example.com:443/',
    'http://api.example.com/?next=https://x/',
    'http://api.example.com/?next=http://localhost/',
    'http://localhostx/',
    'http://xlocalhost/',
    'http://10.0.0.1/#https://',
    'http://localhost@example.com/',
  ]
  for (const url of exposed.slice(0, -1))
    refusal('plaintext-exposed', '3.4.4', () => send('header', { url }, plaintext))
  refusal('invalid-url', '3.4.1.2', () => send('header', { url: exposed.at(-1)! }, plaintext))
  for (const url of [
    'https://example.com/',
    'http://127.0.0.1/',
    'http://127.1.2.3:8080/',
    'http://localhost:1',
    'http://[::1]/p',
    'http://LOCALHOST?a',
  ]) {
    assert.equal(
      signatureOf(send('header', { url }, plaintext)),
      'kd94hf93k423kf44&pfkkdhi9sl3r4s00',
      url,
    )
    refusal('plaintext-exposed', '3.4.4', () => send('query', { url }, plaintext))
  }
  assert.match(
    String(send('body', { url: 'https://example.com/' }, plaintext).body),
    /oauth_signature=kd94hf93k423kf44%26pfkkdhi9sl3r4s00$/,
  )
})

test('an option allows PLAINTEXT to be exposed', () => {
  const options = {
    signatureMethod: 'PLAINTEXT' as SignatureMethodName,
    exposePlaintextSecrets: true,
  }
  assert.match(
    send('query', { url: 'http://example.com/' }, options).url,
    /oauth_signature=kd94hf93k423kf44%26pfkkdhi9sl3r4s00$/,
  )
})

test('a server accepts PLAINTEXT only over https and loopback, §3.4.4', () => {
  const hosts = ['127.0.0.1', '127.255.255.255', 'localhost', 'LOCALHOST', '[::1]']
  const ends = ['', '/', '/p?q', '?q', '#f', ':8', ':8080', ':8080/p', ':1?q']
  for (const host of hosts) for (const end of ends) requirePrivacy(`http://${host}${end}`, 'header')
  for (const url of ['https://example.com/', 'HTTPS://h', 'HTTP://127.0.0.1/'])
    requirePrivacy(url, 'body')
  const exposed = [
    '127.0.0',
    '127.0.0.1.2',
    '127.0.0.1234',
    '127.0.0.a',
    '127x0.0.1',
    '[::1',
    'localhost.h',
  ]
    .concat(
      '127.0.0.1:',
      '127.0.0.1:x',
      '127.0.0.1@h',
      'localhost:80.h',
      '[::1]x',
      '[:1]',
      '127.0.0.',
      'h',
    )
    .concat('x/http://localhost/', '127.0.0.1\\h')
  for (const authority of exposed)
    refusal('plaintext-exposed', '3.4.4', () => requirePrivacy(`http://${authority}`, 'header'))
  for (const url of ['xhttps://h/', 'ftp://h/?https://h/', 'https//h', 'xhttp://localhost/'])
    refusal('plaintext-exposed', '3.4.4', () => requirePrivacy(url, 'header'))
  const error = refusal('plaintext-exposed', '3.4.4', () => requirePrivacy('https://h/', 'query'))
  assert.match(error.message, /in the URL/)
  assert.match(error.hint, /"header"/)
  const overHttp = refusal('plaintext-exposed', '3.4.4', () => requirePrivacy('http://h/', 'query'))
  assert.match(overHttp.message, /over http/)
  assert.match(overHttp.hint, /https/)
})
