/** Resource owner authorization, RFC 5849 §2.2: the authorize URL, and the callback. */
import { appendParameters, type ParametersInput, toParameters } from '../../client/index.ts'
import { singleLine } from '../../internal/index.ts'
import {
  CountersignError,
  equalInConstantTime,
  fail,
  type Parameter,
  parseForm,
  quote,
} from '../../signing/index.ts'
import { singleValue } from '../token-requests/credentials-reply.ts'

/**
 * The URL that the user opens. If `authorizeUrl` has the token already, it is not added again.
 *
 * @param tokenName the name of the parameter that holds the token
 * @throws CountersignError `reserved-parameter`: `params` has a token, or `authorizeUrl` has
 *   another token
 */
export function buildAuthorizeUrl(
  authorizeUrl: string,
  token: string,
  params: ParametersInput,
  tokenName = 'oauth_token',
): string {
  const extra = toParameters(params)
  const present = parseForm(new URL(authorizeUrl).search.slice(1)).filter(
    ([name]) => name === tokenName,
  )
  if (extra.some(([name]) => name === tokenName) || present.some(([, value]) => value !== token)) {
    fail(
      'reserved-parameter',
      '2.2',
      `the authorize URL has another "${tokenName}" than that of the request token`,
      `remove "${tokenName}" from the parameters`,
    )
  }
  const added: Parameter[] = present.length > 0 ? [] : [[tokenName, token]]
  return new URL(appendParameters(authorizeUrl, [...added, ...extra] as [string, string][])).href
}

/** What a request to the callback URL means. */
export type Callback =
  | { readonly kind: 'approved'; readonly verifier: string | null }
  /**
   * `isNamed`: the request has the token of the login, which only the service and the client know.
   */
  | { readonly kind: 'denied'; readonly reason: string; readonly isNamed: boolean }
  /** The request does not belong to this login, or its query is ambiguous. */
  | { readonly kind: 'stray' }

const CALLBACK_PARAMETERS = ['oauth_token', 'oauth_verifier', 'oauth_problem', 'error', 'denied']

/**
 * Reads the query of a request to the callback URL.
 *
 * @param query without `?`
 * @param token the request token of the login
 * @param verifierRequired whether a callback without a verifier counts as a denial, as in §2.2
 * @example
 * const callback = readCallback('oauth_token=t&oauth_verifier=v', 't', true)
 * if (callback.kind === 'approved') console.log(callback.verifier)
 */
export function readCallback(query: string, token: string, verifierRequired: boolean): Callback {
  const parameters = parseForm(query)
  const isAmbiguous = CALLBACK_PARAMETERS.some(
    (wanted) => parameters.filter(([name]) => name === wanted).length > 1,
  )
  if (isAmbiguous) return { kind: 'stray' }
  const [callbackToken, verifier, problem, error, denied] = CALLBACK_PARAMETERS.map((name) =>
    singleValue(parameters, name),
  )
  const isOurs = equalInConstantTime(token, callbackToken ?? denied ?? '')
  const reason = problem || error || (denied && 'denied')
  // RFC silent on denials: some servers report one without the token.
  if (reason && (isOurs || (callbackToken === null && denied === null)))
    return { kind: 'denied', reason, isNamed: isOurs }
  if (!isOurs) return { kind: 'stray' }
  if (!verifier && verifierRequired) return { kind: 'denied', reason: 'no verifier', isNamed: true }
  return { kind: 'approved', verifier: verifier || null }
}

/** The error of a callback that is `denied`. */
export function deniedError(reason: string): CountersignError {
  return new CountersignError(
    'authorization-denied',
    `the user was not authorized: ${quote(singleLine(reason))}`,
    { section: '2.2', hint: 'start the login again, and approve the access' },
  )
}

/** Headers in the form of `fetch` or of `node:http`. */
export type RequestHeaders =
  | Iterable<readonly [name: string, value: string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** `Sec-Purpose` is of the Fetch standard. Chrome, Safari and Firefox sent the others before it. */
const PURPOSE_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

/** Whether a browser prefetches the page. The user may never open it. */
export function isPrefetch(headers: RequestHeaders): boolean {
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers)
  return pairs.some(
    ([name, value]) =>
      PURPOSE_HEADERS.includes(name.toLowerCase()) &&
      /\b(?:prefetch|prerender|preview)\b/i.test(String(value)),
  )
}
