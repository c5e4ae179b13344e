/** The request as it arrived, before anybody has made sense of it: raw target, raw headers, raw body. */
import type { IncomingMessage } from 'node:http'
import { collectParameters, fail, type Headers, isFormContentType, type WireRequest } from '../signing/index.ts'

export interface IncomingRequest extends WireRequest {
  /** The origin that the sandbox stands in for; `null` for its own. */
  readonly standsFor: string | null
  /** As it was spelled. */
  readonly path: string
  /** As it was spelled, without its `?`. */
  readonly query: string
  readonly body: Uint8Array
  /** The body's text where its Content-Type says that it is a form, else `null`. */
  readonly form: string | null
}

const BODY_LIMIT = 1024 * 1024

/**
 * Reads a request to its end.
 *
 * @param own the sandbox's origin, which no header of the request changes. §3.4.1.2
 * @param others those that it stands in for, by a Host header that names them
 * @throws CountersignError `invalid-target`, `duplicate-header`, `misdirected-request`, `body-too-long`
 */
export async function readRequest(
  message: IncomingMessage, own: string, others: readonly string[] = [],
): Promise<IncomingRequest> {
  const headers = pairs(message.rawHeaders)
  const origin = others.find((other) => new URL(other).host === message.headers.host) ?? own
  requireHost(headers, origin)
  const target = originForm(message.url!, origin)
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(target)!
  const body = await readBody(message)
  const form = isFormContentType(message.headers['content-type'] ?? null) ? body.toString() : null
  const standsFor = origin === own ? null : origin
  return { method: message.method!, url: origin + target, path, query, headers, body, form, standsFor }
}

/** Whether a parameter of this name is there, wherever it is; before anything was verified. */
export function carries(request: IncomingRequest, wanted: string): boolean {
  try {
    return collectParameters(request).some(({ name }) => name === wanted)
  } catch {
    return false
  }
}

/** The raw lines: `message.headers` drops what is there twice. */
function pairs(lines: readonly string[]): Headers {
  return lines.flatMap((name, position) => (position % 2 === 0 ? [[name, lines[position + 1]!] as const] : []))
}

function requireHost(headers: Headers, origin: string): void {
  const hosts = headers.filter(([name]) => name.toLowerCase() === 'host').map(([, value]) => value)
  if (hosts.length > 1) fail('duplicate-header', '3.4.1.2', 'there are several Host headers', 'send one')
  // RFC silent: one origin, so that one base string URI is right. A page whose own name resolves to this machine gets
  // no further than this; localhost is refused with the others. Only HTTP/1.0 may come without a Host.
  if (hosts.length === 0 || hosts[0] === new URL(origin).host) return
  fail('misdirected-request', '3.4.1.2', 'the Host header does not name this sandbox', `use ${origin}`)
}

/** The request target from its path on. Joined to the origin as text, so that it cannot change it. */
function originForm(target: string, origin: string): string {
  // RFC 2616 §5.1.2: a server takes the absolute form too.
  const path = target.startsWith(`${origin}/`) ? target.slice(origin.length) : target
  if (/^\/(?!\/)[\x21\x22\x24-\x7E]*$/.test(path)) return path
  return fail('invalid-target', '3.4.1.2', 'the target is no path of this sandbox', 'send one "/" and a path in ASCII')
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length
    // Read on without keeping it: a client that is cut off while it sends does not see the answer.
    if (length <= BODY_LIMIT) chunks.push(chunk)
  }
  if (length <= BODY_LIMIT) return Buffer.concat(chunks)
  return fail('body-too-long', '4.10', 'the body is longer than 1 MiB', 'send less')
}
