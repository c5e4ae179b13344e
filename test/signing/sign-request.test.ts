import assert from 'node:assert/strict'
import { createHmac, webcrypto } from 'node:crypto'
import { test } from 'node:test'
import {
  baseStringUri,
  createSigner,
  type CustomSignatureMethod,
  formatForm,
  type HeaderList,
  normalizeParameters,
  type Parameter,
  parseAuthorizationHeader,
  parseForm,
  percentEncode,
  type RequestToSign,
  signatureBaseString,
  signRequest,
  type SigningOptions,
  SIGNATURE_METHODS,
  type Transmission,
  type WireRequest,
} from '../../src/signing/index.ts'
import { verifyRequest } from '../../src/server/index.ts'
import {
  assertRefusal,
  CREDENTIALS,
  forAll,
  headerOf,
  onWire,
  protocolOf,
  refusal,
  serverFor,
  signatureOf,
  URL_OF_PHOTOS,
  vectorInput,
} from './support.ts'

const FORM: HeaderList = [['Content-Type', 'application/x-www-form-urlencoded']]
const { privateKey } = vectorInput('signature-methods-rsa/rsa-sha1').credentials
const { publicKey } = vectorInput('verify-accepted/rsa-sha1').credentials
const KEYS = { ...CREDENTIALS, privateKey, publicKey }

/** Web Crypto as a signature method of the caller. */
async function webCryptoMethod(key: string): Promise<CustomSignatureMethod> {
  const imported = await webcrypto.subtle.importKey(
    'raw',
    Buffer.from(key),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  return {
    name: 'HMAC-SHA256',
    async sign(text) {
      return Buffer.from(await webcrypto.subtle.sign('HMAC', imported, Buffer.from(text))).toString(
        'base64',
      )
    },
  }
}

test('gives the three signatures of RFC 5849 §1.2', () => {
  const client = {
    consumerKey: 'dpf43f3p2l4k3l03',
    consumerSecret: 'kd94hf93k423kf44',
    version: null,
  }
  const initiate = signRequest(
    {
      method: 'POST',
      url: 'https://photos.example.net/initiate',
      callback: 'http://printer.example.com/ready',
    },
    { ...client, timestamp: '137131200', nonce: 'wIjqoS' },
  )
  assert.equal(signatureOf(initiate), '74KNZJeDHnMBp0EMJ9ZHt/XKycU=')
  const exchange = signRequest(
    { method: 'POST', url: 'https://photos.example.net/token', verifier: 'hfdp7dh39dks9884' },
    {
      ...client,
      token: 'hh5s93j4hdidpola',
      tokenSecret: 'hdhd0244k9j7ao03',
      timestamp: '137131201',
      nonce: 'walatlh',
    },
  )
  assert.equal(signatureOf(exchange), 'gKgrFCywp7rO0OXSjdot/IHF7IU=')
  // The RFC's text names no scheme here; its signature is that of http.
  const photos = {
    ...client,
    token: 'nnch734d00sl2jdk',
    tokenSecret: 'pfkkdhi9sl3r4s00',
    timestamp: '137131202',
    nonce: 'chapoH',
  }
  assert.equal(
    signatureOf(
      signRequest({ method: 'GET', url: URL_OF_PHOTOS.replace('https', 'http') }, photos),
    ),
    'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
  )
  assert.equal(
    signatureOf(signRequest({ method: 'GET', url: URL_OF_PHOTOS }, photos)),
    '91yh92rtXzicpezVYjTDNzieVps=',
  )
})

test('gives the signature of OAuth Core 1.0a, appendix A.5', () => {
  const signed = signRequest(
    { method: 'GET', url: 'http://photos.example.net/photos?file=vacation.jpg&size=original' },
    CREDENTIALS,
  )
  assert.equal(signatureOf(signed), 'tR3+Ty81lMeYAr/Fid0kMTYa/WM=')
})

test('gives the signature of erratum 2550 for the request of RFC 5849 §3.1', () => {
  const signed = signRequest(
    {
      method: 'POST',
      url: 'http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
      headers: FORM,
      body: 'c2&a3=2+q',
    },
    {
      consumerKey: '9djdj82h48djs9d2',
      consumerSecret: 'j49sk3j29djd',
      token: 'kkk9d7dh3k39sjv7',
      tokenSecret: 'dh893hdasih9',
      timestamp: '137131201',
      nonce: '7d8f3e4a',
      version: null,
      realm: 'Example',
    },
  )
  assert.match(
    headerOf(signed, 'authorization') ?? '',
    /^OAuth realm="Example", .*oauth_signature="r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D"$/,
  )
})

test('gives the PLAINTEXT header of RFC 5849 §2.1', () => {
  const signed = signRequest(
    {
      method: 'POST',
      url: 'https://server.example.com/request_temp_credentials',
      callback: 'http://client.example.net/cb?x=1',
    },
    {
      consumerKey: 'jd83jd92dhsh93js',
      consumerSecret: 'ja893SD9',
      signatureMethod: 'PLAINTEXT',
      nonce: null,
      timestamp: null,
      version: null,
      realm: 'Example',
    },
  )
  assert.deepEqual(
    new Set((headerOf(signed, 'authorization') ?? '').slice(6).split(', ')),
    new Set([
      'realm="Example"',
      'oauth_consumer_key="jd83jd92dhsh93js"',
      'oauth_signature_method="PLAINTEXT"',
      'oauth_callback="http%3A%2F%2Fclient.example.net%2Fcb%3Fx%3D1"',
      'oauth_signature="ja893SD9%26"',
    ]),
  )
})

test('signs the URL as fetch sends it, serialized once', () => {
  const cases = [
    ['http://h/a/../b c/é?q=ü', 'http://h/b%20c/%C3%A9?q=%C3%BC'],
    ['HTTP://EXAMPLE.com:80', 'http://example.com/'],
    ['https://h/%7e/%zz?[a]=|', 'https://h/%7e/%zz?[a]=|'],
    [' https://h/p\n', 'https://h/p'],
    ['http://münchen.de/', 'http://xn--mnchen-3ya.de/'],
    ['http://[2001:DB8::0001]:8080/', 'http://[2001:db8::1]:8080/'],
    ['http://h:0080/?', 'http://h/?'],
  ] as const
  for (const [url, sent] of cases) {
    assert.equal(signRequest({ method: 'GET', url }, CREDENTIALS).url, sent)
    assert.equal(signRequest({ method: 'GET', url: new URL(url) }, CREDENTIALS).url, sent)
    assert.equal(signRequest({ method: 'GET', url }, CREDENTIALS).trace.url, sent)
  }
})

test('refuses a request that cannot be sent', () => {
  const sign =
    (request: Partial<RequestToSign>): (() => unknown) =>
    () =>
      signRequest({ method: 'GET', url: URL_OF_PHOTOS, ...request }, CREDENTIALS)
  for (const url of [
    '',
    '/p',
    'example.com',
    'ftp://h/',
    'data:,',
    'http://',
    'http://h:99999/',
    'http://a b/',
  ]) {
    refusal('invalid-url', '3.4.1.2', sign({ url }))
  }
  for (const url of ['https://user:planted@h/', 'https://user@h/', 'https://:planted@h/']) {
    assert.doesNotMatch(refusal('invalid-url', '3.4.1.2', sign({ url })).message, /planted|user/)
  }
  refusal('lone-surrogate', '3.6', sign({ url: 'http://h/?a=\uD800' }))
  refusal('lone-surrogate', '3.6', sign({ callback: 'http://h/\uD800' }))
  refusal('lone-surrogate', '3.6', sign({ verifier: '\uDC00' }))
  refusal('invalid-method', '3.4.1.1', sign({ method: 'GET /' }))
  refusal('invalid-method', '3.4.1.1', sign({ method: '' }))
})

test('refuses an empty consumer key, and a lone surrogate in credentials', () => {
  const error = refusal('missing-credential', '3.1', () =>
    createSigner({ ...CREDENTIALS, consumerKey: '' }),
  )
  assert.match(error.message, /consumerKey/)
  refusal('lone-surrogate', '3.6', () =>
    createSigner({ ...CREDENTIALS, consumerKey: '\uD800' }).sign({
      method: 'GET',
      url: URL_OF_PHOTOS,
    }),
  )
  refusal('lone-surrogate', '3.6', () =>
    createSigner({ ...CREDENTIALS, token: '\uD800' }).sign({ method: 'GET', url: URL_OF_PHOTOS }),
  )
})

test('bad options are refused when the signer is made, not when it is used', () => {
  refusal('missing-credential', '3.4.2', () => createSigner({ consumerKey: 'k' }))
  refusal('missing-credential', '3.4.3', () =>
    createSigner({ consumerKey: 'k', signatureMethod: 'RSA-SHA1' }),
  )
  refusal('unusable-key', '3.4.3', () =>
    createSigner({ consumerKey: 'k', signatureMethod: 'RSA-SHA1', privateKey: 'x' }),
  )
})

test('the method is sent in upper case, as it is signed', () => {
  const signed = signRequest({ method: 'patch', url: URL_OF_PHOTOS }, CREDENTIALS)
  assert.equal(signed.method, 'PATCH')
  assert.match(signed.trace.signatureBaseString, /^PATCH&/)
})

test('octets of a body are sent as they are', () => {
  const body = Uint8Array.of(0, 0xe9, 0xff)
  const signed = signRequest({ method: 'PUT', url: URL_OF_PHOTOS, body }, CREDENTIALS)
  assert.equal(signed.body, body)
})

test("does not change the caller's objects", () => {
  const freeze = <Value extends object>(value: Value): Value => {
    Object.values(value).forEach(
      (member) => typeof member === 'object' && member !== null && freeze(member),
    )
    return Object.freeze(value)
  }
  const headers: [string, string][] = [
    ['Accept', '*/*'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
  ]
  for (const transmission of ['header', 'query', 'body'] as const) {
    const request = freeze({
      method: 'post',
      url: 'http://h/?b=2',
      headers,
      body: 'a=1',
      extra: [['oauth_x', 'y']] as [string, string][],
    })
    const options = freeze({ ...CREDENTIALS, transmission })
    const before = JSON.stringify([request, options])
    signRequest(request, options)
    assert.equal(JSON.stringify([request, options]), before)
  }
  const url = new URL('https://h/?a=%7E#f')
  signRequest({ method: 'GET', url }, { ...CREDENTIALS, transmission: 'query' })
  assert.equal(url.href, 'https://h/?a=%7E#f')
})

test('createSigner signs each request as signRequest does, in any order', async () => {
  const signer = createSigner(CREDENTIALS)
  await forAll(200, (random) => {
    const request = {
      method: random.pick(['GET', 'POST']),
      url: `https://h/${encodeURIComponent(random.text())}?${encodeURIComponent(random.text())}`,
      ...random.pick([
        {},
        { callback: random.text() },
        { verifier: random.text() },
        { extra: [['oauth_x', random.text()] as const] },
      ]),
    }
    assert.deepEqual(onWire(signer.sign(request)), onWire(signRequest(request, CREDENTIALS)))
  })
})

test('signAsync signs with an asynchronous method', async () => {
  const signatureMethod = await webCryptoMethod('kd94hf93k423kf44&pfkkdhi9sl3r4s00')
  const request = { method: 'GET', url: URL_OF_PHOTOS }
  const signed = await createSigner({ ...CREDENTIALS, signatureMethod }).signAsync(request)
  const expected = signRequest(request, { ...CREDENTIALS, signatureMethod: 'HMAC-SHA256' })
  assert.deepEqual(onWire(signed), onWire(expected))
  assert.equal(signed.trace.signature, expected.trace.signature)
})

test('sign refuses an asynchronous method, whether it resolves or rejects', async () => {
  const request = { method: 'GET', url: URL_OF_PHOTOS }
  const error = refusal('asynchronous-method', '3.4', () =>
    signRequest(request, { ...CREDENTIALS, signatureMethod: { name: 'A', sign: async () => 'x' } }),
  )
  assert.match(error.hint, /signAsync/)
  const failing = { name: 'A', sign: () => Promise.reject(new Error('the vault is closed')) }
  const unhandled: unknown[] = []
  const record = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', record)
  try {
    refusal('asynchronous-method', '3.4', () =>
      signRequest(request, { ...CREDENTIALS, signatureMethod: failing }),
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(unhandled, [], 'the promise without a handler does not end the process')
  } finally {
    process.off('unhandledRejection', record)
  }
})

test('signAsync accepts synchronous methods too, and rejects where sign throws', async () => {
  const request = { method: 'GET', url: URL_OF_PHOTOS }
  assert.deepEqual(
    onWire(await createSigner(CREDENTIALS).signAsync(request)),
    onWire(signRequest(request, CREDENTIALS)),
  )
  const rejected = createSigner(CREDENTIALS).signAsync({ method: 'GET', url: 'x:' })
  await assert.rejects(rejected, (error) => Boolean(assertRefusal(error, 'invalid-url', '3.4.1.2')))
})

test("an error of the caller's method is thrown unchanged", async () => {
  const own = new Error('the vault is closed')
  const request = { method: 'GET', url: URL_OF_PHOTOS }
  const failing: CustomSignatureMethod = {
    name: 'A',
    sign: () => {
      throw own
    },
  }
  assert.throws(() => signRequest(request, { ...CREDENTIALS, signatureMethod: failing }), own)
  await assert.rejects(
    createSigner({
      ...CREDENTIALS,
      signatureMethod: { name: 'A', sign: () => Promise.reject(own) },
    }).signAsync(request),
    own,
  )
})

test('signs the result of the single stages, for any names and after any request', async () => {
  // Names that sort next to, before and after the protocol parameters.
  const names = [
    'a',
    'z',
    'oauth',
    'oauth_',
    'oauth_a',
    'oauth_consumer_key0',
    'oauth_consumer_ke',
    'oauth_nonce-',
    'oauth_nonc',
    'oauth_p',
    'oauth_signature_',
    'oauth_t',
    'oauth_timestamp.',
    'oauth_token_',
    'oauth_tokens',
    'oauth_version~',
    'oauth_z',
    'O',
    'oauth_é',
    '',
    'realm',
    '~',
    '%',
    '__proto__',
  ]
  await forAll(30, async (random) => {
    const consumerSecret = random.text()
    const options: SigningOptions = {
      consumerKey: `k${random.text()}`,
      consumerSecret,
      tokenSecret: random.text(),
      token: random.pick([null, '', random.text()]),
      version: random.pick([null, '1.0']),
      realm: random.pick([null, 'r']),
      transmission: random.pick(['header', 'query', 'body']),
    }
    const nonce = (): string => `n${random.text()}`
    const timestamp = (): number => 1 + random.below(2 ** 31)
    const signer = createSigner({ ...options, nonce, timestamp })
    for (let count = 0; count < 20; count++) {
      const pairs = (): Parameter[] =>
        Array.from({ length: random.below(5) }, () => [random.pick(names), random.text()])
      const [query, fields] = [formatForm(pairs()), formatForm(pairs())]
      const extra = random.pick<readonly Parameter[]>([
        [],
        [['oauth_session_handle', random.text()]],
        [
          ['oauth_xyz', ''],
          ['oauth_body_hash', 'h'],
        ],
      ])
      const request: RequestToSign = {
        method: 'POST',
        url: `https://h/p${random.pick(['', '?'])}${random.pick(['', `?${query}`])}`,
        headers: FORM,
        body: random.pick([null, fields]),
        extra,
        callback: random.pick([null, 'oob', random.text()]),
        verifier: random.pick([null, random.text()]),
      }
      const signed = signer.sign(request)
      const own = [
        ...parseForm(/\?([^#]*)/.exec(String(request.url))?.[1] ?? ''),
        ...parseForm(String(request.body ?? '')),
      ]
      // The protocol parameters as they were sent, after those of the request.
      const all =
        options.transmission === 'header'
          ? [
              ...own,
              ...parseAuthorizationHeader(headerOf(signed, 'authorization') ?? '').parameters,
            ]
          : [
              ...parseForm(/\?([^#]*)/.exec(signed.url)?.[1] ?? ''),
              ...parseForm(String(signed.body ?? '')),
            ]
      const normalizedParameters = normalizeParameters(all)
      const text = signatureBaseString('POST', baseStringUri(signed.url), normalizedParameters)
      const key = `${percentEncode(consumerSecret)}&${percentEncode(options.tokenSecret ?? '')}`
      const expected = createHmac('sha1', key).update(text).digest('base64')
      const about = JSON.stringify({ request, options })
      assert.deepEqual(
        all.filter(([name]) => name === 'oauth_signature'),
        [['oauth_signature', expected]],
        about,
      )
      assert.equal(signed.trace.normalizedParameters, normalizedParameters, about)
      assert.equal(signed.trace.signatureBaseString, text, about)
      assert.equal(signed.trace.signature, expected)
      const wanted =
        5 +
        Number(options.token !== null) +
        Number(options.version !== null) +
        extra.length +
        Number(request.callback !== null) +
        Number(request.verifier !== null)
      assert.equal(all.length - own.length, wanted, about)
    }
  })
})

interface Round {
  readonly request: RequestToSign
  readonly options: SigningOptions
  readonly wire: WireRequest
}

/** Every method with every transmission, for requests with difficult characters. */
function* rounds(text: () => string): Generator<Round> {
  for (const signatureMethod of SIGNATURE_METHODS) {
    for (const transmission of [
      'header',
      'query',
      'body',
    ] as const satisfies readonly Transmission[]) {
      const options = { ...KEYS, signatureMethod, transmission, exposePlaintextSecrets: true }
      const form = `${encodeURIComponent(text())}=${encodeURIComponent(text())}&c+2&%E9=%zz`
      const request = {
        method: 'POST',
        url: `https://example.com/p%2f/${encodeURIComponent(text())}?${form}`,
        headers: FORM,
        body: form,
        callback: text(),
        verifier: text(),
        extra: [['oauth_x', text()] as const],
      }
      yield { request, options, wire: onWire(signRequest(request, options)) }
    }
  }
}

test('a signed request verifies, with each method and transmission, after allowed changes of headers', async () => {
  await forAll(10, async (random) => {
    for (const { options, wire } of rounds(() => random.text())) {
      if (options.signatureMethod === 'PLAINTEXT' && options.transmission === 'query') continue
      const about = `${String(options.signatureMethod)} ${String(options.transmission)}`
      const verdict = await verifyRequest(wire, serverFor(options))
      assert.ok(verdict.valid, `${about}: ${verdict.valid ? '' : verdict.error.message}`)
      assert.deepEqual(
        [verdict.consumerKey, verdict.token],
        [CREDENTIALS.consumerKey, CREDENTIALS.token],
        about,
      )
      const headers = wire.headers.map(
        ([name, value]) =>
          [name.toUpperCase(), value.replace(/^OAuth /, 'oauth  realm="x",\t')] as const,
      )
      const other = {
        ...wire,
        headers: [...headers, ['Accept', '*/*'] as const, ['User-Agent', 'x'] as const],
      }
      assert.equal((await verifyRequest(other, serverFor(options))).valid, true, about)
    }
  })
})

test('a changed request does not verify', async () => {
  const rewrite = (wire: WireRequest, change: (text: string) => string): WireRequest => ({
    ...wire,
    url: change(wire.url),
    body: wire.body === null ? null : change(String(wire.body)),
    headers: wire.headers.map(([name, value]) => [name, change(value)] as const),
  })
  const changes: Record<string, (wire: WireRequest) => WireRequest> = {
    method: (wire) => ({ ...wire, method: 'PUT' }),
    scheme: (wire) => ({ ...wire, url: wire.url.replace('https:', 'http:') }),
    host: (wire) => ({ ...wire, url: wire.url.replace('example.com', 'example.org') }),
    port: (wire) => ({ ...wire, url: wire.url.replace('example.com', 'example.com:8443') }),
    'Host header': (wire) => ({ ...wire, headers: [...wire.headers, ['Host', 'example.org']] }),
    'case of the path': (wire) => ({ ...wire, url: wire.url.replace('%2f', '%2F') }),
    path: (wire) => ({ ...wire, url: wire.url.replace('/p', '/q') }),
    'one more query parameter': (wire) => ({ ...wire, url: `${wire.url}&d=1` }),
    'one more empty parameter': (wire) => ({ ...wire, url: `${wire.url}&d` }),
    'a query value': (wire) => ({ ...wire, url: wire.url.replace('%zz', '%zy') }),
    'one more field': (wire) => ({ ...wire, body: `${String(wire.body)}&d=1` }),
    'a field': (wire) => ({ ...wire, body: String(wire.body).replace('c+2', 'c+3') }),
    'no body': (wire) => ({ ...wire, body: 'a=1' }),
    callback: (wire) => rewrite(wire, (text) => text.replace(/oauth_callback="?/, '$&x')),
    verifier: (wire) => rewrite(wire, (text) => text.replace(/oauth_verifier="?/, '$&x')),
    'a parameter of an extension': (wire) =>
      rewrite(wire, (text) => text.replace(/oauth_x="?/, '$&x')),
    nonce: (wire) => rewrite(wire, (text) => text.replace('kllo9940pd9333jh', 'kllo9940pd9333ji')),
    timestamp: (wire) => rewrite(wire, (text) => text.replace('1191242096', '1191242097')),
    'no version': (wire) =>
      rewrite(wire, (text) => text.replace(/(, |&)oauth_version="?1\.0"?/, '')),
  }
  await forAll(3, async (random) => {
    for (const { options, wire } of rounds(() => random.text())) {
      // PLAINTEXT protects nothing of the request, §3.4.4.
      if (options.signatureMethod === 'PLAINTEXT') continue
      for (const [name, change] of Object.entries(changes)) {
        const changed = change(wire)
        if (options.transmission === 'body' && name === 'no body') continue
        assert.notDeepEqual(changed, wire, `${name} is a change`)
        const verdict = await verifyRequest(changed, serverFor(options))
        assert.ok(
          !verdict.valid,
          `${name}, ${String(options.signatureMethod)} by ${String(options.transmission)}`,
        )
        assert.equal(verdict.error.code, 'signature-invalid', name)
      }
    }
  })
})

test('a change of any secret or key does not verify', async () => {
  for (const signatureMethod of SIGNATURE_METHODS) {
    const wire = onWire(
      signRequest({ method: 'GET', url: URL_OF_PHOTOS }, { ...KEYS, signatureMethod }),
    )
    const isRsa = signatureMethod.startsWith('RSA')
    assert.equal(
      (await verifyRequest(wire, serverFor({ ...KEYS, consumerSecret: 'other' }))).valid,
      isRsa,
      signatureMethod,
    )
    assert.equal(
      (await verifyRequest(wire, serverFor({ ...KEYS, tokenSecret: 'other' }))).valid,
      isRsa,
      signatureMethod,
    )
    const other = vectorInput('verify-accepted/rsa-wiki').credentials.publicKey
    assert.equal(
      (await verifyRequest(wire, serverFor({ ...KEYS, publicKey: other }, { allowRsa1024: true })))
        .valid,
      !isRsa,
      signatureMethod,
    )
  }
})

test('another order or spelling with the same meaning verifies', async () => {
  const wire = onWire(
    signRequest(
      { method: 'POST', url: 'https://example.com/p?a=x%20y&b=~', headers: FORM, body: 'c=1&d=2' },
      CREDENTIALS,
    ),
  )
  const respelled = {
    ...wire,
    method: 'post',
    url: 'HTTPS://EXAMPLE.com:443/p?b=%7E&a=x+y',
    body: 'd=%32&c=1',
  }
  assert.equal((await verifyRequest(respelled, serverFor(CREDENTIALS))).valid, true)
})

test('the signature in the header is encoded once, appendix A', () => {
  const signed = signRequest({ method: 'GET', url: URL_OF_PHOTOS }, CREDENTIALS)
  const header = headerOf(signed, 'authorization') ?? ''
  assert.equal(
    header.match(/oauth_signature="([^"]*)"/)?.[1],
    encodeURIComponent(signed.trace.signature),
  )
  assert.equal(header.match(/oauth_signature=/g)?.length, 1)
  assert.equal(protocolOf(signed).get('oauth_signature_method'), 'HMAC-SHA1')
})
