/**
 * The first two legs in a web application. One request of a browser begins the login; another
 * request finishes it.
 *
 * This prevents two attacks. In login CSRF, an attacker makes a user finish the login of the
 * attacker, so that data of the user ends up in the account of the attacker. In session fixation, a
 * user approves a login that an attacker began, and the attacker finishes it (OAuth security
 * advisory 2009.1). So `begin` and `finish` both get the session identifier of the browser, the
 * callback URL has a secret state, and a verifier is required.
 */
import { randomBytes } from 'node:crypto'
import { appendParameters, type ParametersInput } from '../../client/index.ts'
import type { OptionKinds } from '../../internal/index.ts'
import { fail, parseForm, quote } from '../../signing/index.ts'
import type { LoginSteps } from '../login/login.ts'
import { requiresVerifier } from '../quirks.ts'
import type { ServiceOptions } from '../service-options.ts'
import { hashSession, ownerOf, type PendingLogin } from './pending-login.ts'

export interface BeginOptions {
  /** Identifies the browser, such as the ID of its session. The pending login has only its hash. */
  readonly session: string
  /**
   * The absolute URL that the browser returns to. Leave it out if the service only uses the
   * registered URL.
   */
  readonly callback?: string | URL
  /**
   * The name of the state parameter in the callback URL. `null` adds no state, for a service that
   * accepts only the registered URL. Then only the session and the token protect the callback.
   *
   * @default 'state'
   */
  readonly stateParameter?: string | null
  /** Further parameters of the request-token call. They are signed. */
  readonly params?: ParametersInput
  /** Further parameters of the authorize URL. They are not signed. */
  readonly authorizeParams?: ParametersInput
  /** Aborts the call. */
  readonly signal?: AbortSignal
}

export const BEGIN_OPTIONS: OptionKinds<BeginOptions> = {
  session: 'any',
  callback: 'any',
  stateParameter: 'text',
  params: 'any',
  authorizeParams: 'any',
  signal: 'signal',
}

export interface WebLogin {
  /** Redirect the browser to this URL. */
  readonly authorizeUrl: string
  /** For `finish`. Keep it with the session of the browser, one at a time. It contains a secret. */
  readonly pending: PendingLogin
}

/**
 * @throws CountersignError `login-unsafe`, `invalid-option`, `reserved-parameter`; and as the first
 *   two legs do
 */
export async function beginWebLogin(
  service: LoginSteps,
  options: ServiceOptions,
  { session, callback, stateParameter = 'state', ...rest }: BeginOptions,
): Promise<WebLogin> {
  if (!requiresVerifier(options)) {
    fail(
      'login-unsafe',
      '2.3',
      'a web login needs a verifier, and requireVerifier is false',
      'log in with login() on your own machine, or use a newer protocol of the service',
    )
  }
  const sessionHash = hashSession(session)
  const { params, authorizeParams, signal } = rest
  const state: PendingLogin['state'] =
    callback === undefined || stateParameter === null
      ? null
      : [stateParameter, randomBytes(24).toString('base64url')]
  const requestToken = await service.getRequestToken({
    ...(callback !== undefined && { callback: state ? withState(callback, state) : callback }),
    ...(params && { params }),
    ...(signal && { signal }),
  })
  const { token, tokenSecret } = requestToken
  return {
    authorizeUrl: service.getAuthorizeUrl(requestToken, authorizeParams),
    pending: {
      version: 1,
      ...ownerOf(options),
      token,
      tokenSecret,
      state,
      session: sessionHash,
      began: Date.now(),
    },
  }
}

/** @throws CountersignError `reserved-parameter` */
function withState(callback: string | URL, state: readonly [name: string, value: string]): string {
  const url = String(callback)
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? []
  if (!parseForm(query).some(([name]) => name === state[0])) return appendParameters(url, [state])
  return fail(
    'reserved-parameter',
    '2.1',
    `the callback URL has a parameter ${quote(state[0])} already`,
    'set stateParameter to another name',
  )
}
