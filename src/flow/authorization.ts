/** Resource owner authorization, RFC 5849 §2.2: where the user is sent, and how the user comes back. */
import { appendParameters, type ParametersInput, toParameters } from '../client/index.ts'
import { singleLine } from '../internal/index.ts'
import {
  CountersignError,
  equalInConstantTime,
  fail,
  type Parameter,
  parseForm,
  quote,
} from '../signing/index.ts'
import { one } from './credentials-reply.ts'

/**
 * The URL that the user opens. One that a server gave may hold the token already.
 *
 * @param tokenName what the service calls the token there
 * @throws CountersignError `reserved-parameter`: a token of the caller's, or another one in the URL
 */
export function buildAuthorizeUrl(
  authorizeUrl: string,
  token: string,
  params: ParametersInput,
  tokenName = 'oauth_token',
): string {
  const extra = toParameters(params)
  const own = parseForm(new URL(authorizeUrl).search.slice(1)).filter(
    ([name]) => name === tokenName,
  )
  if (extra.some(([name]) => name === tokenName) || own.some(([, value]) => value !== token)) {
    fail(
      'reserved-parameter',
      '2.2',
      `the authorize URL may not bring its own "${tokenName}"`,
      'leave it out',
    )
  }
  const added: Parameter[] = own.length > 0 ? [] : [[tokenName, token]]
  return new URL(appendParameters(authorizeUrl, [...added, ...extra] as [string, string][])).href
}

/** What a request to the callback turns out to be. */
export type Callback =
  | { readonly kind: 'approved'; readonly verifier: string | null }
  /** `isNamed`: it names the token, which a stranger does not know. */
  | { readonly kind: 'denied'; readonly reason: string; readonly isNamed: boolean }
  /** Not of this login: another token, or a query that can be read in two ways. */
  | { readonly kind: 'stray' }

const READ_NAMES = ['oauth_token', 'oauth_verifier', 'oauth_problem', 'error', 'denied']

/**
 * Reads the query of a callback.
 *
 * @param token the pending temporary credentials' identifier
 * @param verifierRequired whether a callback without a verifier is a refusal, as §2.2 has it
 */
export function readCallback(query: string, token: string, verifierRequired: boolean): Callback {
  const parameters = parseForm(query)
  if (READ_NAMES.some((name) => count(parameters, name) > 1)) return { kind: 'stray' }
  const [given, verifier, problem, error, denied] = READ_NAMES.map((name) => one(parameters, name))
  const isOurs = equalInConstantTime(token, given ?? denied ?? '')
  const reason = problem || error || (denied && 'denied')
  // RFC silent on refusals: some servers leave out the token when they report one.
  if (reason && (isOurs || (given === null && denied === null)))
    return { kind: 'denied', reason, isNamed: isOurs }
  if (!isOurs) return { kind: 'stray' }
  if (!verifier && verifierRequired) return { kind: 'denied', reason: 'no verifier', isNamed: true }
  return { kind: 'approved', verifier: verifier || null }
}

const count = (parameters: readonly Parameter[], wanted: string): number =>
  parameters.filter(([name]) => name === wanted).length

export function denied(reason: string): CountersignError {
  return new CountersignError(
    'authorization-denied',
    `the user was not authorized: ${quote(singleLine(reason))}`,
    {
      section: '2.2',
      hint: 'start again, and allow the access',
    },
  )
}
