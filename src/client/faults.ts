/** What a reply or a broken connection asks for: whether a request is worth another try, and why. */
import { type OAuthProblem, readProblem } from './oauth-problem.ts'
import { readStart, REPLY_LIMIT } from './read-start.ts'
import { systemCodeOf } from './transport-error.ts'

/** RFC 9110 §9.2.2, without TRACE, which fetch does not send: twice is as good as once. */
const IDEMPOTENT = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']

/** In milliseconds, for the rest of a refusal whose head is there. */
const PATIENCE = 2000

export const isIdempotent = (method: string): boolean => IDEMPOTENT.includes(method.toUpperCase())

/** The server, or something on the way, hung up before it answered. What never was a connection does not count. */
export function isBrokenConnection(error: unknown): boolean {
  const code = systemCodeOf(error)
  return code !== null && ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(code)
}

/**
 * The problem of a refusal, from its header, or else the beginning of its body. The response stays to be read.
 *
 * @returns `null` for a reply that is no refusal of a signature
 */
export async function lookForProblem(response: Response): Promise<OAuthProblem | null> {
  if (response.status !== 400 && response.status !== 401) return null
  const inHeader = readProblem(response.headers.get('www-authenticate'), '')
  if (inHeader.problem !== null || response.body === null) return inHeader
  const { octets } = await readStart(response.clone().body!, REPLY_LIMIT, AbortSignal.timeout(PATIENCE))
  return readProblem(null, Buffer.from(octets).toString())
}
