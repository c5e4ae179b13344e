/** A curl command line as a request: what curl would send for it. */
import { isOAuthHeader, percentEncode } from '../../signing/index.ts'
import type { RequestFacts } from '../observed-request.ts'
import { curlBody } from './curl-body.ts'
import { readCurlOptions } from './curl-options.ts'
import { isForCmd, splitCmd, splitShell } from './shell-words.ts'
import { counted, stop } from './unreadable.ts'

/** Reads the command. `readFile` is for `@file`. @throws CountersignError `unreadable-input` */
export function readCurl(text: string, readFile: (path: string) => string): RequestFacts {
  const isCmd = isForCmd(text)
  const [, ...words] = isCmd ? splitCmd(text) : splitShell(text)
  refuseUnexpanded(words, text)
  const { values, flags } = readCurlOptions(words, text)
  const given = values.url.at(-1)
  if (given === undefined) {
    stop({
      as: 'a curl command line',
      text,
      position: text.length,
      understood: counted(words.length, 'word'),
      problem: 'there is no URL in it',
      hint: 'paste the whole command',
    })
  }
  const notes: string[] = []
  const isGet = flags.has('-G') || flags.has('--get')
  const own = values.headers.flatMap((header): [string, string][] => {
    const [, name, value] = /^([^:;]+)[:;]\s*(.*)$/s.exec(header) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  const content = curlBody(values, readFile)
  const query = [...values.urlQuery.map(encodeData), ...(isGet && content !== null ? [content.body] : [])]
  const body = isGet ? null : content
  const hasType = own.some(([name]) => name.toLowerCase() === 'content-type')
  if (values.user.length > 0) notes.push('-u was left out: an OAuth request has no user and password of HTTP')
  if (flags.has('-L') || flags.has('--location'))
    notes.push(
      'curl follows redirects here, with the same Authorization header: its signature is good for the first URL only',
    )
  const url = /^[a-z]+:\/\//i.test(given) ? given : `http://${given}`
  const isHead = flags.has('-I') || flags.has('--head')
  return {
    kind: isCmd ? 'curl-cmd' : 'curl',
    notes,
    method: values.method.at(-1) ?? (isHead ? 'HEAD' : body === null ? 'GET' : 'POST'),
    url: query.reduce(appendQuery, url),
    headers: body === null || hasType ? own : [...own, ['Content-Type', body.contentType]],
    body: body?.body ?? null,
  }
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
      refuse(word, 'there are typographic quotes around a word', 'write straight quotes: an editor changed them')
    const [, value] = /^authorization:\s*(.*)$/is.exec(word) ?? []
    if (value === undefined) continue
    if (/="\$\{?[A-Za-z_]\w*\}?"/.test(value) || (!isOAuthHeader(value) && /\$[A-Za-z_{(]/.test(value)))
      refuse(
        word,
        'a variable of the shell stands in the Authorization header, and is not expanded here',
        'paste the header as it was sent: curl -v shows it',
      )
  }
}

function encodeData(text: string): string {
  const equals = text.indexOf('=')
  return equals < 0 ? percentEncode(text) : `${text.slice(0, equals + 1)}${percentEncode(text.slice(equals + 1))}`
}

function appendQuery(url: string, query: string): string {
  const [, before = '', fragment = ''] = /^([^#]*)(.*)$/s.exec(url) ?? []
  return `${before}${before.includes('?') ? (/[?&]$/.test(before) ? '' : '&') : '?'}${query}${fragment}`
}
