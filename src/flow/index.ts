/** The three-legged flow. */
import './error-codes.ts'
export { type Callback, readCallback } from './authorization.ts'
export {
  type CallbackListener,
  type CallbackOptions,
  openCallbackListener,
} from './callback-listener.ts'
export type { IssuedCredentials } from './credentials-reply.ts'
export type { Deviations, ReplyDecoder } from './deviations.ts'
export type { Endpoints } from './endpoints.ts'
export type { LoginOptions } from './login-options.ts'
export { openBrowser } from './open-browser.ts'
export type { PendingLogin } from './pending-login.ts'
export { fromPreset, type PresetOptions } from './preset-options.ts'
export { PRESETS } from './presets/index.ts'
export type { Fact, Preset, PresetSettings, PresetVariable } from './presets/preset.ts'
export type { RequestHeaders } from './prefetch.ts'
export * from './service-options.ts'
export * from './service.ts'
export type { AroundRenewal } from './shared-renewals.ts'
export type { BeginOptions, FinishOptions, WebLogin } from './web-login.ts'
