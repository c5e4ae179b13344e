/**
 * The problem of a refused request, if the report comes from the server and does not repeat the
 * request.
 */
import type { Parameter } from '../../signing/index.ts'
import { readStart, REPLY_LIMIT } from '../capped-read.ts'
import { findProblem, type ProblemSource } from '../errors/oauth-problem.ts'
import type { OutgoingRequest } from '../request/outgoing-request.ts'
import type { RequestProtocol } from '../request/request-options.ts'

/** In milliseconds, for the body of a refusal after its headers. */
const BODY_TIMEOUT = 2000

/** The problem that a server reports for a request that it refused. */
export interface Refusal {
  readonly problem: string
  readonly details: readonly Parameter[]
  readonly source: ProblemSource
}

/**
 * Reads the problem of a refusal from its header, or else from the beginning of its body. The body
 * of the response can still be read.
 *
 * @param field as `problemField` of a session
 * @returns `null` if the status is not 400 or 401, if there is no report, and if the report may
 *   repeat the request
 */
export async function readRefusal(
  response: Response,
  request: OutgoingRequest,
  protocol: RequestProtocol,
  field: string | null,
): Promise<Refusal | null> {
  if (response.status !== 400 && response.status !== 401) return null
  const challenge = response.headers.get('www-authenticate')
  const found = findProblem(challenge, '') ?? findProblem(null, await readBody(response), field)
  if (found === null) return null
  if (found.source !== 'header' && containsProblem(request, protocol)) return null
  const problem = found.parameters.find(([name]) => name === 'oauth_problem')![1]
  return { problem: String(problem), details: found.parameters, source: found.source }
}

async function readBody(response: Response): Promise<string> {
  if (response.body === null) return ''
  const copy = response.clone().body!
  const { octets, isWhole } = await readStart(copy, REPLY_LIMIT, AbortSignal.timeout(BODY_TIMEOUT))
  // The report has to be the whole body.
  return isWhole ? Buffer.from(octets).toString() : ''
}

/**
 * Whether the request itself contains `oauth_problem`. A body that cannot be read, such as a
 * stream, counts as one.
 */
function containsProblem(request: OutgoingRequest, protocol: RequestProtocol): boolean {
  const body = textsOfBody(request)
  if (body === null) return true
  const { callback = '', verifier = '', extra = [] } = protocol
  const own = [callback, verifier, ...extra.flat()].map(String)
  return [request.url, ...[...request.headers].flat(), ...own, ...body].some(namesProblem)
}

/** The texts in a body. `null` if it cannot be read. */
function textsOfBody({ body }: OutgoingRequest): readonly string[] | null {
  // The copy of a Request's body is complete after it was sent.
  const sent = body.sent === null ? null : body.again()
  if (sent === null) return body.sent === null ? [] : null
  if (typeof sent === 'string' || sent instanceof URLSearchParams) return [String(sent)]
  if (sent instanceof ArrayBuffer) return [Buffer.from(sent).toString()]
  if (ArrayBuffer.isView(sent)) {
    return [Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength).toString()]
  }
  const entries = sent instanceof FormData ? [...sent].flat() : [null]
  const texts = entries.filter((entry) => typeof entry === 'string')
  return texts.length === entries.length ? texts : null
}

/**
 * In every encoding that a server may decode: percent-encoding, up to three times, and the escapes
 * of JSON.
 */
function namesProblem(text: string): boolean {
  let decoded = text
  for (let round = 0; round < 3; round += 1) {
    decoded = decoded.replace(
      /%([0-9a-f]{2})|\\u00([0-9a-f]{2})/gi,
      (_, percent?: string, unicode?: string) =>
        String.fromCharCode(Number.parseInt(percent ?? unicode!, 16)),
    )
  }
  return /oauth_problem/i.test(decoded)
}
