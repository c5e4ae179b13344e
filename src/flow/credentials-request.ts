/** A call to a credential endpoint, RFC 5849 §2.1 and §2.3. */
import { readWithinLimit, untilAborted } from '../internal/index.ts'
import {
  explainFailure,
  type OAuth1Session,
  type ParametersInput,
  readReplyText,
  type RequestProtocol,
} from '../client/index.ts'
import {
  type CredentialsReply,
  type IssuedCredentials,
  readCredentials,
} from './credentials-reply.ts'
import type { ReplyDecoder } from './deviations.ts'

export interface CredentialsRequest {
  /** For messages. */
  readonly what: string
  readonly method: string
  readonly url: string
  readonly params?: ParametersInput
  /** Sent as a form, and signed. */
  readonly form?: ParametersInput
  readonly protocol?: RequestProtocol
  readonly signal: AbortSignal | undefined
  /** What no message is to repeat. */
  readonly secrets: readonly string[]
  readonly decodeReply: ReplyDecoder | undefined
  /** As `problemField` of a session. */
  readonly problemField: string | null
}

/** In octets, after decompression. */
const REPLY_LIMIT = 64 * 1024

/** @throws ResponseError, TransportError, and CountersignError `reply-too-large` */
export async function requestCredentials(
  session: OAuth1Session,
  request: CredentialsRequest,
): Promise<IssuedCredentials> {
  const { what, secrets, decodeReply } = request
  return readCredentials(what, await requestReply(session, request), secrets, decodeReply)
}

/** The reply, whatever it says. @throws like `requestCredentials`, but for ResponseError */
export async function requestReply(
  session: OAuth1Session,
  { method, url, params = [], form, protocol = {}, signal, problemField }: CredentialsRequest,
): Promise<CredentialsReply> {
  const response = await session.request(method, url, {
    params,
    protocol,
    ...(form && { form }),
    ...(signal && { signal }),
  })
  const reading = readWithinLimit(response, (limit) =>
    untilAborted(limit, () => readReplyText(response, REPLY_LIMIT)),
  )
  const body = await reading.catch((error: unknown) => {
    throw explainFailure(error, url, null, signal)
  })
  const { status, headers } = response
  const challenge = headers.get('www-authenticate')
  return { status, challenge, contentType: headers.get('content-type'), body, problemField }
}
