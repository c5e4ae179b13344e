/** What strangers and neighbours can cost a sandbox. RFC 5849 §4.10 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { type BodyReader, createBodyReader } from '../../src/sandbox/bodies.ts'
import { carries, type IncomingRequest } from '../../src/sandbox/incoming-request.ts'
import type { SandboxBehaviour, SandboxRequest } from '../../src/sandbox/index.ts'
import { type Client, type Reply, send, start } from './client.ts'

const MIB = 1024 * 1024
/** Of a form. */
const LONGEST = 128 * 1024
const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const

const postForm = (
  url: string,
  body: string,
  headers: readonly (readonly [string, string])[] = [],
): Promise<Reply> => send({ method: 'POST', url, headers: [FORM, ...headers], body })

/** A header that knows a consumer key, and no secret. */
function forged({ sandbox }: Client): readonly [string, string] {
  const parameters = {
    oauth_consumer_key: sandbox.consumerKey,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_nonce: 'n',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D',
  }
  return [
    'Authorization',
    `OAuth ${Object.entries(parameters)
      .map(([name, value]) => `${name}="${value}"`)
      .join()}`,
  ]
}

/** A connection that the test ends in any case. */
function connection(t: TestContext, { sandbox }: Client): Socket {
  const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1').on('error', () => {})
  t.after(() => socket.destroy())
  return socket
}

/** Unlike `once` it takes a connection that is reset for a closed one. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()))

test('a request with too many parameters is refused before any is decoded, wherever they stand', async (t) => {
  const seen: SandboxRequest[] = []
  // One URL for two calls, a session handle and passwords: a request is looked into before it is verified.
  const urls = { requestToken: '/oauth/token', accessToken: '/oauth/token' }
  const behaviour: SandboxBehaviour = { urls, renewal: 'handle', passwords: { me: 'pw' } }
  const client = await start(t, { behaviour, onRequest: (request) => seen.push(request) })
  const { url } = client.sandbox
  for (const path of [
    '/oauth/token',
    '/oauth/authorize',
    '/oauth/renew_access_token',
    '/echo',
    '/nothing',
  ]) {
    for (const form of ['=&'.repeat(LONGEST / 2), '&'.repeat(LONGEST), 'a=1&'.repeat(1000)]) {
      for (const headers of [[], [forged(client)]]) {
        assert.equal((await postForm(url + path, form, headers)).status, 400)
      }
    }
  }
  const inQuery = await send({
    method: 'GET',
    url: `${url}/echo?${'=&'.repeat(1000)}`,
    headers: [],
    body: null,
  })
  const header = ['Authorization', `OAuth ${'a="",'.repeat(1000)}`] as const
  const inHeader = await send({ method: 'GET', url: `${url}/echo`, headers: [header], body: null })
  for (const { status, text } of [inQuery, inHeader]) {
    assert.equal(status, 400)
    assert.match(text, /more than 1000 parameters/)
  }
  assert.equal(seen.length, 32)
  for (const { problem, trace } of seen)
    assert.deepEqual([problem, trace], ['too-many-parameters', null])
})

test('a form that is too long is refused before it is decoded', async (t) => {
  const seen: SandboxRequest[] = []
  const client = await start(t, { onRequest: (request) => seen.push(request) })
  const { url } = client.sandbox
  for (const text of ['=&', '+', '%41', '%FF', '%', 'a']) {
    const form = text.repeat(Math.ceil((LONGEST + 1) / text.length))
    for (const headers of [[], [forged(client)]]) {
      for (const path of ['/oauth/request_token', '/oauth/authorize', '/echo']) {
        assert.equal((await postForm(url + path, form, headers)).status, 413)
      }
    }
  }
  assert.equal(seen.length, 36)
  for (const { problem, trace } of seen)
    assert.deepEqual([problem, trace], ['request-too-large', null])
  const signed = { method: 'POST', body: `a=${'b'.repeat(LONGEST - 2)}`, headers: [FORM] }
  assert.equal((await client.call(`${url}/echo`, {}, signed)).status, 200)
})

test('a thousand parameters in all are read', async (t) => {
  const client = await start(t)
  const body = Array.from({ length: 900 }, (_, position) => `a${position}=b`).join('&')
  const signed = await client.call(
    `${client.sandbox.url}/echo?x=1`,
    {},
    { method: 'POST', body, headers: [FORM] },
  )
  assert.equal(signed.status, 200)
  assert.equal(JSON.parse(signed.text).form.length, 900)
})

test('a decision that is longer than that of the page is refused', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { status, text } = await postForm(
    client.sandbox.authorizeUrl,
    `oauth_token=${'+'.repeat(5000)}`,
  )
  assert.equal(status, 413)
  assert.match(text, /The decision is longer/)
})

test('a parameter is found by its name in any spelling, and nothing else is', () => {
  const request = (part: Partial<IncomingRequest>): IncomingRequest => ({
    method: 'GET',
    url: '',
    path: '',
    query: '',
    headers: [],
    body: Buffer.alloc(0),
    form: null,
    standsFor: null,
    ...part,
  })
  const all = 'oauth_token'.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
  for (const part of [
    { query: 'a=b&oauth_token=x' },
    { form: 'a&oauth_token' },
    { query: '%6Fauth_token=%' },
    { form: `${all}=` },
    { headers: [['AUTHORIZATION', 'OAuth oauth%5Ftoken="x"']] },
  ] as const) {
    assert.ok(carries(request(part), 'oauth_token'), JSON.stringify(part))
  }
  for (const part of [
    { query: 'a=oauth_token' },
    { form: 'oauth_token_secret=x' },
    { query: `${all}%41=x` },
    { form: '' },
    { form: `oauth_token${'+'.repeat(1000)}` },
    { headers: [['Authorization', 'OAuth realm="oauth_token"']] },
    { headers: [['Authorization', 'Basic oauth_token']] },
    { headers: [['X', 'OAuth oauth_token="x"']] },
  ] as const) {
    assert.ok(!carries(request(part), 'oauth_token'), JSON.stringify(part))
  }
})

test('a refusal fits a header, however much the request repeats', async (t) => {
  const client = await start(t, { teach: true })
  const names = Array.from(
    { length: 250 },
    (_, position) => `${'n'.repeat(9)}${position}="",`,
  ).join('')
  const header = ['Authorization', `OAuth ${names}${names}`] as const
  const { status, headers } = await send({
    method: 'GET',
    url: `${client.sandbox.url}/echo`,
    headers: [header],
    body: null,
  })
  assert.equal(status, 400)
  assert.match(headers.get('www-authenticate')!, /parameter_rejected/)
  assert.ok(headers.get('www-authenticate')!.length < 4000)
})

test('a callback is kept only if it is short, and a scope once', async (t) => {
  const client = await start(t, { behaviour: { scopes: { read: ['GET'] } } })
  const long = `http://127.0.0.1/${'x'.repeat(2000)}`
  const { status, form } = await client.requestToken(long)
  assert.deepEqual([status, form['oauth_problem']], [400, 'parameter_rejected'])
  assert.equal((await client.requestToken(long.slice(0, 2000))).status, 200)
  const asked = await client.call(
    client.sandbox.requestTokenUrl,
    {},
    {
      method: 'POST',
      callback: 'oob',
      body: `scope=${'read+'.repeat(1000)}`,
      headers: [FORM],
    },
  )
  const token = {
    token: asked.form['oauth_token']!,
    tokenSecret: asked.form['oauth_token_secret']!,
  }
  const page = await send({
    method: 'GET',
    url: `${client.sandbox.authorizeUrl}?oauth_token=${token.token}`,
    headers: [],
    body: null,
  })
  const verifier = /<output>(.*)<\/output>/.exec(page.text)![1]!
  assert.equal((await client.accessToken(token, verifier)).form['scope'], 'read')
})

test('a second Authorization header is refused behind thousands of other lines', async (t) => {
  const client = await start(t)
  const [name, value] = forged(client)
  const socket = connection(t, client)
  const lines = [
    ...Array.from({ length: 2500 }, () => 'a:'),
    `${name}: Basic x`,
    'Connection: close',
    '',
    '',
  ]
  socket.write(
    `GET /echo HTTP/1.1\r\nHost: ${new URL(client.sandbox.url).host}\r\n${name}: ${value}\r\n`,
  )
  socket.write(lines.join('\r\n'))
  let text = ''
  for await (const chunk of socket) text += chunk
  assert.match(text, /^HTTP\/1\.1 400 /)
})

/** A body that is sent piece by piece. */
function sending(read: BodyReader): {
  write: (octets: number) => void
  end: () => Promise<Buffer>
} {
  const stream = new PassThrough({ highWaterMark: 2 ** 30 })
  const result = read(stream as unknown as IncomingMessage)
  result.catch(() => {})
  return {
    write: (octets) => void stream.write(Buffer.alloc(octets, 'x')),
    end() {
      stream.end()
      return result
    },
  }
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('bodies that are too long together cost the longest of them', async () => {
  const read = createBodyReader()
  const small = sending(read)
  small.write(1000)
  const large = Array.from({ length: 30 }, () => sending(read))
  for (const body of large) body.write(MIB)
  await settled()
  const late = sending(read)
  late.write(1000)
  for (const body of [small, late]) {
    body.write(500)
    assert.equal((await body.end()).length, 1500)
  }
  const results = await Promise.allSettled(large.map((body) => body.end()))
  const reasons = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason.code] : [],
  )
  assert.equal(reasons.length, 15)
  assert.ok(reasons.every((code) => code === 'server-busy'))
  const again = sending(read)
  again.write(MIB)
  assert.equal((await again.end()).length, MIB)
})

test('a body is read as it is, in whatever pieces, and one octet too many refuses it', async () => {
  const read = createBodyReader()
  for (const [pieces, size] of [
    [1, 0],
    [9, 1],
    [1000, 7],
    [16, MIB / 16],
  ] as const) {
    const body = sending(read)
    for (let piece = 0; piece < pieces; piece++) body.write(size)
    assert.equal((await body.end()).toString(), 'x'.repeat(pieces * size))
  }
  const body = sending(read)
  for (const size of [MIB, 1]) body.write(size)
  await assert.rejects(body.end(), { code: 'request-too-large' })
})

test('a body without end, and one in chunks of an octet, are cut off', async (t) => {
  const seen: SandboxRequest[] = []
  const client = await start(t, { onRequest: (request) => seen.push(request) })
  const head = `POST /echo HTTP/1.1\r\nHost: ${new URL(client.sandbox.url).host}\r\nTransfer-Encoding: chunked\r\n\r\n`
  const size = 65_536
  for (const piece of [
    `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`,
    '1\r\na\r\n'.repeat(10_000),
  ]) {
    const socket = connection(t, client)
    const over = closed(socket)
    socket.write(head)
    let sent = 0
    for (; !socket.destroyed && sent < 10_000; sent++) {
      const drained = new Promise((resolve) => socket.once('drain', resolve))
      if (!socket.write(piece)) await Promise.race([drained, over])
    }
    assert.ok(sent < 1000, `${sent} pieces are sent`)
  }
  assert.deepEqual(seen, [])
  assert.equal((await client.call(`${client.sandbox.url}/echo`)).status, 200)
})

test('of too many connections the one that is idle longest is closed', async (t) => {
  const client = await start(t)
  const { host } = new URL(client.sandbox.url)
  const idle = connection(t, client)
  const idleIsClosed = closed(idle)
  await once(idle, 'connect')
  const busy = connection(t, client)
  const ask = async (): Promise<string> => {
    busy.write(`GET /nothing HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    const [answer] = (await once(busy, 'data')) as [Buffer]
    return String(answer).slice(0, 12)
  }
  for (let count = 0; count < 1100; count++) {
    const socket = connection(t, client)
    if (count % 100 === 0) assert.equal(await ask(), 'HTTP/1.1 404')
    else await once(socket, 'connect')
  }
  await idleIsClosed
  assert.equal(await ask(), 'HTTP/1.1 404')
  assert.equal((await client.call(`${client.sandbox.url}/echo`)).status, 200)
})
