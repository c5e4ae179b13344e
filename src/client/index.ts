/** The API client. */
export * from './oauth-problem.ts'
export { type ParametersInput, toParameters } from './parameters.ts'
export { readReplyText } from './reply-text.ts'
export { formBody, jsonBody } from './request-body.ts'
export { appendParameters, withoutQuery } from './request-url.ts'
export * from './response-error.ts'
export * from './session.ts'
