/** Renewing and revoking a token: the Session extension, and the simpler ways of other services. */
import { equalInConstantTime } from 'countersign/signing'
import { type Answer, text } from '../http/answer.ts'
import { authenticated, required } from '../authenticate.ts'
import type { IncomingRequest } from '../http/incoming-request.ts'
import { issueToken, tokenAnswer } from './issue-token.ts'
import { isExpired, type Provider, type TokenCredentials } from '../provider.ts'
import { refuse } from '../refuse.ts'

/** A token that has expired is good here, one that was revoked is not. */
const PROBLEM = {
  problemOf: ({ isRevoked }: TokenCredentials): string | null =>
    isRevoked ? 'token_revoked' : null,
}

/** `/oauth/renew_access_token`, and with a handle `/oauth/access_token` too. */
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
          'the session handle is not the one of this token',
          'log in again',
        )
      }
      // Requests that are on their way with the old token find it expired.
      old.sessionHandle = null
      old.expires = provider.clock() - 1
      return tokenAnswer(issueToken(caller.consumerKey, old.scopes, provider), provider)
    },
    { tokens: provider.tokenCredentials, ...PROBLEM },
  )
}

/** `/oauth/revoke_access_token` */
export function revokeToken(request: IncomingRequest, provider: Provider): Promise<Answer> {
  return authenticated(
    request,
    provider,
    (caller) => {
      provider.tokenCredentials.get(String(required(caller, 'oauth_token', '2.3')))!.isRevoked =
        true
      return text(200, 'Revoked Access Token')
    },
    { tokens: provider.tokenCredentials, ...PROBLEM },
  )
}

/** For the API: what is wrong with a token by now. */
export function problemOf(credentials: TokenCredentials, provider: Provider): string | null {
  if (credentials.isRevoked) return 'token_revoked'
  return isExpired(credentials, provider) ? 'token_expired' : null
}
