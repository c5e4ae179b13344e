/** Reads a raw HTTP request, as a proxy or a log shows it. */
import { firstHeader } from './header-list.ts'
import { isOAuthHeader } from 'countersign/signing'
import { HEAD_LIMIT, requireSize } from './limits.ts'
import type { RequestFacts } from './observed-request.ts'
import { counted, throwUnreadable } from './unreadable.ts'

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) +(\S.*)$/
const VERSION = /(?<! ) +HTTP\/[\d.]+$/

/** The method and the target of a request line. `null` if the line is not a request line. */
export function readRequestLine(line: string): { method: string; target: string } | null {
  const [, method, target] = REQUEST_LINE.exec(line.replace(/\r$/, '')) ?? []
  return method === undefined || target === undefined
    ? null
    : { method, target: target.replace(VERSION, '') }
}

/**
 * @param scheme the scheme of a target that is a path. `null` assumes https, or http for port 80
 *   and 8080
 * @throws CountersignError `unreadable-input`, `input-too-large`
 */
export function readRawHttp(pasted: string, scheme: 'http' | 'https' | null): RequestFacts {
  const text = pasted.replace(/^[ \t\r\n]*\n/, '')
  const [, head = '', body = null] = /^(.*?)(?:\r?\n\r?\n(.*))?$/s.exec(text) ?? []
  requireSize('the head of the request', head, HEAD_LIMIT)
  const [first = '', ...lines] = head.replace(/\r?\n$/, '').split(/\r?\n/)
  const line = readRequestLine(first)
  if (line === null) {
    throwUnreadable({
      format: 'a raw HTTP request',
      text,
      position: 0,
      understood: '',
      problem: 'the first line is not a request line',
      hint: 'begin with a line such as GET /path HTTP/1.1',
    })
  }
  const { method, target } = line
  const headers = readHeaders(lines, text, first.length + 1)
  const host = firstHeader(headers, 'host')
  const isAbsolute = /^https?:\/\//i.test(target)
  if (!isAbsolute && (host === null || !target.startsWith('/'))) {
    const problem =
      host === null ? 'there is no Host header' : 'the request target is neither a path nor a URL'
    throwUnreadable({
      format: 'a raw HTTP request',
      text,
      position: host === null ? head.length : method.length + 1,
      understood: `${method} and ${counted(headers.length, 'header')}`,
      problem,
      hint: 'paste the Host header too, or write the complete URL in the first line',
    })
  }
  const assumed = scheme ?? (/:(80|8080)$/.test(host ?? '') ? 'http' : 'https')
  const note =
    isAbsolute || scheme !== null
      ? []
      : [`a raw request does not contain the scheme; ${assumed} was assumed`]
  return {
    kind: 'raw-http',
    method,
    headers,
    isWire: true,
    notes: note,
    url: isAbsolute ? target : `${assumed}://${host}${target}`,
    body: body === null ? null : cutBody(body, headers),
  }
}

function readHeaders(lines: readonly string[], text: string, from: number): [string, string][] {
  const headers: [string, string][] = []
  let position = from
  for (const line of lines) {
    const [, name, value] = /^([^\s:]+):(.*)$/.exec(line) ?? []
    const last = headers.at(-1)
    // HTTP has removed folded header lines, but the examples of RFC 5849 contain them.
    if (/^[ \t]/.test(line) && last !== undefined) last[1] += ` ${line.trim()}`
    else if (name !== undefined && value !== undefined) headers.push([name, trimBlanks(value)])
    else if (isOAuthHeader(line)) headers.push(['Authorization', line])
    else {
      throwUnreadable({
        format: 'a raw HTTP request',
        text,
        position,
        understood: `the request line and ${counted(headers.length, 'header')}`,
        problem: 'this line is not a header',
        hint: 'write a header as Name: value, and put an empty line before the body',
      })
    }
    position += line.length + 1
  }
  return headers
}

const trimBlanks = (value: string): string => value.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '')

/** Cuts the body to its Content-Length, or removes the line break at the end of the pasted text. */
function cutBody(body: string, headers: readonly (readonly [string, string])[]): string | null {
  const length = firstHeader(headers, 'content-length')
  const octets = Buffer.from(body)
  if (length !== null && /^\d+$/.test(length) && Number(length) <= octets.length) {
    return Number(length) === 0 ? null : octets.subarray(0, Number(length)).toString()
  }
  const cut = body.replace(/\r?\n$/, '')
  return cut === '' ? null : cut
}
