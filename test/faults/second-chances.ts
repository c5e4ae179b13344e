// Refusals that a second request mends, and servers that make use of it: clock, nonce and token.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { OAuth1Session, type SessionOptions } from '../../src/client/index.ts'
import { KEYS } from '../client/support.ts'
import type { Fault, FaultTable } from './fault.ts'
import { type HostileServer, nonceOf, say, startHostileServer } from './hostile-server.ts'

const now = (): number => Math.floor(Date.now() / 1000)
const timestampOf = (request: string): number => Number(/oauth_timestamp="(\d+)"/.exec(request)?.[1])

interface Refusal {
  readonly problem: string
  /** How many requests are refused before one is answered. */
  readonly times: number
  readonly headers?: () => readonly string[]
}

function startRefusing(t: TestContext, { problem, times, headers = () => [] }: Refusal): Promise<HostileServer> {
  return startHostileServer(t, (socket, _request, number) => {
    const challenge = `WWW-Authenticate: OAuth realm="x", oauth_problem="${problem}"`
    if (number > times) say(socket, '200 OK', [], 'ok')
    else say(socket, '401 Unauthorized', [challenge, ...headers()], 'no')
  })
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
      assert.equal(await response.text(), expected.status === 200 ? 'ok' : 'no', 'the body is there to be read')
      assert.equal(server.requests.length, expected.requests)
      assert.equal(new Set(server.requests.map(nonceOf)).size, expected.requests, 'each has a nonce of its own')
    },
  }
}

const inAnHour = (): string => `Date: ${new Date(Date.now() + 3_600_000).toUTCString()}`
const refused = 'timestamp_refused'

const faults: readonly Fault[] = [
  refusal('the clock is off, and the refusal has a Date', 'corrects the timestamp, and asks once more',
    { problem: refused, times: 1, headers: () => [inAnHour()] }, { status: 200, requests: 2 }),
  refusal('the clock is off, and the refusal names the acceptable timestamps', 'takes those', {
    problem: `${refused}", oauth_acceptable_timestamps="${now() + 3_000}-${now() + 3_600}`, times: 1,
  }, { status: 200, requests: 2 }),
  {
    fault: 'the clock stays off for the next requests',
    answer: 'remembers the offset for that origin: the next request is right at once',
    error: null,
    async run(t) {
      const server = await startRefusing(t, { problem: refused, times: 1, headers: () => [inAnHour()] })
      const session = new OAuth1Session(KEYS)
      for (const path of ['/1', '/2']) assert.equal((await session.get(server.origin + path)).status, 200)
      assert.equal(server.requests.length, 3)
      for (const request of server.requests.slice(1)) assert.ok(Math.abs(timestampOf(request) - now() - 3600) < 10)
    },
  },
  refusal('every timestamp is refused', 'hands the second refusal over: no third request',
    { problem: refused, times: 9, headers: () => [inAnHour()] }, { status: 401, requests: 2 }),
  refusal('a timestamp is refused, and the Date agrees with our clock', 'hands the refusal over: a correction would be none',
    { problem: refused, times: 9, headers: () => [`Date: ${new Date().toUTCString()}`] }, { status: 401, requests: 1 }),
  refusal('a timestamp is refused, and the Date is no date', 'hands the refusal over',
    { problem: refused, times: 9, headers: () => ['Date: tomorrow'] }, { status: 401, requests: 1 }),
  refusal('a timestamp of a POST is refused', 'corrects it as for a GET: a refused request was not acted on',
    { problem: refused, times: 1, headers: () => [inAnHour()] }, { method: 'POST', status: 200, requests: 2 }),
  refusal('a timestamp is refused, and correctClock is off', 'hands the refusal over',
    { problem: refused, times: 9, headers: () => [inAnHour()] },
    { status: 401, requests: 1, options: { ...KEYS, correctClock: false } }),
  refusal('a nonce that was used, for a GET', 'asks once more, with a fresh one', { problem: 'nonce_used', times: 1 },
    { status: 200, requests: 2 }),
  refusal('every nonce was used', 'hands the second refusal over', { problem: 'nonce_used', times: 9 }, { status: 401, requests: 2 }),
  refusal('a nonce that was used, for a POST', 'hands the refusal over: the first copy may have been acted on',
    { problem: 'nonce_used', times: 9 }, { method: 'POST', status: 401, requests: 1 }),
  refusal('a nonce that was used, and retry is off', 'hands the refusal over', { problem: 'nonce_used', times: 9 },
    { status: 401, requests: 1, options: { ...KEYS, retry: false } }),
  refusal('the signature is refused', 'hands the refusal over: the same again would be no better',
    { problem: 'signature_invalid', times: 9 }, { status: 401, requests: 1 }),
  {
    fault: 'too many requests (429), or the service is down (503)',
    answer: 'hands the answer over: how long to wait is the caller\'s to decide',
    error: null,
    async run(t) {
      for (const status of ['429 Too Many Requests', '503 Service Unavailable']) {
        const server = await startHostileServer(t, (socket) => say(socket, status, ['Retry-After: 0']))
        assert.equal((await new OAuth1Session(KEYS).get(server.origin)).status, Number.parseInt(status, 10))
        assert.equal(server.requests.length, 1)
      }
    },
  },
]

export const SECOND_CHANCES: FaultTable = { title: 'Clock, nonce and other refusals', faults }
