/**
 * The URL of a request: resolved against the base URL of the session, with parameters appended to
 * its query.
 */
import { nameKind } from '../../internal/index.ts'
import { fail, formatForm, parseUrl, quote } from '../../signing/index.ts'
import { type ParametersInput, toParameters } from './parameters.ts'

/**
 * @throws CountersignError `invalid-url`: not http or https, or with user, password, query or
 *   fragment
 */
export function requireBaseUrl(given: string | URL): string {
  const baseUrl = String(given)
  const url = parseUrl(baseUrl)
  const isFolder = url !== null && url.username + url.password + url.search + url.hash === ''
  if (isFolder && /^https?:$/.test(url.protocol)) return baseUrl
  return fail(
    'invalid-url',
    '3.4.1.2',
    `not a base URL: ${quote(withoutQuery(baseUrl))}`,
    'begin it with http:// or https://, and remove user, password, query and fragment',
  )
}

/**
 * @throws CountersignError `invalid-url`: not an http or https origin such as
 *   `https://cdn.example.com`
 */
export function requireOrigin(text: string): void {
  const url = parseUrl(text)
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return
  fail(
    'invalid-url',
    '3.1',
    `not an origin: ${quote(withoutQuery(text))}`,
    'give only scheme, host and port, as in https://cdn.example.com',
  )
}

/**
 * Resolves a relative reference. The base URL names a folder, with or without its last slash. An
 * absolute URL is returned as it is written.
 *
 * @throws CountersignError `invalid-url`: not a URL, a relative one without a base, or one that
 *   leaves the base's origin
 */
export function resolveUrl(input: string | URL, baseUrl: string | null): string {
  const text = requireUrlText(input)
  const absolute = parseUrl(text)
  if (absolute !== null) return requireNoUser(text, absolute)
  const url = baseUrl === null ? null : parseUrl(text, asFolder(baseUrl))
  if (baseUrl === null || url === null) {
    fail(
      'invalid-url',
      '3.4.1.2',
      `not a URL: ${quote(withoutQuery(text))}`,
      'give an absolute URL, or set baseUrl of the session',
    )
  }
  if (url.origin === new URL(baseUrl).origin) return url.href
  // "//host" names another host, and so does "\\host".
  return fail(
    'invalid-url',
    '3.4.1.2',
    `${quote(withoutQuery(text))} leads away from the base URL`,
    'begin the URL of another server with its scheme, as in https://…',
  )
}

/** Any other value would become text such as "undefined", and resolve against the base URL. */
function requireUrlText(input: unknown): string {
  if (typeof input === 'string') return input
  if (typeof input === 'object' && input !== null && 'href' in input) return String(input)
  return fail('invalid-url', '3.4.1.2', `the URL is ${nameKind(input)}`, 'give text or a URL')
}

/** Signing refuses it too, in a message that quotes more of the URL. */
function requireNoUser(text: string, url: URL): string {
  if (url.username + url.password === '' && /^https?:$/.test(url.protocol)) return text
  return fail(
    'invalid-url',
    '3.4.1.2',
    `not a URL that can be signed: ${quote(withoutQuery(text))}`,
    'begin it with http:// or https://, and remove user and password',
  )
}

/**
 * Appends parameters to the query of a URL. The text of the URL itself does not change.
 *
 * @throws CountersignError `invalid-parameter`: a value is not a string, number or boolean
 * @example appendParameters('https://h/?a=%7e#top', { b: 1 }) // 'https://h/?a=%7e&b=1#top'
 */
export function appendParameters(url: string, input: ParametersInput): string {
  const query = formatForm(toParameters(input))
  if (query === '') return url
  const [, address = '', fragment = ''] = /^([^#]*)(.*)$/s.exec(url) ?? []
  const separator = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return `${address}${separator}${query}${fragment}`
}

const asFolder = (baseUrl: string): string => (baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)

/**
 * A URL for messages, without userinfo, query and fragment, which may hold credentials. Only the
 * scheme is left if the end of the userinfo is unclear, as in `https://user:pa/ss@host`.
 *
 * @example withoutQuery('https://user:secret@h/path?oauth_token=a') // 'https://h/path'
 */
export function withoutQuery(url: string): string {
  // Parsers of URLs ignore these characters.
  const text = url.replace(/[\t\n\r]+/g, '').replace(/^[\0- ]+|(?<![\0- ])[\0- ]+$/g, '')
  const [, start = '', rest = ''] = /^((?:[a-z][a-z0-9+.-]*:)?[\\/]*)(.*)$/is.exec(text)!
  const [authority] = /^[^\\/?#]*/.exec(rest)!
  if (/^[\\/]$/.test(start)) return withoutTail(text)
  const isUnclear = start !== '' && rest.includes('@', authority.length) && !isReadable(text)
  return isUnclear ? `${start}…` : start + withoutTail(rest.slice(authority.lastIndexOf('@') + 1))
}

const withoutTail = (text: string): string => text.replace(/[?#].*$/s, '')

function isReadable(text: string): boolean {
  return /^https?:$/.test(parseUrl(text, 'https://h/')?.protocol ?? '')
}
