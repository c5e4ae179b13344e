import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import type { FinishOptions, OAuth1Service, WebLogin } from '../../../src/flow/index.ts'
import { protocolHeader, refusal } from '../../client/support.ts'
import { CONSUMER, type MadeProvider, startProvider } from '../support.ts'

const CALLBACK = 'https://app.example.com/callback?app=1'
const TOKEN = 'hh5s93j4hdidpola'
const ALICE = { session: 'session of alice' }

interface Begun extends WebLogin {
  readonly provider: MadeProvider
  readonly service: OAuth1Service
  /** The callback URL with the parameters that the service adds. */
  readonly back: string
}

async function begin(
  t: TestContext,
  options: Partial<Parameters<OAuth1Service['begin']>[0]> = {},
): Promise<Begun> {
  const provider = await startProvider(t)
  const { service } = provider
  const login = await service.begin({ ...ALICE, callback: CALLBACK, ...options })
  const callback = protocolHeader(provider.at('/request').at(-1)!).get('oauth_callback')!
  return {
    ...login,
    provider,
    service,
    back: `${callback}&oauth_token=${TOKEN}&oauth_verifier=hfdp7dh39dks9884`,
  }
}

test('begin gets a request token, and its callback has a state that cannot be guessed', async (t) => {
  const { authorizeUrl, provider, back } = await begin(t, { authorizeParams: { perms: 'read' } })
  assert.equal(authorizeUrl, `${provider.origin}/authorize?oauth_token=${TOKEN}&perms=read`)
  assert.match(back, /^https:\/\/app\.example\.com\/callback\?app=1&state=[\w-]{32}&/)
  assert.notEqual((await begin(t)).back, back, 'each has its own')
})

test('finish gets the access token with the verifier of the callback, from a pending login as JSON', async (t) => {
  const { pending, provider, service, back } = await begin(t)
  const session = await service.finish(JSON.parse(JSON.stringify(pending)), back, ALICE)
  assert.equal(session.token, 'nnch734d00sl2jdk')
  const sent = protocolHeader(provider.at('/access')[0]!)
  assert.deepEqual(
    [sent.get('oauth_token'), sent.get('oauth_verifier')],
    [TOKEN, 'hfdp7dh39dks9884'],
  )
})

test('the pending login has a hash of the session, and not the session', async (t) => {
  const { pending } = await begin(t)
  assert.doesNotMatch(inspect(pending), /session of alice/)
})

test('the callback URL can be the path and query only, as in node:http', async (t) => {
  const { pending, service, back } = await begin(t)
  const { pathname, search } = new URL(back)
  assert.equal((await service.finish(pending, pathname + search, ALICE)).token, 'nnch734d00sl2jdk')
})

const wrong: readonly (readonly [
  what: string,
  change: (back: string) => string,
  session?: string,
])[] = [
  ['another browser', (back) => back, 'session of mallory'],
  ['another token', (back) => back.replace(TOKEN, 'theirs')],
  ['another state', (back) => back.replace(/state=[\w-]+/, 'state=guessed')],
  ['no state', (back) => back.replace(/state=[\w-]+&/, '')],
  ['the state twice', (back) => `${back}&${/state=[\w-]+/.exec(back)![0]}`],
  ['the token twice', (back) => `${back}&oauth_token=${TOKEN}`],
  ['the verifier twice', (back) => `${back}&oauth_verifier=other`],
  ['nothing', () => CALLBACK],
]

for (const [what, change, session = ALICE.session] of wrong) {
  test(`a callback with ${what} is refused, and the login is still valid`, async (t) => {
    const { pending, provider, service, back } = await begin(t)
    await assert.rejects(
      service.finish(pending, change(back), { session }),
      refusal('callback-mismatch'),
    )
    assert.equal(provider.at('/access').length, 0, 'nothing was asked for')
    await service.finish(pending, back, ALICE)
  })
}

test('a token secret in the callback is ignored', async (t) => {
  const { pending, provider, service, back } = await begin(t)
  await service.finish(pending, `${back}&oauth_token_secret=theirs`, ALICE)
  assert.equal(provider.at('/access').length, 1)
  assert.doesNotMatch(inspect(provider.at('/access')), /theirs/)
})

test('a denial, and a callback without a verifier, are authorization-denied errors', async (t) => {
  const { pending, service, back } = await begin(t)
  const withoutVerifier = back.replace(/&oauth_verifier=.*/, '')
  for (const callback of [`${withoutVerifier}&oauth_problem=user_refused`, withoutVerifier]) {
    await assert.rejects(service.finish(pending, callback, ALICE), refusal('authorization-denied'))
  }
})

test('a login can be finished once: by the service, and across processes by claim', async (t) => {
  const { pending, provider, service, back } = await begin(t)
  const both = await Promise.allSettled([
    service.finish(pending, back, ALICE),
    service.finish(pending, back, ALICE),
  ])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await assert.rejects(service.finish(pending, back, ALICE), refusal('login-spent'))
  const other = await begin(t)
  const claim: FinishOptions['claim'] = async () => false
  await assert.rejects(
    other.service.finish(other.pending, other.back, { ...ALICE, claim }),
    refusal('login-spent'),
  )
  assert.equal(provider.at('/access').length, 1)
  assert.equal(other.provider.at('/access').length, 0)
})

test('claim is not called for a callback that is refused', async (t) => {
  const { pending, service, back } = await begin(t)
  let asked = 0
  const claim = (): boolean => (asked++, true)
  await assert.rejects(service.finish(pending, back, { session: 'another', claim }))
  assert.equal(asked, 0)
  await service.finish(pending, back, { ...ALICE, claim })
  assert.equal(asked, 1)
})

test('a login that is too old, or began in the future, is refused', async (t) => {
  const { pending, service, back } = await begin(t)
  for (const began of [Date.now() - 601_000, Date.now() + 70_000]) {
    await assert.rejects(
      service.finish({ ...pending, began }, back, ALICE),
      refusal('login-expired'),
    )
  }
  await service.finish({ ...pending, began: Date.now() - 601_000 }, back, {
    ...ALICE,
    maxAge: 700_000,
  })
})

test('an invalid maxAge is refused, and the clocks of two processes can differ by a minute', async (t) => {
  const { pending, service, back } = await begin(t)
  for (const maxAge of [Number.NaN, 0, -1]) {
    await assert.rejects(
      service.finish({ ...pending, began: 1 }, back, { ...ALICE, maxAge }),
      refusal('invalid-option'),
    )
  }
  await service.finish({ ...pending, began: Date.now() + 5_000 }, back, ALICE)
})

test('after an error of claim the login is still valid, and only true allows it', async (t) => {
  const { pending, service, back } = await begin(t)
  const claim = (): never => {
    throw new RangeError('the store is down')
  }
  await assert.rejects(service.finish(pending, back, { ...ALICE, claim }), RangeError)
  await service.finish(pending, back, { ...ALICE, claim: () => true })
  const other = await begin(t)
  // The reply of Redis to DEL for a missing key.
  const nothing = (() => 0) as unknown as () => boolean
  await assert.rejects(
    other.service.finish(other.pending, other.back, { ...ALICE, claim: nothing }),
    refusal('login-spent'),
  )
})

test('a finished login is remembered for longer than its own maxAge', async (t) => {
  const { pending, service, back } = await begin(t)
  const began = Date.now() - 90
  await service.finish({ ...pending, began }, back, { ...ALICE, maxAge: 5_000 })
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 10_000 })
  await assert.rejects(service.finish({ ...pending, began }, back, ALICE), refusal('login-spent'))
})

test('an invalid pending login, or one of another service or client, is refused', async (t) => {
  const { pending, service, back, provider } = await begin(t)
  const others: unknown[] = [
    null,
    undefined,
    'text',
    {},
    { ...pending, version: 2 },
    { ...pending, token: '' },
    { ...pending, state: [] },
    { ...pending, state: ['state', 7] },
  ]
  for (const other of [
    ...others,
    { ...pending, consumerKey: 'other' },
    { ...pending, accessTokenUrl: 'https://x/' },
  ]) {
    await assert.rejects(service.finish(other, back, ALICE), refusal('invalid-pending'))
  }
  assert.equal(provider.at('/access').length, 0)
})

test('begin needs a session, and a service with a verifier', async (t) => {
  const { service } = await startProvider(t)
  await assert.rejects(
    service.begin({ session: '', callback: CALLBACK }),
    refusal('invalid-option'),
  )
  const old = await startProvider(t, {}, { requireVerifier: false })
  await assert.rejects(old.service.begin({ ...ALICE, callback: CALLBACK }), refusal('login-unsafe'))
  assert.equal(old.received.length, 0)
})

test('the state parameter can have another name, or be left out', async (t) => {
  const { service, ...provider } = await startProvider(t)
  const taken = `${CALLBACK}&state=mine`
  await assert.rejects(service.begin({ ...ALICE, callback: taken }), refusal('reserved-parameter'))
  await service.begin({ ...ALICE, callback: taken, stateParameter: 'login' })
  await service.begin({ ...ALICE, callback: CALLBACK, stateParameter: null })
  const callbacks = provider.received.map((request) =>
    protocolHeader(request).get('oauth_callback'),
  )
  assert.match(callbacks[0]!, /&state=mine&login=/)
  assert.equal(callbacks[1], CALLBACK)
})

test('no error of a web login shows a secret', async (t) => {
  const { pending, service, back } = await begin(t)
  const secrets = [
    CONSUMER.consumerSecret,
    pending.tokenSecret,
    pending.state![1],
    'hfdp7dh39dks9884',
    ALICE.session,
  ]
  for (const [, change, session = ALICE.session] of wrong) {
    const error: unknown = await service
      .finish(pending, change(back), { session })
      .catch((reason: unknown) => reason)
    for (const secret of secrets)
      assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(secret))
  }
})
