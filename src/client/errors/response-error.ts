/** A refusal by a server as an error: its status, its `oauth_problem` and the next step. */
import { type OptionKinds, readWithinLimit, redact, requireOptions } from '../../internal/index.ts'
import { CountersignError, type ErrorCode, type ErrorDetails } from '../../signing/index.ts'
import { readStart, REPLY_LIMIT } from '../capped-read.ts'
import { excerpt, type OAuthProblem, problemNames, readProblem } from './oauth-problem.ts'

/**
 * Thrown when a credential endpoint answers without credentials (`credentials-refused`,
 * `invalid-reply`), and when a call with `requireOk` gets a status outside 200 to 299
 * (`request-refused`).
 */
export class ResponseError extends CountersignError {
  /** The HTTP status. */
  readonly status: number
  /** `oauth_problem_advice`: untrusted text from the network. `null` if the server gave none. */
  readonly advice: string | null

  constructor(
    code: ErrorCode,
    message: string,
    status: number,
    problem: OAuthProblem,
    details: ErrorDetails,
  ) {
    super(code, message, { ...details, problem: problem.problem })
    this.status = status
    this.advice = problem.advice
  }
}

/**
 * Turns a refusal into an error. Its message quotes the server's text without anything that looks
 * like a credential.
 *
 * @param what the request that was refused, as a noun with its article
 * @param header the value of `WWW-Authenticate`
 * @param secrets are redacted in the server's text. Defaults to none.
 * @param problemField as in the options of a session. Defaults to `null`.
 * @example refusalError('the login', 401, null, 'oauth_problem=token_used').problem // 'token_used'
 */
export function refusalError(
  what: string,
  status: number,
  header: string | null,
  body: string,
  secrets: readonly string[] = [],
  problemField: string | null = null,
): ResponseError {
  const reply = redact(body, secrets)
  const problem = readProblem(header, body, secrets, problemField)
  const reason = problem.problem ?? excerpt(reply)
  const message = `${what} was refused with status ${status}${reason && `: ${reason}`}`
  return new ResponseError('credentials-refused', message, status, problem, {
    section: '3.2',
    hint: adviceFor(status, problem),
    names: problemNames(problem.details),
  })
}

export interface RequireOkOptions {
  /**
   * Redacted in the server's text, in every encoding.
   *
   * @default []
   */
  readonly secrets?: readonly string[]
  /**
   * The path of `oauth_problem` in a JSON answer, as `problemField` of a session.
   *
   * @default null
   */
  readonly problemField?: string | null
}

const REQUIRE_OK_OPTIONS: OptionKinds<RequireOkOptions> = {
  secrets: 'list',
  problemField: 'text',
}

/**
 * Returns the response if its status is 200 to 299. Otherwise it reads up to 64 KiB of the body and
 * throws.
 *
 * @throws ResponseError `request-refused`, with status, problem, advice and hint, without anything
 *   that looks like a credential
 * @throws CountersignError `unknown-option`, `invalid-option`
 * @example (await requireOk(new Response('ok'))).status // 200
 */
export async function requireOk(
  response: Response,
  options: RequireOkOptions = {},
): Promise<Response> {
  requireOptions('requireOk', options, REQUIRE_OK_OPTIONS)
  if (response.ok) return response
  const { secrets = [], problemField = null } = options
  const { status, body, headers } = response
  const start =
    body === null ? '' : await readWithinLimit(response, (signal) => readBeginning(body, signal))
  const reply = redact(start, secrets)
  const problem = readProblem(headers.get('www-authenticate'), start, secrets, problemField)
  const what = problem.problem ?? describeReply(reply, headers.get('content-type') ?? '')
  throw new ResponseError(
    'request-refused',
    `the request was refused with status ${status}: ${what}`,
    status,
    problem,
    {
      section: '3.2',
      hint: adviceFor(status, problem),
      names: problemNames(problem.details),
    },
  )
}

async function readBeginning(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | null,
): Promise<string> {
  const { octets } = await readStart(body, REPLY_LIMIT, signal)
  return Buffer.from(octets).toString()
}

/** The kind of the reply, and its beginning as far as a message may quote it. */
function describeReply(reply: string, type: string): string {
  const beginning = excerpt(reply)
  if (reply.trim() === '') return 'the server answered with nothing'
  if (beginning === 'an HTML page' || /\bx?html\b/i.test(type))
    return 'the server answered with an HTML page'
  return /^\s*[[{]/.test(reply) ? `the server answered with JSON: ${beginning}` : beginning
}

const ADVICE_BY_PROBLEM = new Map(
  Object.entries({
    access_token_expired: 'the token has expired: log in again',
    additional_authorization_required: 'the user has to approve again: start the login again',
    consumer_key_refused: 'the server refuses this consumer at the moment: ask its operator',
    consumer_key_rejected: 'the server rejects the consumer key: check its registration',
    consumer_key_unknown: 'check the consumer key, and that it belongs to this server',
    nonce_used: 'the server has seen this nonce before: check whether a proxy sends requests twice',
    parameter_absent: 'a parameter is missing: see the names of this error',
    parameter_rejected: 'the server rejects a parameter: see the names of this error',
    permission_denied: 'the user denied access, or the token lacks a permission',
    permission_unknown: 'the user has not approved the request yet: approve it first',
    signature_invalid: 'check the secrets first, then the base string, which the trace shows',
    signature_method_rejected: 'choose another signatureMethod: the server does not take this one',
    timestamp_refused: 'set the clock of this machine',
    token_expired: 'the token has expired: log in again',
    token_rejected: 'the server rejects the token: log in again',
    token_revoked: 'the token was revoked: log in again',
    token_used: 'a request token is valid once: start the login again',
    user_refused: 'the user refused',
    verifier_invalid:
      'the verifier differs from the one that the server issued: start the login again',
    version_rejected: 'the server accepts oauth_version 1.0 or none: check the version option',
  }),
)

const ADVICE_BY_STATUS: Readonly<Record<number, string>> = {
  200: 'the reply of the server has the reason',
  400: 'the server cannot read the request: check URLs, callback and signature method',
  401: 'check consumer key, secrets, callback and clock',
  403: 'the consumer or the user lacks the permission',
  404: 'check the URL of this endpoint',
  405: 'the server expects another method: try GET or POST',
  415: 'the server expects another Content-Type',
  429: 'too many requests: wait for the time in Retry-After',
  503: 'the server is busy or down: wait for the time in Retry-After',
}

/**
 * The next step after a refusal, on one line: the server's advice, or else what its problem or its
 * status suggests.
 *
 * @example adviceFor(401, readProblem(null, 'oauth_problem=user_refused')) // 'the user refused'
 */
export function adviceFor(status: number, { problem, advice }: OAuthProblem): string {
  return (
    advice ??
    ADVICE_BY_PROBLEM.get(problem ?? '') ??
    ADVICE_BY_STATUS[status] ??
    'ask the operator of the server'
  )
}
