/** Converts a curl command line to the request that curl sends. */
import { firstHeader } from '../header-list.ts'
import { isFormContentType, isOAuthHeader, percentEncode } from 'countersign/signing'
import { HEAD_LIMIT, requireSize } from '../limits.ts'
import type { RequestFacts } from '../observed-request.ts'
import { curlBody, curlContentType, urlencode } from './body.ts'
import { type CurlOptions, readCurlOptions } from './options.ts'
import { type ReadFile, refuseFile, refuseStandardInput } from '../named-file.ts'
import { isForCmd, splitCmd, splitShell } from './shell-words.ts'
import { counted, throwUnreadable } from '../unreadable.ts'

/**
 * @param fileReader reads the files that the command names; `null` refuses them
 * @throws CountersignError `unreadable-input`, `input-too-large`; `file-not-read`: a signed part is
 *   in a file
 */
export function readCurl(text: string, fileReader: ReadFile | null): RequestFacts {
  requireSize('the command line', text, HEAD_LIMIT)
  const isCmd = isForCmd(text)
  const [, ...words] = isCmd ? splitCmd(text) : splitShell(text)
  refuseUnexpanded(words, text)
  const readFile: ReadFile = (path, namedBy) =>
    path === '-' ? refuseStandardInput(namedBy) : (fileReader ?? refuseFile)(path, namedBy)
  const command = readCurlOptions(words, text, readFile)
  const { flags } = command
  const valuesOf = (slot: string): string[] => ofSlot(command, slot).map(({ value }) => value)
  const typed = valuesOf('url').at(-1)
  if (typed === undefined) {
    throwUnreadable({
      format: 'a curl command line',
      text,
      position: text.length,
      understood: counted(words.length, 'word'),
      problem: 'the command has no URL',
      hint: 'paste the whole command',
    })
  }
  const headers = valuesOf('header').flatMap((value) => readHeaderOption(value, readFile))
  const contents = ofSlot(command, 'content')
  const uploads = ofSlot(command, 'upload')
  const isGet = flags.has('-G') || flags.has('--get')
  const ownType = firstHeader(headers, 'content-type')
  const type = ownType ?? (uploads.length > 0 ? null : curlContentType(contents))
  // A body that the signature does not cover is not read.
  const isNeeded = isGet || isFormContentType(type) || text.includes('oauth_body_hash')
  const unread = unreadOptions(command)
  const readBody: ReadFile = (path, namedBy) => {
    if (isNeeded || (fileReader !== null && path !== '-')) return readFile(path, namedBy)
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
  const defaultMethod = isHead
    ? 'HEAD'
    : upload !== undefined
      ? 'PUT'
      : isGet || content === null
        ? 'GET'
        : 'POST'
  return {
    kind: isCmd ? 'curl-cmd' : 'curl',
    notes: notesOn(command, unread),
    method: valuesOf('method').at(-1) ?? defaultMethod,
    url: appendQuery(upload === undefined ? url : withFileName(url, upload.value), query.join('&')),
    headers:
      type === null || ownType !== null || isGet ? headers : [...headers, ['Content-Type', type]],
    body,
  }
}

const ofSlot = ({ options }: CurlOptions, slot: string): CurlOptions['options'] =>
  options.filter((option) => option.slot === slot)

/** `Name: value`, or `@file` with one header a line. */
function readHeaderOption(value: string, readFile: ReadFile): [string, string][] {
  const lines = value.startsWith('@')
    ? readFile(value.slice(1), '--header').split(/\r?\n/)
    : [value]
  return lines.flatMap((line): [string, string][] => {
    const [, name, content] = /^([^:;]+)[:;]\s*(.*)$/s.exec(line) ?? []
    return name === undefined || content === undefined ? [] : [[name, content]]
  })
}

/** The options that name files which the signature does not cover. */
function unreadOptions(command: CurlOptions): string[] {
  const aside = ofSlot(command, 'unread')
    // --cookie with "=" is a cookie, and --pinnedpubkey may be a hash.
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
      ? ['-u was ignored: an OAuth request does not use HTTP Basic authentication']
      : []),
    ...(flags.has('-L') || flags.has('--location')
      ? [
          'curl follows redirects and repeats the Authorization header, but its signature is valid only for the first URL',
        ]
      : []),
    ...(names === ''
      ? []
      : [`the files of ${names} were not read: the signature does not cover them`]),
  ]
}

/**
 * Refuses text that a shell would have changed: typographic quotation marks and shell variables.
 *
 * @throws CountersignError `unreadable-input`
 */
function refuseUnexpanded(words: readonly string[], text: string): void {
  const refuse = (word: string, problem: string, hint: string): never =>
    throwUnreadable({
      format: 'a curl command line',
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
        'a word is enclosed in typographic quotes',
        'use straight quotes: an editor or a chat program replaced them',
      )
    const [, value] = /^authorization:\s*(.*)$/is.exec(word) ?? []
    if (value === undefined) continue
    if (
      /="\$\{?[A-Za-z_]\w*\}?"/.test(value) ||
      (!isOAuthHeader(value) && /\$[A-Za-z_{(]/.test(value))
    )
      refuse(
        word,
        'the Authorization header contains a shell variable, which is not expanded here',
        'paste the header as it was sent: curl -v prints it',
      )
  }
}

/** Appends the name of the uploaded file to a URL that ends with a slash, as curl does. */
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
