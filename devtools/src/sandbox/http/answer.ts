/** What the sandbox answers, before it goes on the wire. */
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
  /** For the log: why the request was refused, and how far its verification came. */
  readonly problem: CountersignError | null
  readonly trace: Trace | null
}

/** On every answer: any may hold credentials, or be had again by a signed URL. §4.4 */
const ALWAYS: HeaderList = [
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

/** Credentials and problems. §2.1, §2.3: the type stands alone, without a charset. */
export function form(
  status: number,
  parameters: readonly Parameter[],
  headers: HeaderList = [],
): Answer {
  return answer(status, 'application/x-www-form-urlencoded', formatForm(parameters), headers)
}

export function redirect(location: string): Answer {
  return text(302, 'Back to the client.', [['Location', location]])
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = ['Content-Length', String(Buffer.byteLength(body))] as const
  response.writeHead(status, [...headers, ...ALWAYS, length].flat())
  response.end(body)
}
