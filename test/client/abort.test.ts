import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { OAuth1Session } from '../../src/client/index.ts'
import { eitherSignal, untilAborted } from '../../src/client/abort.ts'
import { KEYS, refusal, serve } from './support.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === 'TimeoutError'

test('a signal that is aborted before the call ends it with its reason, and nothing is signed or sent', async (t) => {
  const server = await serve(t)
  const signatureMethod = { name: 'MINE', sign: () => assert.fail('it was signed') }
  const reason = new Error('mine')
  const session = new OAuth1Session({ ...KEYS, signatureMethod })
  await assert.rejects(session.fetch(server.origin, { signal: AbortSignal.abort(reason) }), reason)
  await assert.rejects(session.get(server.origin, { signal: AbortSignal.abort(reason), timeout: null }), reason)
  assert.equal(server.received.length, 0)
})

test('a signal ends the wait for the head of the answer with its reason', async (t) => {
  const controller = new AbortController()
  const reason = new Error('mine')
  const server = await serve(t, () => controller.abort(reason))
  await assert.rejects(new OAuth1Session(KEYS).fetch(server.origin, { signal: controller.signal }), reason)
})

test('a signal ends the reading of the body with its reason', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(200).write('begun'))
  const controller = new AbortController()
  const reason = new Error('mine')
  const response = await new OAuth1Session(KEYS).get(server.origin, { signal: controller.signal })
  const text = response.text()
  controller.abort(reason)
  await assert.rejects(text, reason)
})

test('a signal ends a signature that never comes', async () => {
  const controller = new AbortController()
  const sign = (): Promise<string> => {
    setImmediate(() => controller.abort(new Error('mine')))
    return new Promise(() => {})
  }
  const session = new OAuth1Session({ ...KEYS, signatureMethod: { name: 'MINE', sign } })
  await assert.rejects(session.get('https://api.example.com/', { signal: controller.signal }), /mine/)
})

test('the timeout of the session ends a request, and that of the request wins over it', async (t) => {
  const server = await serve(t, ({ target }, response) => {
    if (target === '/late') setTimeout(() => response.end('late'), 150)
  })
  const session = new OAuth1Session({ ...KEYS, baseUrl: server.origin, timeout: 20 })
  await assert.rejects(session.get('/never'), refusal('timeout', /within 20 ms$/))
  await assert.rejects(session.fetch('/never'), isTimeout)
  assert.equal(await (await session.get('/late', { timeout: null })).text(), 'late')
  assert.equal(await (await session.get('/late', { timeout: 30_000 })).text(), 'late')
  await assert.rejects(new OAuth1Session(KEYS).get(`${server.origin}/never`, { timeout: 20 }), refusal('timeout'))
  assert.equal(await (await new OAuth1Session({ ...KEYS, timeout: null }).get(`${server.origin}/late`)).text(), 'late')
})

test(
  'the timeout covers the body, with a signal or without, however much garbage is collected',
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
      async () => (await session.get(server.origin, { signal: AbortSignal.any([held]), timeout: 30_000 })).text(),
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

test('without signal or timeout there is no signal, and with one of them it is that one', () => {
  const { signal } = new AbortController()
  assert.equal(eitherSignal(null, null), null)
  assert.equal(eitherSignal(undefined, null), null)
  assert.equal(eitherSignal(signal, null), signal)
  assert.equal(eitherSignal(null, 1000)?.aborted, false)
})

test('either signal is aborted at once where the caller has aborted', () => {
  const reason = new Error('mine')
  const either = eitherSignal(AbortSignal.abort(reason), 1000)
  assert.equal(either?.reason, reason)
})

test('a wait ends as what it waits for does, and leaves no listener behind', async () => {
  const controller = new AbortController()
  let listeners = 0
  const { signal } = controller
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
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

test('what throws at once after it aborted its own signal is thrown, and nothing is left unhandled', async (t) => {
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

test('a timeout that no timer can hold is refused, at once and before anything is sent', async (t) => {
  const server = await serve(t)
  for (const timeout of [2 ** 31, 2 ** 53, Infinity, NaN, -1, 0, 1.5, '100' as unknown as number]) {
    assert.throws(() => new OAuth1Session({ ...KEYS, timeout }), refusal('invalid-option', /timeout/), String(timeout))
    await assert.rejects(new OAuth1Session(KEYS).get(server.origin, { timeout }), refusal('invalid-option', /timeout/))
  }
  assert.equal(server.received.length, 0)
  for (const timeout of [1, 2 ** 31 - 1, null]) new OAuth1Session({ ...KEYS, timeout })
  assert.equal((await new OAuth1Session(KEYS).get(server.origin, { timeout: 2 ** 31 - 1 })).status, 200)
})
