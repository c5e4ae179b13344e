/** Verifies a request before it is handled, RFC 5849 §3.2. */
import {
  CountersignError,
  type OctetString,
  SIGNATURE_METHODS,
  type Trace,
} from 'countersign/signing'
import { verifyRequest } from 'countersign/server'
import type { Answer } from './http/answer.ts'
import { requireDemands } from './demands.ts'
import type { Credentials, CredentialStore } from './credentials/store.ts'
import type { IncomingRequest } from './http/incoming-request.ts'
import { refusal } from './problem.ts'
import type { Provider } from './provider.ts'
import { refuse } from './refuse.ts'

/** The verified client and token of a request. */
export interface Caller {
  readonly consumerKey: string
  readonly token: string | null
  readonly trace: Trace
}

/** The tokens that a call accepts. Defaults to none. */
export interface TokensFor<Kind extends Credentials> {
  readonly tokens: Pick<CredentialStore<Kind>, 'get'>
  /** The `oauth_problem` of a token that is no longer valid. */
  readonly problemOf?: (credentials: Kind) => string | null
}

/** Verifies a request, checks what `behaviour` demands, and answers with the result of `handle`. */
export async function authenticated<Kind extends Credentials>(
  request: IncomingRequest,
  provider: Provider,
  handle: (caller: Caller) => Answer,
  { tokens, problemOf }: TokensFor<Kind> = { tokens: new Map<string, Kind>() },
): Promise<Answer> {
  const verdict = await verifyRequest(request, {
    findConsumer: (consumerKey) => provider.consumers.get(consumerKey) ?? null,
    findToken(token, consumerKey) {
      const credentials = tokens.get(token)
      // §3.2: a token is valid only for the client that it was issued to.
      if (credentials?.consumerKey !== consumerKey) return null
      const problem = problemOf?.(credentials) ?? null
      return { tokenSecret: credentials.tokenSecret, ...(problem !== null && { problem }) }
    },
    replayStore: provider.replayStore,
    // `requireDemands` refuses the methods that `behaviour` excludes.
    signatureMethods: SIGNATURE_METHODS,
    allowEmptySecrets: true,
    allowRsa1024: true,
    now: provider.clock,
    window: provider.window,
  })
  if (!verdict.valid)
    return refusal(verdict.error, verdict.status, verdict.trace, provider, verdict.problem)
  try {
    requireDemands(request, verdict.trace, provider.behaviour)
    return { ...handle(verdict), trace: verdict.trace }
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    return refusal(
      error,
      /^(parameter|signature-method)-/.test(error.code) ? 400 : 401,
      verdict.trace,
      provider,
    )
  }
}

/**
 * The value of a protocol parameter.
 *
 * @throws CountersignError `parameter-absent` if it is missing or empty. §3.2
 */
export function required({ trace }: Caller, wanted: string, section: string): OctetString {
  const value = trace.parameters.find(({ name }) => name === wanted)?.value
  return value?.length
    ? value
    : refuse('parameter-absent', section, `the request lacks ${wanted}`, `send ${wanted}`, [wanted])
}
