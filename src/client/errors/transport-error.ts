/** A request without an answer, as an error. */
import { CountersignError, type ErrorDetails } from '../../signing/index.ts'
import { type FailureKind, forgetRequest, innermostCause, readFailure } from './network-failure.ts'

/** Thrown when no answer arrives: `connection-failed`, or `timeout`. */
export class TransportError extends CountersignError {
  /** The system's code, such as `ECONNREFUSED`. `null` if there is none. */
  readonly systemCode: string | null

  constructor(
    code: 'connection-failed' | 'timeout',
    message: string,
    systemCode: string | null,
    details: ErrorDetails,
  ) {
    super(code, message, details)
    this.systemCode = systemCode
  }
}

/** For each failure its meaning, which follows the name of the host, and the next step. */
const MEANINGS: Readonly<Record<FailureKind, readonly [meaning: string, hint: string]>> = {
  name: ['its name was not found', 'check the host in the URL and the network connection'],
  refused: ['it refuses connections', 'check that the server is running, and the port in the URL'],
  broken: [
    'the connection broke before the answer',
    'try again; the server may have received the request',
  ],
  unreachable: ['the host is unreachable', 'check the network connection'],
  tls: [
    'no secure connection came about',
    'check the certificate, the trusted certificate authorities, and that the port serves https',
  ],
  port: [
    'fetch goes to no such port',
    'fetch blocks ports of other protocols: serve HTTP at another port',
  ],
  'head-too-long': ['the head of its answer is too long', 'ask the operator of the server'],
  'no-http': ['its answer is no HTTP', 'check the port in the URL'],
  timeout: [
    'it did not answer in time',
    'check the network connection, or ask the operator of the server',
  ],
  other: ['the request could not be sent', 'see the cause of this error'],
}

/**
 * Turns a failure of the network into a TransportError, which names the host and nothing else of
 * the request. Any other error is returned unchanged, and so is the caller's reason to abort.
 *
 * @param error what `fetch` threw
 * @param url of the request
 * @param timeout of the request, in milliseconds. `null` if it is not known.
 * @param signal the caller's
 * @example explainFailure(new Error('mine'), 'https://api.example.com/', null) // new Error('mine')
 */
export function explainFailure(
  error: unknown,
  url: string,
  timeout: number | null,
  signal?: AbortSignal | null,
): unknown {
  if (signal?.aborted === true && error === signal.reason) return error
  forgetRequest(error)
  const { host } = new URL(url)
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new TransportError(
      'timeout',
      `no answer from ${host} ${timeout === null ? 'in time' : `within ${timeout} ms`}`,
      null,
      {
        hint: 'set the timeout option to more milliseconds, or ask the operator of the server',
      },
    )
  }
  const failure = error instanceof CountersignError ? null : readFailure(error)
  if (failure === null) return error
  const { kind, code } = failure
  const [meaning, hint] = MEANINGS[kind]
  const message = `no answer from ${host}: ${meaning}${code === null ? '' : ` (${code})`}`
  return new TransportError(kind === 'timeout' ? 'timeout' : 'connection-failed', message, code, {
    hint,
    cause: innermostCause(error),
  })
}
