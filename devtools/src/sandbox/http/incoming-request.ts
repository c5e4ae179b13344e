/** Reads a request as it arrived: raw target, raw headers, raw body. */
import { headerValues } from '../../input/index.ts'
import type { IncomingMessage } from 'node:http'
import {
  fail,
  type HeaderList,
  isFormContentType,
  parseAuthorizationHeader,
  parseForm,
  type WireRequest,
} from 'countersign/signing'
import type { BodyReader } from './bodies.ts'

export interface IncomingRequest extends WireRequest {
  /** The origin that the sandbox answers for instead of its own. `null` for its own. */
  readonly standsFor: string | null
  /** As it is spelled in the target. */
  readonly path: string
  /** As it is spelled in the target, without `?`. */
  readonly query: string
  readonly body: Uint8Array
  /** The text of the body if its Content-Type is that of a form, else `null`. */
  readonly form: string | null
}

/** Parameters of header, query and form together. */
const PARAMETER_LIMIT = 1000
/**
 * In octets. A form has a lower limit than other bodies, because it is decoded, encoded and hashed.
 */
const FORM_LIMIT = 128 * 1024

/**
 * Reads a request to its end.
 *
 * @param own the sandbox's origin, which no header of the request changes. §3.4.1.2
 * @param others further origins that it answers for. The Host header selects one
 * @throws CountersignError `invalid-target`, `duplicate-header`, `misdirected-request`,
 *   `request-too-large`, `too-many-parameters`, and the errors of `readBody`
 */
export async function readRequest(
  message: IncomingMessage,
  own: string,
  others: readonly string[],
  readBody: BodyReader,
): Promise<IncomingRequest> {
  const headers = pairs(message.rawHeaders)
  const origin = others.find((other) => new URL(other).host === message.headers.host) ?? own
  requireHost(headers, origin)
  const target = originForm(message.url!, origin)
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(target)!
  const body = await readBody(message)
  const form = isFormContentType(message.headers['content-type'] ?? null) ? readForm(body) : null
  requireFewParameters(headers, query, form ?? '')
  const standsFor = origin === own ? null : origin
  return {
    method: message.method!,
    url: origin + target,
    path,
    query,
    headers,
    body,
    form,
    standsFor,
  }
}

/** Whether header, query or form hold a parameter of this name. The request is not verified yet. */
export function carries({ headers, query, form }: IncomingRequest, wanted: string): boolean {
  const pieces = [...query.split('&'), ...(form ?? '').split('&')]
  return (
    pieces.some((piece) => hasName(piece, wanted)) ||
    headerValues(headers, 'authorization').some((value) => {
      try {
        return parseAuthorizationHeader(value).parameters.some(([name]) => name === wanted)
      } catch {
        return false
      }
    })
  )
}

/** Decodes only the name, up to three characters for each octet of the wanted name. */
function hasName(piece: string, wanted: string): boolean {
  const [name = ''] = piece.slice(0, 3 * wanted.length + 1).split('=')
  return name.length <= 3 * wanted.length && parseForm(name)[0]?.[0] === wanted
}

function readForm(body: Buffer): string {
  if (body.length <= FORM_LIMIT) return body.toString()
  return fail(
    'request-too-large',
    '4.10',
    `the form is longer than ${FORM_LIMIT / 1024} KiB`,
    'send a shorter form',
  )
}

/** Counts separators, so that a request with too many parameters is refused before decoding. */
function requireFewParameters(headers: HeaderList, query: string, form: string): void {
  const texts = [
    [query, '&'],
    [form, '&'],
    [headerValues(headers, 'authorization').join(), ','],
  ] as const
  let count = 0
  for (const [text, separator] of texts) {
    for (
      let at = text.indexOf(separator);
      at >= 0 && count < PARAMETER_LIMIT;
      at = text.indexOf(separator, at + 1)
    )
      count++
  }
  if (count < PARAMETER_LIMIT) return
  fail(
    'too-many-parameters',
    '4.10',
    `there are more than ${PARAMETER_LIMIT} parameters`,
    'send fewer parameters',
  )
}

/** Pairs up the raw header lines. `message.headers` drops repeated headers. */
function pairs(lines: readonly string[]): HeaderList {
  return lines.flatMap((name, position) =>
    position % 2 === 0 ? [[name, lines[position + 1]!] as const] : [],
  )
}

function requireHost(headers: HeaderList, origin: string): void {
  const hosts = headerValues(headers, 'host')
  if (hosts.length > 1)
    fail('duplicate-header', '3.4.1.2', 'there are several Host headers', 'send one Host header')
  // RFC silent: one origin, so that there is one correct base string URI. This also stops DNS
  // rebinding: a web page whose host name resolves to this machine is refused. So is localhost.
  // Only HTTP/1.0 may omit the Host header.
  if (hosts.length === 0 || hosts[0] === new URL(origin).host) return
  fail(
    'misdirected-request',
    '3.4.1.2',
    'the Host header does not name this sandbox',
    `send the request to ${origin}`,
  )
}

/**
 * The path and query of the request target. It is appended to the origin as text and cannot change
 * the origin.
 */
function originForm(target: string, origin: string): string {
  // RFC 2616 §5.1.2: a server must accept the absolute form too.
  const path = target.startsWith(`${origin}/`) ? target.slice(origin.length) : target
  if (/^\/(?!\/)[\x21\x22\x24-\x7E]*$/.test(path)) return path
  return fail(
    'invalid-target',
    '3.4.1.2',
    'the request target is not a path of this sandbox',
    'send a path in ASCII that begins with one "/"',
  )
}
