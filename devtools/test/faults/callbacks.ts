// Faults of the callback: unexpected requests to the listener, and callbacks that never arrive. RFC
// 5849 §2.2
import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import {
  callbackOf,
  type MadeProvider,
  startProvider,
  visit,
  waitingLogin,
} from '../../../test/flow/support.ts'
import type { Fault, FaultTable } from './fault.ts'

const TOKEN = 'hh5s93j4hdidpola'

/**
 * An unrelated request to the listener does not end the login. The real callback that follows
 * completes it.
 */
function stray(
  fault: string,
  answer: string,
  send: (callback: string) => Promise<{ status: number }>,
  status: number,
): Fault {
  return {
    fault,
    answer,
    error: null,
    async run(t) {
      const provider = await startProvider(t)
      const { result, callback } = await waitingLogin(provider)
      assert.equal((await send(callback)).status, status)
      assert.equal(provider.at('/access').length, 0, 'no token was requested')
      await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=right`)
      await result
      assert.equal(provider.at('/access').length, 1)
    },
  }
}

/** A callback to the correct path that ends the login without a token. */
function ending(fault: string, answer: string, query: string): Fault {
  return {
    fault,
    answer,
    error: 'authorization-denied',
    async run(t) {
      const provider = await startProvider(t)
      const { result, callback } = await waitingLogin(provider)
      await visit(`${callback}?${query}`)
      await withoutAccess(provider, result)
    },
  }
}

async function withoutAccess(provider: MadeProvider, result: Promise<unknown>): Promise<void> {
  try {
    await result
  } finally {
    assert.equal(provider.at('/access').length, 0, 'no token was requested')
  }
}

async function takenPort(t: TestContext): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

const faults: readonly Fault[] = [
  stray(
    'a callback with the token of another login',
    'responds with 400 and continues to wait',
    (callback) => visit(`${callback}?oauth_token=theirs&oauth_verifier=theirs`),
    400,
  ),
  stray(
    'a callback with two tokens',
    'responds with 400 and continues to wait',
    (callback) => visit(`${callback}?oauth_token=${TOKEN}&oauth_token=theirs&oauth_verifier=x`),
    400,
  ),
  stray(
    'a callback with a foreign Host header (DNS rebinding)',
    'responds with 421 and continues to wait',
    (callback) =>
      visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=x`, {
        headers: { Host: 'evil.example' },
      }),
    421,
  ),
  stray(
    'a callback as an image on another page',
    'responds with 403 and continues to wait',
    (callback) =>
      visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=x`, {
        headers: { 'Sec-Fetch-Dest': 'image' },
      }),
    403,
  ),
  stray(
    'a callback with POST',
    'responds with 405 and continues to wait',
    (callback) => visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=x`, { method: 'POST' }),
    405,
  ),
  stray(
    'a browser that prefetches or prerenders the callback',
    'responds with 503 and continues to wait for the user',
    (callback) =>
      visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=x`, {
        headers: { 'Sec-Purpose': 'prefetch;prerender' },
      }),
    503,
  ),
  stray(
    'a request to another path, such as a favicon',
    'responds with 404 and continues to wait',
    (callback) => visit(new URL('/favicon.ico', callback).href),
    404,
  ),
  ending(
    'the user denies the authorization',
    'reports the denial, and requests no token',
    `oauth_problem=user_refused&oauth_token=${TOKEN}`,
  ),
  ending(
    'the user denies the authorization and the server omits the token',
    'reports the denial, because the random path identifies the login',
    'error=access_denied',
  ),
  ending(
    'a callback without a verifier',
    'reports a denial, which is the meaning at NetSuite',
    `oauth_token=${TOKEN}&oauth_verifier=`,
  ),
  {
    fault: 'a browser prefetches the callback of a web application',
    answer: 'does not complete the login, which stays valid for the user',
    error: 'callback-prefetched',
    async run(t) {
      const { service, at } = await startProvider(t)
      const session = 'alice'
      const { pending } = await service.begin({ session, callback: 'https://app.example/cb' })
      const back = `/cb?state=${pending.state![1]}&oauth_token=${TOKEN}&oauth_verifier=right`
      try {
        await service.finish(pending, back, { session, headers: { 'sec-purpose': 'prefetch' } })
      } finally {
        assert.equal(at('/access').length, 0)
        await service.finish(pending, back, { session, headers: {} })
      }
    },
  },
  {
    fault: 'no callback arrives',
    answer: 'fails at the timeout, and closes the listener',
    error: 'login-timeout',
    async run(t) {
      const provider = await startProvider(t)
      const { result, callback } = await waitingLogin(provider, { timeout: 300 })
      await withoutAccess(provider, result).finally(() =>
        assert.rejects(visit(callback), /ECONNREFUSED/),
      )
    },
  },
  {
    fault: 'another program uses the port of the callback',
    answer: 'reports it before it sends a request',
    error: 'listener-failed',
    async run(t) {
      const provider = await startProvider(t)
      try {
        await provider.service.login({
          port: await takenPort(t),
          log: () => {},
          openBrowser: false,
        })
      } finally {
        assert.equal(provider.received.length, 0)
      }
    },
  },
  {
    fault: 'no browser can be opened',
    answer: 'reports it and continues to wait, because the user can open the printed URL',
    error: null,
    async run(t) {
      const provider = await startProvider(t)
      const lines: string[] = []
      let opened = (): void => {}
      const tried = new Promise<void>((resolve) => {
        opened = resolve
      })
      const result = provider.service.login({
        log: (line) => lines.push(line),
        openBrowser() {
          opened()
          throw new Error('no display')
        },
      })
      await tried
      await visit(`${callbackOf(provider)}?oauth_token=${TOKEN}&oauth_verifier=right`)
      await result
      assert.ok(
        lines.some((line) => /no browser was opened.*no display/.test(line)),
        lines.join('\n'),
      )
    },
  },
]

export const CALLBACKS: FaultTable = { title: 'The callback of a login', faults }
