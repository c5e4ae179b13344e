/** RFC 5849 §2.3 from the server's side. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentials, start } from './client.ts'

test('temporary credentials are valid for one exchange', async (t) => {
  const client = await start(t)
  const { temporary, verifier } = await client.approved()
  assert.equal((await client.accessToken(temporary, verifier)).status, 200)
  const again = await client.accessToken(temporary, verifier)
  assert.equal(again.status, 401)
  assert.deepEqual(again.form, { oauth_problem: 'token_used' })
})

test('of many exchanges at once exactly one succeeds', async (t) => {
  const client = await start(t)
  const { temporary, verifier } = await client.approved()
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => client.accessToken(temporary, verifier)),
  )
  assert.deepEqual(replies.map(({ status }) => status).sort(), [
    200,
    ...Array.from({ length: 9 }, () => 401),
  ])
})

test('an exchange before the decision is refused, and a later one succeeds', async (t) => {
  const client = await start(t)
  const temporary = credentials(await client.requestToken())
  for (const verifier of ['', 'guessed']) {
    const { status } = await client.accessToken(temporary, verifier)
    assert.equal(status, verifier === '' ? 400 : 401)
  }
  assert.deepEqual((await client.accessToken(temporary, 'x')).form, {
    oauth_problem: 'permission_unknown',
  })
  assert.equal(
    (await client.accessToken(temporary, await client.approve(temporary.token!))).status,
    200,
  )
})

test('a refusal names a missing or empty verifier, which does not count as a try', async (t) => {
  const client = await start(t)
  const { temporary, verifier } = await client.approved()
  for (const absent of [null, '', null, '', null, '']) {
    const { status, form } = await client.accessToken(temporary, absent)
    assert.equal(status, 400)
    assert.deepEqual(form, {
      oauth_problem: 'parameter_absent',
      oauth_parameters_absent: 'oauth_verifier',
    })
  }
  assert.equal((await client.accessToken(temporary, verifier)).status, 200)
})

test('a refusal names a missing token', async (t) => {
  const client = await start(t)
  const { status, form } = await client.accessToken({}, 'x')
  assert.equal(status, 400)
  assert.equal(form['oauth_parameters_absent'], 'oauth_token')
})

test('four wrong verifiers leave the temporary credentials valid', async (t) => {
  const client = await start(t)
  const { temporary, verifier } = await client.approved()
  for (const wrong of ['x', `${verifier}x`, verifier.slice(1), verifier.toLowerCase() + verifier]) {
    const { status, form } = await client.accessToken(temporary, wrong)
    assert.equal(status, 401)
    assert.deepEqual(form, { oauth_problem: 'verifier_invalid' })
  }
  assert.equal((await client.accessToken(temporary, verifier)).status, 200)
})

test('five wrong verifiers end the temporary credentials', async (t) => {
  const client = await start(t)
  const { temporary, verifier } = await client.approved()
  for (let attempt = 1; attempt <= 5; attempt++) await client.accessToken(temporary, 'x')
  const { status, form } = await client.accessToken(temporary, verifier)
  assert.equal(status, 401)
  assert.deepEqual(form, { oauth_problem: 'token_revoked' })
})

test('a request with a wrong signature uses up neither credentials nor tries', async (t) => {
  const client = await start(t)
  const { temporary, verifier } = await client.approved()
  for (let attempt = 1; attempt <= 6; attempt++) {
    const { status, form } = await client.accessToken({ ...temporary, tokenSecret: 'wrong' }, 'x')
    assert.equal(status, 401)
    assert.deepEqual(form, { oauth_problem: 'signature_invalid' })
  }
  assert.equal((await client.accessToken(temporary, verifier)).status, 200)
})

test('temporary credentials expire', async (t) => {
  let now = 1_700_000_000
  const client = await start(t, { clock: () => now })
  const at = (): { timestamp: number } => ({ timestamp: now })
  const first = await client.approved(at())
  const second = await client.approved(at())
  now += 600
  assert.equal((await client.accessToken(first.temporary, first.verifier, at())).status, 200)
  now += 1
  const late = await client.accessToken(second.temporary, second.verifier, at())
  assert.equal(late.status, 401)
  assert.deepEqual(late.form, { oauth_problem: 'token_expired' })
})

const consumers = ['a', 'b'].map((name) => ({
  consumerKey: name,
  consumerSecret: `of ${name}`,
  name,
}))

test('both kinds of token are invalid for another client', async (t) => {
  const client = await start(t, { consumers })
  const other = { consumerKey: 'b', consumerSecret: 'of b' }
  const { temporary, verifier } = await client.approved()
  const stolen = await client.accessToken(temporary, verifier, other)
  assert.equal(stolen.status, 401)
  assert.deepEqual(stolen.form, { oauth_problem: 'signature_invalid' })
  const token = await client.login()
  assert.equal(
    (await client.call(`${client.sandbox.url}/echo`, { ...token, ...other })).status,
    401,
  )
  assert.equal((await client.call(`${client.sandbox.url}/echo`, token)).status, 200)
})

test('a temporary token is invalid for the API', async (t) => {
  const client = await start(t)
  const { temporary } = await client.approved()
  assert.equal((await client.call(`${client.sandbox.url}/echo`, temporary)).status, 401)
  assert.equal(
    (await client.call(`${client.sandbox.baseUrl}repositories/me/repo/branches`, temporary)).status,
    401,
  )
})

test('a token of the API cannot be exchanged', async (t) => {
  const client = await start(t)
  assert.equal((await client.accessToken(await client.login(), 'x')).status, 401)
})
