import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResponseError } from '../../src/client/index.ts'
import { startSandbox } from '../../devtools/src/sandbox/index.ts'
import { OAuth1Service } from '../../src/flow/index.ts'
import {
  assertHidden,
  header,
  protocolHeader,
  refusal,
  serve,
  serveAhead,
  signedPairs,
  verified,
} from '../client/support.ts'
import { CONSUMER, ISSUED, serviceOf, startProvider, TEMPORARY } from './support.ts'

test('the three legs, step by step, end with a session that works', async (t) => {
  const sandbox = await startSandbox({ approval: 'automatic' })
  t.after(() => sandbox.close())
  const service = new OAuth1Service({ ...sandbox, name: 'sandbox' })
  const callback = 'http://127.0.0.1:9/back?state=a+b'
  const requestToken = await service.getRequestToken({ callback })
  assert.equal(requestToken.callbackConfirmed, true)
  const approval = await fetch(service.getAuthorizeUrl(requestToken), { redirect: 'manual' })
  const back = new URL(approval.headers.get('location')!)
  assert.equal(back.searchParams.get('oauth_token'), requestToken.token)
  const session = await service.getAuthSession(requestToken, {
    verifier: back.searchParams.get('oauth_verifier'),
  })
  const response = await session.get('repositories/me/repo/branches')
  assert.deepEqual(Object.keys((await response.json()) as object), ['master', 'feature/oob'])
  const later = service.getSession({
    token: session.credentials.token!,
    tokenSecret: session.credentials.tokenSecret!,
  })
  assert.equal((await later.get('repositories/me/repo/branches')).status, 200)
})

test('the request-token call is a signed, empty POST with the callback in the header', async (t) => {
  const provider = await startProvider(t)
  const callback = 'http://client.example.net/cb?x=1'
  const { token, tokenSecret, fields, callbackConfirmed } = await provider.service.getRequestToken({
    callback,
  })
  const [request] = provider.received
  assert.deepEqual(
    [
      request!.method,
      request!.target,
      header(request!, 'content-length'),
      header(request!, 'content-type'),
    ],
    ['POST', '/request', '0', null],
  )
  assert.match(
    header(request!, 'authorization')!,
    /oauth_callback="http%3A%2F%2Fclient.example.net%2Fcb%3Fx%3D1"/,
  )
  assert.equal(protocolHeader(request!).has('oauth_token'), false)
  await verified(provider, request!, CONSUMER)
  assert.deepEqual(
    { token, tokenSecret, callbackConfirmed },
    { token: 'hh5s93j4hdidpola', tokenSecret: 'hdhd0244k9j7ao03', callbackConfirmed: true },
  )
  assert.deepEqual(fields, [['oauth_callback_confirmed', 'true']])
})

test('the callback is an absolute URL, and oob by default', async (t) => {
  const provider = await startProvider(t)
  await provider.service.getRequestToken()
  await provider.service.getRequestToken({ callback: 'oob' })
  await provider.service.getRequestToken({ callback: 'myapp://back' })
  assert.deepEqual(
    provider.received.map((request) => protocolHeader(request).get('oauth_callback')),
    ['oob', 'oob', 'myapp://back'],
  )
  for (const callback of ['/cb', 'OOB', '', 'client.example.net', null as unknown as string]) {
    await assert.rejects(
      provider.service.getRequestToken({ callback }),
      refusal('invalid-callback'),
    )
  }
  assert.equal(provider.received.length, 3)
})

test('the callback and the verifier are sent with the other protocol parameters', async (t) => {
  for (const transmission of ['query', 'body'] as const) {
    const provider = await startProvider(t, {}, { transmission })
    const requestToken = await provider.service.getRequestToken({
      callback: 'https://client.example/',
    })
    await provider.service.getAccessToken(requestToken, { verifier: '473f82d3' })
    const [first, second] = provider.received
    const place = (request: typeof first): string =>
      transmission === 'query' ? request!.target : String(request!.body)
    assert.match(place(first), /oauth_callback=https%3A%2F%2Fclient.example%2F&/)
    assert.match(place(second), /oauth_verifier=473f82d3&/)
    assert.equal(header(first!, 'authorization'), null)
    await verified(provider, first!, CONSUMER)
    await verified(provider, second!, {
      ...CONSUMER,
      token: requestToken.token,
      tokenSecret: requestToken.tokenSecret,
    })
  }
})

test('params of the request-token call are signed, and in its query', async (t) => {
  const provider = await startProvider(t, {}, { requestTokenParams: { scope: 'read write', n: 1 } })
  await provider.service.getRequestToken({
    params: [
      ['scope', 'é'],
      ['e', ''],
    ],
  })
  const [request] = provider.received
  assert.equal(request!.target, '/request?scope=read%20write&n=1&scope=%C3%A9&e=')
  assert.deepEqual(signedPairs(await verified(provider, request!, CONSUMER)), [
    ['scope', 'read write'],
    ['n', '1'],
    ['scope', 'é'],
    ['e', ''],
  ])
  await assert.rejects(
    provider.service.getRequestToken({ params: { oauth_token: 'x' } }),
    refusal('reserved-parameter'),
  )
})

test('the access-token call has the request token and the verifier, and nothing else', async (t) => {
  const provider = await startProvider(t, {}, { requestTokenParams: { scope: 'x' } })
  await provider.service.getAccessToken(
    { token: 'hdk48Djdsa', tokenSecret: 'xyz4992k83j47x0b' },
    { verifier: '473f82d3' },
  )
  const [request] = provider.received
  assert.deepEqual([request!.method, request!.target], ['POST', '/access'])
  const protocol = protocolHeader(request!)
  assert.deepEqual(
    [protocol.get('oauth_token'), protocol.get('oauth_verifier'), protocol.has('oauth_callback')],
    ['hdk48Djdsa', '473f82d3', false],
  )
  await verified(provider, request!, {
    ...CONSUMER,
    token: 'hdk48Djdsa',
    tokenSecret: 'xyz4992k83j47x0b',
  })
})

test('the method of an endpoint can be GET', async (t) => {
  const provider = await startProvider(
    t,
    {},
    { requestTokenMethod: 'GET', accessTokenMethod: 'GET' },
  )
  const requestToken = await provider.service.getRequestToken()
  await provider.service.getAccessToken(requestToken, { verifier: 'v' })
  assert.deepEqual(
    provider.received.map(({ method }) => method),
    ['GET', 'GET'],
  )
  await verified(provider, provider.received[0]!, CONSUMER)
})

test('a clock correction of one leg applies to the next leg, and to calls', async (t) => {
  const server = await serveAhead(t, 5000, TEMPORARY)
  const service = serviceOf(server.origin)
  const session = await service.getAuthSession(await service.getRequestToken(), { verifier: 'v' })
  assert.equal((await session.get(`${server.origin}/api`)).status, 200)
  assert.equal(server.refused(), 1)
})

test('a stored record can have other members, which are ignored', async (t) => {
  const server = await serve(t)
  const record = {
    token: 't',
    tokenSecret: 's',
    version: '3',
    timestamp: 1,
    consumerKey: 'other',
    signatureMethod: 'PLAINTEXT',
    baseUrl: 'http://127.0.0.1:1/',
    fetch: () => assert.fail('this is not to be called'),
  }
  const service = serviceOf(server.origin, { baseUrl: server.origin })
  await service.getSession(record).get('x')
  await verified(server, server.received[0]!, { ...CONSUMER, token: 't', tokenSecret: 's' })
  assert.equal(protocolHeader(server.received[0]!).get('oauth_version'), '1.0')
  const incomplete = { token: 't' } as unknown as { token: string; tokenSecret: string }
  assert.throws(() => service.getSession(incomplete), refusal('missing-credential'))
})

test('a call to a credential endpoint is never sent again', async (t) => {
  const server = await serve(t, (_, response) => response.destroy())
  const service = serviceOf(server.origin, {
    accessTokenMethod: 'GET',
    renewMethod: 'GET',
    revokeMethod: 'GET',
    requireVerifier: false,
    renewUrl: `${server.origin}/renew`,
    revokeUrl: `${server.origin}/revoke`,
  })
  const old = { token: 't', tokenSecret: 's' }
  const calls = [
    () => service.getAccessToken(old, { verifier: null }),
    () => service.renewAccessToken(old),
    () => service.revoke(old),
  ]
  for (const call of calls) await assert.rejects(call, refusal('connection-failed'))
  assert.equal(server.received.length, calls.length)
})

test('the query of an endpoint is signed and sent, and its fragment is not sent', async (t) => {
  const server = await serve(t, (_, response) => response.end(TEMPORARY))
  const requestTokenUrl = `${server.origin}/w/index.php?title=Special:OAuth/initiate#f`
  await serviceOf(server.origin, { requestTokenUrl: new URL(requestTokenUrl) }).getRequestToken({
    params: { a: 1 },
  })
  const [request] = server.received
  assert.equal(request!.target, '/w/index.php?title=Special:OAuth/initiate&a=1')
  assert.deepEqual(signedPairs(await verified(server, request!, CONSUMER)), [
    ['title', 'Special:OAuth/initiate'],
    ['a', '1'],
  ])
})

test('the headers of the service are sent to its endpoints too', async (t) => {
  const provider = await startProvider(t, {}, { headers: { 'User-Agent': 'mine/1' } })
  await provider.service.getRequestToken()
  assert.equal(header(provider.received[0]!, 'user-agent'), 'mine/1')
})

test('the confirmation of the callback is required, in any case of letters', async (t) => {
  const pair = 'oauth_token=t&oauth_token_secret=s'
  for (const confirmed of ['true', 'TRUE', 'True']) {
    const provider = await startProvider(t, {
      request: `${pair}&oauth_callback_confirmed=${confirmed}`,
    })
    assert.equal((await provider.service.getRequestToken()).callbackConfirmed, true)
  }
  for (const rest of [
    '',
    '&oauth_callback_confirmed=false',
    '&oauth_callback_confirmed=1',
    '&oauth_callback_confirmed=true&oauth_callback_confirmed=true',
  ]) {
    const strict = await startProvider(t, { request: pair + rest })
    await assert.rejects(
      strict.service.getRequestToken(),
      refusal('callback-unconfirmed', /^made did not/),
    )
    const waived = await startProvider(
      t,
      { request: pair + rest },
      { allowUnconfirmedCallback: true },
    )
    assert.equal((await waived.service.getRequestToken()).callbackConfirmed, false)
  }
})

test('a verifier is required, except if it is null and requireVerifier is false', async (t) => {
  const provider = await startProvider(t)
  const waived = await startProvider(t, {}, { allowUnconfirmedCallback: true })
  const requestToken = { token: 't', tokenSecret: 's' }
  for (const verifier of ['', null, undefined as unknown as string]) {
    await assert.rejects(
      provider.service.getAccessToken(requestToken, { verifier }),
      refusal('missing-verifier'),
    )
  }
  await assert.rejects(
    waived.service.getAccessToken(requestToken, { verifier: '' }),
    refusal('missing-verifier'),
  )
  await waived.service.getAccessToken(requestToken, { verifier: null })
  assert.equal(protocolHeader(waived.received[0]!).has('oauth_verifier'), false)
  assert.equal(provider.received.length, 0)
})

test('an incomplete request token is refused before a request is sent', async (t) => {
  const provider = await startProvider(t)
  for (const wrong of [{ token: '', tokenSecret: 's' }, { token: 't' }, { tokenSecret: 's' }]) {
    await assert.rejects(
      provider.service.getAccessToken(wrong as never, { verifier: 'v' }),
      refusal('missing-credential'),
    )
  }
  assert.equal(provider.received.length, 0)
})

test('the session has the token credentials and their fields, and nothing of the request token', async (t) => {
  const provider = await startProvider(t, {
    access: {
      status: 201,
      headers: { 'Content-Type': 'text/html' },
      body: `${ISSUED}&user_id=7&screen_name=a+b`,
    },
  })
  const session = await provider.service.getAuthSession(
    { token: 'temporary', tokenSecret: 'x' },
    { verifier: 'v' },
  )
  assert.deepEqual(session.credentials, {
    token: 'nnch734d00sl2jdk',
    tokenSecret: 'pfkkdhi9sl3r4s00',
    sessionHandle: null,
    expiresAt: null,
  })
  assert.deepEqual(session.fields, [
    ['user_id', '7'],
    ['screen_name', 'a b'],
  ])
})

test('credentials are accepted with any Content-Type, and with status 200 and 201', async (t) => {
  for (const type of [
    'application/x-www-form-urlencoded',
    'text/plain',
    'text/html; charset=utf-8',
    'application/json',
    '',
  ]) {
    for (const status of [200, 201]) {
      const provider = await startProvider(t, {
        request: { status, headers: type ? { 'Content-Type': type } : {}, body: TEMPORARY },
      })
      assert.equal((await provider.service.getRequestToken()).token, 'hh5s93j4hdidpola')
    }
  }
})

test('the error of a refusal has its status, and its problem from the header or the body', async (t) => {
  const challenge = {
    'WWW-Authenticate': [
      'Basic realm="a,b"',
      'OAuth realm="x, y", oauth_problem="nonce_used", oauth_problem_advice="Try%20again"',
    ],
  }
  for (const status of [400, 401, 403, 500]) {
    const byHeader = await startProvider(t, { request: { status, headers: challenge, body: '' } })
    await assert.rejects(byHeader.service.getRequestToken(), (error: ResponseError) => {
      assert.deepEqual(
        [error.status, error.problem, error.advice, error.hint],
        [status, 'nonce_used', 'Try again', 'Try again'],
      )
      return refusal(
        'credentials-refused',
        /the request token was refused with status \d+: nonce_used/,
      )(error)
    })
    const byBody = await startProvider(t, { access: { status, body: 'oauth_problem=token_used' } })
    await assert.rejects(
      byBody.service.getAccessToken({ token: 't', tokenSecret: 's' }, { verifier: 'v' }),
      (error: ResponseError) => {
        assert.deepEqual([error.status, error.problem], [status, 'token_used'])
        return refusal('credentials-refused', /the access token was refused/)(error)
      },
    )
  }
})

test('a reply over the size limit is an error', async (t) => {
  const provider = await startProvider(t, { request: 'x'.repeat(64 * 1024 + 1) })
  await assert.rejects(provider.service.getRequestToken(), refusal('reply-too-large'))
})

test('a reply that is not UTF-8 is refused', async (t) => {
  const provider = await startProvider(t, {
    request: { body: Buffer.from('oauth_token=\xe9&oauth_token_secret=s', 'latin1') },
  })
  await assert.rejects(
    provider.service.getRequestToken(),
    refusal('invalid-reply', /valid oauth_token /),
  )
})

test('a redirect by a credential endpoint is an error', async (t) => {
  const provider = await startProvider(t, {
    request: { status: 302, headers: { Location: '/access' }, body: '' },
  })
  await assert.rejects(
    provider.service.getRequestToken(),
    refusal('redirect-not-followed', /to \/access$/),
  )
  assert.equal(provider.received.length, 1)
})

test('each leg can be aborted, and throws the reason', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(200).write('oauth_token='))
  const service = serviceOf(server.origin)
  const reason = new Error('mine')
  await assert.rejects(service.getRequestToken({ signal: AbortSignal.abort(reason) }), reason)
  const legs = [
    (signal: AbortSignal) => service.getRequestToken({ signal }),
    (signal: AbortSignal) =>
      service.getAccessToken({ token: 't', tokenSecret: 's' }, { verifier: 'v', signal }),
  ]
  for (const leg of legs) {
    const controller = new AbortController()
    const result = leg(controller.signal)
    setTimeout(() => controller.abort(reason), 30)
    await assert.rejects(result, reason)
  }
})

test('the authorize URL has the parameters of the service, then those of the call', () => {
  const service = serviceOf('https://h', { authorizeParams: { scope: 'read', name: 'mine' } })
  assert.equal(
    service.getAuthorizeUrl({ token: 't' }, { expiration: 'never' }),
    'https://h/authorize?oauth_token=t&scope=read&name=mine&expiration=never',
  )
  assert.throws(
    () => service.getAuthorizeUrl({ token: 't' }, [['oauth_token', 'x']]),
    refusal('reserved-parameter'),
  )
})

test('a session without credentials signs with the consumer secret only', async (t) => {
  const server = await serve(t)
  await serviceOf(server.origin).getSession(null).get(server.origin)
  await verified(server, server.received[0]!, CONSUMER)
})

test('a service shows its name and base URL, and has a default name', () => {
  const service = new OAuth1Service({ ...CONSUMER, baseUrl: 'https://h/' })
  assert.deepEqual([service.name, service.baseUrl], ['the service', 'https://h/'])
})

test('no error and no object of a service shows a secret, even if the server repeats it', async (t) => {
  const secrets = {
    consumerSecret: 'planted-consumer/secret',
    tokenSecret: 'planted token+secret',
    verifier: 'planted-verifier',
  }
  const planted = Object.values(secrets)
  const issued = 'planted-issued-secret'
  const hidden = [...planted, issued]
  const server = await serve(t, ({ headers, body }, response) => {
    const said = `${JSON.stringify(headers)} ${String(body)} oauth_token_secret=${issued}`
    response
      .writeHead(401, {
        'WWW-Authenticate': `OAuth oauth_problem="x", oauth_problem_advice="${encodeURIComponent(said)}"`,
      })
      .end(said)
  })
  for (const signatureMethod of ['HMAC-SHA1', 'PLAINTEXT'] as const) {
    for (const transmission of ['header', 'body'] as const) {
      const service = serviceOf(server.origin, {
        consumerSecret: secrets.consumerSecret,
        signatureMethod,
        transmission,
      })
      assertHidden(service, planted)
      await assert.rejects(service.getRequestToken(), (error) => {
        assertHidden(error, hidden)
        return true
      })
      const requestToken = { token: 't', tokenSecret: secrets.tokenSecret }
      await assert.rejects(
        service.getAccessToken(requestToken, { verifier: secrets.verifier }),
        (error) => {
          assertHidden(error, hidden)
          return true
        },
      )
    }
  }
})
