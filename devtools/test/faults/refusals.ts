// Refusals that lead to a retry, and servers that abuse retries: clock, nonce and token.
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
  /** The number of refused requests before the first success. */
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

/**
 * A server that responds to each request with status 401 and the next body, and with 200 after the
 * last body.
 */
function startSaying(t: TestContext, bodies: readonly string[]): Promise<HostileServer> {
  return startHostileServer(t, (socket, _request, number) => {
    const body = bodies[number - 1]
    if (body === undefined) say(socket, '200 OK', [], 'ok')
    else say(socket, '401 Unauthorized', [inAnHour()], body)
  })
}

/** A body that repeats a problem which is not a statement of the server. The session ignores it. */
function repeated(
  fault: string,
  body: (problem: string) => string,
  init: RequestOptions = {},
): Fault {
  return {
    fault,
    answer: 'returns the refusal, and does not correct the clock, renew the token or retry',
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
  /** The number of requests that the server receives. */
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
        'the body is readable',
      )
      assert.equal(server.requests.length, expected.requests)
      assert.equal(
        new Set(server.requests.map(nonceOf)).size,
        expected.requests,
        'each request has a new nonce',
      )
    },
  }
}

const inAnHour = (): string => `Date: ${new Date(Date.now() + 3_600_000).toUTCString()}`
const refused = 'timestamp_refused'

const faults: readonly Fault[] = [
  refusal(
    'the clock is wrong and the refusal has a Date header',
    'corrects the timestamp and retries once',
    { problem: refused, times: 1, headers: () => [inAnHour()] },
    { status: 200, requests: 2 },
  ),
  refusal(
    'the clock is wrong and the refusal contains the acceptable timestamps',
    'uses an acceptable timestamp',
    {
      problem: `${refused}", oauth_acceptable_timestamps="${now() + 3_000}-${now() + 3_600}`,
      times: 1,
    },
    { status: 200, requests: 2 },
  ),
  {
    fault: 'the clock is still wrong for the next requests',
    answer: 'applies the stored offset of that origin to the first attempt',
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
    'returns the second refusal, and does not retry again',
    { problem: refused, times: 9, headers: () => [inAnHour()] },
    { status: 401, requests: 2 },
  ),
  refusal(
    'a timestamp is refused and the Date header agrees with the local clock',
    'returns the refusal, because there is nothing to correct',
    { problem: refused, times: 9, headers: () => [`Date: ${new Date().toUTCString()}`] },
    { status: 401, requests: 1 },
  ),
  refusal(
    'a timestamp is refused and the Date header is invalid',
    'returns the refusal',
    { problem: refused, times: 9, headers: () => ['Date: tomorrow'] },
    { status: 401, requests: 1 },
  ),
  refusal(
    'the timestamp of a POST is refused',
    'corrects it and retries, because the server has not processed the request',
    { problem: refused, times: 1, headers: () => [inAnHour()] },
    { method: 'POST', status: 200, requests: 2 },
  ),
  refusal(
    'a timestamp is refused and correctClock is false',
    'returns the refusal',
    { problem: refused, times: 9, headers: () => [inAnHour()] },
    { status: 401, requests: 1, options: { ...KEYS, correctClock: false } },
  ),
  refusal(
    'a timestamp is refused and the Date header differs by more than a day',
    'returns the refusal, because such a clock is not trusted',
    {
      problem: refused,
      times: 9,
      headers: () => [`Date: ${new Date(Date.now() + 90_000_000).toUTCString()}`],
    },
    { status: 401, requests: 1 },
  ),
  {
    fault: 'a corrected timestamp is refused as well, or the retry fails for another reason',
    answer: 'discards the correction; the next request uses the local clock',
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
    fault: 'a POST is refused for its timestamp, and the retry for its token',
    answer: 'returns the second refusal, because a POST is sent at most twice',
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
    'an HTML page contains an oauth_problem that repeats the request or is content of users',
    (problem) => `<p>You sent oauth_problem=${problem}</p>`,
  ),
  repeated(
    'a JSON response contains an oauth_problem in a member',
    (problem) => `{"error":"oauth_problem=${problem}"}`,
  ),
  repeated(
    'the whole body is an oauth_problem, and the body of the request contains one as well',
    (problem) => `oauth_problem=${problem}`,
    { json: { note: 'oauth_problem=nonce_used' } },
  ),
  refusal(
    'the nonce of a GET is refused as used',
    'retries once with a new nonce',
    { problem: 'nonce_used', times: 1 },
    { status: 200, requests: 2 },
  ),
  refusal(
    'every nonce is refused as used',
    'returns the second refusal',
    { problem: 'nonce_used', times: 9 },
    { status: 401, requests: 2 },
  ),
  refusal(
    'the nonce of a POST is refused as used',
    'returns the refusal, because the server may have processed an earlier copy',
    { problem: 'nonce_used', times: 9 },
    { method: 'POST', status: 401, requests: 1 },
  ),
  refusal(
    'a nonce is refused as used and retry is false',
    'returns the refusal',
    { problem: 'nonce_used', times: 9 },
    { status: 401, requests: 1, options: { ...KEYS, retry: false } },
  ),
  refusal(
    'the signature is refused',
    'returns the refusal, because a retry would not help',
    { problem: 'signature_invalid', times: 9 },
    { status: 401, requests: 1 },
  ),
  {
    fault: 'too many requests (429), or the service is unavailable (503)',
    answer: 'returns the response; the caller decides when to retry',
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

export const REFUSALS: FaultTable = { title: 'Clock, nonce and other refusals', faults }
