// Behaviour other than the strict default: scopes, lifetimes and demands. Requests that do not meet
// them are refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SandboxBehaviour } from '../../src/sandbox/index.ts'
import { currentTimestamp } from '../../../src/signing/index.ts'
import { refusal } from '../../../test/client/support.ts'
import { CALLBACK, credentials, get, open, start } from './client.ts'

const SCOPES: SandboxBehaviour = {
  scopes: { read: ['GET', 'HEAD'], write: ['POST', 'PUT', 'DELETE'] },
}

test('a token is valid only for the scopes that were asked for and allowed', async (t) => {
  const client = await start(t, { behaviour: SCOPES, teach: true })
  const { sandbox } = client
  const url = `${sandbox.requestTokenUrl}?scope=read`
  const temporary = credentials(await client.call(url, {}, { method: 'POST', callback: CALLBACK }))
  const reply = await client.accessToken(temporary, await client.approve(temporary.token!))
  assert.equal(reply.form['scope'], 'read')
  const token = credentials(reply)
  assert.equal((await client.call(`${sandbox.url}/echo`, token)).status, 200)
  const refused = await client.call(`${sandbox.url}/echo`, token, { method: 'POST' })
  assert.deepEqual([refused.status, refused.form['oauth_problem']], [401, 'permission_denied'])
})

test('a client that asks for no scope gets all scopes, and an unknown scope is refused', async (t) => {
  const client = await start(t, { behaviour: SCOPES, teach: true })
  const token = await client.login()
  for (const method of ['GET', 'POST']) {
    assert.equal((await client.call(`${client.sandbox.url}/echo`, token, { method })).status, 200)
  }
  const unknown = await client.call(
    `${client.sandbox.requestTokenUrl}?scope=all`,
    {},
    { method: 'POST', callback: CALLBACK },
  )
  assert.deepEqual([unknown.status, unknown.form['oauth_problem']], [400, 'parameter_rejected'])
})

test('the page names the scopes', async (t) => {
  const client = await start(t, { behaviour: SCOPES, approval: 'page' })
  const asked = await client.call(
    `${client.sandbox.requestTokenUrl}?scope=read`,
    {},
    { method: 'POST', callback: CALLBACK },
  )
  const page = await get(`${client.sandbox.authorizeUrl}?oauth_token=${asked.form['oauth_token']}`)
  assert.match(page.text, /read/)
  assert.doesNotMatch(page.text, /write/)
})

test('a token expires after its lifetime', async (t) => {
  let late = 0
  const clock = (): number => currentTimestamp() + late
  const client = await start(t, {
    behaviour: { tokenLifetime: 3600 },
    clock,
    window: 100_000,
    teach: true,
  })
  const token = await client.login()
  const url = `${client.sandbox.url}/echo`
  late = 3590
  assert.equal((await client.call(url, token)).status, 200)
  late = 3610
  const refused = await client.call(url, token)
  assert.deepEqual([refused.status, refused.form['oauth_problem']], [401, 'token_expired'])
})

test('refuses a signature method, a transmission or a header that is not accepted, and names the accepted ones', async (t) => {
  const client = await start(t, {
    teach: true,
    behaviour: {
      signatureMethods: ['HMAC-SHA256'],
      transmissions: ['header'],
      headers: { 'User-Agent': 'mine/1' },
    },
  })
  const right = { signatureMethod: 'HMAC-SHA256' } as const
  const mine = { method: 'POST', callback: CALLBACK, headers: [['User-Agent', 'mine/1']] } as const
  const url = client.sandbox.requestTokenUrl
  assert.equal((await client.call(url, right, mine)).status, 200)
  const problems = [
    await client.call(url, {}, mine),
    await client.call(url, { ...right, transmission: 'query' }, mine),
    await client.call(url, right, { method: 'POST', callback: CALLBACK }),
  ].map(({ form }) => form['oauth_problem'])
  assert.deepEqual(problems, [
    'signature_method_rejected',
    'parameter_rejected',
    'parameter_absent',
  ])
})

test('refuses an unknown behaviour, and a value that is neither a path nor a URL', async (t) => {
  const wrong: unknown[] = [
    { scope: {} },
    { urls: { token: '/x' } },
    { urls: { authorize: '//evil' } },
    { origins: ['https://api.example.com/x'] },
    { tokenLifetime: 0 },
  ]
  for (const behaviour of wrong) {
    await assert.rejects(
      open(t, { behaviour: behaviour as SandboxBehaviour }),
      refusal('invalid-option'),
    )
  }
})
