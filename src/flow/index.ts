/** The three-legged flow. */
export { type Callback, readCallback } from './authorization.ts'
export { type CallbackListener, type CallbackOptions, openCallbackListener } from './callback-listener.ts'
export type { IssuedCredentials } from './credentials-reply.ts'
export type { LoginOptions } from './login.ts'
export { openBrowser } from './open-browser.ts'
export * from './service.ts'
