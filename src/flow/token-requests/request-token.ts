/** The first leg: the request token, also called temporary credentials. RFC 5849 §2.1 */
import { type ParametersInput, toParameters } from '../../client/index.ts'
import type { OptionKinds } from '../../internal/index.ts'
import { CountersignError, fail, parseUrl } from '../../signing/index.ts'
import { requireEndpoint } from '../endpoints.ts'
import { type Quirks, requiresConfirmation } from '../quirks.ts'
import type { ServiceOptions } from '../service-options.ts'
import { type IssuedCredentials, singleValue } from './credentials-reply.ts'
import { CALL_OPTIONS, type CallOptions, requestCredentials } from './credentials-request.ts'

/** A request token, also called temporary credentials. §2.1 */
export interface RequestToken extends IssuedCredentials {
  /** Whether the reply had `oauth_callback_confirmed=true`. */
  readonly callbackConfirmed: boolean
  /** The callback that `getAuthorizeUrl` adds if `callbackMode` is `authorize`; else `null`. */
  readonly callback: string | null
}

export interface RequestTokenOptions extends CallOptions {
  /** An absolute URL, or `oob` if the client cannot receive a callback. @default 'oob' */
  readonly callback?: string | URL
  /** Further parameters. They are sent in the query and signed. */
  readonly params?: ParametersInput
}

export const REQUEST_TOKEN_OPTIONS: OptionKinds<RequestTokenOptions> = {
  ...CALL_OPTIONS,
  callback: 'any',
  params: 'any',
}

/**
 * @param name the name of the service in messages
 * @throws CountersignError `invalid-callback`, `callback-unconfirmed`; and as `requestCredentials`
 *   does
 */
export async function fetchRequestToken(
  name: string,
  options: ServiceOptions,
  { callback: given, params = [], signal }: RequestTokenOptions,
): Promise<RequestToken> {
  const { requestTokenParams = [], callbackMode = 'request' } = options
  const callback = requireCallback(callbackMode, given)
  const issued = await requestCredentials(options, {
    what: 'the request token',
    method: options.requestTokenMethod ?? 'POST',
    url: requireEndpoint(options, 'requestTokenUrl'),
    credentials: null,
    params: [...toParameters(requestTokenParams), ...toParameters(params)],
    protocol: { callback: callbackParameter(callbackMode, callback) },
    signal,
  })
  const confirmed = singleValue(issued.fields, 'oauth_callback_confirmed')
  const callbackConfirmed = confirmed?.toLowerCase() === 'true'
  // §2.1: a server of the revised protocol confirms the callback. Without it, an attacker can take
  // over the login.
  if (!callbackConfirmed && requiresConfirmation(options)) {
    throw new CountersignError('callback-unconfirmed', `${name} did not confirm the callback`, {
      section: '2.1',
      hint: 'the service may speak OAuth 1.0; if you accept the risk, set requireCallbackConfirmed: false',
    })
  }
  const isOnAuthorizeUrl = callbackMode === 'authorize' && callback !== 'oob'
  return { ...issued, callbackConfirmed, callback: isOnAuthorizeUrl ? callback : null }
}

function callbackParameter(mode: Quirks['callbackMode'], callback: string): string | null {
  if (mode === 'request') return callback
  return mode === 'oob' ? 'oob' : null
}

/** @throws CountersignError `invalid-callback` */
function requireCallback(mode: Quirks['callbackMode'], given: string | URL = 'oob'): string {
  const callback = String(given)
  // §2.1: an absolute URI, or "oob" in lower case.
  if (callback !== 'oob' && parseUrl(callback) === null) {
    fail(
      'invalid-callback',
      '2.1',
      '"callback" is not an absolute URL',
      'give an absolute URL, or "oob" for no callback',
    )
  }
  if (callback !== 'oob' && (mode === 'oob' || mode === 'none')) {
    fail(
      'invalid-callback',
      '2.1',
      `"callback" cannot be set: callbackMode is "${mode}", and the service uses the registered URL`,
      'remove callback',
    )
  }
  return callback
}
