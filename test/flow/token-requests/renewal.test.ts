// Renewal with the Session extension (draft 1, as at Yahoo and Xero) and as at E*TRADE, revocation,
// and xAuth.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { OAuth1Session, TokenCredentials } from '../../../src/client/index.ts'
import { OAuth1Service, type ServiceOptions } from '../../../src/flow/index.ts'
import {
  type Sandbox,
  type SandboxBehaviour,
  startSandbox,
} from '../../../devtools/src/sandbox/index.ts'
import { currentTimestamp } from '../../../src/signing/index.ts'
import { assertHidden, protocolHeader, refusal, verified } from '../../client/support.ts'
import { CONSUMER, ISSUED, startProvider } from '../support.ts'

interface Ending {
  readonly sandbox: Sandbox
  readonly service: OAuth1Service
  readonly session: OAuth1Session
  readonly renewed: TokenCredentials[]
  /** The paths and statuses since the login. */
  readonly log: string[]
  /** Moves the clock of the server forward by this number of seconds. */
  pass(seconds: number): void
}

/** A login at a sandbox whose tokens expire. */
async function logInAt(
  t: TestContext,
  behaviour: SandboxBehaviour,
  options: Partial<ServiceOptions> = {},
): Promise<Ending> {
  let late = 0
  const log: string[] = []
  const sandbox = await startSandbox({
    approval: 'automatic',
    behaviour,
    clock: () => currentTimestamp() + late,
    window: 100_000,
    onRequest: ({ path, status, problem }) =>
      log.push(`${path} ${status}${problem === null ? '' : ` ${problem}`}`),
  })
  t.after(() => sandbox.close())
  const renewed: TokenCredentials[] = []
  const { renewUrl: _renewUrl, ...urls } = sandbox
  const service = new OAuth1Service({
    ...urls,
    name: 'ending',
    onRenewed: (fresh) => void renewed.push(fresh),
    ...options,
  })
  const session = await service.login({
    log: () => {},
    openBrowser: async (url) => {
      await (await fetch(url)).text()
    },
  })
  log.length = 0
  return {
    sandbox,
    service,
    session,
    renewed,
    log,
    pass: (seconds) => {
      late += seconds
    },
  }
}

const branches = 'repositories/me/repo/branches'
const HANDLE: SandboxBehaviour = { renewal: 'handle', tokenLifetime: 3600 }

test('a session has the session handle and the expiry of its token', async (t) => {
  const before = Date.now()
  const { session } = await logInAt(t, HANDLE)
  const { sessionHandle, expiresAt } = session.credentials
  assert.match(sessionHandle!, /^[A-Za-z0-9]{32}$/)
  assert.ok(
    expiresAt! >= before + 3_600_000 && expiresAt! <= Date.now() + 3_600_000,
    'milliseconds since 1970',
  )
})

test('an expired token is renewed with its handle, and the call succeeds', async (t) => {
  const { session, renewed, log, pass } = await logInAt(t, HANDLE)
  const old = session.credentials
  pass(3601)
  assert.equal((await session.get(branches)).status, 200)
  assert.deepEqual(log, [
    '/1.0/repositories/me/repo/branches 401 token_expired',
    '/oauth/access_token 200',
    '/1.0/repositories/me/repo/branches 200',
  ])
  const fresh = session.credentials
  assert.deepEqual(renewed, [fresh])
  for (const name of ['token', 'tokenSecret', 'sessionHandle'] as const)
    assert.notEqual(fresh[name], old[name])
  assert.ok(fresh.expiresAt! > Date.now())
})

test('a token that is about to expire is renewed before the call', async (t) => {
  const { session, log } = await logInAt(t, { ...HANDLE, tokenLifetime: 10 })
  await session.get(branches)
  assert.deepEqual(log, ['/oauth/access_token 200', '/1.0/repositories/me/repo/branches 200'])
})

test('concurrent calls share one renewal', async (t) => {
  const { session, renewed, pass } = await logInAt(t, HANDLE)
  pass(3601)
  const answers = await Promise.all(Array.from({ length: 8 }, () => session.get(branches)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array.from({ length: 8 }, () => 200),
  )
  assert.equal(renewed.length, 1)
})

test('sessions of one service with the same token share one renewal', async (t) => {
  const { service, session, log, pass } = await logInAt(t, HANDLE)
  const stored = session.credentials
  const sessions = [1, 2, 3].map(() =>
    service.getSession({ ...stored, token: stored.token!, tokenSecret: stored.tokenSecret! }),
  )
  pass(3601)
  const answers = await Promise.all(sessions.map((one) => one.get(branches)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
  assert.equal(log.filter((line) => line.startsWith('/oauth/access_token')).length, 1)
})

test('stored credentials with a handle are renewed in a later process', async (t) => {
  const { session, service, renewed, pass } = await logInAt(t, HANDLE)
  const stored = JSON.parse(JSON.stringify(session.credentials)) as TokenCredentials
  pass(3601)
  assert.equal((await service.getSession(stored).get(branches)).status, 200)
  assert.equal(renewed.length, 1)
})

test('a renewal sends the old token and the handle, and returns new ones', async (t) => {
  const reply = `${ISSUED}&oauth_session_handle=new&oauth_expires_in=60&oauth_authorization_expires_in=9&user_id=7`
  const provider = await startProvider(t, { access: reply })
  const old = { token: 'old', tokenSecret: 'olds', sessionHandle: 'h+1', expiresAt: null }
  const { expiresAt, ...fresh } = await provider.service.renewAccessToken(old)
  assert.deepEqual(
    [fresh.token, fresh.tokenSecret, fresh.sessionHandle],
    ['nnch734d00sl2jdk', 'pfkkdhi9sl3r4s00', 'new'],
  )
  assert.ok(Math.abs(expiresAt! - Date.now() - 60_000) < 5_000)
  const [request] = provider.received
  const protocol = protocolHeader(request!)
  assert.deepEqual(
    [
      request!.method,
      request!.target,
      protocol.get('oauth_session_handle'),
      protocol.has('oauth_verifier'),
    ],
    ['POST', '/access', 'h+1', false],
  )
  await verified(provider, request!, { ...CONSUMER, token: 'old', tokenSecret: 'olds' })
})

test('without a new handle in the reply, the old handle is kept', async (t) => {
  const provider = await startProvider(t)
  const old = { token: 'old', tokenSecret: 'olds', sessionHandle: 'h', expiresAt: null }
  assert.equal((await provider.service.renewAccessToken(old)).sessionHandle, 'h')
})

test('an oauth_expires_in that is not a number of seconds is ignored', async (t) => {
  for (const given of ['', '0', '-1', '1.5', 'soon', '1&oauth_expires_in=2']) {
    const { service } = await startProvider(t, { access: `${ISSUED}&oauth_expires_in=${given}` })
    const { expiresAt } = await service.getAccessToken(
      { token: 't', tokenSecret: 's' },
      { verifier: 'v' },
    )
    assert.equal(expiresAt, null, given)
  }
})

test('a raw key has the new secret after a renewal', async (t) => {
  const provider = await startProvider(t, {}, { rawKey: true, signatureMethod: 'PLAINTEXT' })
  const old = { token: 'old', tokenSecret: 'old secret', sessionHandle: 'h', expiresAt: Date.now() }
  await provider.service.getSession(old).get(`${provider.origin}/request`)
  assert.deepEqual(
    provider.received.map((request) => [
      request.target,
      protocolHeader(request).get('oauth_signature'),
    ]),
    [
      ['/access', 'kd94hf93k423kf44&old secret'],
      ['/request', 'kd94hf93k423kf44&pfkkdhi9sl3r4s00'],
    ],
  )
})

test('after a renewal, the sandbox refuses the old token and the old handle', async (t) => {
  const { service, session } = await logInAt(t, HANDLE)
  const old = session.credentials
  await service.renewAccessToken(old)
  const alone = service.getSession({ token: old.token, tokenSecret: old.tokenSecret })
  assert.match(
    (await alone.get(branches)).headers.get('www-authenticate')!,
    /oauth_problem="token_expired"/,
  )
  await assert.rejects(
    service.renewAccessToken(old),
    refusal('credentials-refused', /token_rejected|signature_invalid/),
  )
})

test('without a session handle and a renewUrl, a renewal is unavailable', async (t) => {
  const provider = await startProvider(t)
  await assert.rejects(
    provider.service.renewAccessToken({ token: 't', tokenSecret: 's' }),
    refusal('renewal-unavailable'),
  )
  const { session, log, pass } = await logInAt(t, { tokenLifetime: 3600 })
  pass(3601)
  assert.equal((await session.get(branches)).status, 401)
  assert.equal(log.length, 1, 'the session did not try')
})

test('with renewKeepsToken, a renewal keeps the old token', async (t) => {
  // E*TRADE: a GET, and a reply that is a sentence.
  const same: SandboxBehaviour = {
    renewal: 'same-token',
    tokenLifetime: 7200,
    renewMethods: ['GET'],
    replyFields: {},
  }
  const { sandbox, service, session, log, pass } = await logInAt(t, same)
  const renewing = new OAuth1Service({
    ...sandbox,
    renewUrl: `${sandbox.url}/oauth/renew_access_token`,
    renewMethod: 'GET',
    renewKeepsToken: true,
  }).getSession({ ...session.credentials, expiresAt: null })
  pass(7201)
  assert.equal((await renewing.get(branches)).status, 200)
  assert.deepEqual(log.slice(1), [
    '/oauth/renew_access_token 200',
    '/1.0/repositories/me/repo/branches 200',
  ])
  assert.equal(renewing.credentials.token, session.token)
  assert.equal(
    (await service.getSession({ ...session.credentials, expiresAt: null }).get(branches)).status,
    200,
    'by the server',
  )
})

test('the error of a refused renewal has the reason and no handle', async (t) => {
  const { service, session } = await logInAt(t, HANDLE)
  const wrong = { ...session.credentials, sessionHandle: 'planted-handle' }
  await assert.rejects(service.renewAccessToken(wrong), (error) => {
    assertHidden(error, ['planted-handle', session.credentials.tokenSecret!])
    return refusal('credentials-refused', /the renewed token was refused/)(error)
  })
  const said = await startProvider(t, {
    access: { status: 401, body: 'bad handle planted-handle' },
  })
  await assert.rejects(said.service.renewAccessToken(wrong), (error) => {
    assertHidden(error, ['planted-handle'])
    return true
  })
})

test('a revoked token is refused, and cannot be renewed', async (t) => {
  const { service, session } = await logInAt(t, HANDLE)
  const { credentials } = session
  await service.revoke(credentials)
  await assert.rejects(
    service.renewAccessToken(credentials),
    refusal('credentials-refused', /token_revoked/),
  )
  const { status, headers } = await service
    .getSession({ token: credentials.token, tokenSecret: credentials.tokenSecret })
    .get(branches)
  assert.equal(status, 401)
  assert.match(headers.get('www-authenticate')!, /token_revoked/)
  await assert.rejects(
    service.revoke(credentials),
    refusal('credentials-refused', /the revocation was refused/),
  )
})

test('revoking needs a URL and a token', async (t) => {
  const { service, origin } = await startProvider(t)
  await assert.rejects(
    service.revoke({ token: 't', tokenSecret: 's' }),
    refusal('missing-endpoint'),
  )
  const revoking = new OAuth1Service({
    ...CONSUMER,
    revokeUrl: `${origin}/access`,
    renewUrl: `${origin}/access`,
  })
  for (const token of [null, '']) {
    await assert.rejects(
      revoking.revoke({ token, tokenSecret: 's' }),
      refusal('missing-credential'),
    )
    await assert.rejects(
      revoking.renewAccessToken({ token, tokenSecret: 's' }),
      refusal('renewal-unavailable'),
    )
  }
  assert.throws(
    () => new OAuth1Service({ ...CONSUMER, revokeUrl: 'http://h/' }),
    refusal('insecure-endpoint'),
  )
})

test('a password is exchanged for a token, in a signed form', async (t) => {
  // The fields of Twitter's documentation of xAuth.
  const provider = await startProvider(t)
  const { token } = await provider.service.getAccessTokenByPassword({
    username: 'me & you',
    password: 'p+ä=%',
  })
  assert.equal(token, 'nnch734d00sl2jdk')
  const [request] = provider.received
  assert.deepEqual([request!.method, request!.target], ['POST', '/access'])
  assert.deepEqual(
    [...new URLSearchParams(String(request!.body))],
    [
      ['x_auth_username', 'me & you'],
      ['x_auth_password', 'p+ä=%'],
      ['x_auth_mode', 'client_auth'],
    ],
  )
  const trace = await verified(provider, request!, CONSUMER)
  assert.match(trace.normalizedParameters, /x_auth_password=p%2B%C3%A4%3D%25/)
  assert.ok(!protocolHeader(request!).has('oauth_token'))
})

test('the sandbox accepts the right password, and the error of a wrong one does not contain it', async (t) => {
  const { sandbox } = await logInAt(t, { passwords: { me: 'planted-right' } })
  const service = new OAuth1Service(sandbox)
  const session = service.getSession(
    await service.getAccessTokenByPassword({ username: 'me', password: 'planted-right' }),
  )
  assert.equal((await session.get(branches)).status, 200)
  for (const [username, password] of [
    ['me', 'planted-wrong'],
    ['nobody', 'planted-wrong'],
    ['nobody', ''],
  ] as const) {
    await assert.rejects(service.getAccessTokenByPassword({ username, password }), (error) => {
      assertHidden(error, ['planted-wrong', 'planted-right'])
      return refusal('credentials-refused', /permission_denied/)(error)
    })
  }
  const told = await startProvider(t, { access: { status: 401, body: 'no: planted-wrong' } })
  await assert.rejects(
    told.service.getAccessTokenByPassword({ username: 'me', password: 'planted-wrong' }),
    (error) => {
      assertHidden(error, ['planted-wrong'])
      return true
    },
  )
})

test('aroundRenewal runs once for all sessions of a service', async (t) => {
  const steps: string[] = []
  const signals: AbortSignal[] = []
  const { service, session, renewed, log, pass } = await logInAt(t, HANDLE, {
    async aroundRenewal(old, renew, signal) {
      signals.push(signal)
      steps.push(`locked for ${String(old.token === stored.token)}`)
      const fresh = await renew()
      steps.push(
        `given back with ${log.filter((line) => line.startsWith('/oauth/')).length} renewed`,
      )
      return fresh
    },
  })
  const stored = session.credentials
  const sessions = [1, 2, 3].map(() => service.getSession(stored))
  pass(3601)
  const answers = await Promise.all(sessions.map((one) => one.get(branches)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
  assert.deepEqual(steps, ['locked for true', 'given back with 1 renewed'])
  assert.deepEqual([signals.length, signals[0]!.aborted, renewed.length], [1, false, 3])
})

test('credentials that another process has stored replace a renewal', async (t) => {
  const { sandbox, service, session, log, pass } = await logInAt(t, HANDLE)
  const stored = session.credentials
  pass(3601)
  const fresh = await service.renewAccessToken(stored)
  log.length = 0
  const waiting = new OAuth1Service({ ...sandbox, aroundRenewal: async () => fresh }).getSession(
    stored,
  )
  assert.equal((await waiting.get(branches)).status, 200)
  assert.equal(waiting.token, fresh.token)
  assert.equal(log.filter((line) => line.startsWith('/oauth/')).length, 0)
})

test('after an error of aroundRenewal, the next call tries again', async (t) => {
  let tries = 0
  const { session, pass } = await logInAt(t, HANDLE, {
    aroundRenewal(_old, renew) {
      if (++tries === 1) throw new Error('locked')
      return renew()
    },
  })
  pass(3601)
  await assert.rejects(session.get(branches), /locked/)
  assert.equal((await session.get(branches)).status, 200)
})

test('a raw key has the secret that another process has stored', async (t) => {
  const fresh = {
    token: 'fresh',
    tokenSecret: 'fresh secret',
    sessionHandle: null,
    expiresAt: null,
  }
  const provider = await startProvider(
    t,
    { request: { status: 401, body: 'no' } },
    {
      rawKey: true,
      signatureMethod: 'PLAINTEXT',
      reloadCredentials: () => fresh,
    },
  )
  await provider.service
    .getSession({ token: 'old', tokenSecret: 'old secret' })
    .get(`${provider.origin}/request`)
  assert.deepEqual(
    provider.received.map((request) => protocolHeader(request).get('oauth_signature')),
    ['kd94hf93k423kf44&old secret', 'kd94hf93k423kf44&fresh secret'],
  )
})

test('reloadCredentials is not called for a refusal by a credential endpoint', async (t) => {
  const refused = { status: 401, body: 'no' }
  const provider = await startProvider(
    t,
    { request: refused, access: refused },
    {
      reloadCredentials: () => assert.fail('they were read'),
    },
  )
  const { service, origin } = provider
  const old = { token: 'old', tokenSecret: 'olds', sessionHandle: 'h' }
  await assert.rejects(service.getRequestToken(), refusal('credentials-refused'))
  await assert.rejects(
    service.getAccessToken(old, { verifier: 'v' }),
    refusal('credentials-refused'),
  )
  await assert.rejects(service.renewAccessToken(old), refusal('credentials-refused'))
  const revoking = new OAuth1Service({
    ...CONSUMER,
    revokeUrl: `${origin}/access`,
    reloadCredentials: () => assert.fail('they were read'),
  })
  await assert.rejects(
    revoking.revoke({ token: 'old', tokenSecret: 'olds' }),
    refusal('credentials-refused'),
  )
  assert.equal(provider.received.length, 4)
})
