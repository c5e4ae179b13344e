// Parameters of the authorize URL, for a sandbox that reads the callback there as in OAuth 1.0.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CALLBACK, get, start } from './client.ts'

test('a callback on the authorize URL follows the same rules as a signed one', async (t) => {
  const client = await start(t, { behaviour: { callbackMode: 'authorize' } })
  const { form } = await client.requestToken(null)
  const url = `${client.sandbox.authorizeUrl}?oauth_token=${form['oauth_token']}`
  for (const callback of ['javascript:alert(1)', '/callback', 'https://user:pass@app.example/']) {
    const page = await get(`${url}&oauth_callback=${encodeURIComponent(callback)}`)
    assert.deepEqual([page.status, page.headers.get('location')], [400, null])
    assert.match(page.text, /oauth_callback is neither/)
  }
  const approval = await get(`${url}&oauth_callback=${encodeURIComponent(CALLBACK)}`)
  assert.ok(approval.headers.get('location')!.startsWith(`${CALLBACK}?oauth_token=`))
})

test('a scope on the authorize URL narrows the token, and an unknown one is refused', async (t) => {
  const client = await start(t, { behaviour: { scopes: { read: ['GET'], write: ['POST'] } } })
  const { form } = await client.requestToken()
  const url = `${client.sandbox.authorizeUrl}?oauth_token=${form['oauth_token']}`
  assert.equal((await get(`${url}&scope=everything`)).status, 400)
  const verifier = new URL(
    (await get(`${url}&scope=read`)).headers.get('location')!,
  ).searchParams.get('oauth_verifier')
  const temporary = { token: form['oauth_token']!, tokenSecret: form['oauth_token_secret']! }
  assert.equal((await client.accessToken(temporary, verifier)).form['scope'], 'read')
})

test('refuses a malformed header on a URL that answers both calls', async (t) => {
  const client = await start(t, {
    behaviour: { urls: { requestToken: '/oauth', accessToken: '/oauth' } },
  })
  const answer = await fetch(`${client.sandbox.url}/oauth`, {
    method: 'POST',
    headers: { Authorization: 'OAuth x' },
  })
  assert.equal(answer.status, 400)
  assert.equal((await client.call(`${client.sandbox.url}/echo`, await client.login())).status, 200)
})
