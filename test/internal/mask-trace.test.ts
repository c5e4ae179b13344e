// A masked trace differs from the original only in the values of secret names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskTrace } from '../../src/internal/index.ts'
import { signRequest } from '../../src/signing/index.ts'

const KEYS = { consumerKey: 'k', consumerSecret: 'cs', token: 't', tokenSecret: 'ts' }
const FORM = [['Content-Type', 'application/x-www-form-urlencoded']] as const

test('masks the values of secret names in each stage, for every encoding of the names', () => {
  const request = {
    method: 'post',
    url: 'https://h/p?oauth%5Fsession%5Fhandle=PLANTED&user%5Bpassword%5D=PLANTED&a=1&api_key=PLANTED',
    headers: FORM,
    body: 'x_auth_password=PLANTED&b=2',
    verifier: 'PLANTED',
  }
  for (const transmission of ['header', 'query', 'body'] as const) {
    const { trace } = signRequest(request, { ...KEYS, transmission })
    assert.match(JSON.stringify(trace), /PLANTED/)
    const masked = maskTrace('post', trace)
    assert.doesNotMatch(JSON.stringify(masked), /PLANTED/)
    const valueOf = (wanted: string): unknown =>
      masked.parameters.find(({ name }) => name === wanted)?.value
    for (const name of [
      'oauth_verifier',
      'oauth_session_handle',
      'x_auth_password',
      'user[password]',
      'api_key',
    ]) {
      assert.equal(valueOf(name), 'hidden', name)
    }
    assert.deepEqual([valueOf('a'), valueOf('b'), valueOf('oauth_token')], ['1', '2', 't'])
    assert.match(
      masked.signatureBaseString,
      /^POST&https%3A%2F%2Fh%2Fp&a%3D1%26api_key%3Dhidden%26/,
    )
    assert.match(masked.url, /user%5Bpassword%5D=hidden&a=1&api_key=hidden/)
  }
})

test('returns a trace without secret names unchanged', () => {
  const { trace } = signRequest({ method: 'GET', url: 'https://h/?a=1' }, KEYS)
  assert.equal(maskTrace('GET', trace), trace)
})
