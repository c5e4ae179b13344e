// Further tests of web logins: several processes and stores, registered callbacks, denials, aborts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Service, type PendingLogin } from '../../../src/flow/index.ts'
import { startSandbox } from '../../../devtools/src/sandbox/index.ts'
import { protocolHeader, refusal } from '../../client/support.ts'
import { startProvider } from '../support.ts'

const CALLBACK = 'https://app.example/callback'
const TOKEN = 'hh5s93j4hdidpola'
const ALICE = { session: 'alice' } as const

const backOf = ({ state }: PendingLogin): string =>
  `/callback?${state === null ? '' : `${state[0]}=${state[1]}&`}oauth_token=${TOKEN}&oauth_verifier=V`

test('one process begins a login, another finishes it, and its session works', async (t) => {
  const sandbox = await startSandbox({ approval: 'automatic' })
  t.after(() => sandbox.close())
  const { authorizeUrl, pending } = await new OAuth1Service(sandbox).begin({
    ...ALICE,
    callback: CALLBACK,
  })
  const location = (await fetch(authorizeUrl, { redirect: 'manual' })).headers.get('location')!
  const stored = JSON.parse(JSON.stringify(pending)) as unknown
  assert.deepEqual(stored, pending, 'it is plain JSON')
  const session = await new OAuth1Service(sandbox).finish(stored, location, ALICE)
  assert.equal((await session.get('repositories/me/repo/branches')).status, 200)
})

test('of many concurrent finishes in many processes, the store allows one', async (t) => {
  const { service, origin, ...provider } = await startProvider(t)
  const { pending } = await service.begin({ ...ALICE, callback: CALLBACK })
  const store = new Set(['alice'])
  const urls = {
    requestTokenUrl: `${origin}/request`,
    authorizeUrl: `${origin}/authorize`,
    accessTokenUrl: `${origin}/access`,
  }
  const processes = Array.from(
    { length: 5 },
    () =>
      new OAuth1Service({
        consumerKey: pending.consumerKey,
        consumerSecret: 'kd94hf93k423kf44',
        ...urls,
      }),
  )
  const claim = async (): Promise<boolean> => store.delete('alice')
  const results = await Promise.allSettled(
    processes.map((one) => one.finish(pending, backOf(pending), { ...ALICE, claim })),
  )
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.equal(provider.received.filter(({ target }) => target === '/access').length, 1)
})

test('without a state parameter, the session still protects the callback', async (t) => {
  for (const [options, callback] of [
    [{}, CALLBACK],
    [{ callbackMode: 'oob' }, undefined],
  ] as const) {
    const provider = await startProvider(t, {}, options)
    const { pending } = await provider.service.begin({
      ...ALICE,
      stateParameter: null,
      ...(callback && { callback }),
    })
    assert.equal(pending.state, null)
    assert.equal(protocolHeader(provider.received[0]!).get('oauth_callback'), callback ?? 'oob')
    await assert.rejects(
      provider.service.finish(pending, backOf(pending), { session: 'bob' }),
      refusal('callback-mismatch'),
    )
    await provider.service.finish(pending, backOf(pending), ALICE)
  }
})

test('every form of denial that real services send is a denial, if it has the state', async (t) => {
  const { service, received } = await startProvider(t)
  const { pending } = await service.begin({ ...ALICE, callback: CALLBACK })
  for (const query of [
    `oauth_token=${TOKEN}&oauth_problem=user_refused`,
    'error=access_denied',
    `oauth_token=${TOKEN}&oauth_verifier=`,
    `denied=${TOKEN}`,
  ]) {
    const back = `/callback?state=${pending.state![1]}&${query}`
    await assert.rejects(service.finish(pending, back, ALICE), refusal('authorization-denied'))
    await assert.rejects(
      service.finish(pending, `/callback?${query}`, ALICE),
      refusal('callback-mismatch'),
    )
  }
  assert.equal(received.length, 1)
})

test('the fragment is ignored in the callback URL', async (t) => {
  const { service } = await startProvider(t)
  const { pending } = await service.begin({ ...ALICE, callback: CALLBACK })
  const back = backOf(pending).replace('?', '#')
  await assert.rejects(service.finish(pending, back, ALICE), refusal('callback-mismatch'))
})

test('params are sent with the request-token call, and each step can be aborted', async (t) => {
  const { service, received } = await startProvider(t)
  const { pending } = await service.begin({ ...ALICE, callback: CALLBACK, params: { scope: 'a' } })
  assert.equal(received[0]!.target, '/request?scope=a')
  const reason = new Error('mine')
  const signal = AbortSignal.abort(reason)
  await assert.rejects(service.begin({ ...ALICE, callback: CALLBACK, signal }), reason)
  await assert.rejects(service.finish(pending, backOf(pending), { ...ALICE, signal }), reason)
})

test('a prefetch does not finish a login, which is still valid', async (t) => {
  const { service, received } = await startProvider(t)
  const { pending } = await service.begin({ ...ALICE, callback: CALLBACK })
  const claim = (): never => assert.fail('it was claimed')
  for (const headers of [
    { 'sec-purpose': 'prefetch;prerender' },
    { 'Sec-Purpose': ['prefetch'] },
    { purpose: 'prefetch' },
    { 'x-moz': 'prefetch' },
    new Headers({ 'X-Purpose': 'preview' }),
  ]) {
    const finishing = service.finish(pending, backOf(pending), { ...ALICE, headers, claim })
    await assert.rejects(finishing, refusal('callback-prefetched', /prefetches/))
  }
  assert.equal(received.length, 1)
  const headers = {
    'sec-purpose': undefined,
    purpose: 'navigation',
    referer: 'https://h/?purpose=prefetch',
  }
  await service.finish(pending, backOf(pending), { ...ALICE, headers })
  assert.equal(received.length, 2)
})
