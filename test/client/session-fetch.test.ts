import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Session } from '../../src/client/index.ts'
import { header, KEYS, only, protocolHeader, refusal, serve, verified } from './support.ts'

const AWKWARD = "a=~%7e&b=x%20y+z&c&=d&e=%zz&f=(1)!*'&a=&%E9=%e9&g[0]=|&h={}"

test('what is signed is what is sent: the URL is serialized once, and its query goes out byte for byte', async (t) => {
  const server = await serve(t)
  await new OAuth1Session(KEYS).fetch(`${server.origin}/a/../b/%7e//c;d/é ü?${AWKWARD}#fragment`)
  const request = only(server)
  assert.equal(request.target, `/b/%7e//c;d/%C3%A9%20%C3%BC?${AWKWARD.replace("'", '%27')}`)
  await verified(server, request)
})

test('fetch has the type of the global one, and works without its session in front of it', async (t) => {
  const server = await serve(t)
  const { fetch: signed } = new OAuth1Session(KEYS)
  const asGlobal: typeof globalThis.fetch = signed
  const response = await asGlobal(new URL(`${server.origin}/x`))
  assert.ok(response instanceof Response)
  assert.equal(await response.text(), 'ok')
  assert.equal(only(server).method, 'GET')
  await verified(server, only(server))
})

test('fetch takes null for its options, as the global one does', async (t) => {
  const server = await serve(t)
  await new OAuth1Session(KEYS).fetch(server.origin, null as unknown as RequestInit)
  await verified(server, only(server))
})

test('methods are sent as they are signed, in upper case', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  for (const method of ['patch', 'post', 'Delete', 'propfind'])
    await session.fetch(server.origin, { method })
  assert.deepEqual(
    server.received.map(({ method }) => method),
    ['PATCH', 'POST', 'DELETE', 'PROPFIND'],
  )
  for (const request of server.received) await verified(server, request)
})

test('headers are taken as a list, as Headers and as an object', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session({
    ...KEYS,
    headers: { 'User-Agent': 'mine/1', 'X-Own': 'default' },
  })
  const spellings: NonNullable<RequestInit['headers']>[] = [
    [['x-own', '1']],
    new Headers({ 'X-OWN': '1' }),
    { 'X-Own': '1' },
  ]
  for (const headers of spellings) await session.fetch(server.origin, { headers })
  await session.fetch(server.origin)
  assert.deepEqual(
    server.received.map((request) => header(request, 'x-own')),
    ['1', '1', '1', 'default'],
  )
  assert.deepEqual(
    server.received.map((request) => header(request, 'user-agent')),
    Array(4).fill('mine/1'),
  )
  for (const request of server.received) await verified(server, request)
})

test('an Authorization header of the caller is refused', async (t) => {
  const server = await serve(t)
  const headers = { Authorization: 'Bearer planted' }
  await assert.rejects(
    new OAuth1Session(KEYS).fetch(server.origin, { headers }),
    refusal('authorization-present'),
  )
  await assert.rejects(
    new OAuth1Session({ ...KEYS, headers }).fetch(server.origin),
    refusal('authorization-present'),
  )
  assert.equal(server.received.length, 0)
})

test('a URL with user and password is refused, and not quoted', async () => {
  const { fetch: signed } = new OAuth1Session(KEYS)
  for (const url of [
    'https://planted:planted@api.example.com/',
    'https://planted@api.example.com',
    'https://u:planted@h:99999/',
  ]) {
    await assert.rejects(signed(url), (error: Error) => {
      assert.doesNotMatch(error.message, /planted/)
      return refusal('invalid-url')(error)
    })
  }
})

test('what is no URL that can be signed is refused', async () => {
  const { fetch: signed } = new OAuth1Session(KEYS)
  for (const url of [
    'ftp://h/',
    'localhost:8080/x',
    'mailto:me@example.com',
    'data:,x',
    '\ud800',
    'relative',
  ]) {
    await assert.rejects(signed(url), (error: Error) =>
      refusal(
        (error as { code?: string }).code === 'lone-surrogate' ? 'lone-surrogate' : 'invalid-url',
      )(error),
    )
  }
  await assert.rejects(signed('https://h/', { method: 'a b' }), refusal('invalid-method'))
  await assert.rejects(signed('https://h/', { method: 'GET', body: 'x' }), TypeError)
})

test('a fetch of the caller gets the signed URL and plain options, without a this', async () => {
  const calls: unknown[][] = []
  const custom = function (this: unknown, ...args: unknown[]) {
    assert.equal(this, undefined)
    calls.push(args)
    return Promise.resolve(new Response('mine'))
  } as unknown as typeof fetch
  const session = new OAuth1Session({ ...KEYS, fetch: custom, timeout: null })
  assert.equal(
    await (
      await session.fetch('https://API.example.com:443/a b?q#f', {
        keepalive: true,
        redirect: 'follow',
      })
    ).text(),
    'mine',
  )
  await session.fetch('https://api.example.com/', { method: 'post', body: 'text' })
  const [[url, init], [, second]] = calls as [[string, RequestInit], [string, RequestInit]]
  assert.equal(url, 'https://api.example.com/a%20b?q')
  assert.deepEqual(
    { ...init, headers: (init.headers as string[][]).map(([name]) => name) },
    {
      keepalive: true,
      method: 'GET',
      headers: ['Authorization'],
      redirect: 'manual',
      signal: null,
    },
  )
  assert.deepEqual(
    { ...second, headers: (second.headers as string[][]).map(([name]) => name) },
    {
      method: 'POST',
      body: 'text',
      duplex: 'half',
      headers: ['content-type', 'Authorization'],
      redirect: 'manual',
      signal: null,
    },
  )
})

test('a signature method of the caller that answers with a promise is waited for', async (t) => {
  const server = await serve(t)
  const signatureMethod = {
    name: 'X-SLOW',
    sign: async (text: string) => Buffer.from(text).subarray(0, 4).toString(),
  }
  await new OAuth1Session({ ...KEYS, signatureMethod }).get(server.origin)
  assert.equal(protocolHeader(only(server)).get('oauth_signature'), 'GET&')
})

test('every request has a nonce of its own', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  await Promise.all(Array.from({ length: 20 }, () => session.get(server.origin)))
  assert.equal(
    new Set(server.received.map((request) => protocolHeader(request).get('oauth_nonce'))).size,
    20,
  )
})

test('a token and a secret of 4096 characters are sent and signed whole', async (t) => {
  const server = await serve(t)
  const keys = {
    ...KEYS,
    token: 'é&'.repeat(2048),
    tokenSecret: '%+'.repeat(2048),
    transmission: 'body',
  } as const
  await new OAuth1Session(keys).post(server.origin, { form: { a: '1' } })
  const trace = await verified(server, only(server), keys)
  assert.equal(trace.parameters.find(({ name }) => name === 'oauth_token')?.value, keys.token)
})
