/** The answers of the sandbox, before they are sent. */
import type { ServerResponse } from 'node:http'
import {
  type CountersignError,
  formatForm,
  type HeaderList,
  type Parameter,
  type Trace,
} from 'countersign/signing'

export interface Answer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: string
  /** For `onRequest`: why the request was refused, or `null`. */
  readonly problem: CountersignError | null
  /** For `onRequest`: the trace of the request, or `null` if it could not be read. */
  readonly trace: Trace | null
}

/**
 * Sent with every answer, because any answer may hold credentials, and a signed URL could be
 * replayed. §4.4
 */
const SECURITY_HEADERS: HeaderList = [
  ['Cache-Control', 'no-store'],
  ['Pragma', 'no-cache'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
]

function answer(status: number, contentType: string, body: string, headers: HeaderList): Answer {
  return {
    status,
    headers: [['Content-Type', contentType], ...headers],
    body,
    problem: null,
    trace: null,
  }
}

export function text(status: number, message: string, headers: HeaderList = []): Answer {
  return answer(status, 'text/plain; charset=utf-8', `${message}\n`, headers)
}

export function json(status: number, value: unknown): Answer {
  return answer(status, 'application/json', `${JSON.stringify(value, null, 2)}\n`, [])
}

export function html(status: number, page: string, headers: HeaderList): Answer {
  return answer(status, 'text/html; charset=utf-8', page, headers)
}

/** A form with credentials or a problem. §2.1, §2.3: the Content-Type has no charset. */
export function form(
  status: number,
  parameters: readonly Parameter[],
  headers: HeaderList = [],
): Answer {
  return answer(status, 'application/x-www-form-urlencoded', formatForm(parameters), headers)
}

export function redirect(location: string): Answer {
  return text(302, 'Redirecting to the client.', [['Location', location]])
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = ['Content-Length', String(Buffer.byteLength(body))] as const
  response.writeHead(status, [...headers, ...SECURITY_HEADERS, length].flat())
  response.end(body)
}
