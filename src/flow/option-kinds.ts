/** The options of a service and of its steps, by name: one that is not here is misspelled. */
import { SESSION_OPTIONS } from '../client/index.ts'
import type { OptionKinds } from '../internal/index.ts'
import type { CallbackOptions } from './callback-listener.ts'
import type { Deviations } from './deviations.ts'
import type { Endpoints } from './endpoints.ts'
import type { LoginOptions } from './login-options.ts'
import type {
  AccessTokenOptions,
  CallOptions,
  PasswordOptions,
  RequestTokenOptions,
  ServiceOptions,
} from './service-options.ts'
import type { BeginOptions, FinishOptions } from './web-login.ts'

const ENDPOINT_OPTIONS: OptionKinds<Endpoints> = {
  requestTokenUrl: 'any',
  authorizeUrl: 'any',
  accessTokenUrl: 'any',
  renewUrl: 'any',
  revokeUrl: 'any',
  allowInsecureEndpoints: 'flag',
}

const METHODS = ['POST', 'GET']

const DEVIATION_OPTIONS: OptionKinds<Deviations> = {
  requestTokenMethod: METHODS,
  accessTokenMethod: METHODS,
  renewMethod: METHODS,
  revokeMethod: METHODS,
  requestTokenParams: 'any',
  authorizeParams: 'any',
  callbackMode: ['request', 'authorize', 'oob', 'none'],
  requireCallbackConfirmed: 'flag',
  requireVerifier: 'flag',
  allowUnconfirmedCallback: 'flag',
  authorizeTokenName: 'text',
  authorizeConsumerKeyName: 'text',
  authorizeUrlField: 'text',
  urlAsRealm: 'flag',
  rawKey: 'flag',
  renewKeepsToken: 'flag',
  legs: ['three', 'two', 'none'],
  decodeReply: 'function',
}

const {
  token: _t,
  tokenSecret: _s,
  fields: _f,
  sessionHandle: _h,
  expiresAt: _e,
  renew: _r,
  ...OF_SESSIONS
} = SESSION_OPTIONS

export const SERVICE_OPTIONS: OptionKinds<ServiceOptions> = {
  ...OF_SESSIONS,
  ...ENDPOINT_OPTIONS,
  ...DEVIATION_OPTIONS,
  aroundRenewal: 'function',
  name: 'text',
}

/** What belongs to one user is no option of a service. */
export const USERS_OWN: Readonly<Record<string, string>> = {
  token: 'given to getSession',
  tokenSecret: 'given to getSession',
  fields: 'given to getSession',
  sessionHandle: 'given to getSession',
  expiresAt: 'given to getSession',
  renew: 'done by the service itself, at renewUrl,',
}

export const CALL_OPTIONS: OptionKinds<CallOptions> = { signal: 'signal' }

export const REQUEST_TOKEN_OPTIONS: OptionKinds<RequestTokenOptions> = {
  callback: 'any',
  params: 'any',
  signal: 'signal',
}

export const ACCESS_TOKEN_OPTIONS: OptionKinds<AccessTokenOptions> = {
  verifier: 'any',
  signal: 'signal',
}

export const PASSWORD_OPTIONS: OptionKinds<PasswordOptions> = {
  username: 'text',
  password: 'text',
  signal: 'signal',
}

export const CALLBACK_OPTIONS: OptionKinds<CallbackOptions> = { port: 'number', path: 'text' }

export const LOGIN_OPTIONS: OptionKinds<LoginOptions> = {
  ...CALLBACK_OPTIONS,
  pin: 'any',
  openBrowser: 'any',
  log: 'function',
  timeout: 'any',
  signal: 'signal',
  params: 'any',
  authorizeParams: 'any',
}

export const BEGIN_OPTIONS: OptionKinds<BeginOptions> = {
  session: 'any',
  callback: 'any',
  stateParameter: 'text',
  params: 'any',
  authorizeParams: 'any',
  signal: 'signal',
}

export const FINISH_OPTIONS: OptionKinds<FinishOptions> = {
  session: 'any',
  maxAge: 'any',
  headers: 'any',
  claim: 'function',
  signal: 'signal',
}
