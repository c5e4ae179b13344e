/** Exchanges approved temporary credentials for token credentials, RFC 5849 §2.3. */
import { equalInConstantTime, type ErrorCode } from 'countersign/signing'
import type { Answer } from '../http/answer.ts'
import { authenticated, required } from '../authenticate.ts'
import { carries, type IncomingRequest } from '../http/incoming-request.ts'
import { issueToken, tokenAnswer } from './issue-token.ts'
import type { Provider, TemporaryCredentials } from '../provider.ts'
import { renewToken } from './renewal.ts'
import { refuse } from '../refuse.ts'

/** Answers `/oauth/access_token`. */
export function accessToken(request: IncomingRequest, provider: Provider): Promise<Answer> {
  const { renewal, passwords, verifier } = provider.behaviour
  if (renewal === 'handle' && carries(request, 'oauth_session_handle'))
    return renewToken(request, provider)
  if (passwords !== null && carries(request, 'x_auth_mode'))
    return accessTokenByPassword(request, passwords, provider)
  return authenticated(
    request,
    provider,
    (caller) => {
      const temporary = provider.temporaryCredentials.get(
        String(required(caller, 'oauth_token', '2.3')),
      )!
      const given = verifier
        ? String(required(caller, 'oauth_verifier', '2.3'))
        : temporary.verifier
      useUp(temporary, given, provider.clock())
      return tokenAnswer(issueToken(caller.consumerKey, temporary.scopes, provider), provider)
    },
    { tokens: provider.temporaryCredentials },
  )
}

/** xAuth: exchanges a user name and password for a token. */
function accessTokenByPassword(
  request: IncomingRequest,
  passwords: Readonly<Record<string, string>>,
  provider: Provider,
): Promise<Answer> {
  return authenticated(request, provider, ({ consumerKey, trace }) => {
    const field = (wanted: string): string =>
      String(
        trace.parameters.findLast(({ source, name }) => source === 'body' && name === wanted)
          ?.value ?? '',
      )
    const password = passwords[field('x_auth_username')] ?? ''
    const isRight = equalInConstantTime(password, field('x_auth_password')) && password !== ''
    if (!isRight || field('x_auth_mode') !== 'client_auth') {
      refuse('permission-denied', '2.3', 'the name or the password is wrong', 'check both', [
        'x_auth_password',
      ])
    }
    return tokenAnswer(issueToken(consumerKey, null, provider), provider)
  })
}

/**
 * Checks the credentials and marks them as used, without an `await` between, so that only one
 * exchange succeeds. §2.3
 */
function useUp(temporary: TemporaryCredentials, verifier: string, now: number): void {
  const { isUsed, expires, triesLeft, decision } = temporary
  if (isUsed)
    refuseCredentials(
      'token-used',
      'were exchanged before',
      'use the token that the first exchange returned',
    )
  if (now > expires)
    refuseCredentials('token-expired', 'have expired', 'ask for new temporary credentials')
  if (triesLeft === 0)
    refuseCredentials(
      'token-revoked',
      'are revoked after too many wrong verifiers',
      'ask for new temporary credentials',
    )
  if (decision === 'denied')
    refuseCredentials(
      'permission-denied',
      'were refused by the owner',
      'ask the owner before you start again',
    )
  if (decision === 'none')
    refuseCredentials(
      'permission-unknown',
      'are not yet approved by the owner',
      'wait for the callback',
    )
  if (!equalInConstantTime(temporary.verifier, verifier)) {
    temporary.triesLeft--
    refuseCredentials(
      'verifier-invalid',
      'have another oauth_verifier',
      'send the verifier of the callback URL or of the page',
    )
  }
  temporary.isUsed = true
}

function refuseCredentials(code: ErrorCode, why: string, hint: string): never {
  return refuse(code, '2.3', `the temporary credentials ${why}`, hint)
}
