// Faults on the user's way back: what reaches the callback listener, and what never does. RFC 5849 §2.2
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

/** Something reaches the listener that ends nothing; then the user comes, and the login succeeds. */
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
      assert.equal(provider.at('/access').length, 0, 'nothing was asked for')
      await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=right`)
      await result
      assert.equal(provider.at('/access').length, 1)
    },
  }
}

/** A callback that is ours, and ends the login. */
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
    assert.equal(provider.at('/access').length, 0, 'nothing was asked for')
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
    'a callback with another token, as of a login that somebody else began',
    'answers 400, and waits on',
    (callback) => visit(`${callback}?oauth_token=theirs&oauth_verifier=theirs`),
    400,
  ),
  stray(
    'a callback with the token there twice',
    'answers 400, and waits on',
    (callback) => visit(`${callback}?oauth_token=${TOKEN}&oauth_token=theirs&oauth_verifier=x`),
    400,
  ),
  stray(
    'a callback under a name that was made to point here (DNS rebinding)',
    'answers 421, and waits on',
    (callback) =>
      visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=x`, {
        headers: { Host: 'evil.example' },
      }),
    421,
  ),
  stray(
    'a callback as an image of another page',
    'answers 403, and waits on',
    (callback) =>
      visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=x`, {
        headers: { 'Sec-Fetch-Dest': 'image' },
      }),
    403,
  ),
  stray(
    'a callback by POST',
    'answers 405, and waits on',
    (callback) => visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=x`, { method: 'POST' }),
    405,
  ),
  stray(
    'a browser that asks ahead of its user (prefetch or prerender)',
    'answers 503, and waits on for the user',
    (callback) =>
      visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=x`, {
        headers: { 'Sec-Purpose': 'prefetch;prerender' },
      }),
    503,
  ),
  stray(
    'a guess at the path, or a favicon',
    'answers 404, and waits on',
    (callback) => visit(new URL('/favicon.ico', callback).href),
    404,
  ),
  ending(
    'the user refuses',
    'says so, and asks for no token',
    `oauth_problem=user_refused&oauth_token=${TOKEN}`,
  ),
  ending(
    'the user refuses, and the server leaves the token out',
    'says so all the same: the path is proof enough',
    'error=access_denied',
  ),
  ending(
    'a callback without a verifier',
    'takes it as a refusal, as NetSuite means it',
    `oauth_token=${TOKEN}&oauth_verifier=`,
  ),
  {
    fault: 'a browser that asks a web application ahead of its user',
    answer: 'finishes nothing, and the login is still good for the user',
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
    fault: 'nobody comes back',
    answer: 'gives up at the deadline, and closes the listener',
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
    fault: 'another program has the port',
    answer: 'says so before anything is sent',
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
    answer: 'says so, and waits on: the person has the URL',
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

export const WAY_BACK: FaultTable = { title: 'The way back of the user', faults }
