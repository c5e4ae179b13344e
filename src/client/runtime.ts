/**
 * What depends on the runtime: how it tells of a failure, and what its Request keeps to itself.
 * Node, Bun and Deno are told apart by what they do, never by a name or a version.
 */

/** How a request failed, by what the runtime says of it. */
export type FailureKind =
  | 'name'
  | 'refused'
  | 'broken'
  | 'unreachable'
  | 'tls'
  | 'port'
  | 'head-too-long'
  | 'no-http'
  | 'timeout'
  | 'other'

export interface Failure {
  readonly kind: FailureKind
  /** The system's own code, such as `ECONNREFUSED`, where the runtime gives one. */
  readonly code: string | null
}

const TLS_CODES =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/
const NEVER = /(?!)/

interface Sign {
  readonly kind: FailureKind
  readonly codes: RegExp
  readonly words: RegExp
  /** The code for a failure that has words alone, or the code of another kind. */
  readonly usual: string | null
}

/** The first that fits counts. TLS comes first: it may break by a code of the socket. */
const SIGNS: readonly Sign[] = [
  {
    kind: 'tls',
    codes: TLS_CODES,
    words:
      /secure TLS connection|tls handshake|peer certificate|fatal alert|corrupt message of type/,
    usual: 'ERR_TLS_HANDSHAKE',
  },
  { kind: 'name', codes: /^(ENOTFOUND|EAI_\w+)$/, words: /\bdns error\b/, usual: 'ENOTFOUND' },
  {
    kind: 'refused',
    codes: /^ECONNREFUSED$/,
    words: /\bConnection refused\b/,
    usual: 'ECONNREFUSED',
  },
  {
    kind: 'timeout',
    codes: /^(ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/,
    words: /\btimed out \(os error\b/,
    usual: 'ETIMEDOUT',
  },
  {
    kind: 'broken',
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    words:
      /\bconnection closed before message|Connection reset by peer|Broken pipe|error reading a body from connection/,
    usual: 'ECONNRESET',
  },
  {
    kind: 'unreachable',
    codes: /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
    words: /\bNo route to host|Network is unreachable|Cannot assign requested address/,
    usual: 'EHOSTUNREACH',
  },
  // Fetch standard, "block bad port": it has words alone.
  {
    kind: 'port',
    codes: NEVER,
    words: /^bad port$|\bRequests to port \d+ are blocked\b/,
    usual: 'BAD_PORT',
  },
  {
    kind: 'head-too-long',
    codes: /^(UND_ERR_HEADERS_OVERFLOW|ResponseHeadersTooLarge)$/,
    words: /\bmessage head is too large\b/,
    usual: null,
  },
  {
    kind: 'no-http',
    codes:
      /^(HPE_\w+|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Malformed_HTTP_Response|InvalidHTTPResponse|InvalidContentLength)$/,
    words:
      /\bdoes not match the HTTP\/1\.1 protocol\b| parsed$(?<=\binvalid (?:HTTP|content-length)\b.*)/,
    usual: null,
  },
]

/** What `fetch` threw, as a failure of the network; `null` for anything else. */
export function readFailure(error: unknown): Failure | null {
  const chain = errorsOf(error)
  const code = chain.map(codeOf).find((found) => found !== null) ?? null
  const said = chain.map(({ message }) => withoutQueries(message))
  for (const { kind, codes, words, usual } of SIGNS) {
    if (codes.test(code ?? '')) return { kind, code }
    if (said.some((text) => words.test(text))) return { kind, code: usual ?? code }
  }
  // A fetch that fails on the network says so by a cause, or by an error of the system.
  const isFailure = error instanceof TypeError && (error.cause instanceof Error || 'errno' in error)
  return isFailure ? { kind: 'other', code } : null
}

const codeOf = (error: Error): string | null =>
  'code' in error && typeof error.code === 'string' ? error.code : null

/** An error with all of its causes, outermost first. */
function errorsOf(error: unknown): Error[] {
  const chain: Error[] = []
  for (let found = error; found instanceof Error && !chain.includes(found); found = found.cause)
    chain.push(found)
  return chain
}

export function innermostCause(error: unknown): unknown {
  return errorsOf(error).at(-1) ?? error
}

/**
 * Takes out of an error, in its place, what runtimes put there of the request and the answer: the
 * URL with what was signed into its query, and octets that were no HTTP, in which a server may
 * repeat the request.
 */
export function forgetRequest(error: unknown): unknown {
  for (const found of errorsOf(error)) {
    if (found.name === 'HTTPParserError') Reflect.deleteProperty(found, 'data')
    for (const name of Object.getOwnPropertyNames(found)) {
      const value: unknown = Reflect.get(found, name)
      const clean = typeof value === 'string' ? withoutQueries(value) : value
      if (clean !== value) Reflect.set(found, name, clean)
    }
  }
  return error
}

/** A text without the query of any http URL or path in it. */
const withoutQueries = (text: string): string =>
  text.replace(/[^\s"'<>]+/g, (word) =>
    /^\W*(?:https?:)?\//i.test(word) ? word.replace(/[?#].*$/s, '') : word,
  )

/** What a Request says of how it is to be sent, beside what each request sets anew. */
const SHOWN = [
  'cache',
  'credentials',
  'integrity',
  'keepalive',
  'mode',
  'referrer',
  'referrerPolicy',
] as const
/** What a runtime may take in beside that, for a proxy or a client certificate. */
const CARRIERS = ['dispatcher', 'client'] as const

export interface Inherited {
  /** For a `fetch` of another URL. */
  readonly init: RequestInit
  /** What the Request may have been made with besides, and does not show. */
  readonly hidden: readonly string[]
}

/** What holds for a request to another URL that takes the place of a Request. */
export function inheritedInit(request: Request): Inherited {
  const members = new Map<string, unknown>()
  // Not every runtime has all of them.
  for (const name of SHOWN) if (request[name] !== undefined) members.set(name, request[name])
  const hidden: string[] = []
  for (const name of CARRIERS.filter(isTaken)) {
    const place = placeOf(name)
    if (place === null) hidden.push(name)
    else if (Reflect.get(request, place) != null) members.set(name, Reflect.get(request, place))
  }
  return { init: Object.fromEntries(members), hidden }
}

const NOWHERE = 'http://localhost/'

/** Whether the runtime's Request reads a member of its init. */
function isTaken(name: string): boolean {
  let isRead = false
  const init = Object.defineProperty({}, name, {
    enumerable: true,
    get() {
      isRead = true
    },
  })
  new Request(NOWHERE, init)
  return isRead
}

/** The key by which a Request shows such a member; `null` where it shows it nowhere. */
function placeOf(name: string): string | symbol | null {
  const mark = {}
  try {
    const request = new Request(NOWHERE, { [name]: mark })
    return Reflect.ownKeys(request).find((key) => Reflect.get(request, key) === mark) ?? null
  } catch {
    // It wants one of its own.
    return null
  }
}
