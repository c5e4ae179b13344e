// Expired tokens, and renewals that fail.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { OAuth1Session, type TokenCredentials } from '../../../src/client/index.ts'
import { KEYS } from '../../../test/client/support.ts'
import type { Fault, FaultTable } from './fault.ts'
import { type HostileServer, say, startHostileServer } from './hostile-server.ts'

const FRESH: TokenCredentials = {
  token: 'fresh',
  tokenSecret: 'fresh-secret-of-a-token',
  sessionHandle: 'next',
  expiresAt: null,
}

/** A server that accepts only the fresh token. */
function startRefusing(t: TestContext, problem: string | null): Promise<HostileServer> {
  const why = problem === null ? [] : [`WWW-Authenticate: OAuth oauth_problem=${problem}`]
  return startHostileServer(t, (socket, request) => {
    if (request.includes('oauth_token="fresh"')) say(socket, '200 OK', [], 'ok')
    else say(socket, '401 Unauthorized', why, 'no')
  })
}

const startExpiring = (t: TestContext): Promise<HostileServer> => startRefusing(t, 'token_expired')

const expired = { ...KEYS, sessionHandle: 'handle-of-a-session' }

const faults: readonly Fault[] = [
  {
    fault: 'ten concurrent calls use an expired token',
    answer: 'renews it once, and retries all ten calls with the new token',
    error: null,
    async run(t) {
      const { origin } = await startExpiring(t)
      let renewals = 0
      const stored: unknown[] = []
      const session = new OAuth1Session({
        ...expired,
        renew: async () => (renewals++, FRESH),
        onRenewed: (credentials) => void stored.push(credentials),
      })
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => session.get(`${origin}/x`)),
      )
      assert.deepEqual(
        answers.map(({ status }) => status),
        Array(10).fill(200),
      )
      assert.equal(renewals, 1)
      assert.deepEqual(stored, [FRESH])
    },
  },
  {
    fault: 'the token is about to expire',
    answer: 'renews it before the call, so that the call succeeds at the first attempt',
    error: null,
    async run(t) {
      const { origin, requests } = await startExpiring(t)
      const session = new OAuth1Session({
        ...expired,
        expiresAt: Date.now() + 1000,
        renew: async () => FRESH,
      })
      assert.equal((await session.get(`${origin}/x`)).status, 200)
      assert.equal(requests.length, 1)
    },
  },
  {
    fault: 'the renewed token has expired as well',
    answer: 'returns the refusal, and does not renew twice for one call',
    error: null,
    async run(t) {
      const { origin, requests } = await startExpiring(t)
      let renewals = 0
      const session = new OAuth1Session({
        ...expired,
        renew: async () => (renewals++, { ...FRESH, token: 'stale' }),
      })
      const response = await session.get(`${origin}/x`)
      assert.equal(response.status, 401)
      assert.equal(await response.text(), 'no')
      assert.deepEqual([renewals, requests.length], [1, 2])
    },
  },
  {
    fault: 'the renewal fails',
    answer: 'rejects every waiting call with the error of the renewal; the next call renews again',
    error: null,
    async run(t) {
      const { origin, requests } = await startExpiring(t)
      let renewals = 0
      const session = new OAuth1Session({
        ...expired,
        async renew() {
          renewals++
          while (requests.length < 2) await setTimeout(5)
          // Let the second refusal arrive.
          await setTimeout(50)
          if (renewals === 1) throw new RangeError('no renewal today')
          return FRESH
        },
      })
      const calls = await Promise.allSettled([
        session.get(`${origin}/1`),
        session.get(`${origin}/2`),
      ])
      for (const call of calls)
        assert.ok(call.status === 'rejected' && call.reason instanceof RangeError)
      assert.equal((await session.get(`${origin}/3`)).status, 200)
    },
  },
  {
    fault: 'another process has replaced the token and the server refuses the old one',
    answer: 'retries once with the stored token',
    error: null,
    async run(t) {
      const { origin, requests } = await startRefusing(t, 'token_rejected')
      const session = new OAuth1Session({ ...expired, reloadCredentials: () => FRESH })
      assert.equal((await session.post(`${origin}/x`, { form: { a: 1 } })).status, 200)
      assert.equal(requests.length, 2)
    },
  },
  {
    fault:
      'another process has replaced the token and the server refuses a POST without naming the problem',
    answer:
      'returns the refusal, because the server may have processed the request; the next call uses the stored token',
    error: null,
    async run(t) {
      const { origin, requests } = await startRefusing(t, null)
      const session = new OAuth1Session({ ...expired, reloadCredentials: () => FRESH })
      assert.equal((await session.post(`${origin}/x`, { form: { a: 1 } })).status, 401)
      assert.equal(requests.length, 1)
      assert.equal((await session.post(`${origin}/x`, { form: { a: 1 } })).status, 200)
    },
  },
  {
    fault: 'the token has expired and the session cannot renew it',
    answer: 'returns the refusal, whose advice is to log in again',
    error: null,
    async run(t) {
      const { origin, requests } = await startExpiring(t)
      assert.equal((await new OAuth1Session(KEYS).get(`${origin}/x`)).status, 401)
      assert.equal(requests.length, 1)
    },
  },
]

export const TOKENS: FaultTable = { title: 'Expired tokens', faults }
