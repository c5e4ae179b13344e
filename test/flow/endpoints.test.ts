import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Service, type ServiceOptions } from '../../src/flow/index.ts'
import { refusal, serve } from '../client/support.ts'
import { CONSUMER, serviceOf } from './support.ts'

const made = (options: Partial<ServiceOptions>): OAuth1Service =>
  new OAuth1Service({ ...CONSUMER, ...options })

test('a missing endpoint is an error with its name before a request is sent', async (t) => {
  const server = await serve(t)
  for (const name of ['requestTokenUrl', 'authorizeUrl', 'accessTokenUrl'] as const) {
    const login = serviceOf(server.origin, { [name]: '' }).login({
      openBrowser: false,
      log: () => {},
    })
    await assert.rejects(login, refusal('missing-endpoint', new RegExp(`"${name}"`)))
  }
  const none = made({})
  await assert.rejects(none.getRequestToken(), refusal('missing-endpoint', /requestTokenUrl/))
  assert.throws(
    () => none.getAuthorizeUrl({ token: 't' }),
    refusal('missing-endpoint', /authorizeUrl/),
  )
  await assert.rejects(
    none.getAccessToken({ token: 't', tokenSecret: '' }, { verifier: 'v' }),
    refusal('missing-endpoint', /accessTokenUrl/),
  )
  assert.equal(server.received.length, 0)
})

test('an endpoint that is not an http or https URL is refused by the constructor', () => {
  for (const url of [
    '/oauth/request_token',
    'example.com/x',
    'ftp://h/',
    'javascript:alert(1)',
    'https://u:planted@h:99999/',
  ]) {
    assert.throws(
      () => made({ authorizeUrl: url }),
      (error: Error) => {
        assert.doesNotMatch(error.message, /planted/)
        return refusal('invalid-url', /"authorizeUrl"/)(error)
      },
    )
  }
})

test('an endpoint with a user name or password is refused, and not quoted', () => {
  for (const url of [
    'https://planted:planted@h/',
    'https://planted@h/',
    new URL('https://:planted@h/'),
  ]) {
    assert.throws(
      () => made({ accessTokenUrl: url }),
      (error: Error) => {
        assert.doesNotMatch(error.message, /planted/)
        return refusal('invalid-url', /"accessTokenUrl"/)(error)
      },
    )
  }
})

test('an endpoint whose query has a name that begins with oauth_ is refused', () => {
  for (const query of ['oauth_x=1', 'a=1&oauth_callback=b', 'oauth%5Ftoken=t']) {
    assert.throws(
      () => made({ requestTokenUrl: `https://h/i?${query}` }),
      refusal('invalid-url', /begins with oauth_/),
    )
  }
  made({ requestTokenUrl: 'https://h/i?xoauth_x=1&title=Special:OAuth/initiate' })
})

test('http to a host that is not loopback is refused, except with allowInsecureEndpoints', () => {
  for (const name of [
    'requestTokenUrl',
    'authorizeUrl',
    'accessTokenUrl',
    'renewUrl',
    'revokeUrl',
  ] as const) {
    for (const url of [
      'http://api.example.com/x?y',
      'http://127.0.0.1.example.com/',
      'http://localhost.example/',
      'http://10.0.0.1/',
    ]) {
      assert.throws(
        () => made({ [name]: url }),
        refusal('insecure-endpoint', new RegExp(`"${name}" is not https`)),
      )
      made({ [name]: url, allowInsecureEndpoints: true })
    }
  }
  for (const url of [
    'http://127.0.0.1:8080/',
    'http://127.1/',
    'http://localhost/',
    'http://[::1]:1/',
    'https://api.example.com/',
  ])
    made({ requestTokenUrl: url })
})

test('https without the check of certificates is refused, except with allowInsecureEndpoints', (t) => {
  const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env
  t.after(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  })
  const requestTokenUrl = 'https://api.example.com/'
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '1'
  made({ requestTokenUrl })
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  assert.throws(
    () => made({ requestTokenUrl }),
    refusal('insecure-endpoint', /NODE_TLS_REJECT_UNAUTHORIZED=0 disables/),
  )
  made({ requestTokenUrl, allowInsecureEndpoints: true })
  made({ requestTokenUrl: 'http://127.0.0.1:1/' })
})

test('options that cannot sign are refused by the constructor', () => {
  assert.throws(
    () => new OAuth1Service({ consumerKey: '', consumerSecret: '' }),
    refusal('missing-credential'),
  )
  assert.throws(() => new OAuth1Service({ consumerKey: 'k' }), refusal('missing-credential'))
  assert.throws(() => made({ baseUrl: 'api.example.com' }), refusal('invalid-url'))
})
