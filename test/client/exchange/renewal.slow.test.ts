import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  OAuth1Session,
  type RequestAttempt,
  type SessionOptions,
  type TokenCredentials,
} from '../../../src/client/index.ts'
import {
  KEYS,
  protocolHeader,
  type RawServer,
  type Received,
  refusal,
  serve,
  verified,
} from '../support.ts'

const { consumerKey, consumerSecret } = KEYS
const HANDLE = 'planted-handle'

/** A server that takes one token at a time; each renewal ends the one before. */
async function expiring(
  t: Parameters<typeof serve>[0],
  problem = 'token_expired',
  status = 401,
): Promise<RawServer & { good: string }> {
  const provider = { good: 't1' }
  const server = await serve(t, (request, response) => {
    if (tokenOf(request) === provider.good) response.end('ok')
    else
      response
        .writeHead(status, { 'WWW-Authenticate': `OAuth oauth_problem="${problem}"` })
        .end('expired')
  })
  return Object.assign(provider, server)
}

const tokenOf = (request: Received): string | undefined =>
  protocolHeader(request).get('oauth_token')

const credentials = (number: number, expiresAt: number | null = null): TokenCredentials => ({
  token: `t${number}`,
  tokenSecret: `secret${number}`,
  sessionHandle: HANDLE,
  expiresAt,
})

const sessionWith = (options: Partial<SessionOptions>): [OAuth1Session, RequestAttempt[]] => {
  const attempts: RequestAttempt[] = []
  const session = new OAuth1Session({
    consumerKey,
    consumerSecret,
    ...credentials(0),
    onAttempt: (attempt) => attempts.push(attempt),
    ...options,
  })
  return [session, attempts]
}

/** A promise, and what settles it. */
function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

test('a token that is about to end is renewed first, once for all who wait', async (t) => {
  const server = await expiring(t)
  const seen: unknown[] = []
  const stored: unknown[] = []
  const [session, attempts] = sessionWith({
    expiresAt: Date.now() + 29_000,
    renew: async (stale) => {
      seen.push(stale)
      await tick()
      return credentials(1, Date.now() + 3_600_000)
    },
    onRenewed: async (fresh) => {
      await tick()
      stored.push(fresh)
    },
  })
  const responses = await Promise.all(
    Array.from({ length: 10 }, () => session.post(server.origin, { json: {} })),
  )
  assert.deepEqual(
    responses.map(({ status }) => status),
    Array(10).fill(200),
  )
  assert.deepEqual(
    seen.map((stale) => (stale as TokenCredentials).token),
    ['t0'],
  )
  assert.deepEqual(stored, [session.credentials])
  assert.deepEqual([session.token, session.credentials.tokenSecret], ['t1', 'secret1'])
  assert.ok(attempts.every(({ number, reason }) => number === 1 && reason === 'first'))
  for (const request of server.received)
    await verified(server, request, {
      consumerKey,
      consumerSecret,
      ...credentials(1),
    } as SessionOptions)
})

test('onRenewed gets the new credentials and the ones that they replace', async (t) => {
  const server = await serve(t)
  const stored: unknown[] = []
  const session = new OAuth1Session({
    ...KEYS,
    expiresAt: 1,
    renew: async () => ({ token: 'new', tokenSecret: 'new', sessionHandle: null, expiresAt: null }),
    onRenewed: (fresh, old) => void stored.push(fresh.token, old.token),
  })
  await session.get(server.origin)
  assert.deepEqual(stored, ['new', KEYS.token])
})

test('a token that has time is not renewed, nor one without an end, nor without renew', async (t) => {
  const server = await serve(t)
  const renew = (): Promise<TokenCredentials> => assert.fail('it was renewed')
  await sessionWith({ renew, expiresAt: Date.now() + 40_000 })[0].get(server.origin)
  await sessionWith({ renew, expiresAt: null })[0].get(server.origin)
  await sessionWith({ expiresAt: 1 })[0].get(server.origin)
  await sessionWith({ renew, expiresAt: 1, token: null, tokenSecret: null })[0].get(server.origin)
  assert.equal(server.received.length, 4)
})

test('a server that says the token has ended is believed once, in either spelling', async (t) => {
  for (const problem of ['token_expired', 'access_token_expired']) {
    for (const status of [400, 401]) {
      const server = await expiring(t, problem, status)
      const [session, attempts] = sessionWith({ renew: () => Promise.resolve(credentials(1)) })
      const response = await session.post(server.origin, { form: { a: 1 } })
      assert.equal(await response.text(), 'ok')
      assert.deepEqual(
        attempts.map(({ reason }) => reason),
        ['first', 'renewed'],
      )
      assert.deepEqual(server.received.map(tokenOf), ['t0', 't1'])
      assert.deepEqual(
        server.received.map(({ body }) => String(body)),
        ['a=1', 'a=1'],
      )
    }
  }
})

test('many calls that hear so together renew once', async (t) => {
  const server = await expiring(t)
  let renewals = 0
  const [session] = sessionWith({
    renew: async () => {
      await tick()
      return credentials(++renewals)
    },
  })
  const responses = await Promise.all(Array.from({ length: 8 }, () => session.get(server.origin)))
  assert.deepEqual(
    responses.map(({ status }) => status),
    Array(8).fill(200),
  )
  assert.equal(renewals, 1)
})

test('a call whose old token is refused after others renewed takes the new one', async (t) => {
  const held = latch()
  const server = await serve(t, async (request, response) => {
    if (tokenOf(request) === 't1') return response.end('ok')
    if (request.target === '/slow') await held.opened
    return response.writeHead(401).end('oauth_problem=token_expired')
  })
  let renewals = 0
  const [session] = sessionWith({ renew: () => Promise.resolve(credentials(++renewals)) })
  const slow = session.get(`${server.origin}/slow`)
  assert.equal((await session.get(server.origin)).status, 200)
  held.open()
  assert.equal((await slow).status, 200)
  assert.equal(renewals, 1)
})

test('calls go on only when the new credentials are stored', async (t) => {
  const server = await expiring(t)
  const stored = latch()
  const [session] = sessionWith({
    expiresAt: 1,
    renew: () => Promise.resolve(credentials(1)),
    onRenewed: () => stored.opened,
  })
  const calls = [session.get(server.origin), session.get(server.origin)]
  await tick()
  assert.equal(server.received.length, 0)
  stored.open()
  for (const call of calls) assert.equal((await call).status, 200)
})

test('a renewal that fails rejects all who wait, and the next call tries again', async (t) => {
  const server = await expiring(t)
  let renewals = 0
  const [session] = sessionWith({
    expiresAt: 1,
    renew: async () => {
      await tick()
      if (++renewals === 1) throw new Error('no way')
      return credentials(1)
    },
  })
  const calls = await Promise.allSettled([session.get(server.origin), session.fetch(server.origin)])
  assert.deepEqual(
    calls.map((call) => call.status === 'rejected' && String(call.reason)),
    Array(2).fill('Error: no way'),
  )
  assert.deepEqual([renewals, server.received.length, session.token], [1, 0, 't0'])
  assert.equal((await session.get(server.origin)).status, 200)
})

test('a store that fails rejects all who wait; the session has the new credentials, which are the good ones', async (t) => {
  const server = await expiring(t)
  const [session] = sessionWith({
    expiresAt: 1,
    renew: () => Promise.resolve(credentials(1)),
    onRenewed: () => {
      throw new Error('disk full')
    },
  })
  await assert.rejects(session.get(server.origin), /disk full/)
  assert.equal(session.token, 't1')
  assert.equal((await session.get(server.origin)).status, 200)
})

test('a caller who leaves does not end the renewal of the others', async (t) => {
  const server = await expiring(t)
  const held = latch()
  let renewals = 0
  const [session] = sessionWith({
    expiresAt: 1,
    renew: async () => {
      await held.opened
      return credentials(++renewals)
    },
  })
  const controller = new AbortController()
  const leaving = session.get(server.origin, { signal: controller.signal })
  const staying = session.get(server.origin)
  await tick()
  controller.abort(new Error('mine'))
  await assert.rejects(leaving, /mine/)
  await assert.rejects(session.get(server.origin, { timeout: 20 }), refusal('timeout'))
  held.open()
  assert.equal((await staying).status, 200)
  assert.equal(renewals, 1)
})

test('a renewal that fails after all its calls were aborted has no effect', async (t) => {
  const server = await expiring(t)
  const held = latch()
  const [session] = sessionWith({
    expiresAt: 1,
    renew: () => held.opened.then(() => Promise.reject(new Error('no way'))),
  })
  await assert.rejects(session.get(server.origin, { timeout: 20 }), refusal('timeout'))
  held.open()
  await tick()
})

test('a token that is refused again after it was renewed comes back as a refusal', async (t) => {
  const server = await expiring(t)
  let renewals = 1
  const [session] = sessionWith({ renew: () => Promise.resolve(credentials(++renewals)) })
  const response = await session.get(server.origin)
  assert.deepEqual([response.status, await response.text(), renewals], [401, 'expired', 2])
})

test('a stream cannot be sent again: its refusal comes back, and the next call renews first', async (t) => {
  const server = await expiring(t)
  let renewals = 0
  const [session] = sessionWith({ renew: () => Promise.resolve(credentials(++renewals)) })
  const response = await session.put(server.origin, {
    body: new Blob(['x']).stream(),
    duplex: 'half',
  })
  assert.deepEqual([response.status, await response.text(), renewals], [401, 'expired', 0])
  const second = await session.put(server.origin, {
    body: new Blob(['x']).stream(),
    duplex: 'half',
  })
  assert.deepEqual([second.status, renewals, server.received.length], [200, 1, 2])
})

test('without renew a refusal is an answer, and so is one of a credential endpoint', async (t) => {
  const server = await expiring(t)
  assert.equal((await sessionWith({})[0].get(server.origin)).status, 401)
  const [session] = sessionWith({ expiresAt: 1, renew: () => assert.fail('it was renewed') })
  const renewing = session.post(server.origin, {
    protocol: { extra: [['oauth_session_handle', HANDLE]] },
  })
  assert.equal((await renewing).status, 401)
})

test('what renew brings has a token and a secret, or is refused and changes nothing', async (t) => {
  const server = await serve(t)
  for (const brought of [undefined, null, {}, { token: '', tokenSecret: 'x' }, { token: 't' }]) {
    const [session] = sessionWith({
      expiresAt: 1,
      renew: () => Promise.resolve(brought as unknown as TokenCredentials),
    })
    await assert.rejects(session.get(server.origin), refusal('invalid-credentials', /"renew"/))
    assert.equal(session.token, 't0')
  }
  assert.equal(server.received.length, 0)
})

test('a token that keeps its name gets a new end', async (t) => {
  const server = await expiring(t)
  server.good = 't0'
  const end = Date.now() + 3_600_000
  const [session] = sessionWith({ expiresAt: 1, renew: () => Promise.resolve(credentials(0, end)) })
  await session.get(server.origin)
  assert.deepEqual(session.credentials, credentials(0, end))
})

test('the present credentials are those of the options, until they are renewed', () => {
  const [session] = sessionWith({ expiresAt: 7 })
  assert.deepEqual(session.credentials, credentials(0, 7))
  const { token, tokenSecret } = KEYS
  assert.deepEqual(new OAuth1Session(KEYS).credentials, {
    token,
    tokenSecret,
    sessionHandle: null,
    expiresAt: null,
  })
})

test('a renewal that never ends has three quarters of the timeout of the session, and the next call tries again', async (t) => {
  const server = await expiring(t)
  let renewals = 0
  const signals: AbortSignal[] = []
  const [session] = sessionWith({
    expiresAt: 1,
    timeout: 2000,
    renew: (_, signal) => {
      signals.push(signal)
      return ++renewals === 1 ? new Promise(() => {}) : Promise.resolve(credentials(1))
    },
  })
  const calls = await Promise.allSettled([
    session.get(server.origin),
    session.fetch(server.origin),
    session.get(server.origin, { timeout: null }),
  ])
  for (const call of calls) {
    assert.equal(call.status, 'rejected')
    refusal('timeout', /^the renewal of the token did not end within 1500 ms$/)(call.reason)
  }
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true],
  )
  assert.equal((await session.get(server.origin)).status, 200)
  assert.deepEqual([renewals, server.received.map(tokenOf)], [2, ['t1']])
  assert.equal(signals[1]!.aborted, false)
})

test('a caller with less time than a renewal is told of the renewal, and one who aborts of the reason', async (t) => {
  const server = await expiring(t)
  const [session] = sessionWith({ expiresAt: 1, timeout: null, renew: () => new Promise(() => {}) })
  await assert.rejects(
    session.get(server.origin, { timeout: 20 }),
    refusal('timeout', /renewal .* within 20 ms$/),
  )
  const signal = AbortSignal.timeout(20)
  const [aborted, requested] = [
    session.get(server.origin, { signal }),
    session.fetch(new Request(server.origin, { signal })),
  ]
  assert.equal(await aborted.catch((error: unknown) => error), signal.reason)
  assert.ok((await requested.catch((error: unknown) => error)) instanceof DOMException)
})

test('a renewal upon a refusal has a deadline too, and what it brings later is taken', async (t) => {
  const server = await expiring(t)
  const held = latch()
  const stored: TokenCredentials[] = []
  const [session] = sessionWith({
    timeout: 2000,
    renew: () => held.opened.then(() => credentials(1)),
    onRenewed: (fresh) => {
      stored.push(fresh)
    },
  })
  await assert.rejects(session.get(server.origin), refusal('timeout', /renewal/))
  held.open()
  await tick()
  assert.deepEqual([session.token, stored.length], ['t1', 1])
  assert.equal((await session.get(server.origin)).status, 200)
})

test('what an old renewal brings after a newer one is left', async (t) => {
  const server = await expiring(t)
  const held = latch()
  let renewals = 0
  const [session] = sessionWith({
    expiresAt: 1,
    timeout: 2000,
    renew: () =>
      ++renewals === 1 ? held.opened.then(() => credentials(9)) : Promise.resolve(credentials(1)),
    onRenewed: ({ token }) => assert.equal(token, 't1'),
  })
  await assert.rejects(session.get(server.origin), refusal('timeout', /renewal/))
  assert.equal((await session.get(server.origin)).status, 200)
  held.open()
  await tick()
  assert.equal(session.token, 't1')
})

test('a token that is still good is used where its renewal fails, until it has ended', async (t) => {
  const server = await serve(t)
  let renewals = 0
  const expiresAt = Date.now() + 20_000
  const [session] = sessionWith({
    expiresAt,
    renew: async () => {
      await tick()
      throw new Error(`no way ${++renewals}`)
    },
  })
  await Promise.all([session.get(server.origin), session.fetch(server.origin)])
  assert.deepEqual([renewals, server.received.map(tokenOf)], [1, ['t0', 't0']])
  t.mock.method(Date, 'now', () => expiresAt + 1)
  await assert.rejects(session.get(server.origin), /no way 2/)
  assert.equal(server.received.length, 2)
})

test('a token that its server reports as expired is not used again, even before its expiry', async (t) => {
  const server = await expiring(t)
  const [session] = sessionWith({
    expiresAt: Date.now() + 20_000,
    renew: () => Promise.reject(new Error('no way')),
  })
  await assert.rejects(session.get(server.origin), /no way/)
  assert.equal(server.received.length, 1)
  await session.put(server.origin, { body: new Blob(['x']).stream(), duplex: 'half' })
  await assert.rejects(session.get(server.origin), /no way/)
  assert.equal(server.received.length, 2)
})

test('a store that fails is heard of, also where the old token was still good', async (t) => {
  const server = await expiring(t)
  const [session] = sessionWith({
    expiresAt: Date.now() + 20_000,
    renew: () => Promise.resolve(credentials(1)),
    onRenewed: () => {
      throw new Error('disk full')
    },
  })
  await assert.rejects(session.get(server.origin), /disk full/)
})

/** A server that answers one token, and refuses all others with these headers. */
const refusing = (
  t: Parameters<typeof serve>[0],
  good: string,
  headers: Record<string, string> = {},
  status = 401,
): Promise<RawServer> =>
  serve(t, (request, response) => {
    if (tokenOf(request) === good) response.end('ok')
    else response.writeHead(status, headers).end('refused')
  })

const PROBLEM = { 'WWW-Authenticate': 'OAuth oauth_problem="token_rejected"' }

test('a call whose token another process has replaced is sent once more, with the new one', async (t) => {
  for (const [status, headers] of [
    [401, {}],
    [401, PROBLEM],
    [400, PROBLEM],
  ] as const) {
    const server = await refusing(t, 't1', headers, status)
    const seen: unknown[] = []
    const [session, attempts] = sessionWith({
      reloadCredentials: (stale) => (seen.push(stale), credentials(1, 7)),
      onRenewed: () => assert.fail('they are stored already'),
    })
    const old = session.credentials
    assert.equal(await (await session.get(server.origin)).text(), 'ok')
    assert.deepEqual([seen, session.credentials], [[old], credentials(1, 7)])
    assert.deepEqual(
      [server.received.map(tokenOf), attempts.map(({ reason }) => reason)],
      [
        ['t0', 't1'],
        ['first', 'renewed'],
      ],
    )
  }
})

test('what may have been done is sent once more only where the refusal says that it was not', async (t) => {
  const said = await refusing(t, 't1', PROBLEM)
  const [told] = sessionWith({ reloadCredentials: async () => credentials(1) })
  assert.equal((await told.post(said.origin, { form: { a: 1 } })).status, 200)
  assert.deepEqual(
    said.received.map(({ body }) => String(body)),
    ['a=1', 'a=1'],
  )

  for (const headers of [{}, { 'WWW-Authenticate': 'OAuth oauth_problem="nonce_used"' }]) {
    const unsaid = await refusing(t, 't1', headers)
    const [session] = sessionWith({ reloadCredentials: async () => credentials(1) })
    const response = await session.post(unsaid.origin, { form: { a: 1 } })
    assert.deepEqual([response.status, await response.text()], [401, 'refused'])
    assert.equal(
      (await session.post(unsaid.origin, { form: { a: 1 } })).status,
      200,
      'the next call has the new token',
    )
    assert.equal(unsaid.received.length, 2)
  }
})

test('a refusal of the token that is stored is handed over, and so is a second one', async (t) => {
  const server = await refusing(t, 't9', PROBLEM)
  const { token, tokenSecret } = credentials(0)
  for (const stored of [
    null,
    credentials(0),
    { token, tokenSecret, sessionHandle: 'other', expiresAt: 7 },
  ]) {
    const [session, attempts] = sessionWith({ reloadCredentials: () => stored })
    assert.equal(await (await session.get(server.origin)).text(), 'refused')
    assert.equal(attempts.length, 1)
  }
  const [session, attempts] = sessionWith({ reloadCredentials: () => credentials(1) })
  assert.equal(await (await session.get(server.origin)).text(), 'refused')
  assert.equal(attempts.length, 2)
})

test('nothing is read anew for an answer that refuses no token, and for a credential endpoint', async (t) => {
  const reloadCredentials = (): never => assert.fail('they were read')
  for (const status of [200, 400, 403, 404, 500]) {
    const server = await refusing(t, 't1', {}, status)
    assert.equal((await sessionWith({ reloadCredentials })[0].get(server.origin)).status, status)
  }
  const server = await refusing(t, 't1', PROBLEM)
  const [session] = sessionWith({ reloadCredentials })
  const renewing = session.post(server.origin, {
    protocol: { extra: [['oauth_session_handle', HANDLE]] },
  })
  assert.equal((await renewing).status, 401)
  assert.equal(
    (await sessionWith({ reloadCredentials, token: null, tokenSecret: null })[0].get(server.origin))
      .status,
    401,
  )
})

test('many calls that are refused together read the credentials once', async (t) => {
  const server = await refusing(t, 't1')
  let reads = 0
  const [session] = sessionWith({
    reloadCredentials: async () => {
      reads += 1
      while (server.received.length < 8) await tick()
      return credentials(1)
    },
  })
  const responses = await Promise.all(Array.from({ length: 8 }, () => session.get(server.origin)))
  assert.deepEqual([responses.map(({ status }) => status), reads], [Array(8).fill(200), 1])
})

test('a call that is refused while a renewal is under way waits for that', async (t) => {
  const [begun, held] = [latch(), latch()]
  const server = await serve(t, async (request, response) => {
    if (tokenOf(request) === 't1') return response.end('ok')
    if (request.target === '/expired')
      return response
        .writeHead(401, { 'WWW-Authenticate': 'OAuth oauth_problem="token_expired"' })
        .end()
    await begun.opened
    return response.writeHead(401).end()
  })
  const [session] = sessionWith({
    renew: () => {
      begun.open()
      return held.opened.then(() => credentials(1))
    },
    reloadCredentials: () => assert.fail('they were read'),
  })
  const calls = [session.get(`${server.origin}/refused`), session.get(`${server.origin}/expired`)]
  await begun.opened
  await tick()
  held.open()
  for (const call of calls) assert.equal((await call).status, 200)
})

test('a stream whose token was replaced cannot be sent again, and the next call has the new one', async (t) => {
  const server = await refusing(t, 't1', PROBLEM)
  const [session] = sessionWith({ reloadCredentials: () => credentials(1) })
  const put = async (): Promise<number> =>
    (await session.put(server.origin, { body: new Blob(['x']).stream(), duplex: 'half' })).status
  assert.deepEqual([await put(), await put(), server.received.length], [401, 200, 2])
})

test('reading anew that fails, brings no credentials or never ends is the error of the call', async (t) => {
  const server = await refusing(t, 't1')
  const call = (
    reloadCredentials: SessionOptions['reloadCredentials'],
    timeout = 60_000,
  ): Promise<Response> =>
    sessionWith({ timeout, ...(reloadCredentials && { reloadCredentials }) })[0].get(server.origin)
  await assert.rejects(
    call(() => Promise.reject(new Error('no disk'))),
    /no disk/,
  )
  await assert.rejects(
    call(() => {
      throw new Error('no disk')
    }),
    /no disk/,
  )
  const half = { token: 't' } as unknown as TokenCredentials
  await assert.rejects(
    call(() => half),
    refusal('invalid-credentials', /"reloadCredentials"/),
  )
  await assert.rejects(
    call(() => new Promise(() => {}), 1000),
    refusal('timeout', /renewal .* within \d+ ms/),
  )
})
