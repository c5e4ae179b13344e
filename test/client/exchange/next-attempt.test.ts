import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test, type TestContext } from 'node:test'
import {
  OAuth1Session,
  type RequestAttempt,
  type SessionOptions,
} from '../../../src/client/index.ts'
import { KEYS, protocolHeader, type RawServer, refusal, serve, verified } from '../support.ts'

const IDEMPOTENT = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']
const CHALLENGE = { 'WWW-Authenticate': 'OAuth oauth_problem="nonce_used"' }

/** A server that hangs up on the first requests, after it has read them. */
async function hangingUp(
  t: TestContext,
  times: number,
  how: 'end' | 'reset' = 'end',
): Promise<RawServer> {
  const server = await serve(t, (_, response) => {
    if (server.received.length > times) response.end('ok')
    else if (how === 'end') response.socket?.destroy()
    else response.socket?.resetAndDestroy()
  })
  return server
}

async function refusingNonces(t: TestContext, times: number, status = 401): Promise<RawServer> {
  const server = await serve(t, (_, response) => {
    if (server.received.length > times) response.end('ok')
    else response.writeHead(status, status === 401 ? CHALLENGE : {}).end('oauth_problem=nonce_used')
  })
  return server
}

const watched = (options: Partial<SessionOptions> = {}): [OAuth1Session, RequestAttempt[]] => {
  const attempts: RequestAttempt[] = []
  return [
    new OAuth1Session({ ...KEYS, ...options, onAttempt: (attempt) => attempts.push(attempt) }),
    attempts,
  ]
}

const noncesOf = ({ received }: RawServer): Set<string | undefined> =>
  new Set(received.map((request) => protocolHeader(request).get('oauth_nonce')))

test('a connection that breaks before an answer is made once more for idempotent methods, with another nonce', async (t) => {
  for (const method of IDEMPOTENT) {
    for (const how of ['end', 'reset'] as const) {
      const server = await hangingUp(t, 1, how)
      const [session, attempts] = watched()
      assert.equal((await session.request(method, server.origin)).status, 200)
      assert.deepEqual(
        attempts.map(({ reason }) => reason),
        ['first', 'connection'],
      )
      assert.equal(noncesOf(server).size, 2)
      for (const request of server.received) await verified(server, request)
    }
  }
})

test('other methods are not: the server may have done what it was asked', async (t) => {
  for (const method of ['POST', 'PATCH', 'PROPFIND']) {
    const server = await hangingUp(t, 1)
    await assert.rejects(
      watched()[0].request(method, server.origin),
      refusal('connection-failed', /broke/),
    )
    assert.equal(server.received.length, 1)
  }
})

test('a nonce that was used is replaced once, for idempotent methods alone', async (t) => {
  for (const status of [400, 401]) {
    for (const method of IDEMPOTENT) {
      // A HEAD has no body that could say it.
      if (method === 'HEAD' && status === 400) continue
      const server = await refusingNonces(t, 1, status)
      const [session, attempts] = watched()
      assert.equal((await session.request(method, server.origin)).status, 200, method)
      assert.deepEqual(
        attempts.map(({ reason }) => reason),
        ['first', 'nonce-used'],
      )
      assert.equal(noncesOf(server).size, 2)
    }
    const server = await refusingNonces(t, 1, status)
    const response = await watched()[0].post(server.origin)
    assert.deepEqual([response.status, await response.text()], [status, 'oauth_problem=nonce_used'])
    assert.equal(server.received.length, 1)
  }
})

test('each cause is good for one more request, and no call goes on for ever', async (t) => {
  const nonces = await refusingNonces(t, 9)
  assert.equal((await watched()[0].get(nonces.origin)).status, 401)
  assert.equal(nonces.received.length, 2)
  const broken = await hangingUp(t, 9)
  await assert.rejects(watched()[0].get(broken.origin), refusal('connection-failed'))
  assert.equal(broken.received.length, 2)
  // Every trick at once, and again and again.
  const later = Math.floor(Date.now() / 1000) + 1000
  const hostile = await serve(t, (_, response) => {
    switch (hostile.received.length % 5) {
      case 0:
        return response.writeHead(302, { Location: '/' }).end()
      case 1:
        return response.socket?.destroy()
      case 2:
        return response.writeHead(401, CHALLENGE).end()
      case 3:
        return response
          .writeHead(401, { Date: new Date(0).toUTCString() })
          .end(
            `oauth_problem=timestamp_refused&oauth_acceptable_timestamps=${later}-${later + hostile.received.length}`,
          )
      default:
        return response.writeHead(401).end('oauth_problem=token_expired')
    }
  })
  const renew = (): Promise<OAuth1Session['credentials']> =>
    Promise.resolve({ token: 't', tokenSecret: 's', sessionHandle: null, expiresAt: null })
  const [session, attempts] = watched({ followRedirects: true, renew })
  await session.get(hostile.origin).catch(() => {})
  assert.ok(hostile.received.length <= 10, `${hostile.received.length} requests`)
  assert.deepEqual(
    attempts.map(({ reason }) => reason),
    ['first', 'connection', 'nonce-used', 'clock', 'renewed', 'redirect'],
  )
})

test('retry false turns both off', async (t) => {
  const broken = await hangingUp(t, 1)
  const [session] = watched({ retry: false })
  await assert.rejects(session.get(broken.origin), refusal('connection-failed'))
  const nonces = await refusingNonces(t, 1)
  assert.equal((await session.get(nonces.origin)).status, 401)
  assert.deepEqual([broken.received.length, nonces.received.length], [1, 1])
})

test('a nonce that the caller chose is used once', async (t) => {
  const broken = await hangingUp(t, 1)
  const [session] = watched({ nonce: 'mine' })
  await assert.rejects(session.get(broken.origin), refusal('connection-failed'))
  const nonces = await refusingNonces(t, 1)
  assert.equal((await session.get(nonces.origin)).status, 401)
  assert.deepEqual([broken.received.length, nonces.received.length], [1, 1])
})

test('a credential endpoint is not asked twice, even by GET: a verifier is good once', async (t) => {
  const broken = await hangingUp(t, 1)
  const [session] = watched()
  await assert.rejects(
    session.get(broken.origin, { protocol: { verifier: 'v' } }),
    refusal('connection-failed'),
  )
  const nonces = await refusingNonces(t, 1)
  assert.equal((await session.get(nonces.origin, { protocol: { callback: 'oob' } })).status, 401)
  assert.deepEqual([broken.received.length, nonces.received.length], [1, 1])
})

test('a stream is sent once; octets, forms and the body of a Request are sent again', async (t) => {
  const streamed = await hangingUp(t, 1)
  const stream = { body: new Blob(['x']).stream(), duplex: 'half' } as const
  await assert.rejects(watched()[0].put(streamed.origin, stream), refusal('connection-failed'))
  assert.equal(streamed.received.length, 1)
  for (const send of [
    (session: OAuth1Session, url: string) => session.put(url, { body: Buffer.from('text') }),
    (session: OAuth1Session, url: string) => session.put(url, { form: { text: '' } }),
    (session: OAuth1Session, url: string) =>
      session.fetch(new Request(url, { method: 'PUT', body: 'text' })),
  ]) {
    const server = await hangingUp(t, 1)
    assert.equal((await send(watched()[0], server.origin)).status, 200)
    const [first, second] = server.received
    assert.ok(String(first!.body).startsWith('text'))
    assert.deepEqual(second!.body, first!.body)
    assert.equal(
      second!.headers.filter(([name]) => name.toLowerCase() === 'content-length').length,
      1,
    )
    for (const request of server.received) await verified(server, request)
  }
})

test('once an answer has begun, nothing is sent again', async (t) => {
  const server = await serve(t, (_, response) => {
    response
      .writeHead(200, { 'Content-Length': '10' })
      .write('begun', () => response.socket?.destroy())
  })
  const response = await watched()[0].get(server.origin)
  await assert.rejects(response.text(), TypeError)
  assert.equal(server.received.length, 1)
})

test('what never was a connection is not tried again: refused, no such name, no TLS', async (t) => {
  let connections = 0
  const plain = createServer((socket) => {
    connections++
    socket.on('error', () => {}).once('data', () => socket.destroy())
  })
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  t.after(() => plain.close())
  const { port } = plain.address() as { port: number }
  const closed = await serve(t)
  closed.close()
  for (const url of [closed.origin, 'http://name.invalid/', `https://127.0.0.1:${port}/`]) {
    const [session, attempts] = watched()
    await assert.rejects(session.get(url), refusal('connection-failed'))
    assert.equal(attempts.length, 1, url)
  }
  assert.equal(connections, 1)
})

test('a caller that has gone is not served again', async (t) => {
  const controller = new AbortController()
  const server = await serve(t, (_, response) => {
    controller.abort(new Error('mine'))
    response.socket?.destroy()
  })
  await assert.rejects(watched()[0].get(server.origin, { signal: controller.signal }), /mine/)
  assert.equal(server.received.length, 1)
})
