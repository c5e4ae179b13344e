/**
 * Issues temporary credentials, RFC 5849 §2.1. A client sends the owner to the authorize URL with
 * them.
 */
import { formatForm, type OctetString, type Parameter, parseUrl } from 'countersign/signing'
import type { Answer } from '../http/answer.ts'
import { authenticated, type Caller, required } from '../authenticate.ts'
import { credentialsAnswer } from './answer.ts'
import type { IncomingRequest } from '../http/incoming-request.ts'
import type { Provider } from '../provider.ts'
import { LETTERS_AND_DIGITS, SECRET_LENGTH } from '../random-text.ts'
import { readScopes } from '../scopes.ts'
import { refuse } from '../refuse.ts'

// RFC silent on wrong verifiers. A code of eight characters resists five guesses.
const VERIFIER_TRIES = 5

// RFC silent on the length of a callback. The sandbox keeps each callback in memory.
const MAX_CALLBACK_LENGTH = 2000

/** Answers `/oauth/request_token`. */
export function requestToken(request: IncomingRequest, provider: Provider): Promise<Answer> {
  return authenticated(request, provider, (caller) => {
    const { requestTokenParams, grantedVerifier, confirmsCallback, authorizeUrlField } =
      provider.behaviour
    const callback = readCallback(caller, provider)
    requireParameters(caller, requestTokenParams)
    const secret = (): string => provider.randomText(SECRET_LENGTH, LETTERS_AND_DIGITS)
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
      triesLeft: VERIFIER_TRIES,
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

/** The callback of this call, or the one that the sandbox is configured with. */
function readCallback(caller: Caller, { behaviour }: Provider): string {
  const { callbackMode, registeredCallback } = behaviour
  if (callbackMode === 'request') return requireCallback(required(caller, 'oauth_callback', '2.1'))
  const given = valueOf(caller, 'oauth_callback')
  if (given !== (callbackMode === 'oob' ? 'oob' : undefined)) {
    refuse(
      'parameter-rejected',
      '2.1',
      'this call accepts no callback URL',
      callbackMode === 'oob' ? 'send oauth_callback=oob' : 'leave oauth_callback out',
      ['oauth_callback'],
    )
  }
  return registeredCallback ?? 'oob'
}

/** §2.1: an absolute URI, or `oob`. */
export function requireCallback(callback: OctetString): string {
  // RFC silent on the scheme: only http or https, so that a callback cannot run a script.
  const isShort = callback.length <= MAX_CALLBACK_LENGTH
  if (callback === 'oob' || (typeof callback === 'string' && isShort && isCallbackUri(callback)))
    return callback
  return refuse(
    'parameter-rejected',
    '2.1',
    'oauth_callback is neither an absolute http or https URI nor oob',
    `give one in ASCII, up to ${MAX_CALLBACK_LENGTH} characters, without user, password or fragment`,
    ['oauth_callback'],
  )
}

function isCallbackUri(text: string): boolean {
  const url = /^https?:\/\/[^/][\x21\x22\x24-\x5B\x5D-\x7E]*$/i.test(text) ? parseUrl(text) : null
  return url !== null && url.username === '' && url.password === ''
}

function requireParameters(caller: Caller, wanted: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (valueOf(caller, name) === value) continue
    refuse('parameter-absent', '2.1', `${name} has the wrong value`, `send ${value}`, [name])
  }
}

const valueOf = ({ trace }: Caller, wanted: string): OctetString | undefined =>
  trace.parameters.find(({ name }) => name === wanted)?.value

function authorizeUrl(request: IncomingRequest, token: string, { behaviour }: Provider): string {
  const url = new URL(behaviour.urls.authorize, request.url)
  url.search += `${url.search === '' ? '?' : '&'}${formatForm([[behaviour.authorizeTokenName, token]])}`
  return url.href
}
