// A sandbox in place of a real service. Requests are signed for the URLs of the service, and sent
// to the sandbox.
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import type { OAuth1Session } from '../../src/client/index.ts'
import type { OAuth1Service } from '../../src/flow/index.ts'
import {
  type Sandbox,
  type SandboxBehaviour,
  startSandbox,
} from '../../devtools/src/sandbox/index.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = { type: 'pkcs8', format: 'pem' } as const

/** The client that is registered with a stand-in. */
export const CLIENT: Readonly<Record<'consumerKey' | 'consumerSecret' | 'privateKey', string>> = {
  consumerKey: 'key of the client',
  consumerSecret: 'secret of the client',
  privateKey: pair.privateKey.export(pem).toString(),
}

export interface StandIn {
  readonly sandbox: Sandbox
  /**
   * Sends every request to the sandbox, with the Host of its URL. The sandbox refuses a host that
   * it does not know.
   */
  readonly fetch: typeof fetch
}

export async function startStandIn(
  t: TestContext,
  behaviour: SandboxBehaviour,
  consumerSecret: string = CLIENT.consumerSecret,
): Promise<StandIn> {
  const sandbox = await startSandbox({
    approval: 'automatic',
    behaviour,
    consumers: [
      {
        consumerKey: CLIENT.consumerKey,
        consumerSecret,
        publicKey: pair.publicKey,
        name: 'client',
      },
    ],
  })
  t.after(() => sandbox.close())
  return { sandbox, fetch: fetchFrom(new URL(sandbox.url).port) }
}

/**
 * A `fetch` that sends every request to this port. The global `fetch` cannot send another Host
 * header.
 */
function fetchFrom(port: string): typeof fetch {
  return async (input, init = {}) => {
    const { body } = new Request('http://unused', { ...init, method: 'POST' })
    const octets = body === null ? null : Buffer.from(await new Response(body).arrayBuffer())
    const url = new URL(typeof input === 'object' && 'url' in input ? input.url : input)
    const headers = {
      'User-Agent': 'node',
      ...Object.fromEntries(new Headers(init.headers)),
      Host: url.host,
    }
    const { method = 'GET', signal } = init
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method,
      path: url.pathname + url.search,
      headers,
      agent: false,
      ...(signal && { signal }),
    })
    outgoing.end(octets)
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    const lines = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ])
    return new Response(await buffer(answer), { status: answer.statusCode!, headers: lines })
  }
}

/** Logs in as a user does. */
export async function logIn(
  service: OAuth1Service,
  standIn: StandIn,
  by: 'callback' | 'pin' = 'callback',
): Promise<OAuth1Session> {
  const ending = new AbortController()
  const visit = async (url: string): Promise<string> => {
    const answer = await standIn.fetch(url, { redirect: 'manual' })
    const location = answer.headers.get('location')
    const page = await (location === null ? answer : await fetch(location)).text()
    if (answer.status < 400) return page
    throw new Error(`the service shows: ${/<p>(.*)<\/p>/.exec(page)?.[1] ?? page}`)
  }
  return service.login({
    log: () => {},
    signal: ending.signal,
    openBrowser: (url) => void visit(url).catch((error: unknown) => ending.abort(error)),
    ...(by === 'pin' && {
      // The page shows its code once. The prompt reads it from there.
      openBrowser: false as const,
      pin: async (url: string) => /<output>(.+)<\/output>/.exec(await visit(url))?.[1] ?? '',
    }),
  })
}

/**
 * Calls the echo of the sandbox at this origin.
 *
 * @throws Error with the `oauth_problem` of a refusal
 */
export async function callApi(session: OAuth1Session, origin: string): Promise<void> {
  const answer = await session.request('POST', `${origin}/echo?q=a%20b`, { json: { a: 1 } })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`the API answers ${answer.status} ${text}`)
}
