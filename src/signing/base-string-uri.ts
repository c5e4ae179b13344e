/** The base string URI, RFC 5849 §3.4.1.2: scheme, host, port and path of a request as sent. */
import { fail, quote, refuseType } from './errors.ts'
import { requireWellFormed } from './percent-encoding.ts'

const URL_PARTS = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i
const AUTHORITY = /^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]/?#@\x00-\x20\x7F]+)(?::([0-9]*))?$/

/** A URL in its parts, each as it is spelled. */
export type UrlParts = readonly [scheme: string, authority: string, path: string, query: string]

/** @throws CountersignError `invalid-url`: not an absolute http or https URL */
export function splitUrl(url: string): UrlParts {
  const parts = URL_PARTS.exec(url) ?? refuse(url, 'begin it with http:// or https:// and a host')
  const [, scheme = '', authority = '', path = '', query = ''] = parts
  return [scheme, authority, path, query]
}

/** The URL as `fetch` sends it, without fragment. @throws CountersignError `invalid-url` */
export function serializeUrl(input: string | URL): string {
  const text = typeof input === 'string' ? input : (input?.href as string | undefined)
  if (typeof text !== 'string') refuseType('url', input, 'an absolute URL')
  requireWellFormed(text)
  const url = parseUrl(text) ?? refuse(text, 'begin it with http:// or https:// and a host')
  if (url.username || url.password) refuse(text, 'leave out user and password: they are not signed')
  // `fetch` sends no fragment and no bare "#". Parameters after "#" would be lost.
  if (url.href.includes('#')) url.hash = ''
  return url.href
}

/** Avoids URL.canParse, which refuses valid hosts in Node 20 and 22 once it is optimized. */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base)
  } catch {
    return null
  }
}

/**
 * The base string URI of a URL as it is sent. A Host header replaces the authority of the URL.
 * @throws CountersignError `invalid-url`: not a URL, no host, an impossible port
 * @example baseStringUri('HTTP://Example.com:80/r%20v/X?id=123') // 'http://example.com/r%20v/X'
 */
export function baseStringUri(url: string | UrlParts, host: string | null = null): string {
  const [spelled, given, path] = typeof url === 'string' ? splitUrl(url) : url
  // RFC silent: user and password are not part of the Host header, and not signed.
  const authority = host ?? given.slice(given.lastIndexOf('@') + 1)
  const parts = AUTHORITY.exec(authority) ?? refuse(authority, 'give a host, and a number as port')
  // §3.4.1.2 items 1, 2: scheme and host in lower case; host and port as in the Host header.
  const [scheme, [, name = '', digits = '']] = [spelled.toLowerCase(), parts]
  const defaultPort = scheme === 'http' ? 80 : 443
  const port = digits === '' ? defaultPort : Number(digits)
  if (port < 1 || port > 65535) refuse(authority, 'give a port from 1 to 65535')
  // §3.4.1.2 item 3: the default port of the scheme is left out. Every other port is kept.
  const suffix = port === defaultPort ? '' : `:${port}`
  // RFC 2616 §5.1.2: an empty path is sent as "/".
  // RFC silent: any other path is signed as it is sent, with "%2f", "%7E", "//" and dot segments.
  return `${scheme}://${wireHost(name)}${suffix}${path || '/'}`
}

function wireHost(name: string): string {
  if (/^[\x21-\x7E]*$/.test(name)) return name.toLowerCase()
  // RFC silent: a host that is not ASCII is signed as the A-label that its Host header carries.
  return (parseUrl(`http://${name}/`) ?? refuse(name, 'spell the host in ASCII')).hostname
}

/** Quotes neither query nor fragment, and nothing before "@", where a password may stand. */
function refuse(url: string, hint: string): never {
  const bare = url.replace(/[?#].*$/s, '')
  const shown = url.lastIndexOf('@') > bare.length ? '…' : bare.replace(/^.*@/s, '…@')
  fail('invalid-url', '3.4.1.2', `not a URL that can be signed: ${quote(shown)}`, hint)
}
