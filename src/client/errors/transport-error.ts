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
  name: ['its name was not found', 'check the host in the URL, and the network'],
  refused: ['it refuses connections', 'is it running, and is the port right?'],
  broken: [
    'the connection broke before the answer was there',
    'try again; the request may have got there',
  ],
  unreachable: ['there is no way to it', 'check the network'],
  tls: [
    'no secure connection came about',
    'check its certificate, and your certificate authorities; is it https at all?',
  ],
  port: ['fetch goes to no such port', 'it belongs to another protocol: serve HTTP at another one'],
  'head-too-long': ['the head of its answer is too long', 'ask the operator of the server'],
  'no-http': ['what it answered is no HTTP', 'is this the right port?'],
  timeout: ['it did not answer in time', 'check the network, or ask the operator of the server'],
  other: ['the request could not be sent', 'the cause says more'],
}

/**
 * Turns a failure of the network into a TransportError, which names the host and nothing else of the request. Any other
 * error is returned unchanged, and so is the caller's reason to abort.
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
        hint: 'give it more time by the timeout option, or ask the operator of the server',
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
