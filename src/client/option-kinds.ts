/** The options of a session and of a request, by name: one that is not here is misspelled. */
import type { OptionKind, OptionKinds } from '../internal/index.ts'
import type { SigningOptions } from '../signing/index.ts'
import type { EchoOptions } from './echo.ts'
import type { RequireOkOptions } from './require-ok.ts'
import type { RequestOptions, RequestProtocol, SessionOptions } from './session-options.ts'

/** The signer checks what they are. */
export const SIGNING_OPTIONS: OptionKinds<SigningOptions> = {
  consumerKey: 'any',
  consumerSecret: 'any',
  token: 'any',
  tokenSecret: 'any',
  privateKey: 'any',
  publicKey: 'any',
  rawKey: 'flag',
  signatureMethod: 'any',
  transmission: 'any',
  realm: 'any',
  version: 'any',
  nonce: 'any',
  timestamp: 'any',
  allowMalformedTimestamp: 'flag',
  exposePlaintextSecrets: 'flag',
}

export const SESSION_OPTIONS: OptionKinds<SessionOptions> = {
  ...SIGNING_OPTIONS,
  baseUrl: 'any',
  headers: 'any',
  timeout: 'any',
  fetch: 'function',
  fetchInit: 'record',
  fields: 'list',
  bodyHash: 'any',
  onAttempt: 'function',
  followRedirects: 'any',
  correctClock: 'flag',
  clock: 'any',
  maxClockOffset: 'any',
  problemField: 'text',
  retry: 'flag',
  sessionHandle: 'text',
  expiresAt: 'number',
  renew: 'function',
  onRenewed: 'function',
  reloadCredentials: 'function',
}

/** With what fetch takes, by the standard and by some runtimes, which check it themselves. */
export const REQUEST_OPTIONS: OptionKinds<RequestOptions> & Readonly<Record<string, OptionKind>> = {
  params: 'any',
  body: 'any',
  form: 'any',
  json: 'any',
  headers: 'any',
  signal: 'signal',
  timeout: 'any',
  protocol: 'record',
  requireOk: 'flag',
  cache: 'any',
  credentials: 'any',
  duplex: 'any',
  integrity: 'any',
  keepalive: 'any',
  mode: 'any',
  priority: 'any',
  redirect: 'any',
  referrer: 'any',
  referrerPolicy: 'any',
  window: 'any',
  dispatcher: 'any',
  client: 'any',
  proxy: 'any',
  tls: 'any',
}

/** What other libraries call the options of a request. */
export const OTHER_WORDS: Readonly<Record<string, string>> = {
  auth: 'the keys of the session',
  data: 'form, json or body',
  method: 'the first argument of request(), or the name of the function',
  qs: 'params',
  query: 'params',
  search: 'params',
  searchParams: 'params',
}

export const PROTOCOL_OPTIONS: OptionKinds<RequestProtocol> = {
  callback: 'any',
  verifier: 'any',
  extra: 'any',
}
export const ECHO_OPTIONS: OptionKinds<EchoOptions> = { method: 'text', realm: 'text' }
export const REQUIRE_OK_OPTIONS: OptionKinds<RequireOkOptions> = {
  secrets: 'list',
  problemField: 'text',
}
