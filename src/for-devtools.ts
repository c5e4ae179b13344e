/**
 * What countersign-devtools needs beyond the public face, as `countersign/internal`. It is not supported: any release may
 * change it.
 */
export {
  adviceFor,
  appendParameters,
  type AttemptReason,
  formBody,
  readProblem,
  readReplyText,
  withoutQuery,
} from './client/index.ts'
export { findPreset, fromPreset, requireAvailable } from './flow/index.ts'
export * from './internal/index.ts'
