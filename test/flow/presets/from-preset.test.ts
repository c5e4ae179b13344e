import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ResponseError } from '../../../src/client/index.ts'
import { OAuth1Service, PRESETS, type PresetOptions } from '../../../src/flow/index.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { refusal, serve, verified } from '../../client/support.ts'
import { CONSUMER, ISSUED, TEMPORARY } from '../support.ts'

const from = (name: string, options: Partial<PresetOptions> = {}): OAuth1Service =>
  OAuth1Service.from(name, { ...CONSUMER, ...options })

/** The error of `from`. */
function refused(name: string, options: Partial<PresetOptions> = {}): CountersignError {
  try {
    from(name, options)
  } catch (error) {
    assert.ok(error instanceof CountersignError)
    return error
  }
  return assert.fail(`${name} was taken`)
}

test('a service from a preset has its name, its URLs and its API', () => {
  const service = from('tumblr')
  assert.deepEqual([service.name, service.baseUrl], ['tumblr', 'https://api.tumblr.com/v2/'])
  assert.equal(
    service.getAuthorizeUrl({ token: 't' }),
    'https://www.tumblr.com/oauth/authorize?oauth_token=t',
  )
})

test('an unknown name is an error that suggests similar names', () => {
  for (const [wrong, names] of [
    ['tumbler', ['tumblr']],
    ['Twitter', ['x']],
    ['e-trade', ['etrade']],
    ['wordpres', ['wordpress']],
    ['magento', ['magento1', 'magento2']],
    ['bitbucket-server', ['bitbucket']],
    ['__proto__', []],
    ['', []],
  ] as const) {
    const error = refused(wrong)
    assert.equal(error.code, 'unknown-preset')
    for (const name of names)
      assert.ok(error.names.includes(name), `${wrong}: ${error.names.join()}`)
    assert.ok(error.names.every((name) => PRESETS.has(name)))
    assert.match(error.hint, names.length > 0 ? /^did you mean / : /PRESETS/)
  }
})

test('a missing variable is an error with its name and an example', () => {
  for (const [name, variable, example] of [
    ['jira', 'site', 'https://jira.example.com'],
    ['netsuite', 'account', '1234567_SB1'],
    ['discogs', 'application', 'MyApp/1.0'],
  ] as const) {
    const error = refused(name)
    assert.deepEqual([error.code, error.names], ['missing-variable', [variable]])
    assert.match(error.message, new RegExp(`^${name} needs the variable "${variable}": `))
    assert.ok(error.hint.includes(example))
  }
  assert.equal(refused('jira', { variables: { site: '' } }).code, 'missing-variable')
})

test('an unknown variable is an error', () => {
  const error = refused('jira', { variables: { site: 'https://a.example', host: 'x' } })
  assert.deepEqual(
    [error.code, error.names, error.hint],
    ['unknown-variable', ['host'], 'it has site'],
  )
  assert.equal(refused('tumblr', { variables: { site: 'x' } }).hint, 'it has none')
})

test('the preset of a service with oauth_problem in JSON has its field', async (t) => {
  const body = '{"Code":401,"Message":"oauth_problem=nonce_used"}'
  const server = await serve(t, ({ target }, response) => {
    const isRefused = target === '/access' || server.received.length === 1
    response.writeHead(isRefused ? 401 : 200).end(isRefused ? body : 'ok')
  })
  const urls = {
    requestTokenUrl: `${server.origin}/request`,
    accessTokenUrl: `${server.origin}/access`,
  }
  const service = from('smugmug', { ...urls, baseUrl: server.origin })
  const session = service.getSession({ token: 't', tokenSecret: 's' })
  assert.equal((await session.get('/x')).status, 200)
  assert.equal(server.received.length, 2)
  const error = await service
    .getAccessToken({ token: 't', tokenSecret: 's' }, { verifier: 'v' })
    .then(
      () => assert.fail('it was taken'),
      (reason: unknown) => reason,
    )
  assert.ok(error instanceof ResponseError)
  assert.deepEqual([error.code, error.problem], ['credentials-refused', 'nonce_used'])
})

const AUTHORIZE = '/oauth1/authorize?oauth_token=t'

test('a site is a URL, or a host name for https', () => {
  for (const [site, base] of [
    ['https://jira.example.com', 'https://jira.example.com'],
    ['jira.example.com', 'https://jira.example.com'],
    ['https://JIRA.example.com:8443/a/b//', 'https://jira.example.com:8443/a/b'],
    ['http://127.0.0.1:2990/jira', 'http://127.0.0.1:2990/jira'],
    ['localhost:8080', 'https://localhost:8080'],
    ['https://jira.example.com/a/../b', 'https://jira.example.com/b'],
    ['bücher.example', 'https://xn--bcher-kva.example'],
  ] as const) {
    assert.equal(
      from('wordpress', { variables: { site } }).getAuthorizeUrl({ token: 't' }),
      base + AUTHORIZE,
      site,
    )
  }
})

test('an invalid site, and one that leads to another host, are refused', () => {
  for (const site of [
    'https://user:pass@jira.example.com',
    'user@jira.example.com',
    'jira.example.com?x=',
    'jira.example.com#',
    'javascript://x',
    'ftp://jira.example.com',
    'https://',
    'https://a b',
    'a\\b',
    'https://jira.example.com\n',
    '//',
    '{site}',
  ]) {
    assert.throws(
      () => from('wordpress', { variables: { site } }),
      refusal('invalid-variable'),
      site,
    )
  }
  assert.throws(
    () => from('wordpress', { variables: { site: 'http://jira.example.com' } }),
    refusal('insecure-endpoint'),
  )
})

test('an account is in lower case in a host name, and in upper case in a realm', () => {
  for (const account of ['1234567_SB1', '1234567-sb1']) {
    const service = from('netsuite', { variables: { account } })
    assert.match(
      service.getAuthorizeUrl({ token: 't' }),
      /^https:\/\/1234567-sb1\.app\.netsuite\.com\//,
    )
    assert.equal(service.baseUrl, 'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/')
  }
  for (const account of [
    'a.b',
    'a/b',
    'evil.example#',
    'a@b',
    'a:b',
    '-a',
    'a b',
    'é',
    'x'.repeat(64),
    'a\n',
  ]) {
    assert.throws(
      () => from('netsuite', { variables: { account } }),
      refusal('invalid-variable'),
      account,
    )
  }
})

test('a text in a header cannot contain a line break', () => {
  for (const application of ['a\r\nX-Evil: 1', 'a\n', ' a', 'é']) {
    assert.throws(
      () => from('discogs', { variables: { application } }),
      refusal('invalid-variable'),
    )
  }
})

test('every option of the caller takes precedence over the preset', async (t) => {
  const server = await serve(t, ({ target }, response) =>
    response.end(target.startsWith('/r') ? TEMPORARY : ISSUED),
  )
  const service = from('discogs', {
    name: 'mine',
    baseUrl: server.origin,
    requestTokenUrl: `${server.origin}/r`,
    accessTokenUrl: `${server.origin}/a`,
    requestTokenMethod: 'POST',
    signatureMethod: 'HMAC-SHA256',
    headers: { 'user-agent': 'mine/2', 'X-More': '1' },
  })
  assert.deepEqual([service.name, service.baseUrl], ['mine', server.origin])
  const session = await service.getAuthSession(await service.getRequestToken(), { verifier: 'v' })
  const [request] = server.received
  assert.equal(request!.method, 'POST')
  const trace = await verified(server, request!, CONSUMER)
  assert.equal(trace.signatureMethod, 'HMAC-SHA256')
  assert.deepEqual(
    request!.headers.filter(([name]) => /user-agent|x-more/i.test(name)).map(([, value]) => value),
    ['mine/2', '1'],
  )
  assert.equal(session.token, 'nnch734d00sl2jdk')
})

test('an undefined option leaves that of the preset', () => {
  const undefinedUrl = { authorizeUrl: undefined } as unknown as { authorizeUrl: string }
  const service = OAuth1Service.from('tumblr', { ...CONSUMER, ...undefinedUrl })
  assert.match(service.getAuthorizeUrl({ token: 'x' }), /^https:\/\/www\.tumblr\.com\//)
})

test('a preset that is gone is refused, and the hint names a replacement', () => {
  const error = refused('bitbucket')
  assert.equal(error.code, 'preset-gone')
  assert.match(error.hint, /OAuth 2\.0 .*urn:bitbucket:oauth1:access_token/)
  assert.equal(
    refused('bitbucket', { requestTokenUrl: 'https://h/r', accessTokenUrl: 'https://h/a' }).code,
    'preset-gone',
  )
})

test('a preset that is gone works with the URLs of another server, and sends nothing to the old one', () => {
  const service = from('bitbucket', {
    requestTokenUrl: 'https://h/r',
    authorizeUrl: 'https://h/authorize',
    accessTokenUrl: 'https://h/a',
  })
  assert.deepEqual([service.name, service.baseUrl], ['bitbucket', null])
  assert.equal(service.getAuthorizeUrl({ token: 't' }), 'https://h/authorize?oauth_token=t')
})

test('login of a service without a login in a browser is an error with the steps to use', async () => {
  for (const [name, options, hint] of [
    ['mastercard', { signatureMethod: 'HMAC-SHA1' }, /getSession/],
    [
      'magento2',
      { variables: { site: 'https://shop.example.com' } },
      /getRequestToken, then getAuthSession/,
    ],
    ['tumblr', { callbackMode: 'none' }, /getAuthSession/],
  ] as const) {
    const service = from(name, options)
    for (const attempt of [
      service.login(),
      service.begin({ session: 's', callback: 'https://h/cb' }),
    ]) {
      await assert.rejects(attempt, (error: CountersignError) => {
        assert.match(error.hint, hint)
        return refusal('login-unavailable', new RegExp(`^${name} has no login`))(error)
      })
    }
  }
})
