/** Checks a request and its credentials without computing a signature. */
export type { Lint } from './finding.ts'
export { withLintCauses } from './lint-causes.ts'
export { lintRequest } from './lint-request.ts'
