/** The options of a curl command line, as far as they say what is sent. */
import type { CurlData } from './curl-body.ts'
import { counted, stop } from './unreadable.ts'

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

export interface CurlValues extends CurlData {
  method: string[]
  headers: string[]
  url: string[]
  user: string[]
  urlQuery: string[]
}

/** `text` is the whole command, for errors. @throws CountersignError `unreadable-input` */
export function readCurlOptions(
  words: readonly string[],
  text: string,
): { values: CurlValues; flags: ReadonlySet<string> } {
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
        understood: counted(words.length, 'word'),
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
