// What the tests of client and flow share: a server that keeps what came over the wire, and a search for secrets.
import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { inspect } from 'node:util'
import {
  CountersignError,
  type HeaderList,
  parseAuthorizationHeader,
  type SigningOptions,
  type Trace,
} from '../../src/signing/index.ts'
import { createMemoryReplayStore, verifyRequest } from '../../src/server/index.ts'

/** The credentials of RFC 5849 §1.2. */
export const KEYS: {
  consumerKey: string
  consumerSecret: string
  token: string
  tokenSecret: string
} = {
  consumerKey: 'dpf43f3p2l4k3l03',
  consumerSecret: 'kd94hf93k423kf44',
  token: 'nnch734d00sl2jdk',
  tokenSecret: 'pfkkdhi9sl3r4s00',
}

/** For sessions whose Requests hold no dispatcher, which some runtimes do not show. */
export const NO_DISPATCHER = { fetchInit: { dispatcher: undefined, client: undefined } } as const

/** A request as it came: its target, header lines and octets, untouched. */
export interface Received {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  readonly body: Buffer
}

export interface RawServer {
  readonly origin: string
  readonly received: readonly Received[]
  close(): void
}

type Answer = (request: Received, response: ServerResponse) => void

/** A server on loopback that is closed when the test ends. It answers `ok` unless told otherwise. */
export async function serve(
  t: TestContext,
  answer: Answer = (_, response) => response.end('ok'),
): Promise<RawServer> {
  const received: Received[] = []
  const server = createServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const lines = message.rawHeaders
      const headers = lines.flatMap((name, position): [string, string][] =>
        position % 2 ? [] : [[name, lines[position + 1]!]],
      )
      const request = {
        method: message.method!,
        target: message.url!,
        headers,
        body: Buffer.concat(chunks),
      }
      received.push(request)
      answer(request, response)
    })
    // A client that goes away in the middle is part of some tests.
    message.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  t.after(close)
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, close }
}

/** A server whose clock is this many seconds ahead: it refuses timestamps of ours, and counts them. */
export async function serveAhead(
  t: TestContext,
  seconds: number,
  body: string,
): Promise<RawServer & { refused(): number }> {
  const ahead = Math.floor(Date.now() / 1000) + seconds
  let refused = 0
  const server = await serve(t, (request, response) => {
    const isLate = Number(protocolHeader(request).get('oauth_timestamp')) < ahead - 300
    refused += Number(isLate)
    response.writeHead(isLate ? 401 : 200, {
      ...(isLate && { 'WWW-Authenticate': 'OAuth oauth_problem=timestamp_refused' }),
      Date: new Date(ahead * 1000).toUTCString(),
    })
    response.end(isLate ? 'no' : body)
  })
  return Object.assign(server, { refused: () => refused })
}

/** The one request that a server got. */
export function only({ received }: RawServer): Received {
  assert.equal(received.length, 1, 'one request was sent')
  return received[0]!
}

export function header({ headers }: Received, wanted: string): string | null {
  const found = headers.filter(([name]) => name.toLowerCase() === wanted)
  assert.ok(found.length < 2, `${wanted} is there once`)
  return found[0]?.[1] ?? null
}

/** The trace of a request whose signature is right for the very bytes that came. */
export async function verified(
  server: RawServer,
  request: Received,
  keys: Partial<SigningOptions> = KEYS,
  now: () => number = () => Math.floor(Date.now() / 1000),
): Promise<Trace> {
  const { method, target, headers, body } = request
  const verdict = await verifyRequest(
    { method, url: server.origin + target, headers, body },
    {
      findConsumer: (key) => (key === keys.consumerKey ? keys : null),
      findToken: (token) => (token === keys.token ? { tokenSecret: keys.tokenSecret ?? '' } : null),
      replayStore: createMemoryReplayStore(),
      // Zero-legged clients have an empty secret.
      allowEmptySecrets: true,
      now,
    },
  )
  if (!verdict.valid) assert.fail(`the signature is not right: ${verdict.error.message}`)
  return verdict.trace
}

/** Names and values that came from the query and the body, in their order. */
export function signedPairs(trace: Trace): unknown[] {
  return trace.parameters
    .filter(({ source, name }) => source !== 'header' && !String(name).startsWith('oauth_'))
    .map(({ name, value }) => [String(name), String(value)])
}

export function protocolHeader(request: Received): Map<string, string> {
  const { parameters } = parseAuthorizationHeader(header(request, 'authorization') ?? '')
  return new Map(parameters.map(([name, value]) => [String(name), String(value)]))
}

/** A check for `assert.rejects` and `assert.throws`: a typed error with everything that it promises. */
export function refusal(code: string, pattern: RegExp = /./): (error: unknown) => true {
  return (error) => {
    assert.ok(
      error instanceof CountersignError,
      `a typed error was expected, not ${inspect(error)}`,
    )
    assert.equal(error.code, code, error.message)
    assert.match(error.message, pattern)
    assert.match(error.message, /^\S.*[^.]$/s, 'no full stop')
    assert.match(error.hint, /\w/, 'the hint says something')
    return true
  }
}

/** Every way in which an object ends up in a log: inspected, as JSON, as text, and all that hangs on it. */
export function shown(value: unknown): string {
  const seen = new Set<unknown>()
  const texts: string[] = []
  const walk = (found: unknown): void => {
    if (typeof found === 'string') texts.push(found)
    if (
      found === null ||
      (typeof found !== 'object' && typeof found !== 'function') ||
      seen.has(found)
    )
      return
    seen.add(found)
    if (found instanceof Headers) texts.push(JSON.stringify([...found]))
    for (const key of Reflect.ownKeys(found)) {
      const { value: member, get } = Object.getOwnPropertyDescriptor(found, key)!
      texts.push(String(key))
      walk(get ? get.call(found) : member)
    }
  }
  walk(value)
  const all = { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null } as const
  const inspected = inspect(value, all)
  return [
    ...texts,
    inspected,
    inspect(value),
    String(value),
    String(JSON.stringify(value)),
    inspect({ value }, { depth: 12 }),
  ].join('\n')
}

export function assertHidden(value: unknown, secrets: readonly string[]): void {
  const text = shown(value)
  for (const secret of secrets) {
    const spellings = [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(encodeURIComponent(secret)),
      Buffer.from(secret).toString('base64'),
    ]
    for (const spelling of spellings)
      assert.ok(!text.includes(spelling), `${spelling} shows in ${text.slice(0, 2000)}`)
  }
}

/** In seconds since 1970. */
export const now = (): number => Math.floor(Date.now() / 1000)

export const timestampOf = (request: Received): number =>
  Number(protocolHeader(request).get('oauth_timestamp'))
