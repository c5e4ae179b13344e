import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { formBody, jsonBody, OAuth1Session, type RequestOptions } from '../../src/client/index.ts'
import { HOSTILE_TEXT, steeringIn } from '../internal/hostile-text.ts'
import {
  assertHidden,
  header,
  KEYS,
  only,
  protocolHeader,
  refusal,
  serve,
  signedPairs,
  verified,
} from './support.ts'

test('each verb sends its method', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session({ ...KEYS, baseUrl: `${server.origin}/1.0` })
  await session.get('a')
  await session.head('a')
  await session.post('a')
  await session.put('a')
  await session.patch('a')
  await session.delete('a')
  await session.request('options', 'a')
  assert.deepEqual(
    server.received.map(({ method, target }) => `${method} ${target}`),
    [
      'GET /1.0/a',
      'HEAD /1.0/a',
      'POST /1.0/a',
      'PUT /1.0/a',
      'PATCH /1.0/a',
      'DELETE /1.0/a',
      'OPTIONS /1.0/a',
    ],
  )
  for (const request of server.received) await verified(server, request)
})

test('fetch resolves against the base URL too', async (t) => {
  const server = await serve(t)
  await new OAuth1Session({ ...KEYS, baseUrl: server.origin }).fetch('user?x=1')
  assert.equal(only(server).target, '/user?x=1')
})

test('params go behind the query of the URL and are signed', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session({ ...KEYS, baseUrl: server.origin })
  await session.get('s?x=%7e#f', {
    params: [
      ['q', "~*!'()"],
      ['q', ''],
      ['é', '☃ 😀'],
      ['n', 1],
      ['__proto__', true],
    ],
  })
  const request = only(server)
  assert.equal(
    request.target,
    '/s?x=%7e&q=~%2A%21%27%28%29&q=&%C3%A9=%E2%98%83%20%F0%9F%98%80&n=1&__proto__=true',
  )
  assert.deepEqual(signedPairs(await verified(server, request)), [
    ['x', '~'],
    ['q', "~*!'()"],
    ['q', ''],
    ['é', '☃ 😀'],
    ['n', '1'],
    ['__proto__', 'true'],
  ])
})

test('a form is sent and signed, and json is sent', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session({ ...KEYS, headers: { 'content-type': 'text/csv' } })
  await session.post(server.origin, { form: { a: ['1', ''], 'b c': '+&=' } })
  await session.post(server.origin, { json: { a: ['é', 1] } })
  await session.put(server.origin, { json: null })
  await session.post(server.origin, { form: {} })
  assert.deepEqual(
    server.received.map(({ body }) => String(body)),
    ['a=1&a=&b%20c=%2B%26%3D', '{"a":["é",1]}', 'null', ''],
  )
  assert.deepEqual(
    server.received.map((request) => header(request, 'content-type')),
    [
      'application/x-www-form-urlencoded',
      'application/json',
      'application/json',
      'application/x-www-form-urlencoded',
    ],
  )
  const traces = await Promise.all(server.received.map((request) => verified(server, request)))
  assert.deepEqual(traces.map(signedPairs), [
    [
      ['a', '1'],
      ['a', ''],
      ['b c', '+&='],
    ],
    [],
    [],
    [],
  ])
})

test('a Content-Type of the caller stays, where it fits', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  await session.post(server.origin, {
    json: {},
    headers: { 'Content-Type': 'application/vnd.api+json' },
  })
  await session.post(server.origin, {
    form: { a: 1 },
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' },
  })
  assert.deepEqual(
    server.received.map((request) => header(request, 'content-type')),
    ['application/vnd.api+json', 'application/x-www-form-urlencoded; charset=UTF-8'],
  )
  const multipart = { 'Content-Type': 'multipart/form-data' }
  await assert.rejects(
    session.post(server.origin, { form: { a: 1 }, headers: multipart }),
    refusal('invalid-body', /is not that of a form/),
  )
  assert.equal(server.received.length, 2)
})

test('more than one body is refused, and so is one that JSON cannot say', async () => {
  const session = new OAuth1Session(KEYS)
  const refused: RequestOptions[] = [
    { body: 'x', form: {} },
    { body: 'x', json: null },
    { form: {}, json: {} },
    { body: '', form: {}, json: 0 },
    { json: () => {} },
  ]
  for (const options of refused)
    await assert.rejects(session.post('https://h/', options), refusal('invalid-body'))
  assert.throws(() => jsonBody(Symbol('x')), refusal('invalid-body'))
  assert.deepEqual(jsonBody(null), { body: 'null', contentType: 'application/json' })
  assert.deepEqual(formBody([]), { body: '', contentType: 'application/x-www-form-urlencoded' })
})

test('what countersign sets itself is refused in params and form; other oauth_ names are signed', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  await assert.rejects(
    session.get(server.origin, { params: { oauth_nonce: 'x' } }),
    refusal('reserved-parameter'),
  )
  await assert.rejects(
    session.post(server.origin, { form: { oauth_token: 'x' } }),
    refusal('reserved-parameter'),
  )
  await session.get(server.origin, { params: { oauth_mine: 'x' } })
  const trace = await verified(server, only(server))
  assert.ok(
    trace.parameters.some(({ name, source }) => name === 'oauth_mine' && source === 'query'),
  )
})

test('a session without a token signs with the client credentials alone', async (t) => {
  const server = await serve(t)
  const { consumerKey, consumerSecret } = KEYS
  const session = new OAuth1Session({ consumerKey, consumerSecret })
  await session.get(server.origin)
  assert.equal(protocolHeader(only(server)).has('oauth_token'), false)
  await verified(server, only(server), { consumerKey, consumerSecret })
  assert.deepEqual(session.credentials, {
    token: null,
    tokenSecret: null,
    sessionHandle: null,
    expiresAt: null,
  })
})

test('two-legged: null, or no token at all, sends none; an empty one is sent and signed empty', async (t) => {
  const server = await serve(t)
  const { consumerKey, consumerSecret } = KEYS
  for (const token of [undefined, null]) {
    await new OAuth1Session({
      consumerKey,
      consumerSecret,
      token: token ?? null,
      tokenSecret: null,
    }).get(server.origin)
  }
  await new OAuth1Session({ consumerKey, consumerSecret, token: '', tokenSecret: '' }).get(
    server.origin,
  )
  assert.deepEqual(
    server.received.map((request) => protocolHeader(request).get('oauth_token')),
    [undefined, undefined, ''],
  )
  for (const request of server.received) {
    await verified(server, request, { consumerKey, consumerSecret, token: '', tokenSecret: '' })
  }
})

test('zero-legged: the secret of the consumer may be empty too, but there is always a key', async (t) => {
  const server = await serve(t)
  const { consumerKey } = KEYS
  const keys = { consumerKey, consumerSecret: '' }
  await new OAuth1Session(keys).get(server.origin)
  await verified(server, only(server), keys)
  const plaintext = await serve(t)
  await new OAuth1Session({ ...keys, signatureMethod: 'PLAINTEXT' }).get(plaintext.origin)
  assert.equal(protocolHeader(only(plaintext)).get('oauth_signature'), '&')
  assert.throws(
    () => new OAuth1Session({ consumerKey: '', consumerSecret: '' }),
    refusal('missing-credential', /consumerKey/),
  )
})

test('a token without its secret is incomplete, and an empty secret is one', () => {
  const { consumerKey, consumerSecret } = KEYS
  const keys = { consumerKey, consumerSecret, token: 't' }
  assert.throws(() => new OAuth1Session(keys), refusal('missing-credential', /tokenSecret/))
  assert.throws(
    () => new OAuth1Session({ ...keys, signatureMethod: 'PLAINTEXT' }),
    refusal('missing-credential'),
  )
  assert.equal(new OAuth1Session({ ...keys, tokenSecret: '' }).credentials.tokenSecret, '')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  new OAuth1Session({ consumerKey, token: 't', signatureMethod: 'RSA-SHA1', privateKey })
  new OAuth1Session({ consumerKey, token: 't', signatureMethod: { name: 'MINE', sign: () => 'x' } })
})

test('options that cannot sign are refused when the session is made', () => {
  assert.throws(
    () => new OAuth1Session({ ...KEYS, consumerKey: '' }),
    refusal('missing-credential'),
  )
  assert.throws(
    () => new OAuth1Session({ ...KEYS, signatureMethod: 'hmac-sha1' as 'HMAC-SHA1' }),
    refusal('unknown-signature-method'),
  )
  assert.throws(
    () => new OAuth1Session({ ...KEYS, signatureMethod: 'RSA-SHA1' }),
    refusal('missing-credential'),
  )
})

test('a session shows its public half, and the fields of the reply', () => {
  const session = new OAuth1Session({ ...KEYS, baseUrl: 'https://h/', fields: [['user_id', '7']] })
  assert.equal(session.consumerKey, KEYS.consumerKey)
  assert.equal(session.token, KEYS.token)
  assert.equal(session.baseUrl, 'https://h/')
  assert.deepEqual(session.fields, [['user_id', '7']])
  assert.deepEqual(new OAuth1Session(KEYS).fields, [])
  const { token, tokenSecret } = KEYS
  assert.deepEqual(session.credentials, {
    token,
    tokenSecret,
    sessionHandle: null,
    expiresAt: null,
  })
})

test('options that change after the session was made change nothing', async (t) => {
  const server = await serve(t)
  const options = { ...KEYS, baseUrl: server.origin, headers: {} }
  const session = new OAuth1Session(options)
  options.headers = { 'x-late': '1' }
  await session.get('')
  assert.equal(header(only(server), 'x-late'), null)
})

test('PLAINTEXT over http off loopback, and in a query, is refused before anything is sent', async () => {
  const sent: unknown[] = []
  const custom = ((input: unknown) => {
    sent.push(input)
    return Promise.resolve(new Response())
  }) as typeof fetch
  const session = new OAuth1Session({ ...KEYS, signatureMethod: 'PLAINTEXT', fetch: custom })
  await assert.rejects(session.get('http://api.example.com/'), refusal('plaintext-exposed'))
  const query = new OAuth1Session({
    ...KEYS,
    signatureMethod: 'PLAINTEXT',
    transmission: 'query',
    fetch: custom,
  })
  await assert.rejects(query.get('https://api.example.com/'), refusal('plaintext-exposed'))
  assert.equal(sent.length, 0)
})

test('a value that JSON cannot write is refused as a body', async () => {
  const session = new OAuth1Session(KEYS)
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  for (const json of [
    1n,
    { a: [2n] },
    circle,
    {
      toJSON: () => {
        throw new Error('mine')
      },
    },
  ]) {
    await assert.rejects(session.post('https://h/', { json }), refusal('invalid-body'))
  }
})

test('followRedirects null means false, and what is no list is refused', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(302, { Location: '/' }).end())
  const session = new OAuth1Session({ ...KEYS, followRedirects: null as unknown as false })
  await assert.rejects(session.get(server.origin), refusal('redirect-not-followed'))
  for (const followRedirects of [1, 'https://h', {}] as unknown as true[]) {
    assert.throws(
      () => new OAuth1Session({ ...KEYS, followRedirects }),
      refusal('invalid-option', /followRedirects/),
    )
  }
})

test('a header that cannot be sent is refused by its name, and its value is not repeated', async () => {
  const hidden = (error: unknown): true => {
    assertHidden(error, ['planted'])
    return refusal('invalid-header', /X-Api-Key/)(error)
  }
  const wrong: NonNullable<RequestInit['headers']>[] = [
    { Accept: 'x', 'X-Api-Key': 'abc\nplanted' },
    [['X-Api-Key', 'planted\u2603']],
    { 'X-Api-Key: planted': '' },
    new Map([['X-Api-Key', 'planted\0']]).entries() as unknown as [string, string][],
  ]
  for (const headers of wrong) assert.throws(() => new OAuth1Session({ ...KEYS, headers }), hidden)
  for (const headers of wrong.slice(0, 3)) {
    await assert.rejects(new OAuth1Session(KEYS).get('https://h/', { headers }), hidden)
    await assert.rejects(new OAuth1Session(KEYS).fetch('https://h/', { headers }), hidden)
  }
  for (const headers of [7, [['a']], ['ab']] as unknown as [string, string][][]) {
    assert.throws(() => new OAuth1Session({ ...KEYS, headers }), refusal('invalid-header'))
  }
})

test('headers of a session that change later, or can be read once, are sent as they were', async (t) => {
  const server = await serve(t)
  const headers = new Headers({ 'x-own': '1' })
  const session = new OAuth1Session({ ...KEYS, headers })
  headers.set('x-own', '2')
  const once = new OAuth1Session({
    ...KEYS,
    headers: new Map([['x-own', '1']]).entries() as unknown as [string, string][],
  })
  for (const one of [session, session, once, once]) await one.get(server.origin)
  assert.deepEqual(
    server.received.map((request) => header(request, 'x-own')),
    ['1', '1', '1', '1'],
  )
})

test('a token that steers a terminal is spelled out where a session is shown', () => {
  const session = new OAuth1Session({ ...KEYS, token: `t${HOSTILE_TEXT.toWellFormed()}` })
  assert.deepEqual(steeringIn(inspect(session), { allowed: '\n' }), [])
})

test('a session that is shown in full shows its public half', () => {
  const session = new OAuth1Session({
    ...KEYS,
    baseUrl: 'https://h/',
    sessionHandle: 'planted',
    fields: [['secret', 'planted']],
  })
  const secrets = [KEYS.consumerSecret, KEYS.tokenSecret, 'planted']
  for (const value of [session, { session }, [[session]]]) {
    const text = inspect(value, { showHidden: true, getters: true, depth: 12 })
    for (const secret of secrets) assert.ok(!text.includes(secret), text)
  }
  assert.equal(
    inspect(session, { breakLength: Infinity }),
    `OAuth1Session { consumerKey: '${KEYS.consumerKey}', token: '${KEYS.token}', baseUrl: 'https://h/' }`,
  )
  assert.deepEqual(JSON.parse(JSON.stringify(session)), {
    consumerKey: KEYS.consumerKey,
    baseUrl: 'https://h/',
  })
})
