/** The three-legged flow of RFC 5849 §2. */
export type { Endpoints } from './endpoints.ts'
export { type Callback, readCallback, type RequestHeaders } from './login/authorization.ts'
export {
  type CallbackListener,
  type CallbackOptions,
  openCallbackListener,
} from './login/callback-listener.ts'
export type { LoginOptions } from './login/login-options.ts'
export { openBrowser } from './login/open-browser.ts'
export { PRESETS } from './presets/all-presets.ts'
export {
  findPreset,
  fromPreset,
  type PresetOptions,
  requireAvailable,
} from './presets/from-preset.ts'
export type { Fact, Preset, PresetSettings, PresetVariable } from './presets/preset.ts'
export type { Quirks, ReplyDecoder } from './quirks.ts'
export type { AroundRenewal, ServiceOptions } from './service-options.ts'
export type { StoredCredentials } from './service-session.ts'
export { OAuth1Service } from './service.ts'
export type {
  AccessToken,
  AccessTokenOptions,
  PasswordOptions,
} from './token-requests/access-token.ts'
export type { IssuedCredentials } from './token-requests/credentials-reply.ts'
export type { CallOptions } from './token-requests/credentials-request.ts'
export type { RequestToken, RequestTokenOptions } from './token-requests/request-token.ts'
export type { BeginOptions, WebLogin } from './web-login/begin-web-login.ts'
export type { FinishOptions } from './web-login/finish-web-login.ts'
export type { PendingLogin } from './web-login/pending-login.ts'

/** The codes that this folder adds to `ErrorCode`. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    callback: 'callback-mismatch' | 'callback-prefetched' | 'callback-unconfirmed'
    listener: 'invalid-callback' | 'listener-failed'
    endpoint: 'insecure-endpoint' | 'missing-endpoint' | 'renewal-unavailable'
    login:
      | 'authorization-denied'
      | 'invalid-pending'
      | 'login-expired'
      | 'login-spent'
      | 'login-timeout'
      | 'login-unavailable'
      | 'login-unsafe'
      | 'missing-verifier'
    preset: 'preset-gone' | 'unknown-preset'
    variable: 'invalid-variable' | 'missing-variable' | 'unknown-variable'
  }
}
