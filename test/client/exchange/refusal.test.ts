// What a server says steers a session only where it is the server's own word, and only so far.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import {
  Clock,
  OAuth1Session,
  type RequestAttempt,
  type SessionOptions,
} from '../../../src/client/index.ts'
import {
  KEYS,
  now,
  protocolHeader,
  type RawServer,
  refusal,
  serve,
  timestampOf,
  verified,
} from '../support.ts'

const dated = (time: number): string => new Date(time * 1000).toUTCString()

interface Said {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A server that says the same to every request, or the last of several answers again and again. */
async function saying(t: TestContext, ...answers: Said[]): Promise<RawServer> {
  return serve(t, (_, response) => {
    const {
      status = 401,
      headers = {},
      body = '',
    } = answers[server.received.length - 1] ?? answers.at(-1)!
    response.writeHead(status, headers).end(body)
  }).then((made) => (server = made))
}
let server: RawServer

interface Watched {
  readonly session: OAuth1Session
  readonly reasons: () => string[]
  readonly renewals: () => number
  readonly clock: Clock
}

/** A session that would do everything there is: correct its clock, renew its token, try again. */
function willing(options: Partial<SessionOptions> = {}): Watched {
  const attempts: RequestAttempt[] = []
  let renewals = 0
  const clock = new Clock()
  const session = new OAuth1Session({
    ...KEYS,
    clock,
    renew: async (old) => {
      renewals += 1
      return { ...old, token: `renewed-${renewals}` }
    },
    onAttempt: (attempt) => attempts.push(attempt),
    ...options,
  })
  return {
    session,
    reasons: () => attempts.map(({ reason }) => reason),
    renewals: () => renewals,
    clock,
  }
}

const STEERING = ['timestamp_refused', 'nonce_used', 'token_expired', 'access_token_expired']
const DATE = { Date: dated(now() + 5000) }

/** Ways in which a server repeats what it was sent, or what anybody else wrote. */
const ECHOES: readonly ((problem: string) => string)[] = [
  (problem) => `<html><p>You sent oauth_problem=${problem}</p></html>`,
  (problem) => `<title>oauth_problem=${problem}</title>`,
  (problem) => `{"error":"bad note: oauth_problem=${problem}"}`,
  (problem) => `{"oauth_problem":"${problem}"}`,
  (problem) => `{"messages":{"error":[{"code":401,"message":"oauth_problem=${problem}"}]}}`,
  (problem) => `{"received":"{\\"oauth_problem\\":\\"${problem}\\"}"}`,
  (problem) => `bad request: note=oauth_problem=${problem}`,
  (problem) => `note=1&oauth_problem=${problem}`,
  (problem) => `note=1\noauth_problem=${problem}`,
  (problem) => `POST /x?oauth_problem=${problem} HTTP/1.1`,
  (problem) => `oauth_problem=${problem} is not what we expected`,
  (problem) => `oauth_problem=${problem}&oauth_problem=other`,
]

test('a problem inside another text steers nothing: not the clock, no renewal, no second request', async (t) => {
  for (const problem of STEERING) {
    for (const [number, echo] of ECHOES.entries()) {
      for (const [method, status] of [
        ['GET', 400],
        ['POST', 401],
      ] as const) {
        const body = echo(problem)
        const echoing = await saying(t, { status, headers: DATE, body })
        const { session, reasons, renewals, clock } = willing()
        const response = await session.request(method, echoing.origin)
        const what = `${method} ${problem} ${number}`
        assert.deepEqual([response.status, await response.text()], [status, body], what)
        assert.deepEqual(
          [reasons(), renewals(), clock.offset(echoing.origin)],
          [['first'], 0, 0],
          what,
        )
        assert.equal(session.token, KEYS.token, what)
      }
    }
  }
})

test('a whole body that the request brought along is an echo, wherever it stood there', async (t) => {
  const ways: readonly ((
    session: OAuth1Session,
    origin: string,
    text: string,
  ) => Promise<Response>)[] = [
    (session, origin, text) => session.put(origin, { body: text }),
    (session, origin, text) => session.post(origin, { body: text }),
    (session, origin, text) => session.put(origin, { json: { note: text } }),
    (session, origin, text) => session.put(origin, { form: { note: text } }),
    (session, origin, text) => session.put(origin, { body: new TextEncoder().encode(text) }),
    (session, origin, text) => session.put(origin, { body: new Blob([text]) }),
    (session, origin, text) => session.put(origin, { body: new URLSearchParams({ note: text }) }),
    (session, origin, text) => {
      const body = new FormData()
      body.set('note', text)
      return session.put(origin, { body })
    },
    (session, origin, text) => session.fetch(new Request(origin, { method: 'PUT', body: text })),
    (session, origin, text) => session.get(`${origin}/?note=${encodeURIComponent(text)}`),
    (session, origin, text) =>
      session.get(`${origin}/${encodeURIComponent(text.replaceAll('_', '%5F'))}`),
    (session, origin, text) => session.get(origin, { headers: { 'X-Note': text } }),
  ]
  for (const problem of STEERING) {
    for (const [number, send] of ways.entries()) {
      const body = `oauth_problem=${problem}`
      const echoing = await saying(t, { headers: DATE, body })
      const { session, reasons, renewals, clock } = willing()
      assert.equal((await send(session, echoing.origin, body)).status, 401)
      const seen = [reasons(), renewals(), clock.offset(echoing.origin)]
      assert.deepEqual(seen, [['first'], 0, 0], `${problem} ${number}`)
    }
  }
})

test('the header steers, and so does a form that is the whole body', async (t) => {
  const said: readonly ((problem: string) => Said)[] = [
    (problem) => ({
      headers: { ...DATE, 'WWW-Authenticate': `OAuth realm="x", oauth_problem="${problem}"` },
    }),
    (problem) => ({ headers: DATE, body: `\uFEFFoauth_problem=${problem}\r\n` }),
    (problem) => ({
      headers: DATE,
      body: `oauth_problem=${problem}&oauth_problem_advice=Try+again%21`,
    }),
    (problem) => ({
      headers: DATE,
      body: `oauth_problem_advice=Try again!&oauth_problem=${problem}`,
    }),
  ]
  const steps = {
    timestamp_refused: 'clock',
    nonce_used: 'nonce-used',
    token_expired: 'renewed',
    access_token_expired: 'renewed',
  }
  for (const [problem, reason] of Object.entries(steps)) {
    for (const say of said) {
      const refusing = await saying(t, say(problem), { status: 200 })
      const { session, reasons } = willing()
      assert.equal((await session.get(refusing.origin)).status, 200)
      assert.deepEqual(reasons(), ['first', reason])
    }
  }
})

test('the field that a service documents steers a GET, and never makes a POST go twice', async (t) => {
  const field = 'messages.error.0.message'
  const body = (text: string): string =>
    JSON.stringify({ messages: { error: [{ code: 401, message: text }] } })
  for (const [problem, reason] of [
    ['nonce_used', 'nonce-used'],
    ['token_expired', 'renewed'],
    ['timestamp_refused', 'clock'],
  ] as const) {
    const refusing = await saying(
      t,
      { headers: DATE, body: body(`oauth_problem=${problem}`) },
      { status: 200 },
    )
    const { session, reasons } = willing({ problemField: field })
    assert.equal((await session.get(refusing.origin)).status, 200)
    assert.deepEqual(reasons(), ['first', reason])
    const posted = willing({ problemField: field })
    const again = await saying(
      t,
      { headers: DATE, body: body(`oauth_problem=${problem}`) },
      { status: 200 },
    )
    assert.equal((await posted.session.post(again.origin)).status, 401)
    assert.deepEqual(posted.reasons(), ['first'])
  }
  for (const [place, text] of [
    [field, body('note: oauth_problem=nonce_used')],
    [field, body('oauth_problem=nonce_used').replace('message"', 'text"')],
    [field, 'oauth_problem'],
    [field, `${body('oauth_problem=nonce_used')} trailing`],
    ['message', '{"message":["oauth_problem=nonce_used"]}'],
    ['constructor.name', '{}'],
    ['0', '"oauth_problem=nonce_used"'],
  ] as const) {
    const other = await saying(t, { body: text })
    const { session, reasons } = willing({ problemField: place })
    assert.equal((await session.get(other.origin)).status, 401)
    assert.deepEqual(reasons(), ['first'], text)
  }
})

test('a clock is corrected by a day at most, unless the session allows more', async (t) => {
  const ahead = async (
    seconds: number,
    options: Partial<SessionOptions>,
  ): Promise<readonly string[]> => {
    const skewed = await serve(t, (request, response) => {
      const time = now() + seconds
      const isFresh = Math.abs(timestampOf(request) - time) < 300
      response.writeHead(isFresh ? 200 : 401, { Date: dated(time) })
      response.end(isFresh ? '' : 'oauth_problem=timestamp_refused')
    })
    const { session, reasons } = willing(options)
    await session.get(skewed.origin)
    return reasons()
  }
  const twice = ['first', 'clock']
  assert.deepEqual(await ahead(86_000, {}), twice)
  assert.deepEqual(await ahead(-86_000, {}), twice)
  assert.deepEqual(await ahead(87_000, {}), ['first'])
  assert.deepEqual(await ahead(-87_000, {}), ['first'])
  assert.deepEqual(await ahead(2_200_000_000, {}), ['first'])
  assert.deepEqual(await ahead(600, { maxClockOffset: 500 }), ['first'])
  assert.deepEqual(await ahead(600, { maxClockOffset: 700 }), twice)
  assert.deepEqual(await ahead(90_000, { maxClockOffset: 100_000 }), twice)
  const range = `oauth_problem=timestamp_refused&oauth_acceptable_timestamps=${now() + 90_000}-${now() + 90_600}`
  const far = await saying(t, { body: range })
  const { session, reasons } = willing()
  await session.get(far.origin)
  assert.deepEqual(reasons(), ['first'])
  for (const maxClockOffset of [-1, Number.NaN, '100' as unknown as number]) {
    assert.throws(
      () => new OAuth1Session({ ...KEYS, maxClockOffset }),
      refusal('invalid-option', /maxClockOffset/),
    )
  }
})

test('a correction is not kept where the corrected request fails too, however it fails', async (t) => {
  const refused: Said = {
    headers: { ...DATE, 'WWW-Authenticate': 'OAuth oauth_problem=timestamp_refused' },
  }
  for (const second of [
    refused,
    { status: 401, body: 'no' },
    { status: 403 },
    { status: 404 },
    { status: 500 },
    null,
  ]) {
    const failing = await serve(t, (_, response) => {
      const isFirst = failing.received.length === 1
      const answer = isFirst ? refused : second
      if (answer === null) response.socket?.destroy()
      else response.writeHead(answer.status ?? 401, answer.headers ?? {}).end(answer.body)
    })
    const { session, reasons, clock } = willing({ retry: false })
    await session.get(failing.origin).catch(() => {})
    assert.deepEqual(reasons(), ['first', 'clock'])
    assert.equal(clock.offset(failing.origin), 0, JSON.stringify(second))
    await session.get(failing.origin).catch(() => {})
    assert.ok(
      Math.abs(timestampOf(failing.received[2]!) - now()) < 10,
      'the next call has our own time',
    )
  }
})

test('a correction that worked is kept, and is dropped again when the server refuses it later', async (t) => {
  let ahead = 5000
  const skewed = await serve(t, (request, response) => {
    const isFresh = Math.abs(timestampOf(request) - now() - ahead) < 300
    const time = dated(now() + (request.target === '/lies' ? 40_000 : ahead))
    response.writeHead(isFresh ? 200 : 401, { Date: time })
    response.end(isFresh ? '' : 'oauth_problem=timestamp_refused')
  })
  const { session, reasons, clock } = willing()
  assert.equal((await session.get(skewed.origin)).status, 200)
  assert.equal((await session.get(skewed.origin)).status, 200)
  assert.deepEqual(reasons(), ['first', 'clock', 'first'])
  assert.ok(Math.abs(clock.offset(skewed.origin) - 5000) < 10)
  ahead = 0
  assert.equal((await session.get(`${skewed.origin}/lies`)).status, 401)
  assert.equal(clock.offset(skewed.origin), 0)
  assert.equal((await session.get(skewed.origin)).status, 200)
  assert.deepEqual(reasons().slice(3), ['first', 'clock', 'first'])
})

test('the time of a stream, which goes once, is tried by the next call, and kept only where that succeeds', async (t) => {
  for (const works of [true, false]) {
    const skewed = await serve(t, (request, response) => {
      const isFresh = works && Math.abs(timestampOf(request) - now() - 5000) < 300
      const challenge = { 'WWW-Authenticate': 'OAuth oauth_problem=timestamp_refused' }
      response.writeHead(isFresh ? 200 : 401, { ...challenge, Date: dated(now() + 5000) }).end()
    })
    const { session, reasons, clock } = willing()
    const stream = { body: new Blob(['x']).stream(), duplex: 'half' } as const
    assert.equal((await session.put(skewed.origin, stream)).status, 401)
    assert.equal((await session.get(skewed.origin)).status, works ? 200 : 401)
    assert.deepEqual(reasons(), ['first', 'first'])
    assert.ok(Math.abs(timestampOf(skewed.received[1]!) - now() - 5000) < 10)
    assert.equal(Math.round(clock.offset(skewed.origin) / 100), works ? 50 : 0)
  }
})

test('a request that is not idempotent is sent a second time once in its call, for all reasons together', async (t) => {
  const by = (problem: string): Said => ({
    headers: { ...DATE, 'WWW-Authenticate': `OAuth oauth_problem=${problem}` },
  })
  for (const method of ['POST', 'PATCH', 'REPORT']) {
    for (const order of [
      ['timestamp_refused', 'token_expired'],
      ['token_expired', 'timestamp_refused'],
      ['token_expired', 'token_expired'],
    ]) {
      const refusing = await saying(t, ...order.map(by), { status: 200 })
      const { session, reasons } = willing()
      assert.equal((await session.request(method, refusing.origin)).status, 401)
      assert.equal(refusing.received.length, 2, `${method} ${order.join()}`)
      assert.equal(reasons().length, 2)
    }
  }
  const refusing = await saying(t, by('timestamp_refused'), by('token_expired'), by('nonce_used'), {
    status: 200,
  })
  const { session, reasons } = willing()
  assert.equal((await session.put(refusing.origin)).status, 200)
  assert.deepEqual(reasons(), ['first', 'clock', 'renewed', 'nonce-used'])
})

test('the call of a login counts as not idempotent, for each method', async (t) => {
  const field = 'message'
  const body = '{"message":"oauth_problem=timestamp_refused"}'
  const refusing = await saying(t, { headers: DATE, body }, { status: 200 })
  const { session, reasons } = willing({ problemField: field })
  const response = await session.get(refusing.origin, { protocol: { verifier: 'v' } })
  assert.equal(response.status, 401)
  assert.deepEqual(reasons(), ['first'])
})

test('a token that ended is renewed by the next call where this one cannot go twice', async (t) => {
  const ended: Said = { headers: { 'WWW-Authenticate': 'OAuth oauth_problem=token_expired' } }
  const refusing = await saying(
    t,
    { headers: { ...DATE, 'WWW-Authenticate': 'OAuth oauth_problem=timestamp_refused' } },
    ended,
    { status: 200 },
  )
  const { session, reasons, renewals } = willing()
  assert.equal((await session.post(refusing.origin)).status, 401)
  assert.equal(renewals(), 0)
  assert.equal((await session.post(refusing.origin)).status, 200)
  assert.deepEqual([reasons(), renewals()], [['first', 'clock', 'first'], 1])
  assert.equal(protocolHeader(refusing.received[2]!).get('oauth_token'), 'renewed-1')
})

test('a corrected request is signed right for the time of the server', async (t) => {
  const ahead = 70_000
  const skewed = await saying(
    t,
    { headers: { Date: dated(now() + ahead) }, body: 'oauth_problem=timestamp_refused' },
    { status: 200 },
  )
  const { session } = willing()
  assert.equal((await session.post(skewed.origin, { form: { a: 1 } })).status, 200)
  await verified(skewed, skewed.received[1]!, KEYS, () => now() + ahead)
})
