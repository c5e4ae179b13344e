import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signRequest } from '../../src/signing/index.ts'
import { createMemoryReplayStore, type NonceUse } from '../../src/server/index.ts'
import {
  assertInvalid,
  CREDENTIALS,
  onWire,
  Random,
  serverFor,
  URL_OF_PHOTOS,
  verify,
} from '../signing/support.ts'
import { verifyRequest } from '../../src/server/index.ts'

const NOW = 1191242096
const use = (changes: Partial<NonceUse> = {}): NonceUse => ({
  consumerKey: 'k',
  token: 't',
  timestamp: NOW,
  nonce: 'n',
  expires: NOW + 300,
  ...changes,
})

test('accepts each use once', async () => {
  const store = createMemoryReplayStore()
  assert.equal(await store.insert(use(), NOW), true)
  assert.equal(await store.insert(use(), NOW), false)
  assert.equal(await store.insert(use(), NOW + 300), false)
})

test('a nonce is bound to its timestamp, client and token, §3.3', async () => {
  const store = createMemoryReplayStore()
  assert.equal(await store.insert(use(), NOW), true)
  for (const other of [
    { nonce: 'N' },
    { timestamp: NOW + 1 },
    { consumerKey: 'l' },
    { token: 'u' },
    { token: null },
    { token: '' },
  ]) {
    assert.equal(await store.insert(use(other), NOW), true, JSON.stringify(other))
  }
})

test('keeps different uses apart, for any characters in them', async () => {
  const store = createMemoryReplayStore()
  assert.equal(await store.insert(use({ consumerKey: 'a', token: 'b&c', nonce: 'd' }), NOW), true)
  assert.equal(await store.insert(use({ consumerKey: 'a&b', token: 'c', nonce: 'd' }), NOW), true)
  assert.equal(await store.insert(use({ consumerKey: 'a","b', token: 'c', nonce: 'd' }), NOW), true)
  assert.equal(await store.insert(use({ token: 'null' }), NOW), true)
  assert.equal(await store.insert(use({ token: null }), NOW), true)
  assert.equal(
    await store.insert(use({ consumerKey: '__proto__', token: null, nonce: 'toString' }), NOW),
    true,
  )
})

test('a full store refuses new uses, and keeps the live ones', async () => {
  const store = createMemoryReplayStore(3)
  for (const nonce of ['a', 'b', 'c']) assert.equal(await store.insert(use({ nonce }), NOW), true)
  assert.equal(await store.insert(use({ nonce: 'd' }), NOW), 'full')
  for (const nonce of ['a', 'b', 'c'])
    assert.equal(await store.insert(use({ nonce }), NOW), false, 'still remembered')
})

test('an entry is deleted only after it has expired', async () => {
  const store = createMemoryReplayStore(1)
  assert.equal(await store.insert(use({ nonce: 'a' }), NOW), true)
  assert.equal(
    await store.insert(use({ nonce: 'b' }), NOW + 300),
    'full',
    'a request with that timestamp is still good',
  )
  assert.equal(
    await store.insert(use({ nonce: 'b', timestamp: NOW + 301, expires: NOW + 601 }), NOW + 301),
    true,
  )
})

test('entries expire by their time, not by their order', async () => {
  const store = createMemoryReplayStore(2)
  assert.equal(await store.insert(use({ nonce: 'late', expires: NOW + 600 }), NOW), true)
  assert.equal(await store.insert(use({ nonce: 'soon', expires: NOW + 10 }), NOW), true)
  assert.equal(await store.insert(use({ nonce: 'next' }), NOW + 11), true)
  assert.equal(await store.insert(use({ nonce: 'late', expires: NOW + 600 }), NOW + 11), false)
})

test('the store never exceeds its capacity', async () => {
  const store = createMemoryReplayStore(100)
  let taken = 0
  for (let count = 0; count < 1000; count++) {
    if ((await store.insert(use({ nonce: `n${count}` }), NOW)) === true) taken += 1
  }
  assert.equal(taken, 100)
})

test('a client that fills its room does not affect another client', async () => {
  const store = createMemoryReplayStore(3)
  for (const nonce of ['a', 'b', 'c', 'd', 'e']) await store.insert(use({ nonce }), NOW)
  assert.equal(await store.insert(use({ nonce: 'f' }), NOW), 'full')
  for (const nonce of ['a', 'b', 'c']) {
    assert.equal(await store.insert(use({ consumerKey: 'other', nonce }), NOW), true)
  }
})

test('an insertion into a full store visits no more entries than into an empty one', () => {
  const capacity = 20_000
  const store = createMemoryReplayStore(capacity)
  for (let count = 0; count < capacity; count++) store.insert(use({ nonce: `n${count}` }), NOW)
  const visited: string[] = []
  const original = Set.prototype.delete
  Set.prototype.delete = function (value) {
    visited.push(String(value))
    return original.call(this, value)
  }
  try {
    for (let count = 0; count < 1000; count++) store.insert(use({ nonce: `m${count}` }), NOW)
  } finally {
    Set.prototype.delete = original
  }
  assert.deepEqual(visited, [])
})

test('a full store has its own problem and status 429', async () => {
  const server = serverFor(CREDENTIALS, { replayStore: createMemoryReplayStore(1) })
  const signed = (nonce: string) =>
    onWire(signRequest({ method: 'GET', url: URL_OF_PHOTOS }, { ...CREDENTIALS, nonce }))
  assert.equal((await verifyRequest(signed('a'), server)).valid, true)
  const verdict = await verifyRequest(signed('b'), server)
  assert.ok(!verdict.valid)
  assert.deepEqual(
    [verdict.status, verdict.error.code, verdict.problem],
    [429, 'replay-store-full', 'replay_store_full'],
  )
  const again = await verifyRequest(signed('a'), server)
  assert.equal(again.valid ? null : again.problem, 'nonce_used')
})

test('refuses the nonce if the store returns anything but true', async () => {
  const wire = onWire(signRequest({ method: 'GET', url: URL_OF_PHOTOS }, CREDENTIALS))
  for (const answer of [undefined, null, 0, 1, 'OK', {}, []]) {
    const insert = () => answer as never
    assert.equal((await verify(wire, { replayStore: { insert } })).valid, false, String(answer))
  }
})

test('accepts exactly one of a hundred simultaneous identical requests', async () => {
  const random = new Random(1)
  const server = serverFor(CREDENTIALS, {
    // Each lookup takes a different time, so that the requests overtake one another.
    findConsumer: async (key) => {
      await new Promise((done) => setTimeout(done, random.below(10)))
      return key === CREDENTIALS.consumerKey ? CREDENTIALS : null
    },
  })
  const wire = onWire(signRequest({ method: 'GET', url: URL_OF_PHOTOS }, CREDENTIALS))
  const verdicts = await Promise.all(Array.from({ length: 100 }, () => verifyRequest(wire, server)))
  assert.equal(verdicts.filter(({ valid }) => valid).length, 1)
  for (const verdict of verdicts.filter(({ valid }) => !valid))
    assertInvalid(verdict, 401, 'nonce-used', '3.3')
})

test('a store may return a promise', async () => {
  const wire = onWire(signRequest({ method: 'GET', url: URL_OF_PHOTOS }, CREDENTIALS))
  assert.equal((await verify(wire, { replayStore: { insert: async () => true } })).valid, true)
  assertInvalid(
    await verify(wire, { replayStore: { insert: async () => false } }),
    401,
    'nonce-used',
    '3.3',
  )
})

test('refuses a use that has already expired', async () => {
  const store = createMemoryReplayStore()
  const use = { consumerKey: 'k', token: null, timestamp: 1, nonce: 'n', expires: 100 }
  assert.equal(await store.insert(use, 101), false)
  assert.equal(await store.insert(use, 100), true)
})

test('deletes expired entries once a second', async () => {
  const store = createMemoryReplayStore(1)
  assert.equal(await store.insert(use({ nonce: 'a', expires: NOW }), NOW), true)
  const other = use({ nonce: 'b' })
  assert.equal(await store.insert(other, NOW + 0.5), 'full')
  assert.equal(await store.insert(other, NOW + 1), true)
})
