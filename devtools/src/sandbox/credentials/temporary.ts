/** Temporary credentials, RFC 5849 §2.1: a client asks for them, to send the owner here with. */
import { formatForm, type OctetString, type Parameter } from 'countersign/signing'
import type { Answer } from '../http/answer.ts'
import { authenticated, type Caller, required } from '../authenticate.ts'
import { credentialsAnswer } from './answer.ts'
import type { IncomingRequest } from '../http/incoming-request.ts'
import type { Provider } from '../provider.ts'
import { LETTERS_AND_DIGITS, UNGUESSABLE } from '../random-text.ts'
import { readScopes } from '../scopes.ts'
import { refuse } from '../refuse.ts'

// RFC silent: how often a verifier may be tried. A code of eight characters stands five guesses.
const TRIES = 5

// RFC silent: how long a callback may be. Each is kept in memory.
const CALLBACK_LENGTH = 2000

/** `/oauth/request_token` */
export function requestToken(request: IncomingRequest, provider: Provider): Promise<Answer> {
  return authenticated(request, provider, (caller) => {
    const { requestTokenParams, grantedVerifier, confirmsCallback, authorizeUrlField } =
      provider.behaviour
    const callback = readCallback(caller, provider)
    requireParameters(caller, requestTokenParams)
    const secret = (): string => provider.randomText(UNGUESSABLE, LETTERS_AND_DIGITS)
    const { token, tokenSecret } = provider.temporaryCredentials.add({
      token: secret(),
      tokenSecret: secret(),
      forgeryToken: secret(),
      consumerKey: caller.consumerKey,
      callback,
      expires: provider.clock() + provider.temporaryLifetime,
      scopes: readScopes(valueOf(caller, 'scope'), provider),
      decision: grantedVerifier === null ? 'none' : 'allowed',
      verifier: grantedVerifier ?? '',
      triesLeft: TRIES,
      isUsed: false,
    })
    const fields: Parameter[] = [
      ['oauth_token', token],
      ['oauth_token_secret', tokenSecret],
    ]
    if (confirmsCallback) fields.push(['oauth_callback_confirmed', 'true'])
    if (authorizeUrlField !== null)
      fields.push([authorizeUrlField, authorizeUrl(request, token, provider)])
    return credentialsAnswer(fields, provider)
  })
}

/** Where the owner is to go, as far as this call tells it. */
function readCallback(caller: Caller, { behaviour }: Provider): string {
  const { callbackMode, registeredCallback } = behaviour
  if (callbackMode === 'request') return requireCallback(required(caller, 'oauth_callback', '2.1'))
  const given = valueOf(caller, 'oauth_callback')
  if (given !== (callbackMode === 'oob' ? 'oob' : undefined)) {
    refuse(
      'parameter-rejected',
      '2.1',
      'this call is told no callback',
      'leave it out, or say oob',
      ['oauth_callback'],
    )
  }
  return registeredCallback ?? 'oob'
}

/** §2.1: an absolute URI, or `oob`. */
export function requireCallback(callback: OctetString): string {
  // RFC silent on the scheme: http or https, so that no owner is sent into a script.
  const isShort = callback.length <= CALLBACK_LENGTH
  if (callback === 'oob' || (typeof callback === 'string' && isShort && isCallbackUri(callback)))
    return callback
  return refuse(
    'parameter-rejected',
    '2.1',
    'oauth_callback is neither an absolute http or https URI nor oob',
    `give one in ASCII, up to ${CALLBACK_LENGTH} characters, without user, password and fragment`,
    ['oauth_callback'],
  )
}

function isCallbackUri(text: string): boolean {
  if (!/^https?:\/\/[^/][\x21\x22\x24-\x5B\x5D-\x7E]*$/i.test(text) || !URL.canParse(text))
    return false
  const { username, password } = new URL(text)
  return username === '' && password === ''
}

function requireParameters(caller: Caller, wanted: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (valueOf(caller, name) === value) continue
    refuse('parameter-absent', '2.1', `${name} is not right`, `send ${value}`, [name])
  }
}

const valueOf = ({ trace }: Caller, wanted: string): OctetString | undefined =>
  trace.parameters.find(({ name }) => name === wanted)?.value

function authorizeUrl(request: IncomingRequest, token: string, { behaviour }: Provider): string {
  const url = new URL(behaviour.urls.authorize, request.url)
  url.search += `${url.search === '' ? '?' : '&'}${formatForm([[behaviour.authorizeTokenName, token]])}`
  return url.href
}
