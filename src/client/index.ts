/** The API client. */
export { readReplyText } from './capped-read.ts'
export type { EchoHeaders, EchoOptions } from './echo.ts'
export * from './errors/oauth-problem.ts'
export * from './errors/response-error.ts'
export { explainFailure, TransportError } from './errors/transport-error.ts'
export type { AttemptReason, FaultOptions, RequestAttempt } from './exchange/call.ts'
export { Clock } from './exchange/clock.ts'
export type { RenewalOptions } from './exchange/renewal.ts'
export type { TokenCredentials } from './exchange/session-signer.ts'
export { formBody, jsonBody } from './request/body.ts'
export { type ParametersInput, toParameters } from './request/parameters.ts'
export type { RequestOptions, RequestProtocol } from './request/request-options.ts'
export { appendParameters, withoutQuery } from './request/url.ts'
export * from './session.ts'
export { SESSION_OPTIONS, type SessionOptions } from './session-options.ts'

/** The codes that this folder adds to `ErrorCode`. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    transport: 'connection-failed' | 'timeout' | 'reply-too-large'
    answer: 'request-refused' | 'credentials-refused' | 'invalid-reply'
    renewal: 'invalid-credentials'
    content: 'body-too-large' | 'invalid-parameter' | 'unportable-request' | 'unsigned-form'
    bodyHash: 'unhashable-body' | 'unknown-body-hash'
    redirect:
      | 'redirect-cross-origin'
      | 'redirect-downgrade'
      | 'redirect-form'
      | 'redirect-invalid'
      | 'redirect-limit'
      | 'redirect-not-followed'
      | 'redirect-plaintext'
      | 'redirect-unreplayable'
  }
}
