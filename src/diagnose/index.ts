/** Explaining signatures, and diagnosing wrong ones: which deviation from RFC 5849 makes exactly this one. */
import './error-codes.ts'
export { type BaseStringText, compareBaseStrings, type Difference, readBaseString } from './base-string.ts'
export { CATALOGUE } from './catalogue/index.ts'
export type { Deviation, Part } from './deviation.ts'
export { compareWithServer, diagnose } from './diagnose.ts'
export type * from './diagnosis.ts'
export { lintRequest } from './lint.ts'
export type { Lint } from './lint-finding.ts'
export { type InputKind, type ObservedRequest, observeRequest, type RequestFacts } from './observed-request.ts'
export { deviationsBehind, type ObservedText } from './observed-text.ts'
export {
  diagnoseProtocol,
  type ProtocolDiagnosis,
  type ProtocolDiagnosisInput,
  type ProtocolRequest,
  type ProtocolText,
} from './protocol.ts'
export { comparisonText } from './comparison-text.ts'
export { diagnosisText } from './diagnose-text.ts'
export { explain, type Explanation } from './explain.ts'
export { explainHtml } from './explain-html.ts'
export { explainText } from './explain-text.ts'
export type { ReadFile } from './input/named-file.ts'
export { readOctets, readToEnd } from './input/read-octets.ts'
export { KIND_NAMES, readRequest, type ReadOptions } from './input/read-request.ts'
export { PASTE_LIMIT, placeBeyondDepth, tooLarge } from './limits.ts'
