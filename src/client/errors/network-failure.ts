/**
 * Failures of the network, as the errors of Node, Bun and Deno report them. No runtime is
 * recognised by its name.
 */

/** The cause of a failed request. */
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
  /** The system's code, such as `ECONNREFUSED`. `null` if the runtime gives none. */
  readonly code: string | null
}

const TLS_CODES =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/
/** Matches no text. */
const NEVER = /(?!)/

interface FailurePattern {
  readonly kind: FailureKind
  readonly codes: RegExp
  readonly words: RegExp
  /** The code of a failure that only its words identify. */
  readonly defaultCode: string | null
}

/** The first match counts. TLS comes first because its failures may have the code of a socket. */
const PATTERNS: readonly FailurePattern[] = [
  {
    kind: 'tls',
    codes: TLS_CODES,
    words:
      /secure TLS connection|tls handshake|peer certificate|fatal alert|corrupt message of type/,
    defaultCode: 'ERR_TLS_HANDSHAKE',
  },
  {
    kind: 'name',
    codes: /^(ENOTFOUND|EAI_\w+)$/,
    words: /\bdns error\b/,
    defaultCode: 'ENOTFOUND',
  },
  {
    kind: 'refused',
    codes: /^ECONNREFUSED$/,
    words: /\bConnection refused\b/,
    defaultCode: 'ECONNREFUSED',
  },
  {
    kind: 'timeout',
    codes: /^(ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/,
    words: /\btimed out \(os error\b/,
    defaultCode: 'ETIMEDOUT',
  },
  {
    kind: 'broken',
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    words:
      /\bconnection closed before message|Connection reset by peer|Broken pipe|error reading a body from connection/,
    defaultCode: 'ECONNRESET',
  },
  {
    kind: 'unreachable',
    codes: /^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
    words: /\bNo route to host|Network is unreachable|Cannot assign requested address/,
    defaultCode: 'EHOSTUNREACH',
  },
  // Fetch standard, "block bad port": runtimes give no code.
  {
    kind: 'port',
    codes: NEVER,
    words: /^bad port$|\bRequests to port \d+ are blocked\b/,
    defaultCode: 'BAD_PORT',
  },
  {
    kind: 'head-too-long',
    codes: /^(UND_ERR_HEADERS_OVERFLOW|ResponseHeadersTooLarge)$/,
    words: /\bmessage head is too large\b/,
    defaultCode: null,
  },
  {
    kind: 'no-http',
    codes:
      /^(HPE_\w+|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Malformed_HTTP_Response|InvalidHTTPResponse|InvalidContentLength)$/,
    words:
      /\bdoes not match the HTTP\/1\.1 protocol\b| parsed$(?<=\binvalid (?:HTTP|content-length)\b.*)/,
    defaultCode: null,
  },
]

/** The failure of the network that `fetch` threw. `null` for any other error. */
export function readFailure(error: unknown): Failure | null {
  const chain = errorsOf(error)
  const code = chain.map(codeOf).find((found) => found !== null) ?? null
  const messages = chain.map(({ message }) => withoutQueries(message))
  for (const { kind, codes, words, defaultCode } of PATTERNS) {
    if (codes.test(code ?? '')) return { kind, code }
    if (messages.some((text) => words.test(text))) return { kind, code: defaultCode ?? code }
  }
  // For any other failure of the network, fetch throws a TypeError with a cause, or with the number
  // of a system error.
  const isFailure = error instanceof TypeError && (error.cause instanceof Error || 'errno' in error)
  return isFailure ? { kind: 'other', code } : null
}

const codeOf = (error: Error): string | null =>
  'code' in error && typeof error.code === 'string' ? error.code : null

/** An error and its causes, outermost first. */
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
 * Removes from an error what runtimes store there of the request and the answer: the query of the
 * URL, which may hold a signature, and octets that are not HTTP, in which a server may repeat the
 * request. It changes the error itself.
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
