/** A curl command line as a request: what curl would send for it. */
import { percentEncode } from '../../signing/index.ts'
import type { RequestFacts } from '../observed-request.ts'
import { curlBody, type CurlData } from './curl-body.ts'
import { isForCmd, splitCmd, splitShell } from './shell-words.ts'
import { stop } from './unreadable.ts'

/** Options whose value says nothing about the request that is signed. */
const IGNORED = new Set([
  ...'A b c C D e E K m o P Q r t T U w x y Y z'.split(' ').map((letter) => `-${letter}`),
  ...[
    'user-agent',
    'cookie',
    'cookie-jar',
    'referer',
    'cert',
    'key',
    'cacert',
    'capath',
    'max-time',
    'connect-timeout',
    'output',
    'proxy',
    'proxy-user',
    'proxy-header',
    'range',
    'retry',
    'write-out',
    'resolve',
    'connect-to',
    'interface',
    'dump-header',
    'ciphers',
    'tls-max',
    'upload-file',
    'limit-rate',
    'max-redirs',
    'config',
    'trace',
    'trace-ascii',
    'stderr',
    'unix-socket',
    'noproxy',
    'oauth2-bearer',
    'aws-sigv4',
  ].map((name) => `--${name}`),
])

const VALUED: Readonly<Record<string, keyof CurlValues>> = {
  '-X': 'method',
  '--request': 'method',
  '-H': 'headers',
  '--header': 'headers',
  '--url': 'url',
  '-u': 'user',
  '--user': 'user',
  '-d': 'data',
  '--data': 'data',
  '--data-ascii': 'data',
  '--data-raw': 'dataRaw',
  '--data-binary': 'data',
  '--data-urlencode': 'dataUrlencode',
  '--json': 'json',
  '-F': 'form',
  '--form': 'form',
  '--form-string': 'form',
  '--url-query': 'urlQuery',
}

interface CurlValues extends CurlData {
  method: string[]
  headers: string[]
  url: string[]
  user: string[]
  urlQuery: string[]
}

/** Reads the command. `readFile` is for `@file`. @throws CountersignError `unreadable-input` */
export function readCurl(text: string, readFile: (path: string) => string): RequestFacts {
  const command = text.replace(/^\s*(?:[$#>]\s+)?/, '')
  const isCmd = isForCmd(command)
  const [, ...words] = isCmd ? splitCmd(command) : splitShell(command)
  const { values, flags } = readOptions(words, text)
  const given = values.url.at(-1)
  if (given === undefined) {
    stop({
      as: 'a curl command line',
      text,
      position: text.length,
      understood: `${words.length} words`,
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

function readOptions(words: readonly string[], text: string): { values: CurlValues; flags: ReadonlySet<string> } {
  const values: CurlValues = {
    method: [],
    headers: [],
    url: [],
    user: [],
    urlQuery: [],
    data: [],
    dataRaw: [],
    dataUrlencode: [],
    json: [],
    form: [],
    order: [],
  }
  const flags = new Set<string>()
  const take = (option: string, value: string | undefined): void => {
    if (value === undefined) {
      stop({
        as: 'a curl command line',
        text,
        position: text.length,
        understood: `${words.length} words`,
        problem: `${option} has no value`,
        hint: 'paste the whole command',
      })
    }
    const slot = VALUED[option]
    if (slot === undefined) return
    if (slot !== 'order') values[slot].push(value)
    if (slot === 'data' || slot === 'dataRaw' || slot === 'dataUrlencode')
      values.order.push([slot, option === '--data-binary' ? `\0${value}` : value])
  }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    const [long, ...rest] = word.startsWith('--') ? word.split('=') : [word]
    if (word.startsWith('--') && rest.length > 0 && isValued(long!)) take(long!, rest.join('='))
    else if (word.startsWith('--') && isValued(word)) take(word, words[++at])
    else if (/^-[A-Za-z#0-9]/.test(word) && !word.startsWith('--')) at += readCluster(word, words[at + 1], take, flags)
    else if (word.startsWith('--')) flags.add(word)
    else values.url.push(word)
  }
  return { values, flags }
}

const isValued = (option: string): boolean => option in VALUED || IGNORED.has(option)

/** Short options in one word, as in -sSXPOST. Returns how many of the following words it took. */
function readCluster(
  word: string,
  next: string | undefined,
  take: (option: string, value: string | undefined) => void,
  flags: Set<string>,
): number {
  for (let at = 1; at < word.length; at++) {
    const option = `-${word[at]}`
    const rest = word.slice(at + 1)
    if (isValued(option)) {
      take(option, rest === '' ? next : rest)
      return rest === '' ? 1 : 0
    }
    flags.add(option)
  }
  return 0
}

function encodeData(text: string): string {
  const equals = text.indexOf('=')
  return equals < 0 ? percentEncode(text) : `${text.slice(0, equals + 1)}${percentEncode(text.slice(equals + 1))}`
}

function appendQuery(url: string, query: string): string {
  const [, before = '', fragment = ''] = /^([^#]*)(.*)$/s.exec(url) ?? []
  return `${before}${before.includes('?') ? (/[?&]$/.test(before) ? '' : '&') : '?'}${query}${fragment}`
}
