/** The loopback listener: it waits for the one callback that is ours, and answers and ignores everything else. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { requireOptions, untilAborted } from '../internal/index.ts'
import { CountersignError, fail, quote } from '../signing/index.ts'
import { denied, readCallback } from './authorization.ts'
import {
  APPROVED_PAGE,
  DENIED_PAGE,
  EARLY_PAGE,
  PAGE_HEADERS,
  STRAY_PAGE,
} from './callback-page.ts'
import { CALLBACK_OPTIONS } from './option-kinds.ts'
import { isPrefetch } from './prefetch.ts'

export interface CallbackOptions {
  /** A fixed port, for a service where callbacks are registered; defaults to any free one. */
  readonly port?: number
  /** A fixed path, for the same. Defaults to one that cannot be guessed. */
  readonly path?: string
}

export interface CallbackListener {
  /** `oauth_callback`. */
  readonly url: string
  /**
   * Waits for the user to come back.
   *
   * @returns the verifier; `null` where none is required and none came
   * @throws CountersignError `authorization-denied`; the signal's reason once it is aborted
   */
  receive(token: string, verifierRequired: boolean, signal: AbortSignal): Promise<string | null>
  close(): void
}

interface Pending {
  readonly token: string
  readonly verifierRequired: boolean
  resolve(verifier: string | null): void
  reject(error: CountersignError): void
}

/** Opens a listener on 127.0.0.1. @throws CountersignError `listener-failed`: the port is taken; `invalid-callback` */
export async function openCallbackListener(
  options: CallbackOptions = {},
): Promise<CallbackListener> {
  requireOptions('a callback', options, CALLBACK_OPTIONS)
  const { port = 0, path = unguessablePath() } = options
  if (!/^\/[^#]*$/s.test(path)) {
    fail(
      'invalid-callback',
      '2.1',
      `not the path of a callback: ${quote(path)}`,
      'begin it with "/", and leave out "#"',
    )
  }
  let pending: Pending | null = null
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
  })
  await listen(server, port)
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  server.on('request', (request, response) => {
    const { status, page, end } = judge(request, url, pending, options.path === undefined)
    if (end) pending = null
    // The wait ends once the page is sent, because its end closes all connections.
    if (end) response.once('close', end)
    response.writeHead(status, PAGE_HEADERS).end(page)
  })
  return {
    url: url.href,
    receive: (token, verifierRequired, signal) =>
      untilAborted(
        signal,
        () =>
          new Promise((resolve, reject) => {
            pending = { token, verifierRequired, resolve, reject }
          }),
      ),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const unguessablePath = (): string => `/callback/${randomBytes(16).toString('hex')}`

async function listen(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      // It stays: later on, a connection that cannot be taken is no reason to end.
      server.on('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  } catch (cause) {
    throw new CountersignError(
      'listener-failed',
      `port ${port} on 127.0.0.1 cannot be listened on`,
      {
        hint: 'choose another port, or 0 for any free one',
        cause,
      },
    )
  }
}

interface Judgement {
  readonly status: number
  readonly page: string
  /** What ends the wait, where this request does. */
  readonly end?: () => void
}

/** @param isSecret whether the path can be known from this login alone */
function judge(
  request: IncomingMessage,
  expected: URL,
  pending: Pending | null,
  isSecret: boolean,
): Judgement {
  const [, path, query = ''] = /^([^?]*)\??(.*)$/s.exec(request.url!)!
  // A name that was made to point here (DNS rebinding) shows in the Host header.
  if (request.headers.host !== expected.host) return { status: 421, page: STRAY_PAGE }
  if (path !== expected.pathname) return { status: 404, page: STRAY_PAGE }
  if (request.method !== 'GET') return { status: 405, page: STRAY_PAGE }
  // The user has not come back yet. Browsers throw an answer with this status away, and ask again for their user.
  if (isPrefetch(request.headers)) return { status: 503, page: EARLY_PAGE }
  // A user comes back by a page of its own. Browsers say so when it is an image or a frame of another page instead.
  if ((request.headers['sec-fetch-dest'] ?? 'document') !== 'document')
    return { status: 403, page: STRAY_PAGE }
  const callback = pending && readCallback(query, pending.token, pending.verifierRequired)
  if (!callback || callback.kind === 'stray') return { status: 400, page: STRAY_PAGE }
  // At a path that anybody can guess, any page could end the login by a refusal that names no token.
  if (callback.kind === 'denied' && !callback.isNamed && !isSecret)
    return { status: 400, page: STRAY_PAGE }
  return callback.kind === 'denied'
    ? { status: 200, page: DENIED_PAGE, end: () => pending.reject(denied(callback.reason)) }
    : { status: 200, page: APPROVED_PAGE, end: () => pending.resolve(callback.verifier) }
}
