// The flow of a web application, and what an attacker can do about it: advisory 2009.1, and RFC 5849 §4.13.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { OAuth1Service, type PendingLogin } from '../../src/flow/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { protocolHeader, refusal, shown } from '../client/support.ts'
import { CONSUMER, type MadeProvider, serviceOf, startProvider } from './support.ts'

const CALLBACK = 'https://app.example/callback?page=2'
const TOKEN = 'hh5s93j4hdidpola'

interface Begun {
  readonly provider: MadeProvider
  readonly service: OAuth1Service
  readonly pending: PendingLogin
  /** The path and query that the browser of Alice comes back with. */
  readonly back: string
}

/** Alice, in her browser session, has begun a login at a made provider. */
async function beginAsAlice(t: TestContext): Promise<Begun> {
  const provider = await startProvider(t)
  const { service } = provider
  const { pending } = await service.begin({ session: 'alice', callback: CALLBACK })
  const told = new URL(protocolHeader(provider.at('/request')[0]!).get('oauth_callback')!)
  return { provider, service, pending, back: `${told.pathname}${told.search}&oauth_token=${TOKEN}&oauth_verifier=V` }
}

const ALICE = { session: 'alice' } as const

test('a login that is begun in one request is finished in another, from JSON', async (t) => {
  const sandbox = await startSandbox({ approval: 'automatic' })
  t.after(() => sandbox.close())
  const { authorizeUrl, pending } = await new OAuth1Service(sandbox).begin({ ...ALICE, callback: CALLBACK })
  const approval = await fetch(authorizeUrl, { redirect: 'manual' })
  const location = approval.headers.get('location')!
  assert.ok(location.startsWith(`${CALLBACK}&state=`))
  // Another process finishes it.
  const stored = JSON.parse(JSON.stringify(pending)) as unknown
  const session = await new OAuth1Service(sandbox).finish(stored, location, ALICE)
  assert.equal((await session.get('repositories/me/repo/branches')).status, 200)
})

test('what is kept is plain JSON, without the session itself', async (t) => {
  const { pending } = await beginAsAlice(t)
  assert.deepEqual(JSON.parse(JSON.stringify(pending)), pending)
  assert.doesNotMatch(shown(pending), /alice|kd94hf93k423kf44/)
  assert.equal(pending.tokenSecret, 'hdhd0244k9j7ao03', 'it is a secret, and says so')
})

test('the state is unguessable, another one each time, and in the signed callback alone', async (t) => {
  const { provider, service, pending } = await beginAsAlice(t)
  const next = await service.begin({ ...ALICE, callback: CALLBACK })
  const [states, names] = [[pending, next.pending].map(({ state }) => state![1]), [pending.state![0]]]
  assert.deepEqual(names, ['state'])
  assert.notEqual(states[0], states[1])
  for (const state of states) assert.match(state, /^[A-Za-z0-9_-]{32}$/)
  assert.ok(!next.authorizeUrl.includes(states[1]!))
  assert.equal(protocolHeader(provider.received[1]!).get('oauth_callback'), `${CALLBACK}&state=${states[1]}`)
})

test('the verifier of the callback goes on, and nothing else of the URL', async (t) => {
  const { provider, service, pending, back } = await beginAsAlice(t)
  await service.finish(pending, `${back}&oauth_token_secret=evil&oauth_consumer_key=evil`, ALICE)
  const [request] = provider.at('/access')
  const protocol = protocolHeader(request!)
  assert.deepEqual([protocol.get('oauth_token'), protocol.get('oauth_verifier')], [TOKEN, 'V'])
  assert.doesNotMatch(`${request!.target}${String(request!.headers)}`, /evil/)
})

test('a callback that is not of this login is refused, and leaves it as it was', async (t) => {
  const { provider, service, pending, back } = await beginAsAlice(t)
  const state = pending.state![1]
  const wrong: readonly (readonly [string, string])[] = [
    ['another token', back.replace(TOKEN, 'attackers')],
    ['no token', back.replace(`oauth_token=${TOKEN}&`, '')],
    ['the token twice', `${back}&oauth_token=${TOKEN}`],
    ['the verifier twice', `${back}&oauth_verifier=W`],
    ['another state', back.replace(state, 'A'.repeat(32))],
    ['no state', back.replace(`state=${state}`, '')],
    ['an empty state', back.replace(state, '')],
    ['the state twice', `${back}&state=${state}`],
    ['no query', '/callback'],
    ['the query in the fragment', back.replace('?', '#')],
    ['a denial without our state', `/callback?oauth_problem=user_refused&oauth_token=${TOKEN}`],
  ]
  for (const [what, url] of wrong) {
    await assert.rejects(service.finish(pending, url, ALICE), refusal('callback-mismatch'), what)
  }
  assert.equal(provider.at('/access').length, 0)
  await service.finish(pending, back, ALICE)
})

test('another browser cannot finish it, even with the right URL', async (t) => {
  const { provider, service, pending, back } = await beginAsAlice(t)
  for (const session of ['bob', 'Alice', 'alice ', pending.session]) {
    await assert.rejects(service.finish(pending, back, { session }), refusal('callback-mismatch'))
  }
  for (const session of ['', undefined as unknown as string]) {
    await assert.rejects(service.finish(pending, back, { session }), refusal('invalid-option'))
    await assert.rejects(service.begin({ session, callback: CALLBACK }), refusal('invalid-option'))
  }
  assert.equal(provider.at('/access').length, 0)
  await service.finish(pending, back, ALICE)
})

test('a login is finished once, also by many at once', async (t) => {
  const { provider, service, pending, back } = await beginAsAlice(t)
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => service.finish(pending, back, ALICE)))
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  await assert.rejects(service.finish(pending, back, ALICE), refusal('login-spent'))
  assert.equal(provider.at('/access').length, 1)
})

test('a store says who takes a login out of it, once all else is right', async (t) => {
  const { service, pending, back } = await beginAsAlice(t)
  const store = new Map([['alice', pending]])
  const calls: string[] = []
  const claim = async (): Promise<boolean> => {
    calls.push('claim')
    return store.delete('alice')
  }
  await assert.rejects(service.finish(pending, back, { session: 'bob', claim }), refusal('callback-mismatch'))
  assert.deepEqual(calls, [], 'a wrong callback takes nothing')
  await service.finish(pending, back, { ...ALICE, claim })
  // As another process sees it.
  const other = await beginAsAlice(t)
  await assert.rejects(other.service.finish(other.pending, other.back, { ...ALICE, claim }), refusal('login-spent'))
  assert.equal(other.provider.at('/access').length, 0)
})

test('an old login is refused, and so is one of the future', async (t) => {
  const { service, pending, back } = await beginAsAlice(t)
  const begunAgo = (age: number): PendingLogin => ({ ...pending, began: Date.now() - age })
  await assert.rejects(service.finish(begunAgo(601_000), back, ALICE), refusal('login-expired', /more than 600 s ago/))
  await assert.rejects(service.finish(begunAgo(2_000), back, { ...ALICE, maxAge: 1_000 }), refusal('login-expired'))
  await assert.rejects(service.finish(begunAgo(-60_000), back, ALICE), refusal('login-expired'))
  await service.finish(begunAgo(590_000), back, ALICE)
})

test('a denial is told as one, and asks for no token', async (t) => {
  const { provider, service, back } = await beginAsAlice(t)
  const { pending } = await service.begin({ ...ALICE, callback: CALLBACK })
  const state = `state=${pending.state![1]}`
  for (const query of [
    `oauth_token=${TOKEN}&oauth_problem=user_refused`, 'error=access_denied', `oauth_token=${TOKEN}&oauth_verifier=`, `denied=${TOKEN}`,
  ]) {
    await assert.rejects(service.finish(pending, `/callback?${state}&${query}`, ALICE), refusal('authorization-denied'))
  }
  await assert.rejects(service.finish(pending, back, ALICE), refusal('callback-mismatch'), 'the state of the first login')
  assert.equal(provider.at('/access').length, 0)
})

test('what is no pending login, or another service’s, is refused', async (t) => {
  const { service, pending, back, provider } = await beginAsAlice(t)
  const { token: _token, ...without } = pending
  for (const wrong of [
    null, undefined, 'text', 7, {}, without, { ...pending, version: 2 }, { ...pending, token: '' }, { ...pending, began: 'x' },
    { ...pending, state: undefined }, { ...pending, consumerKey: 'another' }, { ...pending, accessTokenUrl: 'https://evil.example/' },
  ]) {
    await assert.rejects(service.finish(wrong, back, ALICE), refusal('invalid-pending'))
  }
  const other = serviceOf(provider.origin, { accessTokenUrl: `${provider.origin}/other` })
  await assert.rejects(other.finish(pending, back, ALICE), refusal('invalid-pending', /another service/))
})

test('a service that takes the registered callback as it stands gets no state, and the session still counts', async (t) => {
  for (const [options, callback] of [[{}, CALLBACK], [{ callbackMode: 'oob' }, undefined]] as const) {
    const provider = await startProvider(t, {}, options)
    const begin = { ...ALICE, stateParameter: null, ...(callback && { callback }) }
    const { pending } = await provider.service.begin(begin)
    assert.equal(pending.state, null)
    assert.equal(protocolHeader(provider.received[0]!).get('oauth_callback'), callback ?? 'oob')
    const back = `/callback?oauth_token=${TOKEN}&oauth_verifier=V`
    await assert.rejects(provider.service.finish(pending, back, { session: 'bob' }), refusal('callback-mismatch'))
    await provider.service.finish(pending, back, ALICE)
  }
})

test('our parameter has a name that can be chosen, and is not there twice', async (t) => {
  const { service, origin } = await startProvider(t)
  const { pending } = await service.begin({ ...ALICE, callback: CALLBACK, stateParameter: 'login' })
  assert.equal(pending.state![0], 'login')
  await assert.rejects(service.begin({ ...ALICE, callback: `${origin}/cb?state=1` }), refusal('reserved-parameter'))
})

test('without a verifier there is no safe login in a browser', async (t) => {
  for (const options of [{ requireVerifier: false }, { allowUnconfirmedCallback: true }]) {
    const { service, received } = await startProvider(t, {}, options)
    await assert.rejects(service.begin({ ...ALICE, callback: CALLBACK }), refusal('login-unsafe'))
    assert.equal(received.length, 0)
  }
})

test('parameters go along, and each step can be aborted', async (t) => {
  const provider = await startProvider(t)
  const { service } = provider
  const { authorizeUrl, pending } = await service.begin({
    ...ALICE, callback: CALLBACK, params: { scope: 'a' }, authorizeParams: { name: 'mine' },
  })
  assert.equal(provider.received[0]!.target, '/request?scope=a')
  assert.equal(authorizeUrl, `${provider.origin}/authorize?oauth_token=${TOKEN}&name=mine`)
  const reason = new Error('mine')
  const signal = AbortSignal.abort(reason)
  await assert.rejects(service.begin({ ...ALICE, callback: CALLBACK, signal }), reason)
  const back = `/callback?state=${pending.state![1]}&oauth_token=${TOKEN}&oauth_verifier=V`
  await assert.rejects(service.finish(pending, back, { ...ALICE, signal }), reason)
})

test('no error of a web login shows a secret', async (t) => {
  const { service, pending, back } = await beginAsAlice(t)
  for (const url of ['/callback?oauth_verifier=planted', back.replace('V', 'planted').replace(TOKEN, 'x')]) {
    await assert.rejects(service.finish(pending, url, ALICE), (error) => {
      assert.doesNotMatch(shown(error), new RegExp(`planted|${pending.tokenSecret}|${pending.state![1]}|${CONSUMER.consumerSecret}`))
      return true
    })
  }
})
