/** Parses the options of a curl command line that affect the request. */
import { HEAD_LIMIT, tooLarge } from '../limits.ts'
import { readConfig } from './config.ts'
import type { ReadFile } from '../named-file.ts'
import { counted, throwUnreadable } from '../unreadable.ts'

/** The part of the request that an option sets. */
type Slot =
  | 'method'
  | 'header'
  | 'url'
  | 'user'
  | 'content'
  | 'query'
  | 'upload'
  | 'config'
  | 'unread'

const SLOTS: ReadonlyMap<string, Slot> = new Map([
  ['--request', 'method'],
  ['--header', 'header'],
  ['--url', 'url'],
  ['--user', 'user'],
  ['--data', 'content'],
  ['--data-ascii', 'content'],
  ['--data-binary', 'content'],
  ['--data-raw', 'content'],
  ['--data-urlencode', 'content'],
  ['--json', 'content'],
  ['--form', 'content'],
  ['--form-string', 'content'],
  ['--url-query', 'query'],
  ['--upload-file', 'upload'],
  ['--config', 'config'],
  // The signature does not cover the files of these options.
  ...[
    'cert',
    'key',
    'cacert',
    'capath',
    'crlfile',
    'netrc-file',
    'pinnedpubkey',
    'pubkey',
    'hsts',
    'alt-svc',
  ].map((name) => [`--${name}`, 'unread'] as const),
  ...['cookie', 'proxy-cert', 'proxy-key', 'proxy-cacert', 'etag-compare'].map(
    (name) => [`--${name}`, 'unread'] as const,
  ),
])

/** Options with a value that does not affect what is signed. */
const IGNORED: ReadonlySet<string> = new Set(
  `abstract-unix-socket aws-sigv4 cert-type ciphers connect-timeout connect-to continue-at cookie-jar
  create-file-mode curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header egd-file
  engine etag-save expect100-timeout ftp-account ftp-method ftp-port happy-eyeballs-timeout-ms haproxy-clientip
  hostpubmd5 hostpubsha256 interface ip-tos ipfs-gateway keepalive-cnt keepalive-time key-type krb libcurl limit-rate
  local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time noproxy oauth2-bearer output
  output-dir parallel-max pass preproxy proto proto-default proto-redir proxy proxy-capath proxy-cert-type
  proxy-ciphers proxy-crlfile proxy-header proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name
  proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 quote random-file range rate
  referer request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a socks5
  socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max
  tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket user-agent variable vlan-priority
  write-out`
    .split(/\s+/)
    .map((name) => `--${name}`),
)

const SHORT: ReadonlyMap<string, string> = new Map([
  ...Object.entries({
    X: 'request',
    H: 'header',
    u: 'user',
    d: 'data',
    F: 'form',
    T: 'upload-file',
    K: 'config',
  }),
  ...Object.entries({
    E: 'cert',
    b: 'cookie',
    A: 'user-agent',
    c: 'cookie-jar',
    C: 'continue-at',
    D: 'dump-header',
  }),
  ...Object.entries({
    e: 'referer',
    m: 'max-time',
    o: 'output',
    P: 'ftp-port',
    Q: 'quote',
    r: 'range',
    x: 'proxy',
  }),
  ...Object.entries({
    t: 'telnet-option',
    U: 'proxy-user',
    w: 'write-out',
    Y: 'speed-limit',
    y: 'speed-time',
  }),
  ['z', 'time-cond'],
])

export interface CurlOption {
  /** The long name, such as `--data`. */
  readonly name: string
  readonly value: string
}

export interface CurlOptions {
  /** In command-line order. */
  readonly options: readonly (CurlOption & { readonly slot: Slot })[]
  /** Options without a value, as typed: `-G` or `--get`. */
  readonly flags: ReadonlySet<string>
}

/** A config file may include another one, or itself. */
const MAX_CONFIG_FILES = 8

/**
 * @param text the whole command, for error messages
 * @throws CountersignError `unreadable-input`; `file-not-read` and `input-too-large` for `--config`
 */
export function readCurlOptions(
  words: readonly string[],
  text: string,
  readFile: ReadFile,
): CurlOptions {
  const options: (CurlOption & { slot: Slot })[] = []
  const flags = new Set<string>()
  const refuse = (problem: string, hint: string): never =>
    throwUnreadable({
      format: 'a curl command line',
      text,
      position: text.length,
      understood: counted(words.length, 'word'),
      problem,
      hint,
    })
  let configs = 0
  let configured = 0
  const readConfigFile = (path: string, typed: string): string[] => {
    if (++configs > MAX_CONFIG_FILES)
      refuse(
        `${typed} reads more than ${MAX_CONFIG_FILES} files`,
        'put the options of these files into the command',
      )
    const config = readFile(path, typed)
    configured += config.length
    if (configured > HEAD_LIMIT) throw tooLarge(`the content of the ${typed} files`, HEAD_LIMIT)
    return readConfig(config)
  }
  const take = (typed: string, value: string | undefined): void => {
    if (value === undefined) refuse(`${typed} has no value`, 'paste the whole command')
    const name = nameOf(typed)
    const slot = SLOTS.get(name)
    if (slot === 'config') return takeAll(readConfigFile(value!, typed))
    if (slot !== undefined) options.push({ slot, name, value: value! })
  }
  const takeAll = (all: readonly string[]): void => {
    for (let at = 0; at < all.length; at++) {
      const word = all[at]!
      const equals = word.indexOf('=')
      const long = word.startsWith('--') && equals > 0 ? word.slice(0, equals) : word
      if (long !== word && isValued(long)) take(long, word.slice(equals + 1))
      else if (word.startsWith('--')) {
        if (isValued(word)) take(word, all[++at])
        else flags.add(word)
      } else if (/^-[A-Za-z#0-9]/.test(word)) at += takeCluster(word, all[at + 1])
      else options.push({ slot: 'url', name: '--url', value: word })
    }
  }
  /**
   * Takes short options in one word, such as -sSXPOST. Returns how many of the following words it
   * used.
   */
  const takeCluster = (word: string, next: string | undefined): number => {
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
  takeAll(words)
  return { options, flags }
}

/** The long name: `--data` for `-d`. */
const nameOf = (typed: string): string =>
  typed.startsWith('--') ? typed : `--${SHORT.get(typed.slice(1)) ?? typed.slice(1)}`

const isValued = (typed: string): boolean => SLOTS.has(nameOf(typed)) || IGNORED.has(nameOf(typed))
