/** An API on loopback that answers only what is signed right and came once, and repeats what it read. */
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import {
  createMemoryReplayStore,
  OAuth1Session,
  type SessionOptions,
  verifyRequest,
} from '../../src/index.ts'
import { header, KEYS, protocolHeader, type Received, serve } from '../client/support.ts'

export type Pairs = readonly (readonly [string, string])[]

/** A request whose signature was right. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly query: Pairs
  readonly form: Pairs
  readonly type: string | null
  readonly body: string
  readonly nonce: string
  readonly request: Received
}

export interface Api {
  readonly url: string
  readonly calls: readonly Call[]
  /** How many requests came whose signature was wrong, or whose nonce was used. */
  readonly refused: () => number
  readonly session: (options?: Partial<SessionOptions>) => OAuth1Session
}

type Answer = (call: Call, response: ServerResponse, number: number) => void

const repeat: Answer = ({ method, path, query, form, body }, response) =>
  void response
    .setHeader('Content-Type', 'application/json')
    .end(JSON.stringify({ method, path, query, form, body }))

/** @param publicOrigin by which name its clients call it, where that is another than its own */
export async function serveApi(
  t: TestContext,
  answer: Answer = repeat,
  publicOrigin?: string,
): Promise<Api> {
  const calls: Call[] = []
  let refused = 0
  const replayStore = createMemoryReplayStore()
  const server = await serve(t, (request, response) => void check(request, response))

  async function check(request: Received, response: ServerResponse): Promise<void> {
    const { method, target, body } = request
    const url = (publicOrigin ?? server.origin) + target
    // Behind a proxy, Host names the proxy's own next stop.
    const isOwn = ([name]: readonly [string, string]): boolean =>
      publicOrigin === undefined || !/^host$/i.test(name)
    const headers = request.headers.filter(isOwn)
    const verdict = await verifyRequest(
      { method, url, headers, body },
      {
        findConsumer: (key) => (key === KEYS.consumerKey ? KEYS : null),
        findToken: (token) => (token === KEYS.token ? KEYS : null),
        replayStore,
      },
    )
    if (!verdict.valid) {
      refused += 1
      response.writeHead(401, { 'Content-Type': 'text/plain' }).end(verdict.error.message)
      return
    }
    const pairsFrom = (wanted: string): Pairs =>
      verdict.trace.parameters
        .filter(({ source }) => source === wanted)
        .map(({ name, value }) => [String(name), String(value)])
    const call = {
      method,
      path: target.replace(/\?.*$/s, ''),
      query: pairsFrom('query'),
      form: pairsFrom('body'),
      type: header(request, 'content-type'),
      body: body.toString(),
      nonce: protocolHeader(request).get('oauth_nonce')!,
      request,
    }
    calls.push(call)
    answer(call, response, calls.length)
  }

  return {
    url: server.origin,
    calls,
    refused: () => refused,
    session: (options = {}) => new OAuth1Session({ ...KEYS, ...options }),
  }
}

/** The one call that came, and none was refused. */
export function onlyCall({ calls, refused }: Api): Call {
  assert.deepEqual([calls.length, refused()], [1, 0], 'one call came, signed right')
  return calls[0]!
}

/** Answers each request with the next status, and repeats it with the last. */
export function statuses(...wanted: number[]): Answer {
  return (call, response, number) => {
    response.statusCode = wanted[number - 1] ?? 500
    repeat(call, response, number)
  }
}

export function assertFreshNonces({ calls, refused }: Api, count: number): void {
  assert.deepEqual([calls.length, refused()], [count, 0])
  assert.equal(new Set(calls.map(({ nonce }) => nonce)).size, count, 'a nonce for each attempt')
}

/** A name twice, an empty value, and characters that encoders get wrong. */
export const AWKWARD: Pairs = [
  ['tag', 'a'],
  ['tag', 'b c'],
  ['empty', ''],
  ['é', '☃ +&=%20'],
  ['marks', "~*!'()"],
]
