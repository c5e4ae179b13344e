/**
 * Diagnoses wrong signatures: finds the deviations from RFC 5849 that produce exactly the observed
 * one.
 */
export { comparisonText } from './comparison-text.ts'
export { compareWithServer, diagnose } from './diagnose.ts'
export type * from './diagnosis.ts'
export { diagnosisPage } from './html.ts'
export { deviationsBehind, type ObservedText } from './observed-text.ts'
export {
  diagnoseProtocol,
  type ProtocolDiagnosis,
  type ProtocolDiagnosisInput,
} from './protocol.ts'
export { diagnosisText } from './text.ts'
