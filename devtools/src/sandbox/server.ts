/** The sandbox: a strict OAuth 1.0a provider on loopback, for testing clients. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { maskTrace } from 'countersign/internal'
import { CountersignError } from 'countersign/signing'
import { type Answer, send, text } from './http/answer.ts'
import { type BodyReader, createBodyReader } from './http/bodies.ts'
import { limitConnections } from './http/connections.ts'
import { readRequest } from './http/incoming-request.ts'
import type { SandboxOptions } from './options.ts'
import { advice } from './problem.ts'
import { createProvider, type Provider } from './provider.ts'
import { route } from './routes.ts'
import { resolveOptions } from './settings.ts'

/** A running sandbox. Its enumerable members are the options of a client for it. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`. Requests to other host names, such as `localhost`, are refused. */
  readonly url: string
  readonly requestTokenUrl: string
  readonly authorizeUrl: string
  readonly accessTokenUrl: string
  /** The URL that revokes a token. */
  readonly revokeUrl: string
  /** The URL that renews a token, if `behaviour.renewal` is set. */
  readonly renewUrl?: string
  /** The base URL of the API, with a slash at its end. */
  readonly baseUrl: string
  readonly consumerKey: string
  /** Empty if the first consumer has only a public key. */
  readonly consumerSecret: string
  /**
   * Closes every connection at once, and resolves when the port is free. It may be called again.
   */
  close(): Promise<void>
}

const STATUS: Readonly<Record<string, number>> = {
  'misdirected-request': 421,
  'request-too-large': 413,
  'too-many-parameters': 413,
  'server-busy': 503,
}

/**
 * Starts a sandbox. It keeps all credentials in memory, and they are lost when it is closed. A body
 * may have 1 MiB, a form 128 KiB, and a request 1,000 parameters.
 *
 * @throws CountersignError `invalid-option`; `port-unavailable` if another program uses the port,
 *   or the system refuses it
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = resolveOptions(options)
  const provider = createProvider(settings)
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
  })
  await listen(server, settings.port)
  const { origin } = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const readBody = createBodyReader()
  limitConnections(server)
  // No limit, because the last header line may be a second Authorization.
  server.maxHeadersCount = 0
  server.on(
    'request',
    (message, response) => void serve(message, response, origin, provider, readBody),
  )
  const [consumer] = provider.consumers.values()
  const { urls, renewal } = provider.behaviour
  const at = (place: string): string => new URL(place, origin).href
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  const close = (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    return closed
  }
  const asOptions = {
    requestTokenUrl: at(urls.requestToken),
    authorizeUrl: at(urls.authorize),
    accessTokenUrl: at(urls.accessToken),
    revokeUrl: at(urls.revoke),
    ...(renewal !== null && { renewUrl: at(urls.renew) }),
    baseUrl: `${origin}/1.0/`,
    consumerKey: consumer!.consumerKey,
    consumerSecret: consumer!.consumerSecret ?? '',
  }
  // Members that are not options of a client are not enumerable, so that a spread yields only
  // options.
  return Object.defineProperties(asOptions, {
    url: { value: origin },
    close: { value: close },
  }) as Sandbox
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  origin: string,
  provider: Provider,
  readBody: BodyReader,
): Promise<void> {
  const answer = await answerTo(message, origin, provider, readBody)
  if (answer === null) return
  send(response, answer)
  const { status, problem, trace } = answer
  provider.onRequest({
    method: message.method!,
    path: message.url!.replace(/[?#].*$/s, ''),
    status,
    problem: problem?.problem ?? problem?.code ?? null,
    advice: problem === null ? null : advice(problem),
    trace: trace && maskTrace(message.method!, trace),
  })
}

/** `null` if the client disconnected before its request was complete. */
async function answerTo(
  message: IncomingMessage,
  origin: string,
  provider: Provider,
  readBody: BodyReader,
): Promise<Answer | null> {
  try {
    return await route(
      await readRequest(message, origin, provider.behaviour.origins, readBody),
      provider,
    )
  } catch (error) {
    if (error instanceof CountersignError) {
      return {
        ...text(STATUS[error.code] ?? 400, `${error.message}: ${error.hint}`),
        problem: error,
      }
    }
    if (!message.complete) return null
    throw error
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const details = { hint: 'choose another port, or 0 for a free one', cause }
      reject(
        new CountersignError(
          'port-unavailable',
          `cannot listen on port ${port}: ${cause.code}`,
          details,
        ),
      )
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}
