/** The requests to the credential endpoints, RFC 5849 §2.1 and §2.3. */
import {
  explainFailure,
  type ParametersInput,
  readReplyText,
  type RequestProtocol,
} from '../../client/index.ts'
import { type OptionKinds, readWithinLimit, untilAborted } from '../../internal/index.ts'
import type { ServiceOptions } from '../service-options.ts'
import { openCredentialSession, type StoredCredentials } from '../service-session.ts'
import {
  type CredentialsReply,
  type IssuedCredentials,
  readCredentials,
  requireSuccess,
} from './credentials-reply.ts'

export interface CallOptions {
  /** Aborts the call. */
  readonly signal?: AbortSignal
}

export const CALL_OPTIONS: OptionKinds<CallOptions> = { signal: 'signal' }

export interface CredentialsRequest {
  /** The subject of error messages, such as `the request token`. */
  readonly what: string
  readonly method: string
  readonly url: string
  /** The credentials that sign the request beside those of the client. */
  readonly credentials: StoredCredentials | null
  /** Sent in the query and signed. */
  readonly params?: ParametersInput
  /** Sent as a form and signed. */
  readonly form?: ParametersInput
  readonly protocol?: RequestProtocol
  readonly signal: AbortSignal | undefined
  /**
   * The secrets of the request beside those of the client and of `credentials`. No message contains
   * them.
   */
  readonly secrets?: readonly (string | null)[]
}

/**
 * Sends a request, and reads the credentials of its reply.
 *
 * @throws ResponseError `credentials-refused`, `invalid-reply`
 * @throws TransportError `connection-failed`, `timeout`
 * @throws CountersignError `reply-too-large`
 */
export async function requestCredentials(
  options: ServiceOptions,
  request: CredentialsRequest,
): Promise<IssuedCredentials> {
  const reply = await sendRequest(options, request)
  return readCredentials(request.what, reply, secretsOf(options, request), options.decodeReply)
}

/**
 * Sends a request whose reply has no credentials.
 *
 * @throws ResponseError `credentials-refused`
 * @throws TransportError `connection-failed`, `timeout`
 * @throws CountersignError `reply-too-large`
 */
export async function requestAcknowledgement(
  options: ServiceOptions,
  request: CredentialsRequest,
): Promise<void> {
  const reply = await sendRequest(options, request)
  requireSuccess(request.what, reply, secretsOf(options, request))
}

async function sendRequest(
  options: ServiceOptions,
  { method, url, credentials, params = [], form, protocol = {}, signal }: CredentialsRequest,
): Promise<CredentialsReply> {
  const session = openCredentialSession(options, credentials)
  const response = await session.request(method, url, {
    params,
    protocol,
    ...(form && { form }),
    ...(signal && { signal }),
  })
  const reading = readWithinLimit(response, (limit) =>
    untilAborted(limit, () => readReplyText(response)),
  )
  const body = await reading.catch((error: unknown) => {
    throw explainFailure(error, url, null, signal)
  })
  const { status, headers } = response
  return {
    status,
    challenge: headers.get('www-authenticate'),
    contentType: headers.get('content-type'),
    body,
    problemField: options.problemField ?? null,
  }
}

function secretsOf(
  { consumerSecret, privateKey }: ServiceOptions,
  { credentials, secrets = [] }: CredentialsRequest,
): string[] {
  return [consumerSecret, privateKey, credentials?.tokenSecret, ...secrets].filter(
    (secret) => typeof secret === 'string',
  )
}
