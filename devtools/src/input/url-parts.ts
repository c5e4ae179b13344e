/** A URL in all its parts, as it was typed and as it goes on the wire; the base string URI is chosen among them. */
import { CountersignError, quote } from 'countersign/signing'

/** The parts as they are spelled. `port` is the text behind the colon, `null` where there is none. */
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

/** Splits an absolute URL and repairs nothing. @throws CountersignError `invalid-url`. §3.4.1.2 */
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
 * The URL that an HTTP client sends for what was typed: as `fetch` writes it, without user, password and fragment.
 *
 * @throws CountersignError `invalid-url`. §3.4.1.2
 */
export function sentUrl(typed: string): string {
  if (!/^https?:\/\//i.test(typed) || !URL.canParse(typed)) throw invalidUrl(typed)
  const url = new URL(typed)
  url.username = ''
  url.password = ''
  return url.hash === '' ? url.href.replace(/#$/, '') : url.href.slice(0, -url.hash.length)
}

/** Shows the scheme at most: of a URL that cannot be read, any part may be a password. */
export function invalidUrl(url: string): CountersignError {
  const [scheme = ''] = /^[a-z]{1,10}:\/\//i.exec(url) ?? []
  return new CountersignError(
    'invalid-url',
    `not a URL that can be signed: ${quote(`${scheme}…`)}`,
    {
      section: '3.4.1.2',
      hint: 'give an absolute one that begins with http:// or https:// and a host',
    },
  )
}
