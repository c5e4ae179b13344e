/** No answer came: why, in words. */
import { CountersignError, type ErrorDetails } from '../signing/index.ts'

/** Thrown where no answer came: `connection-failed`, or `timeout`. */
export class TransportError extends CountersignError {
  /** The system's own code, such as `ECONNREFUSED`, where there is one. */
  readonly systemCode: string | null

  constructor(code: 'connection-failed' | 'timeout', message: string, systemCode: string | null, details: ErrorDetails) {
    super(code, message, details)
    this.systemCode = systemCode
  }
}

const TLS = /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/

/** What a code means, and what to do about it; the first that fits. */
const MEANINGS: readonly (readonly [codes: RegExp, meaning: string, hint: string])[] = [
  [/^(ENOTFOUND|EAI_\w+)$/, 'its name was not found', 'check the host in the URL, and the network'],
  [/^ECONNREFUSED$/, 'it refuses connections', 'is it running, and is the port right?'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'the connection broke before the answer was there', 'try again; the request may have got there'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, 'there is no way to it', 'check the network'],
  [TLS, 'no secure connection came about', 'check its certificate, and your certificate authorities; is it https at all?'],
  [/^BAD_PORT$/, 'fetch goes to no such port', 'it belongs to another protocol: serve HTTP at another one'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'the head of its answer is too long', 'ask the operator of the server'],
  [/^HPE_/, 'what it answered is no HTTP', 'is this the right port?'],
  [/^(ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/, 'it did not answer in time', 'check the network, or ask the operator of the server'],
]

/** The system's code for a failure, wherever in its causes it stands. */
export function systemCodeOf(error: unknown): string | null {
  for (let found = error; found instanceof Error; found = found.cause) {
    // Over a connection that is not there yet, TLS fails by the same code as one that was.
    if (/before secure TLS connection/.test(found.message)) return 'ERR_TLS_HANDSHAKE'
    if ('code' in found && typeof found.code === 'string') return found.code
    // Fetch standard, "block bad port": it says so in words alone.
    if (found.message === 'bad port') return 'BAD_PORT'
  }
  return null
}

/**
 * What `fetch` threw, in words: a failure of the network as a TransportError, which names the host and nothing else of
 * the request. Anything else stays as it is, the caller's own reason to abort included.
 *
 * @param timeout in milliseconds, of the session or the request; `null` where it is not known
 */
export function explainFailure(error: unknown, url: string, timeout: number | null, signal?: AbortSignal | null): unknown {
  if (signal?.aborted === true && error === signal.reason) return error
  forgetAnswer(error)
  const { host } = new URL(url)
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new TransportError('timeout', `no answer from ${host} ${timeout === null ? 'in time' : `within ${timeout} ms`}`, null, {
      hint: 'give it more time by the timeout option, or ask the operator of the server',
    })
  }
  const code = systemCodeOf(error)
  const [, meaning, hint] = MEANINGS.find(([codes]) => codes.test(code ?? '')) ?? []
  // A fetch that fails on the network says so by a cause; one that was called wrongly has none.
  const isFailure = meaning !== undefined || (error instanceof TypeError && error.cause instanceof Error)
  if (error instanceof CountersignError || !isFailure) return error
  const kind = code !== null && /TIMEDOUT|TIMEOUT/.test(code) ? 'timeout' : 'connection-failed'
  const why = meaning === undefined ? 'the request could not be sent' : meaning
  return new TransportError(kind, `no answer from ${host}: ${why}${code === null ? '' : ` (${code})`}`, code, {
    hint: hint ?? 'the cause says more', cause: innermostCause(error),
  })
}

/** Takes out what a parser quotes of an answer: credentials, or a request that a server repeats in its answer. */
export function forgetAnswer(error: unknown): unknown {
  for (let found = error; found instanceof Error; found = found.cause) {
    if (found.name === 'HTTPParserError') Reflect.deleteProperty(found, 'data')
  }
  return error
}

function innermostCause(error: unknown): unknown {
  let innermost = error
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause
  return innermost
}
