/** The base string URI, RFC 5849 §3.4.1.2: scheme, host, port and path of the request as it is sent. */
import { fail, quote } from './errors.ts'
import { requireWellFormed } from './percent-encoding.ts'

/** A URL in its parts, as they are spelled; the query is without its `?`. Userinfo and fragment are not among them. */
export interface RequestUrl {
  readonly scheme: string
  readonly authority: string
  readonly path: string
  readonly query: string
}

const URL_PARTS = /^(https?):\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/i
const AUTHORITY = /^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]\x00-\x20\x7F]+)(?::([0-9]*))?$/

/** Splits an absolute URL and repairs nothing. @throws CountersignError `invalid-url`. §3.4.1.2 */
export function splitUrl(url: string): RequestUrl {
  const parts = URL_PARTS.exec(url) ?? refuse(url, 'begin it with http:// or https:// and a host')
  const [, scheme = '', authority = '', path = '', query = ''] = parts
  return { scheme: scheme.toLowerCase(), authority, path, query }
}

/**
 * The text of a URL as `fetch` sends it, without its fragment, which is not sent.
 *
 * @throws CountersignError `invalid-url`: no http or https URL, or one with userinfo, which fetch refuses too
 */
export function serializeUrl(input: string | URL): string {
  const text = String(input)
  requireWellFormed(text)
  if (!URL.canParse(text)) refuse(text, 'begin it with http:// or https:// and a host')
  const url = new URL(text)
  if (url.username || url.password) refuse(text, 'take user and password out of it: they would not be signed')
  return url.hash === '' ? url.href : url.href.slice(0, -url.hash.length)
}

/**
 * Builds the base string URI.
 *
 * @param url the request's absolute URL, as it goes on the wire
 * @param host the Host header, where it is known; it wins over the URL's authority
 * @throws CountersignError `invalid-url`: no URL, no host, or a port that is none. §3.4.1.2
 */
export function baseStringUri(url: string, host: string | null = null): string {
  return joinBaseStringUri(splitUrl(url), host)
}

export function joinBaseStringUri({ scheme, authority, path }: RequestUrl, host: string | null): string {
  // §3.4.1.2 items 1 and 2: scheme and host in lower case; host and port are those of the Host header.
  const [, name, digits = ''] = AUTHORITY.exec(host ?? authority) ?? []
  if (name === undefined) refuse(`${scheme}://${host ?? authority}`, 'give a host, and a number as its port')
  const defaultPort = scheme === 'http' ? 80 : 443
  const port = digits === '' ? defaultPort : Number(digits)
  if (port < 1 || port > 65535) refuse(`${scheme}://${name}:${digits}`, 'ports go from 1 to 65535')
  // §3.4.1.2 item 3: the scheme's own default port is left out, every other port is kept.
  const suffix = port === defaultPort ? '' : `:${port}`
  // RFC 2616 §5.1.2: an empty path is sent as "/". RFC silent: any other is signed as it is sent; "%2f", "%7E", "//" and
  // dot segments stay.
  return `${scheme}://${wireHost(name)}${suffix}${path || '/'}`
}

function wireHost(name: string): string {
  if (/^[\x21-\x7E]*$/.test(name)) return name.toLowerCase()
  // RFC silent: a host that is not ASCII is signed as the A-label that its Host header carries.
  if (URL.canParse(`http://${name}/`)) return new URL(`http://${name}/`).hostname
  refuse(name, 'spell the host in ASCII')
}

function refuse(url: string, hint: string): never {
  const safe = url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')
  fail('invalid-url', '3.4.1.2', `not a URL that can be signed: ${quote(safe)}`, hint)
}
