/**
 * The loopback listener: an HTTP server on 127.0.0.1 that waits for the callback of one login. RFC
 * 5849 §2.2
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type OptionKinds, requireOptions, untilAborted } from '../../internal/index.ts'
import { CountersignError, fail, quote } from '../../signing/index.ts'
import { deniedError, isPrefetch, readCallback } from './authorization.ts'
import {
  APPROVED_PAGE,
  DENIED_PAGE,
  PAGE_HEADERS,
  PREFETCH_PAGE,
  STRAY_PAGE,
} from './callback-page.ts'

export interface CallbackOptions {
  /**
   * The port, for a service where callback URLs are registered. 0 means any free port.
   *
   * @default 0
   */
  readonly port?: number
  /**
   * The path, for a service where callback URLs are registered. Defaults to a path that cannot be
   * guessed.
   */
  readonly path?: string
}

export const CALLBACK_OPTIONS: OptionKinds<CallbackOptions> = { port: 'number', path: 'text' }

export interface CallbackListener {
  /** The `oauth_callback` to send. */
  readonly url: string
  /**
   * Waits for the callback.
   *
   * @param token the request token of the login
   * @param verifierRequired whether a callback without a verifier counts as a denial
   * @returns the verifier; `null` if the callback has none and none is required
   * @throws CountersignError `authorization-denied`; or the reason of the signal
   */
  receive(token: string, verifierRequired: boolean, signal: AbortSignal): Promise<string | null>
  /** Stops listening, and closes all connections. */
  close(): void
}

interface PendingCallback {
  readonly token: string
  readonly verifierRequired: boolean
  resolve(verifier: string | null): void
  reject(error: CountersignError): void
}

/**
 * Starts a listener on 127.0.0.1.
 *
 * @throws CountersignError `invalid-callback`: the path does not begin with `/`, or contains `#`
 * @throws CountersignError `listener-failed`: the port cannot be used
 * @example
 * const listener = await openCallbackListener()
 * try {
 *   const requestToken = await service.getRequestToken({ callback: listener.url })
 *   openBrowser(service.getAuthorizeUrl(requestToken))
 *   const verifier = await listener.receive(requestToken.token, true, AbortSignal.timeout(60_000))
 *   console.log(await service.getAccessToken(requestToken, { verifier }))
 * } finally {
 *   listener.close()
 * }
 */
export async function openCallbackListener(
  options: CallbackOptions = {},
): Promise<CallbackListener> {
  requireOptions('a callback', options, CALLBACK_OPTIONS)
  const { port = 0, path = unguessablePath() } = options
  if (!/^\/[^#]*$/s.test(path)) {
    fail(
      'invalid-callback',
      '2.1',
      `the path of a callback cannot be ${quote(path)}`,
      'give a path that begins with "/" and has no "#"',
    )
  }
  let pending: PendingCallback | null = null
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
  })
  await listen(server, port)
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  server.on('request', (request, response) => {
    const { status, page, settle } = answer(request, url, pending, options.path === undefined)
    if (settle) {
      pending = null
      // The caller closes all connections once the wait ends, so the page is sent first.
      response.once('close', settle)
    }
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

/** @throws CountersignError `listener-failed` */
async function listen(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      // The handler stays after the start: a connection that cannot be accepted later must not end
      // the process.
      server.on('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  } catch (cause) {
    throw new CountersignError('listener-failed', `cannot listen on port ${port} of 127.0.0.1`, {
      hint: 'choose another port, or 0 for any free port',
      cause,
    })
  }
}

interface Answer {
  readonly status: number
  readonly page: string
  /** Ends the wait for the callback. */
  readonly settle?: () => void
}

/** @param isSecretPath whether only the service and the client know the path */
function answer(
  request: IncomingMessage,
  expected: URL,
  pending: PendingCallback | null,
  isSecretPath: boolean,
): Answer {
  const [, path, query = ''] = /^([^?]*)\??(.*)$/s.exec(request.url!)!
  // DNS rebinding: another host name that resolves to 127.0.0.1 shows in the Host header.
  if (request.headers.host !== expected.host) return { status: 421, page: STRAY_PAGE }
  if (path !== expected.pathname) return { status: 404, page: STRAY_PAGE }
  if (request.method !== 'GET') return { status: 405, page: STRAY_PAGE }
  // A browser drops a prefetch that is answered 503, and sends the request again when the user
  // opens the page.
  if (isPrefetch(request.headers)) return { status: 503, page: PREFETCH_PAGE }
  // The callback is a top-level navigation. Another page that embeds the URL as an image or a frame
  // sends another value.
  if ((request.headers['sec-fetch-dest'] ?? 'document') !== 'document')
    return { status: 403, page: STRAY_PAGE }
  const callback = pending && readCallback(query, pending.token, pending.verifierRequired)
  if (!callback || callback.kind === 'stray') return { status: 400, page: STRAY_PAGE }
  // If the path can be guessed, any page can send a denial without a token.
  if (callback.kind === 'denied' && !callback.isNamed && !isSecretPath)
    return { status: 400, page: STRAY_PAGE }
  return callback.kind === 'denied'
    ? { status: 200, page: DENIED_PAGE, settle: () => pending.reject(deniedError(callback.reason)) }
    : { status: 200, page: APPROVED_PAGE, settle: () => pending.resolve(callback.verifier) }
}
