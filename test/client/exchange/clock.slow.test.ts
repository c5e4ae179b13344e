import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import {
  OAuth1Session,
  type RequestAttempt,
  type SessionOptions,
} from '../../../src/client/index.ts'
import { Clock, isTrustedForTime, readServerTime } from '../../../src/client/exchange/clock.ts'
import {
  KEYS,
  now,
  protocolHeader,
  type RawServer,
  serve,
  serveAhead,
  timestampOf,
  verified,
} from '../support.ts'

interface Refusal {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A server whose clock is `ahead` seconds from ours. It refuses timestamps that are more than 300 seconds from its own. */
async function skewed(
  t: TestContext,
  ahead: number,
  refuse: (time: number) => Refusal,
): Promise<RawServer> {
  return serve(t, (request, response) => {
    const time = now() + ahead
    if (Math.abs(timestampOf(request) - time) <= 300) response.end('ok')
    else {
      const { status = 401, headers = {}, body = '' } = refuse(time)
      response.sendDate = false
      response.writeHead(status, headers).end(body)
    }
  })
}

const dated = (time: number): string => new Date(time * 1000).toUTCString()
const PROBLEM = 'oauth_problem=timestamp_refused'
const CHALLENGE = 'OAuth realm="x", oauth_problem="timestamp_refused"'

const watched = (options: Partial<SessionOptions> = {}): [OAuth1Session, RequestAttempt[]] => {
  const attempts: RequestAttempt[] = []
  return [
    new OAuth1Session({ ...KEYS, ...options, onAttempt: (attempt) => attempts.push(attempt) }),
    attempts,
  ]
}

test('a timestamp that is refused is corrected once, for each way in which the server tells its time', async (t) => {
  const ways: ((time: number) => Refusal)[] = [
    (time) => ({ headers: { 'WWW-Authenticate': CHALLENGE, Date: dated(time) } }),
    (time) => ({ headers: { Date: dated(time) }, body: PROBLEM }),
    (time) => ({ status: 400, headers: { Date: dated(time) }, body: PROBLEM }),
    (time) => ({
      status: 400,
      body: `${PROBLEM}&oauth_acceptable_timestamps=${time - 300}-${time + 300}`,
    }),
    (time) => ({
      headers: {
        'WWW-Authenticate': `${CHALLENGE}, oauth_acceptable_timestamps="${time - 300}-${time + 300}"`,
      },
    }),
  ]
  for (const [way, refuse] of ways.entries()) {
    for (const ahead of [-86_000, 4000]) {
      const server = await skewed(t, ahead, refuse)
      const [session, attempts] = watched()
      const response = await session.post(server.origin, { form: { a: 1 } })
      assert.deepEqual([response.status, await response.text()], [200, 'ok'], `way ${way}`)
      assert.deepEqual(
        attempts.map(({ reason }) => reason),
        ['first', 'clock'],
      )
      const [first, second] = server.received
      assert.notEqual(
        protocolHeader(first!).get('oauth_nonce'),
        protocolHeader(second!).get('oauth_nonce'),
      )
      assert.ok(Math.abs(attempts[1]!.clockOffset - ahead) <= 2, `${attempts[1]!.clockOffset}`)
      assert.deepEqual([attempts[0]!.clockOffset, timestampOf(second!)], [0, traced(attempts[1]!)])
      await verified(server, second!, KEYS, () => now() + ahead)
    }
  }
})

const traced = ({ trace }: RequestAttempt): number =>
  Number(trace.parameters.find(({ name }) => name === 'oauth_timestamp')?.value)

test('what was learned is remembered, for its origin alone', async (t) => {
  const refuse = (time: number): Refusal => ({
    headers: { Date: dated(time), 'WWW-Authenticate': CHALLENGE },
  })
  const [server, other] = [await skewed(t, 5000, refuse), await skewed(t, 0, refuse)]
  const [session, attempts] = watched()
  await session.get(server.origin)
  await Promise.all([session.get(server.origin), session.get(`${server.origin}/x`)])
  await session.get(other.origin)
  assert.deepEqual(
    attempts.map(({ reason }) => reason),
    ['first', 'clock', 'first', 'first', 'first'],
  )
  assert.equal(other.received.length, 1)
  assert.ok(Math.abs(timestampOf(other.received[0]!) - now()) <= 2)
})

test('it is forgotten when the clock of this machine jumps, and learned anew', async (t) => {
  const refuse = (time: number): Refusal => ({
    headers: { Date: dated(time), 'WWW-Authenticate': CHALLENGE },
  })
  let ahead = 5000
  const server = await serve(t, (request, response) => {
    const time = Math.floor(REAL_NOW() / 1000) + ahead
    if (Math.abs(timestampOf(request) - time) <= 300) response.end()
    else response.writeHead(401, refuse(time).headers).end()
  })
  const REAL_NOW = Date.now
  const [session, attempts] = watched()
  await session.get(server.origin)
  // The local clock is set forward by more than the hour that it was behind.
  t.mock.method(Date, 'now', () => REAL_NOW() + 5_000_000)
  await session.get(server.origin)
  assert.deepEqual(
    attempts.map(({ reason, clockOffset }) => [reason, Math.round(clockOffset / 10)]),
    [
      ['first', 0],
      ['clock', 500],
      ['first', 0],
    ],
  )
  ahead = 0
  await session.get(server.origin)
  assert.deepEqual(
    attempts.slice(3).map(({ reason, clockOffset }) => [reason, Math.round(clockOffset / 10)]),
    [
      ['first', 0],
      ['clock', -500],
    ],
  )
})

test('sessions that share a clock learn from each other', async (t) => {
  const server = await serveAhead(t, 5000, 'ok')
  const clock = new Clock()
  for (const path of ['/1', '/2']) {
    assert.equal(
      (await new OAuth1Session({ ...KEYS, clock }).get(server.origin + path)).status,
      200,
    )
  }
  assert.equal(server.refused(), 1)
})

test('a small step of the clock, as time servers make them, changes nothing', (t) => {
  const clock = new Clock()
  clock.confirm('https://h/', 100)
  const real = Date.now
  t.mock.method(Date, 'now', () => real() + 1000)
  assert.equal(clock.offset('https://h/x?y'), 100)
  assert.equal(clock.offset('https://h:8443/'), 0)
})

test('the refusal comes back to be read where the clock is not to be corrected', async (t) => {
  const body = `${PROBLEM}&x=${'y'.repeat(100_000)}`
  const refuse = (time: number): Refusal => ({ headers: { Date: dated(time) }, body })
  const server = await skewed(t, 5000, refuse)
  const still: Partial<SessionOptions>[] = [
    { correctClock: false },
    { timestamp: () => now() },
    { timestamp: String(now()) },
    { correctClock: true, timestamp: now() },
  ]
  for (const options of still) {
    const [session, attempts] = watched(options)
    const response = await session.get(server.origin)
    assert.deepEqual([response.status, await response.text(), attempts.length], [401, body, 1])
  }
})

test('a server that goes on refusing is asked twice, and its second answer is handed back', async (t) => {
  const server = await serve(t, (_, response) => {
    response
      .writeHead(401, { Date: dated(now() + 5000), 'WWW-Authenticate': CHALLENGE })
      .end(`number ${server.received.length}`)
  })
  const [session] = watched()
  const response = await session.get(server.origin)
  assert.equal(await response.text(), 'number 2')
  assert.equal(server.received.length, 2)
})

test('a server whose clock agrees with ours, or that tells no time, is not asked again', async (t) => {
  for (const date of [(): string => dated(now()), (): null => null, (): string => 'yesterday']) {
    const server = await serve(t, (_, response) => {
      response.sendDate = false
      const sent = date()
      response.writeHead(401, sent === null ? {} : { Date: sent }).end(PROBLEM)
    })
    // Right after a second has begun, so that both sides see the same one.
    await new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000)))
    const [session] = watched()
    const response = await session.get(server.origin)
    assert.equal(await response.text(), PROBLEM)
    assert.equal(server.received.length, 1)
  }
})

test('other refusals, and other statuses, come back as they are, unread', async (t) => {
  for (const [status, body] of [
    [401, 'oauth_problem=signature_invalid'],
    [403, PROBLEM],
    [200, PROBLEM],
    [500, PROBLEM],
  ] as const) {
    const server = await serve(t, (_, response) =>
      response.writeHead(status, { Date: dated(now() + 5000) }).end(body),
    )
    const response = await new OAuth1Session(KEYS).get(server.origin)
    assert.deepEqual(
      [response.status, response.bodyUsed, await response.text()],
      [status, false, body],
    )
    assert.equal(server.received.length, 1)
  }
})

test('a refusal whose body never ends is handed back after a while', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(401).write('begun'))
  const begun = performance.now()
  const response = await new OAuth1Session(KEYS).get(server.origin)
  assert.equal(response.status, 401)
  const { value } = await response.body!.getReader().read()
  assert.equal(Buffer.from(value!).toString(), 'begun')
  assert.ok(performance.now() - begun < 10_000)
})

test('a stream cannot be sent again; the next request has the right time at once', async (t) => {
  const server = await skewed(t, 5000, (time) => ({
    headers: { Date: dated(time), 'WWW-Authenticate': CHALLENGE },
  }))
  const [session, attempts] = watched()
  const stream = { body: new Blob(['x']).stream(), duplex: 'half' } as const
  assert.equal((await session.put(server.origin, stream)).status, 401)
  assert.equal((await session.get(server.origin)).status, 200)
  assert.equal(attempts.length, 2)
})

test('the body of a Request is sent again', async (t) => {
  const server = await skewed(t, 5000, (time) => ({
    headers: { Date: dated(time), 'WWW-Authenticate': CHALLENGE },
  }))
  const request = new Request(server.origin, {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  })
  const [session] = watched()
  assert.equal((await session.fetch(request)).status, 200)
  assert.deepEqual(
    server.received.map(({ body }) => String(body)),
    ['{"a":1}', '{"a":1}'],
  )
})

test('credential endpoints have their clock corrected too: the verifier goes out twice', async (t) => {
  const server = await skewed(t, 5000, (time) => ({
    headers: { Date: dated(time), 'WWW-Authenticate': CHALLENGE },
  }))
  const [session] = watched()
  assert.equal((await session.post(server.origin, { protocol: { verifier: 'v' } })).status, 200)
  assert.deepEqual(
    server.received.map((request) => protocolHeader(request).get('oauth_verifier')),
    ['v', 'v'],
  )
})

test('over http the clock is corrected only on loopback', async () => {
  let count = 0
  const custom = (() => {
    count++
    return Promise.resolve(
      new Response(PROBLEM, { status: 401, headers: { Date: dated(now() + 5000) } }),
    )
  }) as typeof fetch
  const [session] = watched({ fetch: custom })
  await session.get('http://api.example.com/')
  assert.equal(count, 1)
  await session.get('https://api.example.com/')
  assert.equal(count, 3)
  const trusted = [
    'https://h/',
    'http://127.0.0.1/',
    'http://127.8.8.8/',
    'http://localhost/',
    'http://[::1]:80/',
  ]
  const others = [
    'http://h/',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'http://10.0.0.1/',
  ]
  assert.ok(trusted.every((url) => isTrustedForTime(new URL(url))))
  assert.ok(!others.some((url) => isTrustedForTime(new URL(url))))
})

test('the Date counts where it is acceptable, and else the middle of what is', () => {
  const range = (text: string): [string, string][] => [['oauth_acceptable_timestamps', text]]
  const date = dated(1_000_000_000)
  assert.equal(readServerTime([], date), 1_000_000_000)
  assert.equal(readServerTime(range('999999700-1000000300'), date), 1_000_000_000)
  assert.equal(readServerTime(range('999999400-1000000000'), date), 1_000_000_000)
  assert.equal(readServerTime(range('1000001000-1000001600'), date), 1_000_001_300)
  assert.equal(readServerTime(range('1000001000-1000001600'), null), 1_000_001_300)
  for (const nonsense of ['2-1', 'a-b', '1', '-', '1-2-3', `${'9'.repeat(40)}-${'9'.repeat(41)}`]) {
    assert.equal(readServerTime(range(nonsense), null), null, nonsense)
    assert.equal(readServerTime(range(nonsense), date), 1_000_000_000, nonsense)
  }
  assert.equal(readServerTime([], 'Thu, 01 Jan 1970 00:00:00 GMT'), null)
  assert.equal(readServerTime([], null), null)
})

test('PLAINTEXT is sent again to the very same URL, which has its secrets already', async (t) => {
  const server = await skewed(t, 5000, (time) => ({
    headers: { Date: dated(time), 'WWW-Authenticate': CHALLENGE },
  }))
  const [session] = watched({ signatureMethod: 'PLAINTEXT' })
  assert.equal((await session.get(server.origin)).status, 200)
})

test('what onAttempt throws ends the call before anything is sent', async (t) => {
  const server = await serve(t)
  const onAttempt = (): void => {
    throw new Error('mine')
  }
  await assert.rejects(new OAuth1Session({ ...KEYS, onAttempt }).get(server.origin), /mine/)
  assert.equal(server.received.length, 0)
})

test('a time that no server can mean is not learned: it is between the years 2000 and 2200', async (t) => {
  const range = (text: string): [string, string][] => [['oauth_acceptable_timestamps', text]]
  const date = dated(1_000_000_000)
  for (const nonsense of [
    '0-0',
    '0-100',
    '0-999999999999',
    '946684799-946684799',
    '7258118400-7258118400',
  ]) {
    assert.equal(readServerTime(range(nonsense), null), null, nonsense)
  }
  assert.equal(readServerTime(range('0-0'), date), 1_000_000_000)
  assert.equal(readServerTime(range('946684800-946684800'), null), 946_684_800)
  for (const far of [
    'Tue, 19 Jan 275760 00:00:00 GMT',
    'Fri, 31 Dec 1999 23:59:59 GMT',
    'Wed, 01 Jan 2200 00:00:00 GMT',
  ]) {
    assert.equal(readServerTime([], far), null, far)
  }
  const server = await serve(t, (_, response) => {
    response.sendDate = false
    response
      .writeHead(401, { Date: 'Tue, 19 Jan 275760 00:00:00 GMT' })
      .end(`${PROBLEM}&oauth_acceptable_timestamps=0-0`)
  })
  const [session] = watched()
  assert.equal((await session.get(server.origin)).status, 401)
  assert.equal(server.received.length, 1)
})
