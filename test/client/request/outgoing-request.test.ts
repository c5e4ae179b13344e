import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { inheritedInit } from '../../../src/client/request/inherited-init.ts'
import { OAuth1Session, type SessionOptions } from '../../../src/client/index.ts'
import {
  header,
  KEYS,
  NO_DISPATCHER,
  only,
  type RawServer,
  refusal,
  serve,
  signedPairs,
  verified,
} from '../support.ts'

const FORM = 'application/x-www-form-urlencoded'

test('a Request brings its method, headers and body along', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const body = '{"a":1}'
  await session.fetch(
    new Request(`${server.origin}/x?q=%7e#f`, {
      method: 'patch',
      body,
      headers: { 'content-type': 'application/json', 'x-own': '1' },
    }),
  )
  const request = only(server)
  assert.equal(request.method, 'PATCH')
  assert.equal(request.target, '/x?q=%7e')
  assert.equal(String(request.body), body)
  assert.equal(header(request, 'x-own'), '1')
  assert.equal(
    header(request, 'content-length'),
    '7',
    'the length is known, and so nothing is sent in chunks',
  )
  await verified(server, request)
})

test('the form of a Request is signed', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  await session.fetch(
    new Request(server.origin, { method: 'POST', body: new URLSearchParams({ a: '1 2', é: '~' }) }),
  )
  await session.fetch(
    new Request(server.origin, {
      method: 'POST',
      body: new Blob(['a=1']).stream(),
      duplex: 'half',
      headers: { 'content-type': FORM },
    }),
  )
  const [first, second] = server.received
  assert.deepEqual(signedPairs(await verified(server, first!)), [
    ['a', '1 2'],
    ['é', '~'],
  ])
  assert.equal(header(first!, 'content-length'), String(first!.body.length))
  assert.deepEqual(signedPairs(await verified(server, second!)), [['a', '1']])
})

test('a stream in a Request is sent as a stream', async (t) => {
  const server = await serve(t)
  const body = new Blob(['streamed']).stream()
  await new OAuth1Session(KEYS).fetch(
    new Request(server.origin, { method: 'POST', body, duplex: 'half' }),
  )
  assert.equal(String(only(server).body), 'streamed')
  await verified(server, only(server))
})

test('what the options say wins over the Request', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const request = new Request(server.origin, {
    method: 'POST',
    body: new URLSearchParams({ a: '1' }),
    headers: { 'x-own': '1' },
  })
  await session.fetch(request, {
    method: 'PUT',
    body: new URLSearchParams({ b: '2' }),
    headers: { 'x-other': '2' },
  })
  const received = only(server)
  assert.equal(received.method, 'PUT')
  assert.deepEqual([header(received, 'x-own'), header(received, 'x-other')], [null, '2'])
  assert.deepEqual(signedPairs(await verified(server, received)), [['b', '2']])
})

test('a Request without a body is a Request without a body', async (t) => {
  const server = await serve(t)
  await new OAuth1Session(KEYS).fetch(
    new Request(server.origin, { method: 'POST', headers: { 'content-type': FORM } }),
  )
  assert.equal(only(server).body.length, 0)
  await verified(server, only(server))
})

test('a Request whose body was read before fails as with the global fetch', async (t) => {
  const server = await serve(t)
  const request = new Request(server.origin, {
    method: 'POST',
    body: new URLSearchParams({ a: '1' }),
  })
  await request.text()
  await assert.rejects(new OAuth1Session(KEYS).fetch(request), TypeError)
  assert.equal(server.received.length, 0)
})

test('the signal and the redirect mode of a Request hold', async (t) => {
  const server = await serve(t, (_, response) =>
    response.writeHead(302, { Location: '/next' }).end(),
  )
  const session = new OAuth1Session(KEYS)
  assert.equal(
    (await session.fetch(new Request(server.origin, { redirect: 'manual' }))).status,
    302,
  )
  await assert.rejects(
    session.fetch(new Request(server.origin, { redirect: 'error' })),
    refusal('redirect-not-followed'),
  )
  const controller = new AbortController()
  const request = new Request(server.origin, { signal: controller.signal })
  controller.abort(new Error('not wanted any more'))
  await assert.rejects(session.fetch(request), /not wanted any more/)
  assert.equal(server.received.length, 2)
})

test('a null signal takes that of the Request away', async (t) => {
  const server = await serve(t)
  const controller = new AbortController()
  const request = new Request(server.origin, { signal: controller.signal })
  const pending = new OAuth1Session(KEYS).fetch(request, { signal: null })
  controller.abort()
  assert.equal((await pending).status, 200)
})

test('a fetch of the caller gets the very Request that the session was given', async () => {
  const inputs: unknown[] = []
  const custom = ((input: unknown) => {
    inputs.push(input)
    return Promise.resolve(new Response())
  }) as typeof fetch
  const request = new Request('https://api.example.com/')
  await new OAuth1Session({ ...KEYS, fetch: custom }).fetch(request)
  await new OAuth1Session({
    ...KEYS,
    ...NO_DISPATCHER,
    fetch: custom,
    transmission: 'query',
  }).fetch(request)
  assert.equal(inputs[0], request)
  assert.match(String(inputs[1]), /^https:\/\/api\.example\.com\/\?oauth_consumer_key=/)
})

/** A stream that never ends; it counts its pieces. */
function endless(size: number): { readonly body: ReadableStream; pulls: number } {
  const counted = {
    pulls: 0,
    body: new ReadableStream({
      async pull(controller) {
        counted.pulls++
        await new Promise((resolve) => setTimeout(resolve, 1))
        controller.enqueue(new Uint8Array(size).fill(97))
      },
    }),
  }
  return counted
}

test('a stream in a Request that is to be signed or hashed is read no longer than the call lasts', async (t) => {
  const server = await serve(t)
  for (const [options, headers] of [
    [{ bodyHash: 'SHA-1' }, {}],
    [{}, { 'content-type': FORM }],
  ] as const) {
    const stream = endless(1024)
    const request = new Request(server.origin, {
      method: 'POST',
      body: stream.body,
      duplex: 'half',
      headers,
    })
    const reason = new Error('mine')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 50)
    const call = new OAuth1Session({ ...KEYS, ...options }).fetch(request, {
      signal: controller.signal,
    })
    await assert.rejects(call, reason)
    await new Promise((resolve) => setTimeout(resolve, 10))
    const { pulls } = stream
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(stream.pulls, pulls)
  }
  assert.equal(server.received.length, 0)
})

test('of a stream in a Request that is to be signed or hashed, no more than 64 MiB are kept', async (t) => {
  const server = await serve(t)
  for (const [options, headers] of [
    [{ bodyHash: 'SHA-1' }, {}],
    [{}, { 'content-type': FORM }],
  ] as const) {
    const stream = endless(8 * 1024 * 1024)
    const request = new Request(server.origin, {
      method: 'POST',
      body: stream.body,
      duplex: 'half',
      headers,
    })
    await assert.rejects(
      new OAuth1Session({ ...KEYS, ...options }).fetch(request),
      refusal('body-too-large', /64 MiB/),
    )
    assert.ok(stream.pulls < 12, `${stream.pulls}`)
  }
  assert.equal(server.received.length, 0)
})

test('a stream in a Request that fails while it is read fails with its own error', async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error('mine')) })
  const request = new Request('https://api.example.com/', {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'content-type': FORM },
  })
  await assert.rejects(new OAuth1Session(KEYS).fetch(request), /mine/)
})

/** A dispatcher, as undici has them for proxies and client certificates: it keeps what went through it. */
function dispatching(): {
  readonly seen: string[]
  readonly dispatcher: NonNullable<RequestInit['dispatcher']>
} {
  const seen: string[] = []
  const real = (
    globalThis as unknown as Record<
      symbol,
      { dispatch(options: { path: string }, handler: unknown): boolean }
    >
  )[Symbol.for('undici.globalDispatcher.1')]!
  const dispatch = (options: { path: string }, handler: unknown): boolean => {
    seen.push(options.path.replace(/\?.*/, ''))
    return real.dispatch(options, handler)
  }
  return { seen, dispatcher: { dispatch } as unknown as NonNullable<RequestInit['dispatcher']> }
}

/** A server whose answers lead a call through all of its requests. */
const winding = (t: TestContext): Promise<RawServer> =>
  serve(t, ({ target }, response) => {
    const isFirst = !seenTargets.has(target)
    seenTargets.add(target)
    if (target === '/redirect') response.writeHead(307, { Location: '/end' }).end()
    else if (target === '/once' && isFirst) response.socket?.destroy()
    else response.end('ok')
  })
const seenTargets = new Set<string>()

const EVERY_WAY: readonly (readonly [
  path: string,
  options: Partial<SessionOptions>,
  seen: readonly string[],
])[] = [
  ['/once', {}, ['/once', '/once']],
  ['/redirect', { followRedirects: true }, ['/redirect', '/end']],
  ['/query', { transmission: 'query' }, ['/query']],
  ['/hash', { bodyHash: 'SHA-1' }, ['/hash']],
]

test('a dispatcher that is given beside a Request, or by the session, has every request of the call', async (t) => {
  for (const [path, options, expected] of EVERY_WAY) {
    for (const beside of [true, false]) {
      seenTargets.clear()
      const server = await winding(t)
      const { seen, dispatcher } = dispatching()
      const session = new OAuth1Session({
        ...KEYS,
        ...options,
        ...(!beside && { fetchInit: { dispatcher } }),
      })
      const request = new Request(server.origin + path, { method: 'PUT', body: 'x' })
      assert.equal((await session.fetch(request, beside ? { dispatcher } : {})).status, 200)
      assert.deepEqual(seen, expected)
      assert.equal(server.received.length, seen.length, 'nothing goes past it')
    }
  }
})

test('the dispatcher within a Request has every request of the call, or the call ends before one goes past it', async (t) => {
  const shown = inheritedInit(
    new Request('http://localhost/', { dispatcher: dispatching().dispatcher } as RequestInit),
  )
  for (const [path, options, expected] of EVERY_WAY) {
    seenTargets.clear()
    const server = await winding(t)
    const { seen, dispatcher } = dispatching()
    const put = { method: 'PUT', body: 'x', dispatcher } as RequestInit
    const session = new OAuth1Session({ ...KEYS, ...options })
    const call = session.fetch(new Request(server.origin + path, put))
    const staysAtUrl = path === '/once' || path === '/hash'
    if (shown.hidden.includes('dispatcher') && !staysAtUrl) {
      await assert.rejects(
        call,
        refusal('unportable-request', /may have a "dispatcher" that this runtime hides/),
      )
    } else {
      assert.equal((await call).status, 200)
      assert.deepEqual(seen, expected)
    }
    assert.equal(server.received.length, seen.length, 'nothing goes past it')
  }
})

test('a Request without a dispatcher goes everywhere, where the session says that it has none', async (t) => {
  for (const [path, options, expected] of EVERY_WAY) {
    seenTargets.clear()
    const server = await winding(t)
    const session = new OAuth1Session({ ...KEYS, ...NO_DISPATCHER, ...options })
    assert.equal(
      (await session.fetch(new Request(server.origin + path, { method: 'PUT', body: 'x' }))).status,
      200,
    )
    assert.equal(server.received.length, expected.length)
    assert.deepEqual(
      server.received.map(({ body }) => String(body)),
      expected.map(() => 'x'),
    )
  }
})

test('the integrity of a Request holds where its URL changes, and where it is sent again', async (t) => {
  const server = await serve(t, ({ target }, response) => {
    if (target === '/once' && server.received.length === 1) response.socket?.destroy()
    else response.end('not what was promised')
  })
  const init = { integrity: `sha256-${'A'.repeat(43)}=` }
  await assert.rejects(
    new OAuth1Session(KEYS).fetch(new Request(`${server.origin}/once`, init)),
    TypeError,
  )
  assert.equal(server.received.length, 2)
  const query = new OAuth1Session({ ...KEYS, ...NO_DISPATCHER, transmission: 'query' })
  await assert.rejects(query.fetch(new Request(server.origin, init)), TypeError)
  assert.equal((await query.fetch(new Request(server.origin, init), { integrity: '' })).status, 200)
})

test('the cache mode of a Request holds after a redirect', async (t) => {
  const server = await serve(t, ({ target }, response) => {
    if (target === '/redirect') response.writeHead(302, { Location: '/end' }).end()
    else response.end('ok')
  })
  const follower = new OAuth1Session({ ...KEYS, ...NO_DISPATCHER, followRedirects: true })
  await follower.fetch(
    new Request(`${server.origin}/redirect`, { cache: 'no-store' } as RequestInit),
  )
  assert.deepEqual(
    server.received.map((request) => header(request, 'cache-control')),
    ['no-cache', 'no-cache'],
  )
})
