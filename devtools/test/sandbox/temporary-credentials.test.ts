/** RFC 5849 §2.1 from the server's side. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  currentTimestamp,
  formatAuthorizationHeader,
  generateNonce,
  normalizeParameters,
  type Parameter,
  prepareMethod,
  signatureBaseString,
} from '../../../src/signing/index.ts'
import { CALLBACK, get, start } from './client.ts'

test('a refusal names a missing or empty callback', async (t) => {
  const client = await start(t)
  for (const callback of [null, '']) {
    const { status, form } = await client.requestToken(callback)
    assert.equal(status, 400)
    assert.deepEqual(form, {
      oauth_problem: 'parameter_absent',
      oauth_parameters_absent: 'oauth_callback',
    })
  }
})

for (const callback of [
  '/relative',
  'client.example',
  'OOB',
  'oob ',
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'app://cb',
  'http:cb',
  'http://',
  'https:///x',
  'http://[/',
  'http://u:p@client.example/',
  'http://u@client.example/',
  'http://client.example/#here',
  'http://client.example/a b',
  'http://client.example\\@evil.example/',
  'http://client.example/\r\nSet-Cookie: a=b',
  'http://bücher.example/',
]) {
  test(`the callback ${JSON.stringify(callback)} is refused`, async (t) => {
    const client = await start(t)
    const { status, form } = await client.requestToken(callback)
    assert.equal(status, 400)
    assert.equal(form['oauth_problem'], 'parameter_rejected')
    // A query within a value: encoded once more than the rest.
    assert.equal(
      new URLSearchParams(form['oauth_parameters_rejected']).get('oauth_callback'),
      callback,
    )
    assert.equal(form['oauth_token'], undefined)
  })
}

test('a callback that is not text is refused', async (t) => {
  const client = await start(t)
  const octets = Buffer.from('http://client.example/\xE9', 'latin1')
  const { consumerKey, consumerSecret, requestTokenUrl } = client.sandbox
  const parameters: Parameter[] = [
    ['oauth_consumer_key', consumerKey],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(currentTimestamp())],
    ['oauth_nonce', generateNonce()],
    ['oauth_callback', octets],
  ]
  const text = signatureBaseString('POST', requestTokenUrl, normalizeParameters(parameters))
  const signature = await prepareMethod('HMAC-SHA1', { consumerSecret }).sign(text)
  const signed = formatAuthorizationHeader({
    realm: null,
    parameters: [...parameters, ['oauth_signature', signature]],
  })
  const answer = await fetch(requestTokenUrl, {
    method: 'POST',
    headers: { Authorization: signed },
  })
  assert.equal(answer.status, 400)
  const body = new URLSearchParams(await answer.text())
  assert.equal(body.get('oauth_problem'), 'parameter_rejected')
  assert.equal(body.get('oauth_parameters_rejected'), 'oauth_callback')
})

test('a very long callback is refused in a header that clients can still read', async (t) => {
  const client = await start(t)
  const long = await client.requestToken(`http://client.example/${'x'.repeat(100_000)} `, {
    transmission: 'body',
  })
  assert.equal(long.status, 400)
  assert.equal(long.form['oauth_parameters_rejected'], 'oauth_callback')
})

for (const callback of [
  'oob',
  'https://client.example',
  'HTTPS://client.example/cb?a=b',
  'http://[::1]:8080/cb',
]) {
  test(`the callback ${callback} is accepted`, async (t) => {
    const client = await start(t)
    assert.equal((await client.requestToken(callback)).status, 200)
  })
}

test('the authorization URL does not change the callback of the first step', async (t) => {
  const client = await start(t)
  const { form } = await client.requestToken()
  const evil = encodeURIComponent('https://evil.example/')
  const query = `?oauth_token=${form['oauth_token']}&oauth_callback=${evil}`
  const { headers } = await get(client.sandbox.authorizeUrl + query)
  assert.ok(headers.get('location')!.startsWith(`${CALLBACK}?oauth_token=`))
})

test('a wrong signature gets no credentials', async (t) => {
  const client = await start(t)
  const { status, form } = await client.requestToken(CALLBACK, { consumerSecret: 'wrong' })
  assert.equal(status, 401)
  assert.deepEqual(form, { oauth_problem: 'signature_invalid' })
})

test('a token is refused in the first step', async (t) => {
  const client = await start(t)
  const token = await client.login()
  assert.equal((await client.requestToken(CALLBACK, token)).status, 401)
})

test('secrets have at least 128 bits, and the first reply holds no verifier', async (t) => {
  const client = await start(t)
  const { form } = await client.requestToken()
  assert.deepEqual(Object.keys(form), [
    'oauth_token',
    'oauth_token_secret',
    'oauth_callback_confirmed',
  ])
  const verifier = await client.approve(form['oauth_token']!)
  for (const secret of [
    form['oauth_token']!,
    form['oauth_token_secret']!,
    verifier,
    client.sandbox.consumerSecret,
  ]) {
    assert.match(secret, /^[A-Za-z0-9]+$/)
    assert.ok(secret.length * Math.log2(62) >= 128)
  }
})
