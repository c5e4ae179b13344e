/** What a reply or a broken connection asks for: whether a request is worth another try, and why. */
import type { Parameter } from '../signing/index.ts'
import { bringsProblem } from './brought-problem.ts'
import { findProblem, type ProblemSource } from './oauth-problem.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
import { readStart, REPLY_LIMIT } from './read-start.ts'
import type { RequestProtocol } from './session-options.ts'
import { readFailure } from './runtime.ts'

/** RFC 9110 §9.2.2, without TRACE, which fetch does not send: twice is as good as once. */
const IDEMPOTENT = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']

/** In milliseconds, for the rest of a refusal whose head is there. */
const PATIENCE = 2000

export const isIdempotent = (method: string): boolean => IDEMPOTENT.includes(method.toUpperCase())

/** The server, or something on the way, hung up before it answered. What never was a connection does not count. */
export const isBrokenConnection = (error: unknown): boolean => readFailure(error)?.kind === 'broken'

/** What a server says of a request that it refused. */
export interface Refusal {
  readonly problem: string
  readonly details: readonly Parameter[]
  readonly source: ProblemSource
}

/**
 * The problem of a refusal, from its header, or else the beginning of its body. The response stays to be read.
 *
 * @param field as `problemField` of a session
 * @returns `null` for a reply that is no refusal of a signature, or that may only repeat the request
 */
export async function lookForProblem(
  response: Response,
  request: OutgoingRequest,
  protocol: RequestProtocol,
  field: string | null,
): Promise<Refusal | null> {
  if (response.status !== 400 && response.status !== 401) return null
  const challenge = response.headers.get('www-authenticate')
  const found = findProblem(challenge, '') ?? findProblem(null, await readBody(response), field)
  if (found === null || (found.source !== 'header' && bringsProblem(request, protocol))) return null
  const problem = found.parameters.find(([name]) => name === 'oauth_problem')![1]
  return { problem: String(problem), details: found.parameters, source: found.source }
}

async function readBody(response: Response): Promise<string> {
  if (response.body === null) return ''
  const copy = response.clone().body!
  const { octets, isWhole } = await readStart(copy, REPLY_LIMIT, AbortSignal.timeout(PATIENCE))
  // A part of a body is not the whole of it.
  return isWhole ? Buffer.from(octets).toString() : ''
}
