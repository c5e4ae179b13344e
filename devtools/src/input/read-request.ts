/** Detects the format of pasted text, and reads it as a request. */
import { CountersignError, isOAuthHeader } from 'countersign/signing'
import { type InputKind, type ObservedRequest, observeRequest } from './observed-request.ts'
import { countOf, HEAD_LIMIT, PASTE_LIMIT, requireSize } from './limits.ts'
import { readCurl } from './curl/curl.ts'
import { readHar } from './har.ts'
import type { ReadFile } from './named-file.ts'
import { readRawHttp, readRequestLine } from './raw-http.ts'
import { unwrap } from './unwrap.ts'

export interface ReadOptions {
  /** The method and the URL of a request whose input is only a header. */
  readonly method?: string | null
  readonly url?: string | null
  readonly body?: string | null
  readonly contentType?: string | null
  /** The scheme of a raw request. */
  readonly scheme?: 'http' | 'https' | null
  /** The entry of a HAR file: its number, from 1, or a part of its URL. */
  readonly entry?: string | null
  /** Reads the files that a curl command or a HAR file names. Defaults to refusing them. */
  readonly readFile?: ReadFile | null
}

export const KIND_NAMES: Readonly<Record<InputKind, string>> = {
  curl: 'a curl command line',
  'curl-cmd': 'a curl command line for cmd.exe',
  'raw-http': 'a raw HTTP request',
  har: 'a HAR entry',
  header: 'an Authorization header',
  fields: 'method and URL',
}

/**
 * Reads a request in any of the formats.
 *
 * @throws CountersignError `unreadable-input`, `input-too-large`, `too-many-parameters`,
 *   `file-not-read`, `invalid-url`, `invalid-header`
 */
export function readRequest(pasted: string, options: ReadOptions = {}): ObservedRequest {
  requireSize('what was pasted', pasted, PASTE_LIMIT)
  const text = unwrap(pasted)
  const { scheme = null, entry = null, readFile = null } = options
  switch (recognize(text)) {
    case 'curl':
      return observeRequest(readCurl(text, readFile))
    case 'raw-http':
      return observeRequest(readRawHttp(text, scheme))
    case 'har':
      return observeRequest(readHar(text, entry, readFile))
    case 'header':
      return readHeader(text, options)
    case 'url':
      return observeRequest({
        method: 'GET',
        url: text.trim(),
        notes: ['a URL does not contain the method; GET was assumed'],
      })
    default:
      throw new CountersignError('unreadable-input', unknownText(text), {
        hint: 'paste a curl command line (Copy as cURL in a browser), a raw HTTP request or a HAR file, or pass a URL',
      })
  }
}

/** Detects the format by the beginning of the text. `null` for an unknown format. */
export function recognize(text: string): 'curl' | 'raw-http' | 'har' | 'header' | 'url' | null {
  const start = unwrap(text).trimStart()
  if (/^curl(?:\.exe)?\s/.test(start)) return 'curl'
  if (/^[{[]/.test(start)) return 'har'
  if (isOAuthHeader(start.replace(/^(?:proxy-)?authorization:\s*/i, ''))) return 'header'
  if (/^https?:\/\/\S+$/i.test(start.trimEnd())) return 'url'
  const line = readRequestLine(start.split('\n', 1)[0]!)
  return line !== null && /^(?:\/|https?:)/i.test(line.target) ? 'raw-http' : null
}

function readHeader(
  text: string,
  { method, url, body = null, contentType = null }: ReadOptions,
): ObservedRequest {
  requireSize('the header', text, HEAD_LIMIT)
  if (!method || !url) {
    throw new CountersignError(
      'unreadable-input',
      'an Authorization header alone does not contain the signed method and URL',
      {
        hint: 'write a line such as GET https://example.com/path above it, or use --authorization with method and URL',
      },
    )
  }
  const value = text
    .trim()
    .replace(/^(?:proxy-)?authorization:\s*/i, '')
    .replace(/\r?\n[ \t]*/g, ' ')
  const type = contentType ?? (body === null ? null : 'application/x-www-form-urlencoded')
  return observeRequest({
    kind: 'header',
    method,
    url,
    body,
    headers: [
      ['Authorization', value],
      ...(type === null ? [] : [['Content-Type', type] as const]),
    ],
  })
}

/** Describes text in an unknown format without quoting it, because it may contain secrets. */
function unknownText(text: string): string {
  if (text.trim() === '') return 'nothing was pasted'
  if (/^\s*HTTP\/\d/.test(text)) return 'the pasted text is an HTTP response, not a request'
  const count = countOf('\n', text.trim()) + 1
  const what = count === 1 ? 'the pasted line is' : `the ${count} pasted lines are`
  return `${what} not a request in a known format`
}
