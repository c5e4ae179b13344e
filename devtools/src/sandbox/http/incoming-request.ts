/** The request as it arrived, before anybody has made sense of it: raw target, raw headers, raw body. */
import { headerValues } from 'countersign/internal'
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

/** In the header, the query and the form together. */
const PARAMETER_LIMIT = 1000
/** In octets. Those of a form are decoded, encoded and hashed, unlike those of other bodies. */
const FORM_LIMIT = 128 * 1024

/**
 * Reads a request to its end.
 *
 * @param own the sandbox's origin, which no header of the request changes. §3.4.1.2
 * @param others those that it stands in for, by a Host header that names them
 * @throws CountersignError `invalid-target`, `duplicate-header`, `misdirected-request`, `request-too-large`,
 *   `too-many-parameters`, and those of the reader of bodies
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

/** Whether a parameter of this name is there, wherever it is; before anything was verified. */
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

/** Decodes the name alone, and only one that is not too long: an octet is spelled in three characters at most. */
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
    'send less',
  )
}

/** Counts separators, so that a request with too many parameters is refused before any of them is decoded. */
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
    'send fewer',
  )
}

/** The raw lines: `message.headers` drops what is there twice. */
function pairs(lines: readonly string[]): HeaderList {
  return lines.flatMap((name, position) =>
    position % 2 === 0 ? [[name, lines[position + 1]!] as const] : [],
  )
}

function requireHost(headers: HeaderList, origin: string): void {
  const hosts = headerValues(headers, 'host')
  if (hosts.length > 1)
    fail('duplicate-header', '3.4.1.2', 'there are several Host headers', 'send one')
  // RFC silent: one origin, so that one base string URI is right. A page whose own name resolves to this machine gets
  // no further than this; localhost is refused with the others. Only HTTP/1.0 may come without a Host.
  if (hosts.length === 0 || hosts[0] === new URL(origin).host) return
  fail(
    'misdirected-request',
    '3.4.1.2',
    'the Host header does not name this sandbox',
    `use ${origin}`,
  )
}

/** The request target from its path on. Joined to the origin as text, so that it cannot change it. */
function originForm(target: string, origin: string): string {
  // RFC 2616 §5.1.2: a server takes the absolute form too.
  const path = target.startsWith(`${origin}/`) ? target.slice(origin.length) : target
  if (/^\/(?!\/)[\x21\x22\x24-\x7E]*$/.test(path)) return path
  return fail(
    'invalid-target',
    '3.4.1.2',
    'the target is no path of this sandbox',
    'send one "/" and a path in ASCII',
  )
}
