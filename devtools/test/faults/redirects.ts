// Redirects: a signature covers one URL, and secrets belong to one server.
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

interface Way {
  readonly status?: number
  /** Where to, from the first server's origin and that of another. */
  readonly location: (own: string, other: string) => string
  /** The session's, from the other server's origin. */
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

/** A server that redirects from /start, and another one. */
async function walk(
  t: TestContext,
  { status = 302, location, options = () => ({}), send = get }: Way,
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
    assert.equal(other.received.length, 0, 'the other server got nothing')
    throw error
  }
}

function refused(fault: string, answer: string, error: string, way: Way): Fault {
  return { fault, answer, error, run: (t) => walk(t, way) }
}

function followed(
  fault: string,
  answer: string,
  way: Way,
  look: (servers: Servers) => unknown,
): Fault {
  return {
    fault,
    answer,
    error: null,
    async run(t) {
      const servers = await walk(t, way)
      assert.equal(await servers.response.text(), 'ok')
      await look(servers)
    },
  }
}

const faults: readonly Fault[] = [
  {
    fault:
      'a redirect of a Request whose proxy is given beside it, or in the fetchInit of the session',
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
      await walk(t, {
        location: () => '/end',
        options: () => options,
        send: (session, origin) => session.fetch(new Request(`${origin}/start`)),
      })
      assert.deepEqual(seen, ['the proxy', 'the proxy'])
    },
  },
  refused(
    'a redirect',
    'is an error that says where to, unless following was chosen',
    'redirect-not-followed',
    { location: () => '/end', options: () => ({ followRedirects: false }) },
  ),
  followed(
    'a redirect on the same server, with following chosen',
    'signs the new URL, with a new nonce',
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
    'a redirect to another server',
    'is refused: that server gets nothing',
    'redirect-cross-origin',
    { location: (_own, other) => `${other}/end` },
  ),
  refused(
    'a redirect to the same server under another name',
    'is refused: it is another origin',
    'redirect-cross-origin',
    { location: (own) => `${own.replace('127.0.0.1', 'localhost')}/end` },
  ),
  refused('a redirect without end', 'stops after five hops', 'redirect-limit', {
    location: () => '/start',
  }),
  refused('a redirect to file:, data: or javascript:', 'is refused', 'redirect-invalid', {
    location: () => 'file:///etc/passwd',
  }),
  refused('a redirect to a URL with user and password', 'is refused', 'redirect-invalid', {
    location: (own) => `${own.replace('http://', 'http://me:secret@')}/end`,
  }),
  refused('a redirect to what is no URL', 'is refused', 'redirect-invalid', {
    location: () => 'http://[',
  }),
  refused(
    'a redirect of a PLAINTEXT request',
    'is refused: its secrets are not sent again',
    'redirect-plaintext',
    { location: () => '/end', options: () => ({ signatureMethod: 'PLAINTEXT' }) },
  ),
  refused(
    'a redirect (307) of a stream',
    'is refused: what was sent is gone',
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
    answer: 'is refused, also where that server was listed',
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
    'becomes a GET without the body, as fetch has it',
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
    'a redirect of a request whose protocol parameters travel in the query',
    'leaves the old ones behind, and signs anew',
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
    'a redirect to another server that was listed',
    'signs for it, and leaves cookies and the like behind',
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
