/** A refusal by a server as an error: its status, its `oauth_problem`, and what to do about it. */
import { redact } from '../internal/index.ts'
import { CountersignError, type ErrorCode, type ErrorDetails } from '../signing/index.ts'
import { type OAuthProblem, problemNames, readProblem } from './oauth-problem.ts'
import { adviceFor } from './problem-advice.ts'
import { excerpt } from './server-text.ts'

/** Thrown for the answers of credential endpoints that hold no credentials, and where success was required. */
export class ResponseError extends CountersignError {
  /** The HTTP status. */
  readonly status: number
  /** `oauth_problem_advice`, where the server gave one: plain text from the network. */
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
 * Turns a refusal into an error. Its message quotes the server's words without anything that looks like a credential.
 *
 * @param secrets are taken out of what the server says
 * @param problemField as that of a session
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
