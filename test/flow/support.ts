// A provider with replies that each test chooses, and a user who returns from it.
import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { TestContext } from 'node:test'
import type { OAuth1Session } from '../../src/client/index.ts'
import { type LoginOptions, OAuth1Service, type ServiceOptions } from '../../src/flow/index.ts'
import { protocolHeader, type RawServer, type Received, serve } from '../client/support.ts'

export const CONSUMER = { consumerKey: 'dpf43f3p2l4k3l03', consumerSecret: 'kd94hf93k423kf44' }
export const TEMPORARY =
  'oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true'
export const ISSUED = 'oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00'

export interface Reply {
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders
  readonly body: string | Uint8Array
}

export interface MadeProvider extends RawServer {
  readonly service: OAuth1Service
  /** The requests to an endpoint so far. */
  at(path: '/request' | '/access'): Received[]
}

/** By default, its endpoints reply as those of RFC 5849 §1.2 do. */
export async function startProvider(
  t: TestContext,
  replies: { request?: Reply | string; access?: Reply | string } = {},
  options: Partial<ServiceOptions> = {},
): Promise<MadeProvider> {
  const server = await serve(t, ({ target }, response) => {
    const chosen = target.startsWith('/request')
      ? (replies.request ?? TEMPORARY)
      : (replies.access ?? ISSUED)
    const {
      status = 200,
      headers = {},
      body,
    } = typeof chosen === 'string' ? { body: chosen } : chosen
    response.writeHead(status, headers).end(body)
  })
  return Object.assign(server, {
    service: serviceOf(server.origin, options),
    at: (path: string) => server.received.filter(({ target }) => target.startsWith(path)),
  })
}

export function serviceOf(origin: string, options: Partial<ServiceOptions> = {}): OAuth1Service {
  return new OAuth1Service({
    ...CONSUMER,
    name: 'made',
    requestTokenUrl: `${origin}/request`,
    authorizeUrl: `${origin}/authorize`,
    accessTokenUrl: `${origin}/access`,
    ...options,
  })
}

/** The callback of a request-token call. Defaults to the last call. */
export function callbackOf(provider: MadeProvider, position = -1): string {
  const callback = protocolHeader(provider.at('/request').at(position)!).get('oauth_callback')
  assert.ok(callback !== undefined)
  assert.match(callback, /^http:\/\/127\.0\.0\.1:/)
  return callback
}

/** A login that waits for its callback: its result, and the callback URL. */
export interface Waiting<Result> {
  readonly result: Promise<Result>
  readonly callback: string
  readonly lines: readonly string[]
}

/** Starts a login with a browser that does nothing. */
export async function waitingLogin(
  provider: MadeProvider,
  options: LoginOptions = {},
): Promise<Waiting<OAuth1Session>> {
  const lines: string[] = []
  let result!: Waiting<OAuth1Session>['result']
  await new Promise<void>((resolve, reject) => {
    result = provider.service.login({
      log: (line) => lines.push(line),
      openBrowser: () => resolve(),
      ...options,
    })
    result.catch(reject)
  })
  return { result, callback: callbackOf(provider), lines }
}

/** Sends a request with exactly this target, which fetch would normalize. */
export function visit(
  url: string,
  init: { method?: string; path?: string; headers?: OutgoingHttpHeaders } = {},
): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> {
  const { hostname, port, pathname, search } = new URL(url)
  const { method = 'GET', path = pathname + search, headers = {} } = init
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method, path, headers, agent: false },
      (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (text: string) => {
          body += text
        })
        answer.on('end', () =>
          resolve({ status: answer.statusCode!, headers: answer.headers, body }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end()
  })
}
