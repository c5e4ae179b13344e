/** The base string URI, RFC 5849 §3.4.1.2: scheme, host, port and path of the request as it is sent. */
import { fail, quote } from './errors.ts'
import { requireWellFormed } from './percent-encoding.ts'

const URL_PARTS = /^(https?):\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/i
const AUTHORITY = /^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]/?#@\x00-\x20\x7F]+)(?::([0-9]*))?$/

/** A URL in its parts, as they are spelled but for the scheme. @throws CountersignError `invalid-url`. §3.4.1.2 */
export function splitUrl(url: string): { scheme: string; authority: string; path: string; query: string } {
  const parts = URL_PARTS.exec(url) ?? refuse(url, 'begin it with http:// or https:// and a host')
  const [, scheme = '', authority = '', path = '', query = ''] = parts
  return { scheme: scheme.toLowerCase(), authority, path, query }
}

/** The URL as `fetch` sends it, without its fragment. @throws CountersignError `invalid-url`; so for userinfo, like fetch */
export function serializeUrl(input: string | URL): string {
  const text = String(input)
  requireWellFormed(text)
  if (!URL.canParse(text)) refuse(text, 'begin it with http:// or https:// and a host')
  const url = new URL(text)
  if (url.username || url.password) refuse(text, 'take user and password out of it: they would not be signed')
  return url.hash === '' ? url.href : url.href.slice(0, -url.hash.length)
}

/**
 * Builds the base string URI of an absolute URL as it goes on the wire; the Host header, where it is known, wins over the
 * URL's authority. @throws CountersignError `invalid-url`: no URL, no host, or a port that is none. §3.4.1.2
 */
export function baseStringUri(url: string, host: string | null = null): string {
  const { scheme, authority, path } = splitUrl(url)
  // §3.4.1.2 items 1 and 2: scheme and host in lower case; host and port are those of the Host header.
  const [, name, digits = ''] = AUTHORITY.exec(host ?? authority) ?? refuse(url, 'give a host, and a number as its port')
  const defaultPort = scheme === 'http' ? 80 : 443
  const port = digits === '' ? defaultPort : Number(digits)
  if (port < 1 || port > 65535) refuse(url, 'ports go from 1 to 65535')
  // §3.4.1.2 item 3: the scheme's own default port is left out, every other port is kept.
  const suffix = port === defaultPort ? '' : `:${port}`
  // RFC 2616 §5.1.2: an empty path is sent as "/". RFC silent: any other is signed as it is sent; "%2f", "%7E", "//" and
  // dot segments stay.
  return `${scheme}://${wireHost(name!)}${suffix}${path || '/'}`
}

function wireHost(name: string): string {
  if (/^[\x21-\x7E]*$/.test(name)) return name.toLowerCase()
  // RFC silent: a host that is not ASCII is signed as the A-label that its Host header carries.
  if (URL.canParse(`http://${name}/`)) return new URL(`http://${name}/`).hostname
  refuse(name, 'spell the host in ASCII')
}

function refuse(url: string, hint: string): never {
  fail('invalid-url', '3.4.1.2', `not a URL that can be signed: ${quote(url.replace(/[?#].*$|(?<=\/\/).*@/gs, ''))}`, hint)
}
