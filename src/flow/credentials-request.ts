/** A call to a credential endpoint, RFC 5849 §2.1 and §2.3. */
import { type OAuth1Session, type ParametersInput, readReplyText, type RequestProtocol } from '../client/index.ts'
import { type IssuedCredentials, readCredentials } from './credentials-reply.ts'

export interface CredentialsRequest {
  /** For messages. */
  readonly what: string
  readonly method: string
  readonly url: string
  readonly params: ParametersInput
  readonly protocol: RequestProtocol
  readonly signal: AbortSignal | undefined
  /** What no message is to repeat. */
  readonly secrets: readonly string[]
}

/** In octets, after decompression. */
const REPLY_LIMIT = 64 * 1024

/** @throws ResponseError, and what `fetch` throws */
export async function requestCredentials(
  session: OAuth1Session, { what, method, url, params, protocol, signal, secrets }: CredentialsRequest,
): Promise<IssuedCredentials> {
  const response = await session.request(method, url, { params, protocol, ...(signal && { signal }) })
  const body = await readReplyText(response, REPLY_LIMIT)
  const challenge = response.headers.get('www-authenticate')
  return readCredentials(what, { status: response.status, challenge, body }, secrets)
}
