/** An answer that is no success, as an error that says what came instead. */
import { readWithinLimit, redact, requireOptions } from '../internal/index.ts'
import { REQUIRE_OK_OPTIONS } from './option-kinds.ts'
import { problemNames, readProblem } from './oauth-problem.ts'
import { adviceFor } from './problem-advice.ts'
import { readStart, REPLY_LIMIT } from './read-start.ts'
import { ResponseError } from './response-error.ts'
import { excerpt } from './server-text.ts'

export interface RequireOkOptions {
  /** Taken out of what the server says, in every spelling. */
  readonly secrets?: readonly string[]
  /** Where the service puts its `oauth_problem` in a JSON answer, as `problemField` of a session. */
  readonly problemField?: string | null
}

/**
 * Hands a response back if its status is one of the 200s; else it reads up to 64 KiB of it.
 *
 * @throws ResponseError `request-refused`, with status, problem, advice and a hint, and without what may be credentials
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

/** What came, and how it begins, as far as it can be shown. */
function describeReply(reply: string, type: string): string {
  const beginning = excerpt(reply)
  if (reply.trim() === '') return 'the server answered with nothing'
  if (beginning === 'an HTML page' || /\bx?html\b/i.test(type))
    return 'the server answered with an HTML page'
  return /^\s*[[{]/.test(reply) ? `the server answered with JSON: ${beginning}` : beginning
}
