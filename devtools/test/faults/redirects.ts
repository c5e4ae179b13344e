// Redirects: a signature is valid for one URL, and secrets belong to one origin.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { OAuth1Session, type SessionOptions } from '../../../src/client/index.ts'
import {
  header,
  KEYS,
  protocolHeader,
  type RawServer,
  serve,
  verified,
} from '../../../test/client/support.ts'
import type { Fault, FaultTable } from './fault.ts'

interface Redirect {
  readonly status?: number
  /** Returns the Location header for the origins of the first and of the other server. */
  readonly location: (own: string, other: string) => string
  /** Returns the session options for the origin of the other server. */
  readonly options?: (other: string) => Partial<SessionOptions>
  readonly send?: (session: OAuth1Session, origin: string) => Promise<Response>
}

interface Servers {
  readonly own: RawServer
  readonly other: RawServer
  readonly response: Response
}

const get = (session: OAuth1Session, origin: string): Promise<Response> =>
  session.get(`${origin}/start?a=1`)

/**
 * Sends a request to a server that redirects from /start, with another server as a possible target.
 */
async function follow(
  t: TestContext,
  { status = 302, location, options = () => ({}), send = get }: Redirect,
): Promise<Servers> {
  const other = await serve(t)
  const own: RawServer = await serve(t, ({ target }, response) => {
    if (target.startsWith('/start'))
      response.writeHead(status, { Location: location(own.origin, other.origin) })
    response.end('ok')
  })
  const session = new OAuth1Session({ ...KEYS, followRedirects: true, ...options(other.origin) })
  try {
    return { own, other, response: await send(session, own.origin) }
  } catch (error) {
    assert.equal(other.received.length, 0, 'the other server received no request')
    throw error
  }
}

function refused(fault: string, answer: string, error: string, redirect: Redirect): Fault {
  return { fault, answer, error, run: (t) => follow(t, redirect) }
}

function followed(
  fault: string,
  answer: string,
  redirect: Redirect,
  check: (servers: Servers) => unknown,
): Fault {
  return {
    fault,
    answer,
    error: null,
    async run(t) {
      const servers = await follow(t, redirect)
      assert.equal(await servers.response.text(), 'ok')
      await check(servers)
    },
  }
}

const faults: readonly Fault[] = [
  {
    fault: 'a redirect of a Request, with a proxy in the fetchInit of the session',
    answer: 'sends every hop through the proxy',
    error: null,
    async run(t) {
      const seen: unknown[] = []
      const proxied = ((input: unknown, init: RequestInit & { proxy?: string }) => {
        seen.push(init.proxy)
        return fetch(input as string, init)
      }) as typeof fetch
      const options = {
        followRedirects: true,
        fetch: proxied,
        fetchInit: { proxy: 'the proxy', dispatcher: undefined },
      }
      await follow(t, {
        location: () => '/end',
        options: () => options,
        send: (session, origin) => session.fetch(new Request(`${origin}/start`)),
      })
      assert.deepEqual(seen, ['the proxy', 'the proxy'])
    },
  },
  refused(
    'a redirect',
    'throws an error with the target, unless followRedirects is set',
    'redirect-not-followed',
    { location: () => '/end', options: () => ({ followRedirects: false }) },
  ),
  followed(
    'a redirect to the same origin, with followRedirects',
    'signs the new URL with a new nonce',
    { location: () => '/end?b=2' },
    async ({ own }) => {
      assert.deepEqual(
        own.received.map(({ target }) => target),
        ['/start?a=1', '/end?b=2'],
      )
      for (const request of own.received) await verified(own, request)
      assert.equal(
        new Set(own.received.map((request) => protocolHeader(request).get('oauth_nonce'))).size,
        2,
      )
    },
  ),
  refused(
    'a redirect to another origin',
    'refuses it, and sends no request to that origin',
    'redirect-cross-origin',
    { location: (_own, other) => `${other}/end` },
  ),
  refused(
    'a redirect to the same server with another host name',
    'refuses it, because it is another origin',
    'redirect-cross-origin',
    { location: (own) => `${own.replace('127.0.0.1', 'localhost')}/end` },
  ),
  refused('a redirect loop', 'stops after five hops', 'redirect-limit', {
    location: () => '/start',
  }),
  refused('a redirect to file:, data: or javascript:', 'refuses it', 'redirect-invalid', {
    location: () => 'file:///etc/passwd',
  }),
  refused('a redirect to a URL with a user name and a password', 'refuses it', 'redirect-invalid', {
    location: (own) => `${own.replace('http://', 'http://me:secret@')}/end`,
  }),
  refused('a redirect to an invalid URL', 'refuses it', 'redirect-invalid', {
    location: () => 'http://[',
  }),
  refused(
    'a redirect of a PLAINTEXT request',
    'refuses it, because the new request would contain the secrets again',
    'redirect-plaintext',
    { location: () => '/end', options: () => ({ signatureMethod: 'PLAINTEXT' }) },
  ),
  refused(
    'a redirect (307) of a stream',
    'refuses it, because the stream has been consumed',
    'redirect-unreplayable',
    {
      status: 307,
      location: () => '/end',
      send: (session, origin) =>
        session.post(`${origin}/start`, { body: new Blob(['once']).stream() }),
    },
  ),
  {
    fault: 'a redirect from https to http',
    answer: 'refuses it, even if followRedirects lists that origin',
    error: 'redirect-downgrade',
    async run() {
      const sent: string[] = []
      const session = new OAuth1Session({
        ...KEYS,
        followRedirects: ['http://api.example.com'],
        async fetch(input) {
          sent.push(String(input))
          return new Response(null, {
            status: 302,
            headers: { Location: 'http://api.example.com/x' },
          })
        },
      })
      try {
        await session.get('https://api.example.com/x')
      } finally {
        assert.deepEqual(sent, ['https://api.example.com/x'])
      }
    },
  },
  followed(
    'a redirect (302) of a POST',
    'sends a GET without a body, like fetch',
    {
      location: () => '/end',
      send: (session, origin) => session.post(`${origin}/start`, { form: { a: '1' } }),
    },
    async ({ own }) => {
      const [, second] = own.received
      assert.deepEqual(
        [second!.method, second!.body.length, header(second!, 'content-type')],
        ['GET', 0, null],
      )
      await verified(own, second!)
    },
  ),
  followed(
    'a redirect of a request with protocol parameters in the query',
    'omits the old protocol parameters, and signs the new URL',
    {
      location: () => '/end?b=2',
      options: () => ({ transmission: 'query' }),
    },
    async ({ own }) => {
      const second = own.received[1]!
      assert.equal(second.target.match(/oauth_signature=/g)?.length, 1)
      await verified(own, second)
    },
  ),
  followed(
    'a redirect to another origin that followRedirects lists',
    'signs the new URL, and omits Cookie and similar headers',
    {
      location: (_own, other) => `${other}/end`,
      options: (other) => ({ followRedirects: [other] }),
      send: (session, origin) =>
        session.get(`${origin}/start`, { headers: { Cookie: 'a=1', Accept: 'text/plain' } }),
    },
    async ({ other }) => {
      const [request] = other.received
      assert.deepEqual(
        [header(request!, 'cookie'), header(request!, 'accept')],
        [null, 'text/plain'],
      )
      await verified(other, request!)
    },
  ),
]

export const REDIRECTS: FaultTable = { title: 'Redirects', faults }
