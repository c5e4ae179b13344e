/** Token credentials, RFC 5849 §2.3: what a client gets for temporary credentials that the owner has approved. */
import { equalInConstantTime, fail } from '../signing/index.ts'
import { type Answer, form } from './answer.ts'
import { authenticated, required } from './authenticate.ts'
import type { IncomingRequest } from './incoming-request.ts'
import { type Provider, remember, type TemporaryCredentials } from './provider.ts'
import { LETTERS_AND_DIGITS, UNGUESSABLE } from './random-text.ts'

/** `/oauth/access_token` */
export function accessToken(request: IncomingRequest, provider: Provider): Promise<Answer> {
  return authenticated(request, provider, (caller) => {
    const temporary = provider.temporaryCredentials.get(String(required(caller, 'oauth_token', '2.3')))!
    useUp(temporary, String(required(caller, 'oauth_verifier', '2.3')), provider.clock())
    const secret = (): string => provider.randomText(UNGUESSABLE, LETTERS_AND_DIGITS)
    const { token, tokenSecret } = remember(provider.tokenCredentials, {
      token: secret(), tokenSecret: secret(), consumerKey: caller.consumerKey,
    })
    return form(200, [
      ['oauth_token', token], ['oauth_token_secret', tokenSecret], ['user_name', provider.user.name],
    ])
  }, provider.temporaryCredentials)
}

/** Checks and marks in one go, with no `await` between: of two exchanges at once, one finds them used. §2.3 */
function useUp(temporary: TemporaryCredentials, verifier: string, now: number): void {
  const { isUsed, expires, triesLeft, decision } = temporary
  if (isUsed) refuse('token_used', 'were exchanged before', 'keep the token that you got for them')
  if (now > expires) refuse('token_expired', 'have expired', 'start again')
  if (triesLeft === 0) refuse('token_revoked', 'are withdrawn, after too many wrong verifiers', 'start again')
  if (decision === 'denied') refuse('permission_denied', 'were refused by the owner', 'respect that')
  if (decision === 'none') refuse('permission_unknown', 'await the decision of their owner', 'wait for the callback')
  if (!equalInConstantTime(temporary.verifier, verifier)) {
    temporary.triesLeft--
    refuse('verifier_invalid', 'have another oauth_verifier', 'send the one of the callback, or of the page')
  }
  temporary.isUsed = true
}

function refuse(problem: string, why: string, hint: string): never {
  return fail(problem, '2.3', `the temporary credentials ${why}`, hint)
}
