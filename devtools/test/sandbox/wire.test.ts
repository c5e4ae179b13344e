/**
 * Requests that only a raw connection can send: repeated headers, unusual targets, HTTP/1.0, long
 * bodies.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import * as core from '../../../src/signing/index.ts'
import { type Client, keysOf, open, start } from './client.ts'

/** Sends lines and a body unchanged, and reads until the server closes the connection. */
async function exchange(
  client: Client,
  lines: readonly string[],
  body = '',
): Promise<{ status: number; text: string }> {
  const socket = connect(Number(new URL(client.sandbox.url).port), '127.0.0.1')
  socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'))
  let text = ''
  for await (const chunk of socket) text += chunk
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }
}

const hostOf = (client: Client): string => new URL(client.sandbox.url).host

function authorization(client: Client, path: string): string {
  const { headers } = core.signRequest(
    { method: 'GET', url: client.sandbox.url + path },
    keysOf(client),
  )
  return `Authorization: ${headers[0]![1]}`
}

/** Signs a target that a URL parser would change, with the functions of the core. */
function rawAuthorization(client: Client, path: string): string {
  const { consumerKey, consumerSecret, url } = client.sandbox
  const parameters = [
    ['oauth_consumer_key', consumerKey],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(core.currentTimestamp())],
    ['oauth_nonce', core.generateNonce()],
  ] as const
  const normalized = core.normalizeParameters([
    ...parameters,
    ...core.parseForm(path.split('?')[1]!),
  ])
  const text = core.signatureBaseString('GET', url + path.split('?')[0]!, normalized)
  const signature = createHmac('sha1', `${consumerSecret}&`).update(text).digest('base64')
  const header = {
    realm: null,
    parameters: [...parameters, ['oauth_signature', signature]] as const,
  }
  return `Authorization: ${core.formatAuthorizationHeader(header)}`
}

test('answers a signed request over a raw connection, and closes the connection on request', async (t) => {
  const client = await start(t)
  const { status, text } = await exchange(client, [
    'GET /echo HTTP/1.1',
    `Host: ${hostOf(client)}`,
    'Connection: close',
    authorization(client, '/echo'),
  ])
  assert.equal(status, 200)
  assert.match(text, /\r\nConnection: close\r\n/i)
})

test('answers HTTP/1.0 with and without a Host header', async (t) => {
  const client = await start(t)
  for (const host of [[], [`Host: ${hostOf(client)}`]]) {
    const { status, text } = await exchange(client, [
      'GET /echo HTTP/1.0',
      ...host,
      authorization(client, '/echo'),
    ])
    assert.equal(status, 200)
    assert.match(text, /"method": "GET"/)
  }
})

test('HTTP/1.1 without a Host is refused', async (t) => {
  const client = await start(t)
  const { status } = await exchange(client, [
    'GET /echo HTTP/1.1',
    'Connection: close',
    authorization(client, '/echo'),
  ])
  assert.equal(status, 400)
})

test('a second Authorization header is refused', async (t) => {
  const client = await start(t)
  for (const second of [authorization(client, '/echo'), 'authorization: Basic eDp5']) {
    const { status, text } = await exchange(client, [
      'GET /echo HTTP/1.1',
      `Host: ${hostOf(client)}`,
      'Connection: close',
      authorization(client, '/echo'),
      second,
    ])
    assert.equal(status, 400)
    assert.match(text, /oauth_problem=parameter_rejected/)
  }
})

test('a second Host header is refused', async (t) => {
  const client = await start(t)
  for (const second of [hostOf(client), 'evil.example']) {
    const { status } = await exchange(client, [
      'GET /echo HTTP/1.1',
      `Host: ${hostOf(client)}`,
      `HOST: ${second}`,
      'Connection: close',
      authorization(client, '/echo'),
    ])
    assert.equal(status, 400)
  }
})

test('refuses another Host on every path', async (t) => {
  const client = await start(t)
  const { port } = new URL(client.sandbox.url)
  const others = [
    `localhost:${port}`,
    `rebound.example:${port}`,
    '127.0.0.1',
    '127.0.0.1:1',
    `127.1:${port}`,
    '',
  ]
  for (const host of others) {
    for (const path of ['/echo', '/oauth/authorize', '/nothing']) {
      const { status, text } = await exchange(client, [
        `GET ${path} HTTP/1.1`,
        `Host: ${host}`,
        'Connection: close',
        authorization(client, '/echo'),
      ])
      assert.equal(status, 421)
      assert.ok(text.includes(`send the request to ${client.sandbox.url}`))
    }
  }
})

test('accepts the absolute form if it names this sandbox', async (t) => {
  const client = await start(t)
  const { url } = client.sandbox
  const send = (target: string): ReturnType<typeof exchange> =>
    exchange(client, [
      `GET ${target} HTTP/1.1`,
      `Host: ${hostOf(client)}`,
      'Connection: close',
      authorization(client, '/echo?a=1'),
    ])
  assert.equal((await send(`${url}/echo?a=1`)).status, 200)
  for (const target of [
    'http://evil.example/echo?a=1',
    `https${url.slice(4)}/echo?a=1`,
    `${url}@evil.example/echo?a=1`,
    `http://u@${hostOf(client)}/echo?a=1`,
    `${url}//evil.example/echo`,
  ]) {
    assert.equal((await send(target)).status, 400)
  }
})

test('refuses a target that is not a path', async (t) => {
  const client = await start(t)
  for (const target of [
    '//evil.example/echo',
    '*',
    '/echo#fragment',
    '/echo?a=é',
    '/é',
    'echo',
    '/ec\tho',
  ]) {
    const lines = [`OPTIONS ${target} HTTP/1.1`, `Host: ${hostOf(client)}`, 'Connection: close']
    const { status } = await exchange(client, lines)
    assert.equal(status, 400, target)
  }
})

test('signs the target as it is spelled', async (t) => {
  const client = await start(t)
  const path = `/echo/../%7e;p/./[x]|"^'?a[]='&b=%zz&&`
  const { status, text } = await exchange(client, [
    `GET ${path} HTTP/1.1`,
    `Host: ${hostOf(client)}`,
    'Connection: close',
    rawAuthorization(client, path),
  ])
  assert.equal(status, 200)
  assert.equal(JSON.parse(text.slice(text.indexOf('\r\n\r\n'))).url, client.sandbox.url + path)
})

test('reads a body of 1 MiB, and refuses a longer one with or without a Content-Length', async (t) => {
  const client = await start(t)
  const { url } = client.sandbox
  const post = async (length: number, headers: Record<string, string>): Promise<number> => {
    const signed = core.signRequest({ method: 'POST', url: `${url}/echo` }, keysOf(client))
    const all = { ...Object.fromEntries(signed.headers), ...headers }
    const outgoing = httpRequest(`${url}/echo`, { method: 'POST', headers: all })
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
    outgoing.end(Buffer.alloc(length))
    const [response] = await answered
    response.resume()
    await once(response, 'end')
    return response.statusCode!
  }
  assert.equal(await post(2 ** 20, { Connection: 'close' }), 200)
  assert.equal(await post(2 ** 20 + 1, { Connection: 'close' }), 413)
  assert.equal(await post(2 ** 23, { 'Transfer-Encoding': 'chunked', Connection: 'close' }), 413)
})

test('a client that disconnects within its body leaves nothing behind', async (t) => {
  const seen: unknown[] = []
  const client = await start(t, { onRequest: (request) => seen.push(request) })
  const socket = connect(Number(new URL(client.sandbox.url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write(`POST /echo HTTP/1.1\r\nHost: ${hostOf(client)}\r\nContent-Length: 10\r\n\r\nabc`)
  // The server has half of the body here, and the connection has ended before the next line.
  assert.equal((await client.call(`${client.sandbox.url}/echo`)).status, 200)
  socket.destroy()
  for (let count = 0; count < 20; count++) {
    assert.equal((await client.call(`${client.sandbox.url}/echo`)).status, 200)
  }
  assert.equal(seen.length, 21)
})

test('close ends idle, busy and incomplete connections at once', async (t) => {
  const sandbox = await open(t)
  const { port, host } = new URL(sandbox.url)
  const halves = [
    '',
    'GET /echo HTTP/1.1\r\n',
    `POST /echo HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 9\r\n\r\na`,
  ]
  const answers = halves.map(async (text) => {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {})
    t.after(() => socket.destroy())
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk)).write(text)
    await new Promise((resolve) => socket.once('close', resolve))
    return answer
  })
  assert.equal((await fetch(sandbox.url)).status, 404)
  await Promise.all([sandbox.close(), sandbox.close()])
  // A timeout of the server would be reported as 408.
  assert.deepEqual(await Promise.all(answers), ['', '', ''])
  await assert.rejects(fetch(sandbox.url))
  await sandbox.close()
})

test('random requests never get a status of 500 or no answer', async (t) => {
  const client = await start(t)
  const seed = 1_203_231_913
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >> 8) % below
  }
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!
  const pieces = [
    'oauth_token',
    '=',
    '"',
    ',',
    ' ',
    '%',
    '%E9',
    '&',
    'OAuth ',
    'realm="x"',
    'oauth_nonce="a"',
    '\\',
    '+',
    'é',
    '\t',
    ';',
    '__proto__',
    'oauth_signature_method="PLAINTEXT"',
    'oauth_signature="%26"',
    'oauth_consumer_key="x"',
  ]
  const nonsense = (): string => Array.from({ length: random(12) }, () => pick(pieces)).join('')
  const types = ['application/x-www-form-urlencoded', 'text/plain']
  const paths = [
    '/oauth/request_token',
    '/oauth/authorize',
    '/oauth/access_token',
    '/echo',
    '/1.0/repositories/me/%/branches',
  ]
  for (let round = 0; round < 300; round++) {
    const body = nonsense()
    const { status } = await exchange(
      client,
      [
        `${pick(['GET', 'POST', 'PUT', 'TRACE'])} ${pick(paths)}?${nonsense().replace(/[ \té]/g, '')} HTTP/1.1`,
        `Host: ${hostOf(client)}`,
        'Connection: close',
        `Authorization: ${pick(['OAuth ', ''])}${nonsense()}`,
        `Content-Type: ${pick([...types, nonsense()])}`,
        `Content-Length: ${body.length}`,
      ],
      body,
    )
    assert.ok(status >= 400 && status < 500, `${status}, seed ${seed}, round ${round}`)
  }
})
