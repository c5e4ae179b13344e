import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type CountersignError,
  type HeaderList,
  percentEncode,
  prepareMethod,
  signatureBaseString,
  type SignatureMethodName,
  signRequest,
  type SigningOptions,
  type WireRequest,
  normalizeParameters,
} from '../../src/signing/index.ts'
import { createMemoryReplayStore, type Verifier, verifyRequest } from '../../src/server/index.ts'
import {
  assertInvalid,
  assertRefusal,
  CREDENTIALS,
  forAll,
  onWire,
  serverFor,
  URL_OF_PHOTOS,
  vectorInput,
  verify,
} from '../signing/support.ts'

const NOW = CREDENTIALS.timestamp
const FORM: HeaderList = [['Content-Type', 'application/x-www-form-urlencoded']]
const { privateKey } = vectorInput('signature-methods-rsa/rsa-sha1').credentials
const { publicKey } = vectorInput('verify-accepted/rsa-sha1').credentials

const signed = (changes: Partial<SigningOptions> = {}, url: string = URL_OF_PHOTOS): WireRequest =>
  onWire(signRequest({ method: 'GET', url }, { ...CREDENTIALS, ...changes }))

type Pair = readonly [name: string, value: string]
const PAIRS: readonly Pair[] = [
  ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
  ['oauth_token', 'nnch734d00sl2jdk'],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['oauth_timestamp', String(NOW)],
  ['oauth_nonce', 'kllo9940pd9333jh'],
  ['oauth_version', '1.0'],
]

/** A correctly signed request with exactly these protocol parameters. */
async function withPairs(
  pairs: readonly Pair[],
  method: SignatureMethodName = 'HMAC-SHA1',
  key: object = CREDENTIALS,
): Promise<WireRequest> {
  const text = signatureBaseString('GET', 'https://h/', normalizeParameters(pairs))
  const all = [...pairs, ['oauth_signature', await prepareMethod(method, key).sign(text)] as const]
  const header = all
    .map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`)
    .join(', ')
  return {
    method: 'GET',
    url: 'https://h/',
    headers: [['Authorization', `OAuth ${header}`]],
    body: null,
  }
}
const without = (...names: string[]): Pair[] => PAIRS.filter(([name]) => !names.includes(name))
const replaced = (name: string, value: string): Pair[] =>
  PAIRS.map((pair) => (pair[0] === name ? [name, value] : pair))

/** A server that records its lookups. */
function recording(changes: Partial<Verifier> = {}): {
  readonly server: Verifier
  readonly calls: string[]
} {
  const calls: string[] = []
  const inner = serverFor(CREDENTIALS, changes)
  const server: Verifier = {
    ...inner,
    findConsumer: (key) => {
      calls.push('consumer')
      return inner.findConsumer(key)
    },
    findToken: (token, key) => {
      calls.push('token')
      return inner.findToken(token, key)
    },
    replayStore: {
      insert: (use, now) => {
        calls.push('nonce')
        return inner.replayStore.insert(use, now)
      },
    },
  }
  return { server, calls }
}

test('accepts the requests that RFC 5849 §1.2 prints', async () => {
  const client = { consumerKey: 'dpf43f3p2l4k3l03', consumerSecret: 'kd94hf93k423kf44' }
  const printed = [
    {
      method: 'POST',
      url: 'https://photos.example.net/initiate',
      now: 137131200,
      token: {},
      header: `OAuth realm="Photos",
        oauth_consumer_key="dpf43f3p2l4k3l03",
        oauth_signature_method="HMAC-SHA1",
        oauth_timestamp="137131200",
        oauth_nonce="wIjqoS",
        oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready",
        oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"`,
    },
    {
      method: 'POST',
      url: 'https://photos.example.net/token',
      now: 137131201,
      token: { token: 'hh5s93j4hdidpola', tokenSecret: 'hdhd0244k9j7ao03' },
      header: `OAuth realm="Photos",
        oauth_consumer_key="dpf43f3p2l4k3l03",
        oauth_token="hh5s93j4hdidpola",
        oauth_signature_method="HMAC-SHA1",
        oauth_timestamp="137131201",
        oauth_nonce="walatlh",
        oauth_verifier="hfdp7dh39dks9884",
        oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D"`,
    },
    {
      method: 'GET',
      url: 'http://photos.example.net/photos?file=vacation.jpg&size=original',
      now: 137131202,
      token: { token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' },
      header: `OAuth realm="Photos",
        oauth_consumer_key="dpf43f3p2l4k3l03",
        oauth_token="nnch734d00sl2jdk",
        oauth_signature_method="HMAC-SHA1",
        oauth_timestamp="137131202",
        oauth_nonce="chapoH",
        oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"`,
    },
  ]
  for (const { method, url, now, token, header } of printed) {
    const request = { method, url, headers: [['Authorization', header]] as const, body: null }
    const verdict = await verifyRequest(
      request,
      serverFor({ ...client, ...token }, { now: () => now }),
    )
    assert.ok(verdict.valid, url)
    assert.deepEqual(
      [verdict.consumerKey, verdict.token, verdict.trace.realm],
      [client.consumerKey, token.token ?? null, 'Photos'],
    )
  }
})

test('refuses the signature that RFC 5849 §3.1 prints, and accepts that of erratum 2550', async () => {
  const request = (signature: string): WireRequest => ({
    method: 'POST',
    url: 'http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
    body: 'c2&a3=2+q',
    headers: [
      ...FORM,
      [
        'Authorization',
        `OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7",
      oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a",
      oauth_signature="${signature}"`,
      ],
    ],
  })
  const server = serverFor(
    {
      consumerKey: '9djdj82h48djs9d2',
      consumerSecret: 'j49sk3j29djd',
      token: 'kkk9d7dh3k39sjv7',
      tokenSecret: 'dh893hdasih9',
    },
    { now: () => 137131201 },
  )
  assertInvalid(
    await verifyRequest(request('bYT5CMsGcbgUdFHObYMEfcx6bsw%3D'), server),
    401,
    'signature-invalid',
    '3.2',
  )
  assert.equal(
    (await verifyRequest(request('r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D'), server)).valid,
    true,
  )
})

test('accepts the RSA request of the OAuth wiki with its key and with its certificate', async () => {
  for (const id of ['verify-accepted/rsa-wiki', 'verify-accepted/rsa-certificate']) {
    const { request, credentials } = vectorInput(id)
    const server = serverFor(
      { consumerKey: 'dpf43f3p2l4k3l03', consumerSecret: '', publicKey: credentials.publicKey },
      { now: () => 1196666512, allowRsa1024: true },
    )
    assert.equal((await verifyRequest(request, server)).valid, true, id)
  }
})

test('looks up the client, then the token, and stores the nonce last', async () => {
  const { server, calls } = recording()
  assert.equal((await verifyRequest(signed(), server)).valid, true)
  assert.deepEqual(calls, ['consumer', 'token', 'nonce'])
})

test('refuses a malformed request before any lookup', async () => {
  const requests: WireRequest[] = [
    { ...signed(), headers: [] },
    { ...signed(), headers: [['Authorization', 'OAuth x']] },
    { ...signed(), url: 'x:' },
    { ...signed(), method: 'a b' },
    await withPairs(without('oauth_nonce')),
    await withPairs(replaced('oauth_version', '2.0')),
    await withPairs(replaced('oauth_timestamp', '0')),
    await withPairs(replaced('oauth_timestamp', String(NOW - 301))),
    await withPairs(replaced('oauth_signature_method', 'NONE')),
  ]
  for (const request of requests) {
    const { server, calls } = recording()
    const verdict = await verifyRequest(request, server)
    assert.ok(!verdict.valid)
    assert.deepEqual(calls, [], verdict.error.code)
  }
})

test('a wrong signature stores no nonce', async () => {
  const { server, calls } = recording()
  const wrong = { ...signed(), url: `${URL_OF_PHOTOS}&x=1` }
  assertInvalid(await verifyRequest(wrong, server), 401, 'signature-invalid', '3.2')
  assert.deepEqual(calls, ['consumer', 'token'])
  assert.equal((await verifyRequest(signed(), server)).valid, true)
})

test('an unknown client takes the same steps as a known one, and stores no nonce', async () => {
  const { server, calls } = recording()
  const verdict = await verifyRequest(signed({ consumerKey: 'stranger' }), server)
  assertInvalid(verdict, 401, 'consumer-key-unknown', '3.2')
  assert.ok(verdict.trace, 'its signature was looked at as well')
  assert.deepEqual(calls, ['consumer', 'token'])
})

test('an unknown client is refused for every signature, also one with the empty secret', async () => {
  const stranger = { consumerKey: 'stranger', token: null, tokenSecret: null }
  for (const signatureMethod of ['HMAC-SHA1', 'PLAINTEXT', 'RSA-SHA1'] as const) {
    const request = signed({ ...stranger, consumerSecret: '', privateKey, signatureMethod })
    assertInvalid(await verify(request), 401, 'consumer-key-unknown', '3.2')
  }
})

test('an unknown token is refused, also with the empty secret', async () => {
  const { server, calls } = recording()
  assertInvalid(
    await verifyRequest(signed({ token: 'other', tokenSecret: '' }), server),
    401,
    'token-rejected',
    '3.2',
  )
  assert.deepEqual(calls, ['consumer', 'token'])
})

test('looks up the token together with its client', async () => {
  const asked: string[][] = []
  await verify(signed(), {
    findToken: (...names) => {
      asked.push(names)
      return null
    },
  })
  assert.deepEqual(asked, [[CREDENTIALS.token, CREDENTIALS.consumerKey]])
})

test('a request without a token, or with an empty one, is signed by the client alone', async () => {
  for (const token of [null, '']) {
    const { server, calls } = recording()
    const verdict = await verifyRequest(signed({ token, tokenSecret: '' }), server)
    assert.ok(verdict.valid)
    assert.equal(verdict.token, null)
    assert.deepEqual(calls, ['consumer', 'nonce'])
  }
})

test('reports an invalid token only after a valid signature, and stores no nonce', async () => {
  const expired = {
    findToken: () => ({ tokenSecret: CREDENTIALS.tokenSecret!, problem: 'token_expired' }),
  }
  const { server, calls } = recording(expired)
  assertInvalid(await verifyRequest(signed(), server), 401, 'token-expired', '3.2')
  assert.deepEqual(calls, ['consumer', 'token'])
  assertInvalid(
    await verify({ ...signed(), url: 'https://h/' }, expired),
    401,
    'signature-invalid',
    '3.2',
  )
})

test('refuses the second use of a request, and accepts another nonce or timestamp', async () => {
  const server = serverFor(CREDENTIALS)
  assert.equal((await verifyRequest(signed(), server)).valid, true)
  assertInvalid(await verifyRequest(signed(), server), 401, 'nonce-used', '3.3')
  assertInvalid(
    await verifyRequest(signed({}, 'https://h/other'), server),
    401,
    'nonce-used',
    '3.3',
  )
  assert.equal((await verifyRequest(signed({ nonce: 'another' }), server)).valid, true)
  assert.equal((await verifyRequest(signed({ timestamp: NOW + 1 }), server)).valid, true)
})

test('keeps a nonce as long as its timestamp is valid', async () => {
  let now = NOW
  const replayStore = createMemoryReplayStore(1)
  const server = serverFor(CREDENTIALS, { now: () => now, replayStore })
  const ahead = signed({ timestamp: NOW + 300 })
  assert.equal((await verifyRequest(ahead, server)).valid, true)
  now = NOW + 600
  const full = await verifyRequest(signed({ timestamp: now }), server)
  assertInvalid(full, 429, 'replay-store-full', '3.3')
  assertInvalid(await verifyRequest(ahead, server), 401, 'nonce-used', '3.3')
  now = NOW + 601
  assertInvalid(await verifyRequest(ahead, server), 400, 'timestamp-refused', '3.3')
  assert.equal((await verifyRequest(signed({ timestamp: now }), server)).valid, true)
})

test('a timestamp may be 300 seconds off either way, and not 301', async () => {
  for (const off of [-300, -1, 0, 1, 300])
    assert.equal((await verify(signed({ timestamp: NOW + off }))).valid, true, String(off))
  for (const off of [-301, 301, 1e9])
    assertInvalid(await verify(signed({ timestamp: NOW + off })), 400, 'timestamp-refused', '3.3')
})

test('the window is an option, and the clock defaults to the system clock', async () => {
  assert.equal((await verify(signed({ timestamp: NOW - 10 }), { window: 10 })).valid, true)
  assertInvalid(
    await verify(signed({ timestamp: NOW - 11 }), { window: 10 }),
    400,
    'timestamp-refused',
    '3.3',
  )
  const { now: _, ...server } = serverFor(CREDENTIALS)
  const { timestamp: __, ...fresh } = CREDENTIALS
  assert.equal(
    (await verifyRequest(onWire(signRequest({ method: 'GET', url: 'https://h/' }, fresh)), server))
      .valid,
    true,
  )
  assertInvalid(await verifyRequest(signed(), server), 400, 'timestamp-refused', '3.3')
})

test('a nonce has 256 characters at most', async () => {
  const verdict = await verify(await withPairs(replaced('oauth_nonce', 'x'.repeat(257))))
  assert.deepEqual(assertInvalid(verdict, 400, 'parameter-rejected', '3.2').names, ['oauth_nonce'])
  const longest = await verify(await withPairs(replaced('oauth_nonce', 'x'.repeat(256))))
  assert.ok(longest.valid)
})

test('a timestamp is a positive integer, §3.3', async () => {
  for (const timestamp of [
    '0',
    '-1',
    '1.5',
    '1e9',
    '0x10',
    ' 137131200',
    `${NOW} `,
    `+${NOW}`,
    '١٢٣',
    'NaN',
    'Infinity',
    '9'.repeat(400),
  ]) {
    const verdict = await verify(await withPairs(replaced('oauth_timestamp', timestamp)), {
      now: () => Number(timestamp) || 0,
    })
    assert.deepEqual(
      assertInvalid(verdict, 400, 'parameter-rejected', '3.2').names,
      ['oauth_timestamp'],
      timestamp,
    )
  }
})

test('names each missing or empty required parameter, §3.1', async () => {
  for (const name of [
    'oauth_consumer_key',
    'oauth_signature_method',
    'oauth_timestamp',
    'oauth_nonce',
  ]) {
    for (const pairs of [without(name), replaced(name, '')]) {
      const error = assertInvalid(
        await verify(await withPairs(pairs)),
        400,
        'parameter-absent',
        '3.2',
      )
      assert.deepEqual(error.names, [name])
    }
  }
  const header = (await withPairs(PAIRS)).headers[0]![1].replace(/, oauth_signature=.*/, '')
  const unsigned = await verify({
    method: 'GET',
    url: 'https://h/',
    headers: [['Authorization', header]],
    body: null,
  })
  assert.deepEqual(assertInvalid(unsigned, 400, 'parameter-absent', '3.2').names, [
    'oauth_signature',
  ])
  const both = assertInvalid(
    await verify(await withPairs(without('oauth_nonce', 'oauth_timestamp'))),
    400,
    'parameter-absent',
    '3.2',
  )
  assert.deepEqual([...both.names].sort(), ['oauth_nonce', 'oauth_timestamp'])
})

test('a request without any protocol parameter has no credentials', async () => {
  for (const headers of [
    [],
    [['Authorization', 'Bearer x']],
    [['Authorization', 'OAuth2 oauth_token="x"']],
  ] satisfies HeaderList[]) {
    assertInvalid(
      await verify({ method: 'GET', url: 'https://h/?a=1', headers, body: null }),
      401,
      'credentials-absent',
      '3.5',
    )
  }
})

test('the version may be absent or 1.0', async () => {
  assert.equal((await verify(await withPairs(without('oauth_version')))).valid, true)
  for (const version of ['', '1', '1.0a', '2.0', '1.0 ']) {
    const verdict = await verify(await withPairs(replaced('oauth_version', version)))
    assert.deepEqual(assertInvalid(verdict, 400, 'version-rejected', '3.2').names, [
      'oauth_version',
    ])
  }
})

test('a repeated protocol parameter is refused, equal or not, §3.1', async () => {
  for (const [name, value] of PAIRS) {
    for (const second of [value, 'other']) {
      const verdict = await verify(await withPairs([...PAIRS, [name, second]]))
      assertInvalid(verdict, 400, 'parameter-rejected', '3.2')
    }
  }
  assertInvalid(
    await verify(await withPairs([...PAIRS, ['oauth_x', '1'], ['oauth_x', '1']])),
    400,
    'parameter-rejected',
    '3.2',
  )
})

test('a repeated protocol parameter in a query or a form is refused', async () => {
  for (const second of [
    'oauth_nonce=kllo9940pd9333jh',
    'oauth_nonce=other',
    'oauth%5Fversion=1.0',
  ]) {
    const byQuery = signed({ transmission: 'query' })
    const twiceInQuery = await verify({ ...byQuery, url: `${byQuery.url}&${second}` })
    assertInvalid(twiceInQuery, 400, 'parameter-rejected', '3.2')
    const byBody = onWire(
      signRequest({ method: 'POST', url: 'https://h/' }, { ...CREDENTIALS, transmission: 'body' }),
    )
    const twiceInBody = await verify({ ...byBody, body: `${String(byBody.body)}&${second}` })
    assertInvalid(twiceInBody, 400, 'parameter-rejected', '3.2')
  }
})

test('protocol parameters in two places are refused, §3.5', async () => {
  const header = signed({}, 'https://h/')
  const verdicts = [
    await verify({ ...header, url: 'https://h/?oauth_token=x' }),
    await verify({ ...header, url: 'https://h/?oauth_callback=oob' }),
    await verify({
      ...header,
      method: 'POST',
      headers: [...FORM, ...header.headers],
      body: 'oauth_verifier=x',
    }),
    await verify({
      method: 'POST',
      url: 'https://h/?oauth_nonce=x',
      headers: FORM,
      body: 'oauth_token=x',
    }),
  ]
  for (const verdict of verdicts) assertInvalid(verdict, 400, 'parameter-rejected', '3.2')
})

test('two Authorization headers are refused', async () => {
  const request = signed()
  assertInvalid(
    await verify({ ...request, headers: [...request.headers, ['authorization', 'Basic eA==']] }),
    400,
    'duplicate-header',
    '3.5',
  )
})

test('an unknown signature method is refused, and names are case sensitive', async () => {
  for (const name of ['hmac-sha1', 'HMAC-MD5', 'NONE']) {
    assertInvalid(
      await verify(await withPairs(replaced('oauth_signature_method', name))),
      400,
      'unknown-signature-method',
      '3.4',
    )
  }
})

test('an RSA public key is never the secret of an HMAC', async () => {
  const consumers = [{ publicKey }, { publicKey, consumerSecret: null }]
  for (const consumer of consumers) {
    for (const consumerSecret of [publicKey, publicKey.trim(), '']) {
      for (const signatureMethod of ['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'] as const) {
        const request = signed({ consumerSecret, signatureMethod })
        assertInvalid(
          await verify(request, { findConsumer: () => consumer }),
          401,
          'signature-invalid',
          '3.2',
        )
      }
    }
  }
})

test('a client with only a secret cannot be impersonated with another key', async () => {
  for (const signatureMethod of ['RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512'] as const) {
    assertInvalid(
      await verify(signed({ privateKey, signatureMethod })),
      401,
      'signature-invalid',
      '3.2',
    )
  }
})

test('a signature by another method than the named one is refused', async () => {
  for (const [named, used] of [
    ['HMAC-SHA256', 'HMAC-SHA1'],
    ['HMAC-SHA1', 'PLAINTEXT'],
    ['HMAC-SHA1', 'HMAC-SHA512'],
  ] as const) {
    const request = await withPairs(replaced('oauth_signature_method', named), used)
    assertInvalid(await verify(request), 401, 'signature-invalid', '3.2')
  }
})

test('PLAINTEXT needs neither nonce nor timestamp, §3.1', async () => {
  const server = serverFor(CREDENTIALS)
  const request = signed({ signatureMethod: 'PLAINTEXT', nonce: null, timestamp: null })
  assert.equal((await verifyRequest(request, server)).valid, true)
  assert.equal((await verifyRequest(request, server)).valid, true)
})

test('checks the timestamp of a PLAINTEXT request', async () => {
  const request = signed({ signatureMethod: 'PLAINTEXT', nonce: null, timestamp: NOW - 301 })
  assertInvalid(await verify(request), 400, 'timestamp-refused', '3.3')
})

test('PLAINTEXT may omit only the timestamp', async () => {
  const request = signed({ signatureMethod: 'PLAINTEXT', timestamp: null })
  assert.equal((await verify(request)).valid, true)
})

test('PLAINTEXT over http is refused off loopback, and a wrong secret everywhere', async () => {
  const exposed = signed(
    { signatureMethod: 'PLAINTEXT', exposePlaintextSecrets: true },
    'http://example.com/',
  )
  assertInvalid(await verify(exposed), 400, 'plaintext-exposed', '3.4.4')
  assert.equal(
    (await verify(signed({ signatureMethod: 'PLAINTEXT' }, 'http://127.0.0.1:8080/'))).valid,
    true,
  )
  assertInvalid(
    await verify(signed({ signatureMethod: 'PLAINTEXT', tokenSecret: 'x' })),
    401,
    'signature-invalid',
    '3.2',
  )
})

test('the Host header is signed, §3.4.1.2 item 2', async () => {
  const request = signed({}, 'https://api.example.com/p')
  const behind = { ...request, url: 'https://127.0.0.1:8080/p' }
  assert.equal(
    (await verify({ ...behind, headers: [...request.headers, ['Host', 'API.example.com:443']] }))
      .valid,
    true,
  )
  assertInvalid(await verify(behind), 401, 'signature-invalid', '3.2')
  assertInvalid(
    await verify({ ...behind, headers: [...request.headers, ['Host', 'a'], ['host', 'b']] }),
    400,
    'duplicate-header',
    '3.5',
  )
})

test('a form body may be octets', async () => {
  const request = onWire(
    signRequest(
      { method: 'PUT', url: 'https://h/', headers: FORM, body: 'a=%E9&b=ü' },
      CREDENTIALS,
    ),
  )
  assert.equal((await verify({ ...request, body: Buffer.from(String(request.body)) })).valid, true)
})

test('refuses a body that is not a form under the Content-Type of a form', async () => {
  const request = signed()
  for (const body of ['{"a":1}', Uint8Array.of(0xff)]) {
    assertInvalid(
      await verify({ ...request, headers: [...FORM, ...request.headers], body }),
      400,
      'invalid-body',
      '3.4.1.3.1',
    )
  }
})

test('parameters of extensions in the header are signed', async () => {
  const request = onWire(
    signRequest(
      { method: 'GET', url: 'https://h/', extra: [['oauth_session_handle', 'h']] },
      CREDENTIALS,
    ),
  )
  assert.equal((await verify(request)).valid, true)
  const [[name, value]] = request.headers as [Pair]
  const changed = {
    ...request,
    headers: [
      [name, value.replace('oauth_session_handle="h"', 'oauth_session_handle="i"')] as const,
    ],
  }
  assertInvalid(await verify(changed), 401, 'signature-invalid', '3.2')
})

test('lookups may return promises, and their errors are not caught', async () => {
  const asynchronous = {
    findConsumer: async () => CREDENTIALS,
    findToken: async () => ({ tokenSecret: CREDENTIALS.tokenSecret! }),
  }
  assert.equal((await verify(signed(), asynchronous)).valid, true)
  const own = new Error('the database is closed')
  await assert.rejects(verify(signed(), { findConsumer: () => Promise.reject(own) }), own)
  await assert.rejects(
    verify(signed(), {
      replayStore: {
        insert: () => {
          throw own
        },
      },
    }),
    own,
  )
})

test('returns a verdict for any request, and does not change the request', async () => {
  await forAll(500, async (random) => {
    const base = signed()
    const name = random.pick(['oauth_nonce', 'oauth_token', 'oauth_signature', 'realm', 'x'])
    const header = random.pick([
      base.headers[0]![1],
      `OAuth ${random.text(30)}`,
      `OAuth ${name}="${random.text()}"`,
      random.text(30),
    ])
    const body = random.pick([null, random.text(), random.octets()])
    const headers = random
      .pick([[], FORM])
      .concat([['Authorization', header]], random.pick([[], [['Host', random.text()]]]))
    const request = {
      method: random.pick(['GET', random.text()]),
      url: random.pick([base.url, `https://h/?${random.text()}`, random.text()]),
      headers,
      body,
    }
    const before = structuredClone(request)
    const verdict = await verify(request)
    assert.equal(typeof verdict.valid, 'boolean')
    assert.deepEqual(request, before)
  })
})

test('a header changed in one character is refused', async () => {
  const request = signed()
  const [name, value] = request.headers[0]!
  await forAll(300, async (random) => {
    const from = 'OAuth '.length
    const position = from + random.below(value.length - from)
    const character = random.pick([...'aZ09"=,%&+ x'])
    if (value[position] === character) return
    const changed = value.slice(0, position) + character + value.slice(position + 1)
    // White space between parameters and the case of hex digits do not change the meaning.
    if (value[position] === ' ' && character === ',') return
    const verdict = await verify({ ...request, headers: [[name, changed]] })
    assert.equal(verdict.valid, false, changed)
  })
})

test('a server that names no methods accepts all but PLAINTEXT', async () => {
  const { signatureMethods: _, ...server } = serverFor(CREDENTIALS)
  for (const signatureMethod of ['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512'] as const)
    assert.ok(
      (await verifyRequest(signed({ signatureMethod, nonce: signatureMethod }), server)).valid,
    )
  for (const signatureMethod of ['RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512'] as const) {
    const request = signed({ signatureMethod, privateKey, nonce: signatureMethod })
    const verdict = await verifyRequest(request, { ...server, findConsumer: () => ({ publicKey }) })
    assert.ok(verdict.valid, signatureMethod)
  }
})

test('counts the octets of target, OAuth header and form body, up to the limit', async () => {
  const byHeader = signed({}, 'https://h/')
  const form = {
    ...onWire(
      signRequest(
        { method: 'POST', url: 'https://h/', headers: FORM, body: 'a=1&b=2' },
        CREDENTIALS,
      ),
    ),
  }
  const ofHeader = byHeader.url.length + byHeader.headers[0]![1].length
  const ofForm = form.url.length + form.headers.at(-1)![1].length + 'a=1&b=2'.length
  const json = {
    ...byHeader,
    headers: [...byHeader.headers, ['Content-Type', 'application/json'] as const],
  }
  const cases = [
    [byHeader, ofHeader],
    [form, ofForm],
    [{ ...json, body: '{"a":1}' }, ofHeader],
    [{ ...byHeader, headers: [...FORM, ...byHeader.headers] }, ofHeader],
    [
      signed({ transmission: 'query' }, 'https://h/'),
      signed({ transmission: 'query' }, 'https://h/').url.length,
    ],
  ] as const
  for (const [request, octets] of cases) {
    assert.ok((await verify(request, { maxOctets: octets })).valid, String(octets))
    const error = assertInvalid(
      await verify(request, { maxOctets: octets - 1 }),
      413,
      'request-too-large',
      '3.2',
    )
    assert.ok(error.message.includes(String(octets)))
  }
})

test('counts the parameters of header, query and form, up to the limit', async () => {
  const request = onWire(
    signRequest(
      { method: 'POST', url: 'https://h/?a=1&b=2&c', headers: FORM, body: 'd=1&e' },
      CREDENTIALS,
    ),
  )
  // Seven protocol parameters, three in the query, two in the form.
  assert.ok((await verify(request, { maxParameters: 12 })).valid)
  const error = assertInvalid(
    await verify(request, { maxParameters: 11 }),
    413,
    'too-many-parameters',
    '3.2',
  )
  assert.match(error.message, /^12 /)
  // An absent query or form, and an empty piece, count as no parameter.
  assert.ok((await verify(signed({}, 'https://h/'), { maxParameters: 7 })).valid)
  assert.ok((await verify(signed({}, 'https://h/?&&a=1'), { maxParameters: 8 })).valid)
})

test('names each protocol parameter in two places once', async () => {
  const request = signed({}, 'https://h/')
  const url = 'https://h/?oauth_token=x&oauth_nonce=y&oauth_token=x&a=1'
  const error = assertInvalid(await verify({ ...request, url }), 400, 'parameter-rejected', '3.2')
  assert.deepEqual(error.names, ['oauth_token', 'oauth_nonce'])
  assert.equal(error.message, 'oauth_token, oauth_nonce: in two places')
})

test('PLAINTEXT with nonce and timestamp can be repeated', async () => {
  const server = serverFor(CREDENTIALS)
  const request = signed({ signatureMethod: 'PLAINTEXT' })
  assert.ok((await verifyRequest(request, server)).valid)
  assert.ok((await verifyRequest(request, server)).valid)
})

test('a known problem of a token has its own code', async () => {
  for (const name of [
    'token-expired',
    'token-revoked',
    'token-used',
    'permission-denied',
    'permission-unknown',
  ]) {
    const problem = name.replace('-', '_')
    const verdict = await verify(signed(), {
      findToken: () => ({ tokenSecret: CREDENTIALS.tokenSecret!, problem }),
    })
    assert.ok(!verdict.valid)
    assertInvalid(verdict, 401, name, '3.2')
    assert.equal(verdict.problem, problem)
  }
  const good = { findToken: () => ({ tokenSecret: CREDENTIALS.tokenSecret!, problem: null }) }
  assert.ok((await verify(signed(), good)).valid)
})

test('each refusal has its status and its oauth_problem', async () => {
  const header = signed().headers[0]![1]
  const withHeader = (value: string): WireRequest => ({
    ...signed(),
    headers: [['Authorization', value]],
  })
  const plaintext = { signatureMethod: 'PLAINTEXT', exposePlaintextSecrets: true } as const
  const cases: readonly (readonly [WireRequest, number, string, string, Partial<Verifier>?])[] = [
    [{ ...signed(), headers: [] }, 401, 'credentials-absent', 'credentials_absent'],
    [withHeader(`${header}, x`), 400, 'invalid-header', 'parameter_rejected'],
    [{ ...signed(), url: 'ftp://h/' }, 400, 'invalid-url', 'parameter_rejected'],
    [{ ...signed(), method: 'a b' }, 400, 'invalid-method', 'parameter_rejected'],
    [
      { ...signed(), headers: [...signed().headers, ...signed().headers] },
      400,
      'duplicate-header',
      'parameter_rejected',
    ],
    [
      { ...signed(), headers: [...FORM, ...signed().headers], body: 'a=\uD800' },
      400,
      'lone-surrogate',
      'parameter_rejected',
    ],
    [await withPairs(without('oauth_nonce')), 400, 'parameter-absent', 'parameter_absent'],
    [
      await withPairs(replaced('oauth_timestamp', 'x')),
      400,
      'parameter-rejected',
      'parameter_rejected',
    ],
    [
      await withPairs(replaced('oauth_version', '2.0')),
      400,
      'version-rejected',
      'version_rejected',
    ],
    [
      await withPairs(replaced('oauth_signature_method', 'NONE')),
      400,
      'unknown-signature-method',
      'signature_method_rejected',
    ],
    [
      signed(),
      400,
      'signature-method-rejected',
      'signature_method_rejected',
      { signatureMethods: ['RSA-SHA1'] },
    ],
    [signed(plaintext, 'http://h/'), 400, 'plaintext-exposed', 'signature_method_rejected'],
    [signed(), 400, 'timestamp-refused', 'timestamp_refused', { now: () => 0 }],
    [signed(), 401, 'consumer-key-unknown', 'consumer_key_unknown', { findConsumer: () => null }],
    [signed(), 401, 'token-rejected', 'token_rejected', { findToken: () => null }],
    [{ ...signed(), url: 'https://h/' }, 401, 'signature-invalid', 'signature_invalid'],
    [signed(), 401, 'nonce-used', 'nonce_used', { replayStore: { insert: () => false } }],
    [
      signed(),
      429,
      'replay-store-full',
      'replay_store_full',
      { replayStore: { insert: () => 'full' } },
    ],
    [signed(), 413, 'request-too-large', 'request_too_large', { maxOctets: 10 }],
    [signed(), 413, 'too-many-parameters', 'too_many_parameters', { maxParameters: 3 }],
  ]
  for (const [request, status, code, problem, changes] of cases) {
    const verdict = await verify(request, changes)
    assert.ok(!verdict.valid, code)
    assert.deepEqual([verdict.error.code, verdict.status, verdict.problem], [code, status, problem])
    assertRefusal(verdict.error, code, String(verdict.error.section))
  }
})

test('a refused request has a trace if it could be read', async () => {
  const unread = await verify({ ...signed(), headers: [] })
  assert.equal(unread.trace, null)
  const early = await verify(signed(), { now: () => 0 })
  assert.equal(early.trace?.signingKey, 'no shared key', 'nothing was looked up')
  const late = await verify({ ...signed(), url: 'https://h/' })
  assert.equal(late.trace?.signingKey, '****************&****************')
  assert.equal(late.trace?.baseStringUri, 'https://h/')
})

test('names each missing function of a verifier', async () => {
  for (const name of ['findConsumer', 'findToken', 'replayStore']) {
    for (const wrong of [undefined, null, 5, {}]) {
      const server = { ...serverFor(CREDENTIALS), [name]: wrong } as never
      await assert.rejects(verifyRequest(signed(), server), (error: CountersignError) => {
        assert.ok(error.message.startsWith(`"${name}`), error.message)
        assert.equal(error.hint, 'give a function')
        return true
      })
    }
  }
  for (const wrong of [undefined, null])
    await assert.rejects(verifyRequest(signed(), wrong as never), /"a verifier" has the type/)
  await assert.rejects(verifyRequest(signed(), 'x' as never), /"findConsumer"/)
})

test('refuses a method that is not accepted, and names the accepted ones', async () => {
  const verdict = await verify(signed(), { signatureMethods: ['HMAC-SHA256', 'RSA-SHA1'] })
  const error = assertInvalid(verdict, 400, 'signature-method-rejected', '3.2')
  assert.equal(error.hint, 'sign by HMAC-SHA256, RSA-SHA1')
})

test('refuses a wrong body hash with a hint that fits the body', async () => {
  const request = (headers: HeaderList, body: string): WireRequest =>
    onWire(
      signRequest(
        { method: 'POST', url: 'https://h/', headers, body, extra: [['oauth_body_hash', 'wrong']] },
        CREDENTIALS,
      ),
    )
  const ofForm = assertInvalid(await verify(request(FORM, 'a=1')), 400, 'parameter-rejected', '3.2')
  assert.match(ofForm.hint, /leave it out/)
  assert.deepEqual(ofForm.names, ['oauth_body_hash'])
  const other = assertInvalid(await verify(request([], '{}')), 400, 'parameter-rejected', '3.2')
  assert.match(other.hint, /hash the octets/)
})
