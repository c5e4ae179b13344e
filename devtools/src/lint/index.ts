/** What is wrong with a request and its credentials before any signature is computed. */
export type { Lint } from './finding.ts'
export { withFound } from './likely-first.ts'
export { lintRequest } from './lint-request.ts'
