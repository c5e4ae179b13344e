import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { OAuth1Session } from '../../src/client/index.ts'
import { limitCall, untilAborted } from '../../src/internal/deadline.ts'
import { KEYS, refusal, serve } from '../client/support.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const isTimeout = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'TimeoutError'

test('a signal that is aborted before the call rejects it with its reason, and nothing is signed or sent', async (t) => {
  const server = await serve(t)
  const signatureMethod = { name: 'MINE', sign: () => assert.fail('it was signed') }
  const reason = new Error('mine')
  const session = new OAuth1Session({ ...KEYS, signatureMethod })
  await assert.rejects(session.fetch(server.origin, { signal: AbortSignal.abort(reason) }), reason)
  await assert.rejects(
    session.get(server.origin, { signal: AbortSignal.abort(reason), timeout: null }),
    reason,
  )
  assert.equal(server.received.length, 0)
})

test('the abort reason of a caller is not changed', async (t) => {
  const server = await serve(t, () => {})
  for (const call of [
    (session: OAuth1Session, signal: AbortSignal) => session.fetch(server.origin, { signal }),
    (session: OAuth1Session, signal: AbortSignal) => session.get(server.origin, { signal }),
  ]) {
    const controller = new AbortController()
    const reason = new Error('left /page?x=1 for https://h/?y=2')
    const calling = call(new OAuth1Session(KEYS), controller.signal)
    setTimeout(() => controller.abort(reason), 20)
    assert.equal(await calling.catch((error: unknown) => error), reason)
    assert.equal(reason.message, 'left /page?x=1 for https://h/?y=2')
  }
})

test('a signal ends the wait for the response head with its reason', async (t) => {
  const controller = new AbortController()
  const reason = new Error('mine')
  const server = await serve(t, () => controller.abort(reason))
  await assert.rejects(
    new OAuth1Session(KEYS).fetch(server.origin, { signal: controller.signal }),
    reason,
  )
})

test('a signal ends reading the body with its reason', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(200).write('begun'))
  const controller = new AbortController()
  const reason = new Error('mine')
  const response = await new OAuth1Session(KEYS).get(server.origin, { signal: controller.signal })
  const text = response.text()
  controller.abort(reason)
  await assert.rejects(text, reason)
})

test('a signal ends the wait for a signature that never comes', async () => {
  const controller = new AbortController()
  const sign = (): Promise<string> => {
    setImmediate(() => controller.abort(new Error('mine')))
    return new Promise(() => {})
  }
  const session = new OAuth1Session({ ...KEYS, signatureMethod: { name: 'MINE', sign } })
  await assert.rejects(
    session.get('https://api.example.com/', { signal: controller.signal }),
    /mine/,
  )
})

test('the timeout of the session ends a request, and the timeout of the request overrides it', async (t) => {
  const server = await serve(t, ({ target }, response) => {
    if (target === '/late') setTimeout(() => response.end('late'), 150)
  })
  const session = new OAuth1Session({ ...KEYS, baseUrl: server.origin, timeout: 20 })
  await assert.rejects(session.get('/never'), refusal('timeout', /within 20 ms$/))
  await assert.rejects(session.fetch('/never'), isTimeout)
  assert.equal(await (await session.get('/late', { timeout: null })).text(), 'late')
  assert.equal(await (await session.get('/late', { timeout: 30_000 })).text(), 'late')
  await assert.rejects(
    new OAuth1Session(KEYS).get(`${server.origin}/never`, { timeout: 20 }),
    refusal('timeout'),
  )
  assert.equal(
    await (await new OAuth1Session({ ...KEYS, timeout: null }).get(`${server.origin}/late`)).text(),
    'late',
  )
})

test(
  'the timeout covers the body, with and without a signal, also after garbage collection',
  { timeout: 30_000 },
  async (t) => {
    const server = await serve(t, (_, response) => {
      response.writeHead(200).write('begun')
      const dripping = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(dripping))
    })
    const session = new OAuth1Session({ ...KEYS, timeout: 400 })
    const collecting = setInterval(collectGarbage, 20)
    t.after(() => clearInterval(collecting))
    const readings = [{}, { signal: new AbortController().signal }].map(async (init) =>
      (await session.fetch(server.origin, init)).text(),
    )
    for (const reading of readings) await assert.rejects(reading, isTimeout)
    const held = AbortSignal.timeout(400)
    await assert.rejects(
      async () =>
        (
          await session.get(server.origin, { signal: AbortSignal.any([held]), timeout: 30_000 })
        ).text(),
      isTimeout,
    )
  },
)

test('one signal serves many requests without a warning about listeners', async (t) => {
  const server = await serve(t)
  const warnings: Error[] = []
  const keep = (warning: Error): unknown => warnings.push(warning)
  process.on('warning', keep)
  t.after(() => process.off('warning', keep))
  const { signal } = new AbortController()
  const session = new OAuth1Session(KEYS)
  await Promise.all(Array.from({ length: 30 }, () => session.fetch(server.origin, { signal })))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(warnings, [])
})

test('without a timeout the signal of a call is that of the caller, or null', () => {
  const { signal } = new AbortController()
  assert.equal(limitCall(null, null).signal, null)
  assert.equal(limitCall(undefined, null).signal, null)
  assert.equal(limitCall(signal, null).signal, signal)
  assert.equal(limitCall(null, 1000).signal?.aborted, false)
})

test('the signal of a call is aborted at once if the caller has aborted', () => {
  const reason = new Error('mine')
  const { signal } = limitCall(AbortSignal.abort(reason), 1000)
  assert.equal(signal?.reason, reason)
})

test('a signal that many calls share keeps no listener of an ended call', async (t) => {
  const server = await serve(t, ({ target }, response) => {
    if (target === '/break') response.socket?.destroy()
    else if (target === '/short')
      response
        .writeHead(200, { 'Content-Length': '9' })
        .write('x', () => response.socket?.destroy())
    else
      response
        .writeHead(target === '/empty' ? 204 : target === '/refused' ? 400 : 200)
        .end(target === '/empty' ? '' : 'ok')
  })
  const { signal } = new AbortController()
  const session = new OAuth1Session({ ...KEYS, baseUrl: server.origin, retry: false })
  const calls: readonly (() => Promise<unknown>)[] = [
    async () => (await session.get('/', { signal })).text(),
    async () => (await session.fetch('/', { signal })).body?.cancel(),
    async () => (await session.get('/', { signal })).clone().text(),
    async () => (await session.get('/short', { signal })).text(),
    () => session.get('/empty', { signal }),
    () => session.head('/', { signal }),
    () => session.get('/break', { signal }),
    () => session.get('/', { signal, headers: { '\n': 'x' } }),
    () => session.get('/refused', { signal, requireOk: true }),
    () => session.get('/', { signal, timeout: -1 }),
    async () => (await session.fetch(new Request(server.origin, { signal }))).text(),
  ]
  for (const [number, call] of calls.entries()) {
    await call().catch(() => {})
    // The end of a body is reported in the next turn of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 20))
    // A Request of Node adds its own listener to its signal.
    if (number < calls.length - 1)
      assert.equal(getEventListeners(signal, 'abort').length, 0, `call ${number}`)
  }
  const reading = await session.get('/', { signal })
  assert.equal(
    getEventListeners(signal, 'abort').length > 0,
    true,
    'a body that is still to come can be ended',
  )
  await reading.text()
})

test('the timeout and an abort end a call even if fetch ignores its signal', async () => {
  const deaf = new OAuth1Session({ ...KEYS, fetch: () => new Promise(() => {}) })
  await assert.rejects(deaf.get('https://h/', { timeout: 20 }), refusal('timeout', /within 20 ms$/))
  const controller = new AbortController()
  const call = deaf.get('https://h/', { signal: controller.signal })
  const reason = new Error('mine')
  setTimeout(() => controller.abort(reason), 10)
  await assert.rejects(call, reason)
  await assert.rejects(
    new OAuth1Session({ ...KEYS, timeout: 20, fetch: () => new Promise(() => {}) }).fetch(
      'https://h/',
    ),
    isTimeout,
  )
})

test('a response that comes after the end of the call is discarded with its body', async () => {
  let cancelled = 0
  const body = (): ReadableStream => new ReadableStream({ cancel: () => void cancelled++ })
  let answer = (_response: Response): void => {}
  const late = new OAuth1Session({
    ...KEYS,
    fetch: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  await assert.rejects(late.get('https://h/', { timeout: 20 }), refusal('timeout'))
  answer(new Response(body()))
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(cancelled, 1)
})

test(
  'a body that ignores its signal does not delay the report of a refusal',
  { timeout: 30_000 },
  async () => {
    const stalling = (): Promise<Response> =>
      Promise.resolve(
        new Response(
          new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode('begun')) }),
          { status: 500 },
        ),
      )
    const session = new OAuth1Session({ ...KEYS, timeout: 50, fetch: stalling })
    await assert.rejects(
      session.get('https://h/', { requireOk: true }),
      refusal('request-refused', /status 500: begun$/),
    )
  },
)

test('untilAborted settles like its promise, and leaves no listener behind', async () => {
  const controller = new AbortController()
  let listeners = 0
  const { signal } = controller
  const [add, remove] = [
    signal.addEventListener.bind(signal),
    signal.removeEventListener.bind(signal),
  ]
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--
    remove(...args)
  }
  assert.equal(await untilAborted(signal, () => 1), 1)
  assert.equal(await untilAborted(null, async () => 2), 2)
  await assert.rejects(
    untilAborted(signal, () => Promise.reject(new Error('its own'))),
    /its own/,
  )
  await assert.rejects(
    untilAborted(signal, () => {
      throw new Error('thrown')
    }),
    /thrown/,
  )
  const waiting = untilAborted(signal, () => new Promise(() => {}))
  controller.abort(new Error('mine'))
  await assert.rejects(waiting, /mine/)
  assert.equal(listeners, 0)
})

test('an error that is thrown after the signal aborted is thrown, and no rejection is unhandled', async (t) => {
  const unhandled: unknown[] = []
  const keep = (reason: unknown): unknown => unhandled.push(reason)
  process.on('unhandledRejection', keep)
  t.after(() => process.off('unhandledRejection', keep))
  const controller = new AbortController()
  const start = (): never => {
    controller.abort(new Error('reason'))
    throw new Error('cancelled')
  }
  await assert.rejects(untilAborted(controller.signal, start), /cancelled/)
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(unhandled, [])
})

test('refuses a timeout that is too long for a timer, before anything is sent', async (t) => {
  const server = await serve(t)
  for (const timeout of [2 ** 31, 2 ** 53, Infinity, NaN, -1, 0, 1.5, '100' as unknown as number]) {
    assert.throws(
      () => new OAuth1Session({ ...KEYS, timeout }),
      refusal('invalid-option', /timeout/),
      String(timeout),
    )
    await assert.rejects(
      new OAuth1Session(KEYS).get(server.origin, { timeout }),
      refusal('invalid-option', /timeout/),
    )
  }
  assert.equal(server.received.length, 0)
  for (const timeout of [1, 2 ** 31 - 1, null]) new OAuth1Session({ ...KEYS, timeout })
  assert.equal(
    (await new OAuth1Session(KEYS).get(server.origin, { timeout: 2 ** 31 - 1 })).status,
    200,
  )
})
