/** The three-legged flow, RFC 5849 §2, with each transmission and each signature method. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { SIGNATURE_METHODS } from '../../../src/signing/index.ts'
import { CALLBACK, credentials, get, type Signing, start } from './client.ts'

test('the three legs lead to the branches of the user', async (t) => {
  const client = await start(t)
  const { sandbox } = client
  const first = await client.requestToken(`${CALLBACK}?x=1`)
  assert.equal(first.status, 200)
  assert.equal(first.form['oauth_callback_confirmed'], 'true')

  const approval = await get(`${sandbox.authorizeUrl}?oauth_token=${first.form['oauth_token']}`)
  assert.equal(approval.status, 302)
  const location = approval.headers.get('location')!
  const [, verifier] = location.split('&oauth_verifier=')
  assert.equal(
    location,
    `${CALLBACK}?x=1&oauth_token=${first.form['oauth_token']}&oauth_verifier=${verifier}`,
  )

  const second = await client.accessToken(credentials(first), verifier!)
  assert.equal(second.status, 200)
  assert.equal(second.form['user_name'], 'me')

  const third = await client.call(
    `${sandbox.baseUrl}repositories/me/repo/branches`,
    credentials(second),
  )
  assert.equal(third.status, 200)
  assert.equal(JSON.parse(third.text).master.branch, 'master')
})

test('replies with credentials are forms that must not be cached', async (t) => {
  const client = await start(t)
  const first = await client.requestToken()
  const second = await client.accessToken(
    credentials(first),
    await client.approve(first.form['oauth_token']!),
  )
  for (const { status, headers } of [first, second]) {
    assert.equal(status, 200)
    assert.equal(headers.get('content-type'), 'application/x-www-form-urlencoded')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('pragma'), 'no-cache')
  }
})

test('the token calls may be GET', async (t) => {
  const client = await start(t)
  const { requestTokenUrl, accessTokenUrl } = client.sandbox
  const first = await client.call(requestTokenUrl, {}, { callback: CALLBACK })
  const verifier = await client.approve(first.form['oauth_token']!)
  assert.equal((await client.call(accessTokenUrl, credentials(first), { verifier })).status, 200)
})

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const consumers = [
  { consumerKey: 'shared', consumerSecret: 'a secret & more', name: 'Shared' },
  { consumerKey: 'rsa', publicKey, name: 'Pair' },
]

for (const signatureMethod of SIGNATURE_METHODS) {
  for (const transmission of ['header', 'query', 'body'] as const) {
    test(`completes a login with ${signatureMethod} in the ${transmission}`, async (t) => {
      const client = await start(t, { consumers })
      const key: Signing = signatureMethod.startsWith('RSA')
        ? { consumerKey: 'rsa', consumerSecret: null, privateKey }
        : { consumerKey: 'shared', consumerSecret: 'a secret & more' }
      const signing: Signing = {
        ...key,
        signatureMethod,
        transmission,
        exposePlaintextSecrets: true,
      }
      const token = await client.login(signing)
      const reply = await client.call(`${client.sandbox.url}/echo?a=1&a=`, token, {
        method: 'POST',
      })
      assert.equal(reply.status, 200)
      assert.equal(JSON.parse(reply.text).token, token.token)
      assert.ok(!reply.text.includes('oauth_signature"') && !reply.text.includes('a%20secret'))
    })
  }
}

test('several logins of several clients run at the same time', async (t) => {
  const client = await start(t, {
    consumers: [consumers[0]!, { ...consumers[0]!, consumerKey: 'other' }],
  })
  const signings = Array.from({ length: 20 }, (_, position) => ({
    consumerKey: position % 2 === 0 ? 'shared' : 'other',
    consumerSecret: 'a secret & more',
  }))
  const tokens = await Promise.all(signings.map((signing) => client.login(signing)))
  assert.equal(new Set(tokens.map(({ token }) => token)).size, 20)
  const echoes = await Promise.all(
    tokens.map((token) => client.call(`${client.sandbox.url}/echo`, token)),
  )
  const keys = echoes.map(({ text }) => JSON.parse(text).consumerKey)
  assert.deepEqual(
    keys,
    signings.map(({ consumerKey }) => consumerKey),
  )
})
