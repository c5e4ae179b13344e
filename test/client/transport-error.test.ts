import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { OAuth1Session, TransportError } from '../../src/client/index.ts'
import { explainFailure } from '../../src/client/transport-error.ts'
import { CountersignError } from '../../src/signing/index.ts'
import { assertHidden, KEYS, refusal, serve } from './support.ts'

/** A server of octets, which does with the first of them what a test wants. */
async function raw(t: TestContext, answer: (socket: Socket, request: string) => void): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).once('data', (data) => answer(socket, String(data))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return (server.address() as { port: number }).port
}

const session = new OAuth1Session({ ...KEYS, retry: false })

async function failureOf(call: Promise<unknown>): Promise<TransportError> {
  const error = await call.then(() => assert.fail('an answer came'), (error: unknown) => error)
  assert.ok(error instanceof TransportError && error instanceof CountersignError, String(error))
  return error
}

test('each kind of failure says what it is, by the code of the system, with a hint of its own', async (t) => {
  const closed = await serve(t)
  closed.close()
  const table: [string, string, RegExp][] = [
    ['http://name.invalid/', 'ENOTFOUND|EAI_AGAIN', /its name was not found/],
    [closed.origin, 'ECONNREFUSED', /refuses connections/],
    [`http://127.0.0.1:${await raw(t, (socket) => socket.destroy())}`, 'UND_ERR_SOCKET', /broke before the answer/],
    [`http://127.0.0.1:${await raw(t, (socket) => socket.resetAndDestroy())}`, 'ECONNRESET', /broke before the answer/],
    [`https://127.0.0.1:${await raw(t, (socket) => socket.destroy())}`, 'ERR_TLS_HANDSHAKE', /no secure connection/],
    [`https://127.0.0.1:${await raw(t, (socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))}`, 'ERR_SSL_\\w+', /no secure connection/],
    [`http://127.0.0.1:${await raw(t, (socket) => socket.end('SSH-2.0-planted\r\n'))}`, 'HPE_\\w+', /no HTTP/],
    ['http://127.0.0.1:1/', 'BAD_PORT', /fetch goes to no such port/],
  ]
  const hints = new Set<string>()
  for (const [url, code, meaning] of table) {
    const error = await failureOf(session.get(url))
    refusal('connection-failed', meaning)(error)
    assert.match(error.message, new RegExp(`^no answer from ${new URL(url).host}: .* \\((?:${code})\\)$`))
    assert.match(error.systemCode ?? '', new RegExp(`^(?:${code})$`))
    hints.add(error.hint)
    // session.fetch is fetch: it throws what fetch throws.
    await assert.rejects(session.fetch(url), (error) => error instanceof TypeError && error.message === 'fetch failed')
  }
  assert.equal(hints.size, 6)
})

test('a certificate that nobody knows is TLS too', () => {
  for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO']) {
    const cause = Object.assign(new Error('wrong'), { code })
    const error = explainFailure(new TypeError('fetch failed', { cause }), 'https://h:8443/?q', 1000)
    refusal('connection-failed', new RegExp(`^no answer from h:8443: no secure connection came about \\(${code}\\)$`))(error)
  }
})

test('a timeout of the session says how long it was, and one of the system that it was one', async (t) => {
  const server = await serve(t, () => {})
  const error = await failureOf(session.get(`${server.origin}/a?planted`, { timeout: 25 }))
  refusal('timeout', new RegExp(`^no answer from ${new URL(server.origin).host} within 25 ms$`))(error)
  assert.equal(error.systemCode, null)
  for (const code of ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']) {
    const cause = Object.assign(new Error('slow'), { code })
    refusal('timeout', /in time/)(explainFailure(new TypeError('fetch failed', { cause }), 'https://h/', null))
  }
})

test('a signature that never comes is a timeout as well', async (t) => {
  const server = await serve(t)
  const signatureMethod = { name: 'SLOW', sign: () => new Promise<string>(() => {}) }
  const slow = new OAuth1Session({ ...KEYS, signatureMethod })
  await assert.rejects(slow.get(server.origin, { timeout: 20 }), refusal('timeout', /127\.0\.0\.1:/))
  assert.equal(server.received.length, 0)
})

test('the reason of a caller who aborts passes through untouched, whatever it is', async (t) => {
  const server = await serve(t, () => {})
  const reasons = [new Error('mine'), new DOMException('mine', 'TimeoutError'), new TypeError('fetch failed'), 'text', null]
  for (const reason of reasons) {
    const controller = new AbortController()
    const call = session.get(server.origin, { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 10)
    assert.equal(await call.catch((error: unknown) => error), reason)
    assert.equal(await session.get(server.origin, { signal: AbortSignal.abort(reason) }).catch((error: unknown) => error), reason)
  }
  const signal = AbortSignal.timeout(20)
  assert.equal(await session.get(server.origin, { signal }).catch((error: unknown) => error), signal.reason)
})

test('what is no failure of the network stays what it is', async () => {
  await assert.rejects(session.request('GET', 'https://h/', { body: 'x' }), (error) =>
    error instanceof TypeError && !(error instanceof CountersignError))
  const mine = new Error('mine')
  const custom = (() => Promise.reject(mine)) as typeof fetch
  await assert.rejects(new OAuth1Session({ ...KEYS, fetch: custom }).get('https://h/'), mine)
  const signatureMethod = { name: 'MINE', sign: () => Promise.reject(mine) }
  await assert.rejects(new OAuth1Session({ ...KEYS, signatureMethod }).get('https://h/'), mine)
})

test('a fetch of the caller that fails with a code of the system is understood', async () => {
  const custom = (() => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))) as typeof fetch
  await assert.rejects(new OAuth1Session({ ...KEYS, fetch: custom }).get('https://h/'), refusal('connection-failed', /ECONNREFUSED/))
})

test('a port that the runtime refuses, and a stream of the caller that fails, have their cause', async (t) => {
  const port = await failureOf(session.get('http://127.0.0.1:1/'))
  assert.match(String(port.cause), /bad port/)
  const server = await serve(t)
  const mine = new Error('mine')
  const body = new ReadableStream({ pull: (controller) => controller.error(mine) })
  const error = await failureOf(session.post(server.origin, { body, duplex: 'half' }))
  assert.equal(error.cause, mine)
  assert.match(error.message, /the request could not be sent$/)
})

test('a failure names the host of the hop that failed, and nothing of an answer that was no HTTP', async (t) => {
  const port = await raw(t, (socket) => socket.end('oauth_token_secret=planted'))
  const server = await serve(t, (_, response) => response.writeHead(302, { Location: `http://127.0.0.1:${port}/?planted` }).end())
  const follower = new OAuth1Session({ ...KEYS, followRedirects: [`http://127.0.0.1:${port}`] })
  const error = await failureOf(follower.get(server.origin))
  assert.match(error.message, new RegExp(`^no answer from 127.0.0.1:${port}: `))
  assertHidden(error, ['planted'])
})

test('what fetch throws for an answer that is no HTTP does not quote it: a server may repeat the request there', async (t) => {
  const port = await raw(t, (socket, request) => socket.end(`NO ${request}`))
  const keys = { ...KEYS, tokenSecret: 'planted-token-secret', signatureMethod: 'PLAINTEXT' } as const
  await assert.rejects(new OAuth1Session(keys).fetch(`http://127.0.0.1:${port}`), (error) => {
    assert.ok(error instanceof TypeError && error.message === 'fetch failed')
    assert.match(String((error.cause as { code?: string }).code), /^HPE_/)
    assertHidden(error, ['planted-token-secret'])
    return true
  })
  await assert.rejects(new OAuth1Session(keys).get(`http://127.0.0.1:${port}`), (error) => {
    assertHidden(error, ['planted-token-secret'])
    return refusal('connection-failed', /no HTTP/)(error)
  })
})

test('what the caller hung on an error of its own stays there', async () => {
  const mine = Object.assign(new Error('mine'), { data: 'mine' })
  const custom = (() => Promise.reject(new TypeError('fetch failed', { cause: mine }))) as typeof fetch
  await new OAuth1Session({ ...KEYS, fetch: custom }).fetch('https://h/').catch(() => {})
  assert.equal(mine.data, 'mine')
})
