/** Helpers that several layers share. They are internal and may change in any release. */
export {
  type CallLimit,
  limitCall,
  readWithinLimit,
  requireTimeout,
  untilAborted,
} from './deadline.ts'
export { isLoopback } from './loopback.ts'
export { maskTrace } from './mask-trace.ts'
export * from './nearest-name.ts'
export * from './options.ts'
export {
  printable,
  printableJson,
  printableLines,
  printableTexts,
  singleLine,
  splitPrintable,
  toPrintableJson,
} from './printable-text.ts'
export { MASK, redact, redactor, redactValues, secretsIn } from './redact.ts'
export { isSecretName } from './secret-names.ts'
