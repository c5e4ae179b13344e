/** What to do about a refusal: what the server advises, or else what its problem or its status suggests. */
import type { OAuthProblem } from './oauth-problem.ts'

const BY_PROBLEM = new Map(
  Object.entries({
    access_token_expired: 'the token has expired: log in again',
    additional_authorization_required: 'the user has to approve once more: start again',
    consumer_key_refused: 'the server refuses this consumer for now: ask its operator',
    consumer_key_rejected: 'the consumer key is not good for this: check its registration',
    consumer_key_unknown: 'check the consumer key, and that it belongs to this server',
    nonce_used: 'the request came twice: is something sending it again?',
    parameter_absent: 'the server misses a parameter; it may name it',
    parameter_rejected: 'the server refuses a parameter; it may name it',
    permission_denied: 'the user refused, or the token lacks a permission',
    permission_unknown: 'the user has not decided yet: approve first',
    signature_invalid: 'check the secrets first, then the base string, which the trace shows',
    signature_method_rejected: 'choose another signatureMethod: the server does not take this one',
    timestamp_refused: 'set the clock of this machine',
    token_expired: 'the token has expired: log in again',
    token_rejected: 'the token is not good here: log in again',
    token_revoked: 'the token was revoked: log in again',
    token_used: 'a request token is good once: start again',
    user_refused: 'the user refused',
    verifier_invalid: 'the verifier is not the one that the server showed',
    version_rejected: 'the server wants oauth_version 1.0, or none',
  }),
)

const BY_STATUS: Readonly<Record<number, string>> = {
  200: 'the server says in its reply what is wrong',
  400: 'the server did not understand the request: check URLs, callback and signature method',
  401: 'check consumer key, secrets, callback and clock',
  403: 'the consumer or the user may not do this',
  404: 'check the URL of this endpoint',
  405: 'the server wants another method here: try GET or POST',
  415: 'the server wants another Content-Type',
  429: 'too many requests: wait, as long as Retry-After says',
  503: 'the server is busy or down: wait, as long as Retry-After says',
}

/** One line, fit for a hint. */
export function adviceFor(status: number, { problem, advice }: OAuthProblem): string {
  return (
    advice ?? BY_PROBLEM.get(problem ?? '') ?? BY_STATUS[status] ?? 'ask the operator of the server'
  )
}
