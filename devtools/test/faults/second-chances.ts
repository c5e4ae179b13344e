// Refusals that a second request mends, and servers that make use of it: clock, nonce and token.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  Clock,
  OAuth1Session,
  type RequestOptions,
  type SessionOptions,
  type TokenCredentials,
} from '../../../src/client/index.ts'
import { KEYS } from '../../../test/client/support.ts'
import type { Fault, FaultTable } from './fault.ts'
import { type HostileServer, nonceOf, say, startHostileServer } from './hostile-server.ts'

const now = (): number => Math.floor(Date.now() / 1000)
const timestampOf = (request: string): number =>
  Number(/oauth_timestamp="(\d+)"/.exec(request)?.[1])

interface Refusal {
  readonly problem: string
  /** How many requests are refused before one is answered. */
  readonly times: number
  readonly headers?: () => readonly string[]
}

function startRefusing(
  t: TestContext,
  { problem, times, headers = () => [] }: Refusal,
): Promise<HostileServer> {
  return startHostileServer(t, (socket, _request, number) => {
    const challenge = `WWW-Authenticate: OAuth realm="x", oauth_problem="${problem}"`
    if (number > times) say(socket, '200 OK', [], 'ok')
    else say(socket, '401 Unauthorized', [challenge, ...headers()], 'no')
  })
}

/** A server that answers each request with the next of these bodies and status 401, and then with 200. */
function startSaying(t: TestContext, bodies: readonly string[]): Promise<HostileServer> {
  return startHostileServer(t, (socket, _request, number) => {
    const body = bodies[number - 1]
    if (body === undefined) say(socket, '200 OK', [], 'ok')
    else say(socket, '401 Unauthorized', [inAnHour()], body)
  })
}

/** A body with a problem that is not the server's own word: the session does nothing about it. */
function repeated(
  fault: string,
  body: (problem: string) => string,
  init: RequestOptions = {},
): Fault {
  return {
    fault,
    answer:
      'hands the refusal over: the clock stays, no token is renewed, and nothing is sent again',
    error: null,
    async run(t) {
      for (const problem of ['timestamp_refused', 'nonce_used', 'token_expired']) {
        const server = await startSaying(t, [body(problem)])
        let renewals = 0
        const clock = new Clock()
        const renew = async (old: TokenCredentials): Promise<TokenCredentials> => (renewals++, old)
        const session = new OAuth1Session({ ...KEYS, clock, renew })
        const response = await session.put(`${server.origin}/x`, init)
        assert.equal(response.status, 401)
        assert.deepEqual([server.requests.length, renewals, clock.offset(server.origin)], [1, 0, 0])
      }
    },
  }
}

interface Expected {
  readonly method?: string
  readonly status: number
  /** How many requests the server gets. */
  readonly requests: number
  readonly options?: SessionOptions
}

function refusal(fault: string, answer: string, how: Refusal, expected: Expected): Fault {
  return {
    fault,
    answer,
    error: null,
    async run(t) {
      const server = await startRefusing(t, how)
      const session = new OAuth1Session({ ...KEYS, ...expected.options })
      const response = await session.request(expected.method ?? 'GET', `${server.origin}/x`)
      assert.equal(response.status, expected.status)
      assert.equal(
        await response.text(),
        expected.status === 200 ? 'ok' : 'no',
        'the body is there to be read',
      )
      assert.equal(server.requests.length, expected.requests)
      assert.equal(
        new Set(server.requests.map(nonceOf)).size,
        expected.requests,
        'each has a nonce of its own',
      )
    },
  }
}

const inAnHour = (): string => `Date: ${new Date(Date.now() + 3_600_000).toUTCString()}`
const refused = 'timestamp_refused'

const faults: readonly Fault[] = [
  refusal(
    'the clock is off, and the refusal has a Date',
    'corrects the timestamp, and asks once more',
    { problem: refused, times: 1, headers: () => [inAnHour()] },
    { status: 200, requests: 2 },
  ),
  refusal(
    'the clock is off, and the refusal names the acceptable timestamps',
    'takes those',
    {
      problem: `${refused}", oauth_acceptable_timestamps="${now() + 3_000}-${now() + 3_600}`,
      times: 1,
    },
    { status: 200, requests: 2 },
  ),
  {
    fault: 'the clock stays off for the next requests',
    answer: 'remembers the offset for that origin: the next request is right at once',
    error: null,
    async run(t) {
      const server = await startRefusing(t, {
        problem: refused,
        times: 1,
        headers: () => [inAnHour()],
      })
      const session = new OAuth1Session(KEYS)
      for (const path of ['/1', '/2'])
        assert.equal((await session.get(server.origin + path)).status, 200)
      assert.equal(server.requests.length, 3)
      for (const request of server.requests.slice(1))
        assert.ok(Math.abs(timestampOf(request) - now() - 3600) < 10)
    },
  },
  refusal(
    'every timestamp is refused',
    'hands the second refusal over: no third request',
    { problem: refused, times: 9, headers: () => [inAnHour()] },
    { status: 401, requests: 2 },
  ),
  refusal(
    'a timestamp is refused, and the Date agrees with our clock',
    'hands the refusal over: a correction would be none',
    { problem: refused, times: 9, headers: () => [`Date: ${new Date().toUTCString()}`] },
    { status: 401, requests: 1 },
  ),
  refusal(
    'a timestamp is refused, and the Date is no date',
    'hands the refusal over',
    { problem: refused, times: 9, headers: () => ['Date: tomorrow'] },
    { status: 401, requests: 1 },
  ),
  refusal(
    'a timestamp of a POST is refused',
    'corrects it as for a GET: a refused request was not acted on',
    { problem: refused, times: 1, headers: () => [inAnHour()] },
    { method: 'POST', status: 200, requests: 2 },
  ),
  refusal(
    'a timestamp is refused, and correctClock is off',
    'hands the refusal over',
    { problem: refused, times: 9, headers: () => [inAnHour()] },
    { status: 401, requests: 1, options: { ...KEYS, correctClock: false } },
  ),
  refusal(
    'a timestamp is refused, and the Date is more than a day away',
    'hands the refusal over: such a clock is not believed',
    {
      problem: refused,
      times: 9,
      headers: () => [`Date: ${new Date(Date.now() + 90_000_000).toUTCString()}`],
    },
    { status: 401, requests: 1 },
  ),
  {
    fault: 'a corrected timestamp is refused too, or the request fails otherwise',
    answer: 'keeps nothing of the correction: the next request has our own time',
    error: null,
    async run(t) {
      const server = await startRefusing(t, {
        problem: refused,
        times: 2,
        headers: () => [inAnHour()],
      })
      const session = new OAuth1Session(KEYS)
      assert.equal((await session.get(`${server.origin}/1`)).status, 401)
      assert.equal((await session.get(`${server.origin}/2`)).status, 200)
      assert.equal(server.requests.length, 3)
      assert.ok(Math.abs(timestampOf(server.requests[2]!) - now()) < 10)
    },
  },
  {
    fault: 'a POST is refused by its timestamp, and its second copy by its token',
    answer: 'hands the second refusal over: a POST goes twice at most, whatever the server says',
    error: null,
    async run(t) {
      const server = await startSaying(t, [
        'oauth_problem=timestamp_refused',
        'oauth_problem=token_expired',
      ])
      const session = new OAuth1Session({ ...KEYS, renew: async (old) => old })
      assert.equal((await session.post(`${server.origin}/x`)).status, 401)
      assert.equal(server.requests.length, 2)
    },
  },
  repeated(
    'an HTML page repeats an oauth_problem that stood in the request, or that anybody wrote',
    (problem) => `<p>You sent oauth_problem=${problem}</p>`,
  ),
  repeated(
    'a JSON answer has an oauth_problem somewhere in it',
    (problem) => `{"error":"oauth_problem=${problem}"}`,
  ),
  repeated(
    'the whole body is an oauth_problem, and the request has one in its own body',
    (problem) => `oauth_problem=${problem}`,
    { json: { note: 'oauth_problem=nonce_used' } },
  ),
  refusal(
    'a nonce that was used, for a GET',
    'asks once more, with a fresh one',
    { problem: 'nonce_used', times: 1 },
    { status: 200, requests: 2 },
  ),
  refusal(
    'every nonce was used',
    'hands the second refusal over',
    { problem: 'nonce_used', times: 9 },
    { status: 401, requests: 2 },
  ),
  refusal(
    'a nonce that was used, for a POST',
    'hands the refusal over: the first copy may have been acted on',
    { problem: 'nonce_used', times: 9 },
    { method: 'POST', status: 401, requests: 1 },
  ),
  refusal(
    'a nonce that was used, and retry is off',
    'hands the refusal over',
    { problem: 'nonce_used', times: 9 },
    { status: 401, requests: 1, options: { ...KEYS, retry: false } },
  ),
  refusal(
    'the signature is refused',
    'hands the refusal over: the same again would be no better',
    { problem: 'signature_invalid', times: 9 },
    { status: 401, requests: 1 },
  ),
  {
    fault: 'too many requests (429), or the service is down (503)',
    answer: "hands the answer over: how long to wait is the caller's to decide",
    error: null,
    async run(t) {
      for (const status of ['429 Too Many Requests', '503 Service Unavailable']) {
        const server = await startHostileServer(t, (socket) =>
          say(socket, status, ['Retry-After: 0']),
        )
        assert.equal(
          (await new OAuth1Session(KEYS).get(server.origin)).status,
          Number.parseInt(status, 10),
        )
        assert.equal(server.requests.length, 1)
      }
    },
  },
]

export const SECOND_CHANCES: FaultTable = { title: 'Clock, nonce and other refusals', faults }
