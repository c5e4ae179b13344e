/** Renews and revokes tokens, by the Session extension or with the same token. */
import { equalInConstantTime } from 'countersign/signing'
import { type Answer, text } from '../http/answer.ts'
import { authenticated, required } from '../authenticate.ts'
import type { IncomingRequest } from '../http/incoming-request.ts'
import { issueToken, tokenAnswer } from './issue-token.ts'
import { isExpired, type Provider, type TokenCredentials } from '../provider.ts'
import { refuse } from '../refuse.ts'

/** These calls accept an expired token, but not a revoked one. */
const ACCEPTS_EXPIRED = {
  problemOf: ({ isRevoked }: TokenCredentials): string | null =>
    isRevoked ? 'token_revoked' : null,
}

/** Answers `/oauth/renew_access_token`, and `/oauth/access_token` with a session handle. */
export function renewToken(request: IncomingRequest, provider: Provider): Promise<Answer> {
  const { renewal, tokenLifetime } = provider.behaviour
  return authenticated(
    request,
    provider,
    (caller) => {
      const old = provider.tokenCredentials.get(String(required(caller, 'oauth_token', '2.3')))!
      if (renewal === 'same-token') {
        old.expires = tokenLifetime === null ? null : provider.clock() + tokenLifetime
        return text(200, 'Access Token has been renewed')
      }
      const handle = String(required(caller, 'oauth_session_handle', '2.3'))
      if (old.sessionHandle === null || !equalInConstantTime(old.sessionHandle, handle)) {
        refuse(
          'token-rejected',
          '2.3',
          'the session handle does not belong to this token',
          'log in again',
        )
      }
      // A request that is under way with the old token finds it expired.
      old.sessionHandle = null
      old.expires = provider.clock() - 1
      return tokenAnswer(issueToken(caller.consumerKey, old.scopes, provider), provider)
    },
    { tokens: provider.tokenCredentials, ...ACCEPTS_EXPIRED },
  )
}

/** Answers `/oauth/revoke_access_token`. */
export function revokeToken(request: IncomingRequest, provider: Provider): Promise<Answer> {
  return authenticated(
    request,
    provider,
    (caller) => {
      provider.tokenCredentials.get(String(required(caller, 'oauth_token', '2.3')))!.isRevoked =
        true
      return text(200, 'Revoked Access Token')
    },
    { tokens: provider.tokenCredentials, ...ACCEPTS_EXPIRED },
  )
}

/** The `oauth_problem` of a token in calls of the API, or `null`. */
export function problemOf(credentials: TokenCredentials, provider: Provider): string | null {
  if (credentials.isRevoked) return 'token_revoked'
  return isExpired(credentials, provider) ? 'token_expired' : null
}
