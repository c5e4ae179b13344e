/** The calls to a service's credential endpoints: what each sends, and what it makes of the reply. RFC 5849 §2 */
import { toParameters } from '../client/index.ts'
import { invalidOption, nameKind } from '../internal/index.ts'
import { CountersignError, fail, type Parameter } from '../signing/index.ts'
import { type IssuedCredentials, one, requireSuccess } from './credentials-reply.ts'
import { type CredentialsRequest, requestCredentials, requestReply } from './credentials-request.ts'
import { requiresConfirmation, requiresVerifier } from './deviations.ts'
import { requireEndpoint } from './endpoints.ts'
import type {
  AccessToken,
  AccessTokenOptions,
  PasswordOptions,
  RequestToken,
  RequestTokenOptions,
  ServiceOptions,
  StoredCredentials,
} from './service-options.ts'
import { openCredentialSession } from './service-session.ts'

/** §2.1 */
export async function askRequestToken(
  name: string,
  options: ServiceOptions,
  { callback, params = [], signal }: RequestTokenOptions,
): Promise<RequestToken> {
  const {
    requestTokenMethod: method = 'POST',
    requestTokenParams = [],
    callbackMode = 'request',
  } = options
  const told = requireCallback(callbackMode, callback)
  const issued = await requestCredentials(openCredentialSession(options, null), {
    ...common(options, signal),
    what: 'the request token',
    method,
    url: requireEndpoint(options, 'requestTokenUrl'),
    params: [...toParameters(requestTokenParams), ...toParameters(params)],
    protocol: {
      callback: callbackMode === 'request' ? told : callbackMode === 'oob' ? 'oob' : null,
    },
  })
  const callbackConfirmed = one(issued.fields, 'oauth_callback_confirmed')?.toLowerCase() === 'true'
  if (!callbackConfirmed && requiresConfirmation(options)) {
    // §2.1: servers of the revised protocol say so; without it the login could be another's.
    throw new CountersignError('callback-unconfirmed', `${name} did not confirm the callback`, {
      section: '2.1',
      hint: 'it may speak OAuth 1.0: requireCallbackConfirmed: false waives this, if you know the risk',
    })
  }
  return {
    ...issued,
    callbackConfirmed,
    callback: callbackMode === 'authorize' && told !== 'oob' ? told : null,
  }
}

function requireCallback(
  mode: ServiceOptions['callbackMode'],
  given: string | URL = 'oob',
): string {
  const callback = String(given)
  // §2.1: an absolute URI, or "oob" in lower case.
  if (callback !== 'oob' && !URL.canParse(callback)) {
    fail(
      'invalid-callback',
      '2.1',
      'the callback is not an absolute URL',
      'give a full URL, or "oob" for none',
    )
  }
  if (callback !== 'oob' && (mode === 'oob' || mode === 'none')) {
    fail(
      'invalid-callback',
      '2.1',
      'the callback is fixed where the client is registered',
      'leave it out',
    )
  }
  return callback
}

/** §2.3 */
export async function askAccessToken(
  options: ServiceOptions,
  requestToken: StoredCredentials,
  { verifier: given, signal }: AccessTokenOptions,
): Promise<AccessToken> {
  const verifier = readVerifier(given)
  // §2.3: it proves that the person who started the login is the one who allowed it.
  if (!verifier && !(verifier === null && !requiresVerifier(options))) {
    fail(
      'missing-verifier',
      '2.3',
      'the verifier is missing',
      'it comes with the callback, or the page shows it',
    )
  }
  const owned = { token: requestToken.token, tokenSecret: requestToken.tokenSecret }
  return withLifetime(
    await requestCredentials(openCredentialSession(options, owned), {
      ...common(options, signal, owned.tokenSecret, verifier),
      what: 'the access token',
      method: options.accessTokenMethod ?? 'POST',
      url: requireEndpoint(options, 'accessTokenUrl'),
      protocol: { verifier },
    }),
  )
}

/** A PIN may well be a number. */
function readVerifier(given: unknown): string | null {
  if (given === null) return null
  if (given === undefined) return ''
  if (typeof given === 'string' || typeof given === 'number') return String(given)
  throw invalidOption(
    `"verifier" is ${nameKind(given)}`,
    'give the text that the callback brought',
    ['verifier'],
  )
}

/** xAuth: the password for a token, in a signed form. */
export async function askAccessTokenByPassword(
  options: ServiceOptions,
  { username, password, signal }: PasswordOptions,
): Promise<AccessToken> {
  for (const [name, value] of Object.entries({ username, password })) {
    if (typeof value !== 'string')
      throw invalidOption(`"${name}" is missing`, 'give the name and the password of the user', [
        name,
      ])
  }
  const form = { x_auth_username: username, x_auth_password: password, x_auth_mode: 'client_auth' }
  return withLifetime(
    await requestCredentials(openCredentialSession(options, null), {
      ...common(options, signal, username, password),
      what: 'the access token',
      method: 'POST',
      url: requireEndpoint(options, 'accessTokenUrl'),
      form,
    }),
  )
}

/** By the handle of the Session extension where there is one, and else as the service has it. */
export async function askRenewal(
  options: ServiceOptions,
  credentials: StoredCredentials,
  signal: AbortSignal | undefined,
): Promise<AccessToken> {
  const { renewMethod: method = 'POST', renewUrl, renewKeepsToken } = options
  const { sessionHandle = null } = credentials
  const session = openCredentialSession(options, ownOf(credentials))
  const request: CredentialsRequest = {
    ...common(options, signal, credentials.tokenSecret, sessionHandle),
    what: 'the renewed token',
    method,
    url: requireEndpoint(options, renewUrl === undefined ? 'accessTokenUrl' : 'renewUrl'),
    protocol: withHandle(sessionHandle),
  }
  if (!renewKeepsToken) {
    const renewed = withLifetime(await requestCredentials(session, request))
    return { ...renewed, sessionHandle: renewed.sessionHandle ?? sessionHandle }
  }
  requireSuccess(request.what, await requestReply(session, request), request.secrets)
  const { token, tokenSecret, fields = [] } = credentials
  return { token: token!, tokenSecret: tokenSecret ?? '', fields, sessionHandle, expiresAt: null }
}

export async function askRevocation(
  options: ServiceOptions,
  credentials: StoredCredentials,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { sessionHandle = null } = credentials
  const request: CredentialsRequest = {
    ...common(options, signal, credentials.tokenSecret, sessionHandle),
    what: 'the revocation',
    method: options.revokeMethod ?? 'POST',
    url: requireEndpoint(options, 'revokeUrl'),
    protocol: withHandle(sessionHandle),
  }
  const reply = await requestReply(openCredentialSession(options, ownOf(credentials)), request)
  requireSuccess(request.what, reply, request.secrets)
}

/** @throws CountersignError `missing-credential` */
function ownOf({ token, tokenSecret }: StoredCredentials): StoredCredentials {
  if (!token) fail('missing-credential', '2.3', 'the token is missing', 'log in first')
  return { token, tokenSecret }
}

function withHandle(handle: string | null): { extra?: readonly Parameter[] } {
  return handle === null ? {} : { extra: [['oauth_session_handle', handle]] }
}

function common(
  { consumerSecret, privateKey, decodeReply, problemField = null }: ServiceOptions,
  signal: AbortSignal | undefined,
  ...secrets: readonly (string | null)[]
): Pick<CredentialsRequest, 'signal' | 'secrets' | 'decodeReply' | 'problemField'> {
  const known = [consumerSecret, privateKey, ...secrets].filter(
    (secret) => typeof secret === 'string',
  )
  return { signal, decodeReply, problemField, secrets: known }
}

/** Session extension, draft 1: a handle, and seconds until the token ends. */
function withLifetime(issued: IssuedCredentials): AccessToken {
  const seconds = one(issued.fields, 'oauth_expires_in') ?? ''
  return {
    ...issued,
    sessionHandle: one(issued.fields, 'oauth_session_handle') || null,
    expiresAt: /^[1-9][0-9]{0,11}$/.test(seconds) ? Date.now() + Number(seconds) * 1000 : null,
  }
}
