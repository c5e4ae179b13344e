/** A curl command line as a request: what curl would send for it. */
import { firstHeader } from 'countersign/internal'
import { isFormContentType, isOAuthHeader, percentEncode } from 'countersign/signing'
import { HEAD_LIMIT, requireSize } from '../limits.ts'
import type { RequestFacts } from '../observed-request.ts'
import { curlBody, curlContentType, urlencode } from './body.ts'
import { type CurlOptions, readCurlOptions } from './options.ts'
import { type ReadFile, refuseFile, refuseStandardInput } from '../named-file.ts'
import { isForCmd, splitCmd, splitShell } from './shell-words.ts'
import { counted, stop } from '../unreadable.ts'

/**
 * Reads the command. `given` reads the files that it names; `null` for none.
 *
 * @throws CountersignError `unreadable-input`, `input-too-large`; `file-not-read`: what is signed is in a file
 */
export function readCurl(text: string, given: ReadFile | null): RequestFacts {
  requireSize('the command line', text, HEAD_LIMIT)
  const isCmd = isForCmd(text)
  const [, ...words] = isCmd ? splitCmd(text) : splitShell(text)
  refuseUnexpanded(words, text)
  const readFile: ReadFile = (path, namedBy) =>
    path === '-' ? refuseStandardInput(namedBy) : (given ?? refuseFile)(path, namedBy)
  const command = readCurlOptions(words, text, readFile)
  const { flags } = command
  const valuesOf = (slot: string): string[] => ofSlot(command, slot).map(({ value }) => value)
  const typed = valuesOf('url').at(-1)
  if (typed === undefined) {
    stop({
      as: 'a curl command line',
      text,
      position: text.length,
      understood: counted(words.length, 'word'),
      problem: 'there is no URL in it',
      hint: 'paste the whole command',
    })
  }
  const headers = valuesOf('header').flatMap((value) => readHeaderOption(value, readFile))
  const contents = ofSlot(command, 'content')
  const uploads = ofSlot(command, 'upload')
  const isGet = flags.has('-G') || flags.has('--get')
  const ownType = firstHeader(headers, 'content-type')
  const type = ownType ?? (uploads.length > 0 ? null : curlContentType(contents))
  // What is not signed need not be known.
  const isNeeded = isGet || isFormContentType(type) || text.includes('oauth_body_hash')
  const unread = unreadOptions(command)
  const readBody: ReadFile = (path, namedBy) => {
    if (isNeeded || (given !== null && path !== '-')) return readFile(path, namedBy)
    unread.push(namedBy)
    return ''
  }
  const upload = uploads.at(-1)
  const content =
    upload === undefined ? curlBody(contents, readBody) : readBody(upload.value, upload.name)
  const isWhole = unread.length === 0 || type?.startsWith('multipart/')
  const body = isGet || !isWhole ? null : content
  const query = [
    ...ofSlot(command, 'query').map(({ name, value }) =>
      value.startsWith('+') ? value.slice(1) : urlencode(name, value, readFile),
    ),
    ...(isGet && content !== null ? [content] : []),
  ]
  const url = /^[a-z]+:\/\//i.test(typed) ? typed : `http://${typed}`
  const isHead = flags.has('-I') || flags.has('--head')
  const usual = isHead
    ? 'HEAD'
    : upload !== undefined
      ? 'PUT'
      : isGet || content === null
        ? 'GET'
        : 'POST'
  return {
    kind: isCmd ? 'curl-cmd' : 'curl',
    notes: notesOn(command, unread),
    method: valuesOf('method').at(-1) ?? usual,
    url: appendQuery(upload === undefined ? url : withFileName(url, upload.value), query.join('&')),
    headers:
      type === null || ownType !== null || isGet ? headers : [...headers, ['Content-Type', type]],
    body,
  }
}

const ofSlot = ({ options }: CurlOptions, slot: string): CurlOptions['options'] =>
  options.filter((option) => option.slot === slot)

/** `Name: value`, or `@file` with one such line after another. */
function readHeaderOption(value: string, readFile: ReadFile): [string, string][] {
  const lines = value.startsWith('@')
    ? readFile(value.slice(1), '--header').split(/\r?\n/)
    : [value]
  return lines.flatMap((line): [string, string][] => {
    const [, name, content] = /^([^:;]+)[:;]\s*(.*)$/s.exec(line) ?? []
    return name === undefined || content === undefined ? [] : [[name, content]]
  })
}

/** Options that name files of which the signature covers nothing. */
function unreadOptions(command: CurlOptions): string[] {
  const aside = ofSlot(command, 'unread')
    // A cookie with "=" is no file, and a public key may be a hash.
    .filter(
      ({ name, value }) =>
        !(name === '--cookie' && value.includes('=')) && !value.startsWith('sha256//'),
    )
  const uploaded = ofSlot(command, 'content').filter(
    ({ name, value }) => name === '--form' && /^[^=]*=@/.test(value),
  )
  return [...aside, ...uploaded].map(({ name }) => name)
}

function notesOn(command: CurlOptions, unread: readonly string[]): string[] {
  const { flags } = command
  const names = [...new Set(unread)].join(', ')
  return [
    ...(ofSlot(command, 'user').length > 0
      ? ['-u was left out: an OAuth request has no user and password of HTTP']
      : []),
    ...(flags.has('-L') || flags.has('--location')
      ? [
          'curl follows redirects here, with the same Authorization header: its signature is good for the first URL only',
        ]
      : []),
    ...(names === ''
      ? []
      : [`the files of ${names} were not read: the signature does not cover them`]),
  ]
}

/** What stands in a document and not in what a shell hands to curl. @throws CountersignError `unreadable-input` */
function refuseUnexpanded(words: readonly string[], text: string): void {
  const refuse = (word: string, problem: string, hint: string): never =>
    stop({
      as: 'a curl command line',
      text,
      position: Math.max(0, text.indexOf(word.split(/["\\]/)[0]!)),
      understood: '',
      problem,
      hint,
    })
  for (const word of words) {
    if (/^[‘’“”„]/.test(word))
      refuse(
        word,
        'there are typographic quotes around a word',
        'write straight quotes: an editor changed them',
      )
    const [, value] = /^authorization:\s*(.*)$/is.exec(word) ?? []
    if (value === undefined) continue
    if (
      /="\$\{?[A-Za-z_]\w*\}?"/.test(value) ||
      (!isOAuthHeader(value) && /\$[A-Za-z_{(]/.test(value))
    )
      refuse(
        word,
        'a variable of the shell stands in the Authorization header, and is not expanded here',
        'paste the header as it was sent: curl -v shows it',
      )
  }
}

/** curl appends the name of an uploaded file to a URL that ends with a slash. */
function withFileName(url: string, path: string): string {
  const [, origin = '', folder = '', rest = ''] =
    /^([a-z]+:\/\/[^/?#]*)([^?#]*)(.*)$/is.exec(url) ?? []
  const isFolder = origin !== '' && /^$|\/$/.test(folder)
  if (!isFolder || path === '-' || path === '.') return url
  return `${origin}${folder || '/'}${percentEncode(path.slice(path.lastIndexOf('/') + 1))}${rest}`
}

function appendQuery(url: string, query: string): string {
  if (query === '') return url
  const [, before = '', fragment = ''] = /^([^#]*)(.*)$/s.exec(url) ?? []
  return `${before}${before.includes('?') ? (/[?&]$/.test(before) ? '' : '&') : '?'}${query}${fragment}`
}
