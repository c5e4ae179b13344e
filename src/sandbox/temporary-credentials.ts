/** Temporary credentials, RFC 5849 §2.1: a client asks for them, to send the owner here with. */
import { fail, type OctetString } from '../signing/index.ts'
import { type Answer, form } from './answer.ts'
import { authenticated, required } from './authenticate.ts'
import type { IncomingRequest } from './incoming-request.ts'
import { type Provider, remember } from './provider.ts'
import { LETTERS_AND_DIGITS, UNGUESSABLE } from './random-text.ts'

// RFC silent: how often a verifier may be tried. A code of eight characters stands five guesses.
const TRIES = 5

/** `/oauth/request_token` */
export function requestToken(request: IncomingRequest, provider: Provider): Promise<Answer> {
  return authenticated(request, provider, (caller) => {
    const callback = requireCallback(required(caller, 'oauth_callback', '2.1'))
    const secret = (): string => provider.randomText(UNGUESSABLE, LETTERS_AND_DIGITS)
    const { token, tokenSecret } = remember(provider.temporaryCredentials, {
      token: secret(), tokenSecret: secret(), forgeryToken: secret(), consumerKey: caller.consumerKey, callback,
      expires: provider.clock() + provider.temporaryLifetime,
      decision: 'none', verifier: '', triesLeft: TRIES, isUsed: false,
    })
    return form(200, [
      ['oauth_token', token], ['oauth_token_secret', tokenSecret], ['oauth_callback_confirmed', 'true'],
    ])
  })
}

/** §2.1: an absolute URI, or `oob`. */
function requireCallback(callback: OctetString): string {
  // RFC silent on the scheme: http or https, so that no owner is sent into a script.
  if (callback === 'oob' || (typeof callback === 'string' && isCallbackUri(callback))) return callback
  return fail('parameter_rejected', '2.1', 'oauth_callback is neither an absolute http or https URI nor oob',
    'give one in ASCII, without user, password and fragment', ['oauth_callback'])
}

function isCallbackUri(text: string): boolean {
  if (!/^https?:\/\/[^/][\x21\x22\x24-\x5B\x5D-\x7E]*$/i.test(text) || !URL.canParse(text)) return false
  const { username, password } = new URL(text)
  return username === '' && password === ''
}
