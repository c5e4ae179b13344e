// A misspelled or missing option is an error that suggests the right one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Service, openCallbackListener, type ServiceOptions } from '../../src/flow/index.ts'
import { CountersignError } from '../../src/signing/index.ts'
import { startSandbox } from '../../devtools/src/sandbox/index.ts'
import { protocolHeader, refusal } from '../client/support.ts'
import { CONSUMER, serviceOf, startProvider } from './support.ts'

const wrong = (value: unknown): never => value as never

async function refuses(
  call: () => unknown,
  code: string,
  message: RegExp,
  hint: RegExp = /./,
): Promise<void> {
  try {
    await call()
  } catch (error) {
    assert.ok(error instanceof CountersignError, String((error as Error).stack))
    refusal(code, message)(error)
    assert.match(error.hint, hint)
    return
  }
  assert.fail('it was taken')
}

const service = serviceOf('https://api.example.com', { fetch: () => assert.fail('it was sent') })
const STORED = { token: 't', tokenSecret: 's' }

test('an unknown option of a service is an error with the nearest name', async () => {
  for (const [name, meant] of [
    ['accesTokenUrl', /"accessTokenUrl"/],
    ['request_token_url', /"requestTokenUrl"/],
    ['authorizeURL', /"authorizeUrl"/],
    ['consumerkey', /"consumerKey"/],
    ['renewURL', /"renewUrl"/],
    ['token', /getSession/],
    ['tokenSecret', /getSession/],
    ['renew', /getSession|renewUrl/],
  ] as const) {
    const options = { ...CONSUMER, [name]: undefined } as ServiceOptions
    await refuses(
      () => new OAuth1Service(options),
      'unknown-option',
      new RegExp(`a service has no option "${name}"`),
      meant,
    )
  }
  await refuses(
    () => OAuth1Service.from('jira', wrong({ ...CONSUMER, variabels: {} })),
    'unknown-option',
    /"variabels"/,
    /"variables"/,
  )
})

test('an unknown option of each method is an error with the nearest name', async () => {
  const steps: readonly (readonly [call: () => unknown, name: string, meant: RegExp])[] = [
    [() => service.getRequestToken(wrong({ calback: 'oob' })), 'calback', /callback/],
    [() => service.getAccessToken(STORED, wrong({ verifer: 'v' })), 'verifer', /verifier/],
    [
      () => service.getAuthSession(STORED, wrong({ verifier: 'v', sginal: null })),
      'sginal',
      /signal/,
    ],
    [
      () => service.getAccessTokenByPassword(wrong({ username: 'u', pasword: 'p' })),
      'pasword',
      /password/,
    ],
    [() => service.renewAccessToken(STORED, wrong({ singal: null })), 'singal', /signal/],
    [() => service.revoke(STORED, wrong({ singal: null })), 'singal', /signal/],
    [() => service.login(wrong({ prot: 1 })), 'prot', /port/],
    [() => service.begin(wrong({ session: 's', calback: 'x' })), 'calback', /callback/],
    [
      () => service.finish({}, 'https://c/', wrong({ session: 's', maxage: 1 })),
      'maxage',
      /maxAge/,
    ],
    [() => openCallbackListener(wrong({ prot: 1 })), 'prot', /port/],
  ]
  for (const [call, name, meant] of steps)
    await refuses(call, 'unknown-option', new RegExp(`"${name}"`), meant)
})

test('a missing argument, and one that is not an object, are errors with its name and not a TypeError', async () => {
  const none = /are (undefined|null|a string)/
  for (const [call, code, message] of [
    [() => new OAuth1Service(wrong(undefined)), 'invalid-option', none],
    [() => OAuth1Service.from('tumblr', wrong(undefined)), 'invalid-option', none],
    [() => OAuth1Service.from(wrong(undefined), CONSUMER), 'unknown-preset', /undefined/],
    [() => service.getRequestToken(wrong(null)), 'invalid-option', none],
    [() => service.getAccessToken(STORED, wrong(undefined)), 'invalid-option', none],
    [
      () => service.getAccessToken(wrong(undefined), { verifier: 'v' }),
      'missing-credential',
      /request token/,
    ],
    [
      () => service.getAccessToken(wrong('t'), { verifier: 'v' }),
      'missing-credential',
      /request token/,
    ],
    [() => service.getAuthorizeUrl(wrong(undefined)), 'missing-credential', /request token/],
    [() => service.getAuthorizeUrl(wrong('t')), 'missing-credential', /request token/],
    [
      () => service.getAuthorizeUrl(wrong({ token: undefined })),
      'missing-credential',
      /request token/,
    ],
    [() => service.getSession(wrong(undefined)), 'missing-credential', /credentials/],
    [() => service.getSession(wrong('t')), 'missing-credential', /credentials/],
    [() => service.renewAccessToken(wrong(undefined)), 'missing-credential', /credentials/],
    [() => service.revoke(wrong(null)), 'missing-credential', /credentials/],
    [() => service.getAccessTokenByPassword(wrong(undefined)), 'invalid-option', none],
    [
      () => service.getAccessTokenByPassword(wrong({ username: 'u' })),
      'invalid-option',
      /"password"/,
    ],
    [
      () => service.getAccessTokenByPassword(wrong({ username: 5, password: 'p' })),
      'invalid-option',
      /"username"/,
    ],
    [() => service.login(wrong(null)), 'invalid-option', none],
    [() => service.login({ pin: wrong('123') }), 'invalid-option', /"pin"/],
    [() => service.login({ openBrowser: wrong('firefox') }), 'invalid-option', /"openBrowser"/],
    [() => service.login({ log: wrong(true) }), 'invalid-option', /"log"/],
    [() => service.login({ port: wrong('x'), log: () => {} }), 'invalid-option', /"port"/],
    [() => service.login({ port: 70_000, log: () => {} }), 'listener-failed', /port 70000/],
    [() => service.login({ signal: wrong({}), log: () => {} }), 'invalid-option', /"signal"/],
    [() => service.begin(wrong(undefined)), 'invalid-option', none],
    [() => service.finish({}, 'https://c/', wrong(undefined)), 'invalid-option', none],
    [() => service.finish({}, wrong(undefined), { session: 's' }), 'invalid-url', /callback URL/],
    [
      () => service.finish({}, 'https://c/', { session: 's', claim: wrong(true) }),
      'invalid-option',
      /"claim"/,
    ],
    [() => service.getRequestToken({ callback: wrong(5) }), 'invalid-callback', /callback/],
    [
      () => new OAuth1Service({ ...CONSUMER, decodeReply: wrong('form') }),
      'invalid-option',
      /"decodeReply"/,
    ],
    [
      () => new OAuth1Service({ ...CONSUMER, requireVerifier: wrong('no') }),
      'invalid-option',
      /"requireVerifier"/,
    ],
    [
      () => new OAuth1Service({ ...CONSUMER, allowInsecureEndpoints: wrong('yes') }),
      'invalid-option',
      /"allowInsecureEndpoints"/,
    ],
    [
      () => new OAuth1Service({ ...CONSUMER, callbackMode: wrong('None') }),
      'invalid-option',
      /"callbackMode"/,
    ],
    [() => new OAuth1Service({ ...CONSUMER, legs: wrong(3) }), 'invalid-option', /"legs"/],
  ] as const) {
    await refuses(call, code, message)
  }
})

test('a PIN can be a number, and a callback a URL object', async (t) => {
  const provider = await startProvider(t)
  await provider.service.getRequestToken({ callback: new URL('https://client.example.net/cb') })
  await provider.service.getAccessToken(STORED, { verifier: 473_829 })
  const [first, second] = provider.received
  assert.equal(protocolHeader(first!).get('oauth_callback'), 'https://client.example.net/cb')
  assert.equal(protocolHeader(second!).get('oauth_verifier'), '473829')
  await provider.service.login({ log: () => {}, openBrowser: false, pin: () => 105_212 })
  assert.equal(protocolHeader(provider.received.at(-1)!).get('oauth_verifier'), '105212')
})

test('a sandbox can be used as the options of a service, as an object and spread', async (t) => {
  const sandbox = await startSandbox()
  t.after(() => sandbox.close())
  assert.equal(new OAuth1Service(sandbox).baseUrl, sandbox.baseUrl)
  assert.equal(new OAuth1Service({ ...sandbox, name: 'mine' }).name, 'mine')
})
