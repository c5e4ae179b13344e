/** The three-legged flow. */
export { type Callback, readCallback } from './authorization.ts'
export { type CallbackListener, type CallbackOptions, openCallbackListener } from './callback-listener.ts'
export type { IssuedCredentials } from './credentials-reply.ts'
export type { Endpoints } from './endpoints.ts'
export type { LoginOptions } from './login-options.ts'
export { openBrowser } from './open-browser.ts'
export * from './service-options.ts'
export * from './service.ts'
