/** RFC 5849 §3.2: a request is verified before anything is done for it. */
import { CountersignError, fail, type OctetString, type Trace, verifyRequest } from '../signing/index.ts'
import type { Answer } from './answer.ts'
import type { IncomingRequest } from './incoming-request.ts'
import { refusal } from './problem.ts'
import type { Credentials, Provider } from './provider.ts'

/** Who calls, and with what. */
export interface Caller {
  readonly consumerKey: string
  readonly token: string | null
  readonly trace: Trace
}

const NO_TOKENS: ReadonlyMap<string, Credentials> = new Map()

/**
 * Answers a request by `handle`, once it has been verified.
 *
 * @param tokens those that are good for this request; none unless given
 */
export async function authenticated(
  request: IncomingRequest, provider: Provider, handle: (caller: Caller) => Answer,
  tokens: ReadonlyMap<string, Credentials> = NO_TOKENS,
): Promise<Answer> {
  const verdict = await verifyRequest(request, {
    findConsumer: (consumerKey) => provider.consumers.get(consumerKey) ?? null,
    findToken(token, consumerKey) {
      const credentials = tokens.get(token)
      // §3.2: a token is good for the client that it was issued to.
      return credentials?.consumerKey === consumerKey ? { tokenSecret: credentials.tokenSecret } : null
    },
    replayStore: provider.replayStore,
    now: provider.clock,
    window: provider.window,
  })
  if (!verdict.valid) return refusal(verdict.error, verdict.status, verdict.trace, provider)
  try {
    return { ...handle(verdict), trace: verdict.trace }
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    return refusal(error, error.code.startsWith('parameter_') ? 400 : 401, verdict.trace, provider)
  }
}

/** The value of a protocol parameter. @throws CountersignError `parameter_absent`: it is not there, or empty. §3.2 */
export function required({ trace }: Caller, wanted: string, section: string): OctetString {
  const value = trace.parameters.find(({ name }) => name === wanted)?.value
  return value?.length ? value : fail('parameter_absent', section, `the request lacks ${wanted}`, 'send it', [wanted])
}
