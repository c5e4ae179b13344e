/** Splits a URL into its parts, as typed and as an HTTP client sends it. */
import { CountersignError, parseUrl, quote } from 'countersign/signing'

/**
 * The parts of a URL without normalization. `port` is the text after the colon, `null` without a
 * colon.
 */
export interface SpelledUrl {
  readonly scheme: string
  readonly userinfo: string | null
  readonly host: string
  readonly port: string | null
  readonly path: string
  readonly query: string | null
  readonly fragment: string | null
}

const URL_PARTS =
  /^(https?):\/\/(?:([^/?#]*)@)?(\[[^\]/?#]*\]|[^:/?#]*)(?::([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is

/** Splits an absolute URL without normalizing it. @throws CountersignError `invalid-url` */
export function spellUrl(url: string): SpelledUrl {
  const parts = URL_PARTS.exec(url)
  if (!parts?.[3]) throw invalidUrl(url)
  const [
    ,
    scheme = '',
    userinfo = null,
    host = '',
    port = null,
    path = '',
    query = null,
    fragment = null,
  ] = parts
  return { scheme, userinfo, host, port, path, query, fragment }
}

/**
 * The URL that `fetch` sends for a typed URL: normalized, without user name, password and fragment.
 *
 * @throws CountersignError `invalid-url`
 */
export function sentUrl(typed: string): string {
  const url = /^https?:\/\//i.test(typed) ? parseUrl(typed) : null
  if (url === null) throw invalidUrl(typed)
  url.username = ''
  url.password = ''
  return url.hash === '' ? url.href.replace(/#$/, '') : url.href.slice(0, -url.hash.length)
}

/** Quotes only the scheme, because any part of a malformed URL may be a password. */
function invalidUrl(url: string): CountersignError {
  const [scheme = ''] = /^[a-z]{1,10}:\/\//i.exec(url) ?? []
  return new CountersignError(
    'invalid-url',
    `not a URL that can be signed: ${quote(`${scheme}…`)}`,
    {
      section: '3.4.1.2',
      hint: 'use an absolute URL that begins with http:// or https:// and a host',
    },
  )
}
