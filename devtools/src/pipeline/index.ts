/**
 * A signing pipeline with replaceable stages, and the catalogue of deviations from RFC 5849 that
 * replace them.
 */
export { CATALOGUE } from './catalogue/index.ts'
export { type Choice, choicesOf, combine, Variants } from './combine.ts'
export type { Deviation, Part } from './deviation.ts'
export { plainText } from './parameter-runner.ts'
export {
  baseStrings,
  buildParts,
  type ChoiceSets,
  crossProduct,
  type Parts,
  type SearchSpace,
} from './parts.ts'
export {
  type BaseStringParts,
  encodeParts,
  runBaseString,
  runKey,
  runOutput,
  runParts,
  runSignature,
  type SigningKey,
} from './pipeline.ts'
export { placesOf, planOf } from './places.ts'
export { base64, plainPlan } from './plain-plan.ts'
export { type Keyring, keyringOf, type Plan } from './plan.ts'
