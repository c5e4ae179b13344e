/** Judges the answer to one vector by the vector's level. */
import { cutActual } from '../protocol/bounds.ts'
import { compare, type Difference, difference, malformation, otherReason } from './compare.ts'
import { toJson } from '../protocol/members.ts'
import type { Answer } from '../protocol/protocol.ts'
import type { Expectation, Vector } from '../suite/vector-file.ts'

export const OUTCOMES = [
  'pass',
  'non-strict',
  'fail',
  'info',
  'unsupported',
  'skipped',
  'errored',
] as const
export type Outcome = (typeof OUTCOMES)[number]

/** The meaning of each outcome, for legends. */
export const LEGEND: Readonly<Record<Outcome, string>> = {
  pass: 'the answer is the expected one',
  'non-strict':
    'the answer breaks a recommendation, or a refusal has another reason than the expected one',
  fail: 'the answer breaks a rule of the RFC',
  info: 'the RFC is silent; the chosen reading is reported and not judged',
  unsupported: 'the implementation does not announce the operation or the signature method',
  skipped: 'the adapter reports that the implementation cannot express the case',
  errored: 'no usable answer: a crash, a timeout, or a breach of the adapter protocol',
}

export interface Judgement {
  readonly outcome: Outcome
  /** The reading that was chosen, if several are acceptable. */
  readonly as?: string
  readonly message?: string
  readonly difference?: Difference
}

export function judge(vector: Vector, answer: Answer): Judgement {
  if (answer.kind === 'skipped' || answer.kind === 'errored')
    return { outcome: answer.kind, message: answer.message }
  const fault = answer.kind === 'output' ? malformation(vector.operation, answer.output) : null
  if (fault !== null) return { outcome: 'errored', message: fault }
  const fitting = vector.expected.find(
    (expectation) => differenceTo(expectation, vector, answer) === null,
  )
  if (fitting) return judgeFitting(vector, fitting, answer)
  const found = differenceTo(nearest(vector.expected, answer), vector, answer)!
  if (vector.level === 'must') return { outcome: 'fail', difference: found }
  return { outcome: vector.level === 'should' ? 'non-strict' : 'info', difference: found }
}

function judgeFitting(
  { level, expected }: Vector,
  fitting: Expectation,
  answer: Answer,
): Judgement {
  const as = fitting.as === null ? {} : { as: fitting.as }
  if (level === 'silent') return { outcome: 'info', ...as }
  const found =
    expected.length === 1 && answer.kind === 'output' ? otherReason(fitting, answer.output) : null
  return found === null ? { outcome: 'pass', ...as } : { outcome: 'non-strict', difference: found }
}

function differenceTo(
  expectation: Expectation,
  { operation }: Vector,
  answer: Answer,
): Difference | null {
  if (answer.kind === 'output') {
    // A verifier refuses by its verdict, so `valid: false` is a refusal.
    if (expectation.isRefusal && operation === 'verify' && answer.output['valid'] === false)
      return null
    return compare(expectation, answer.output)
  }
  if (expectation.isRefusal) return null
  const refused = `refused: ${answer.message}`
  if (operation === 'verify') {
    const found = compare(expectation, { valid: false })
    return found && { ...found, actual: cutActual(refused, found.expected) }
  }
  const [stage = 'answer', value] = Object.entries(expectation.members)[0] ?? []
  return difference(stage, null, typeof value === 'string' ? value : toJson(value), refused)
}

/** The expectation to show the difference from: the first of the same kind as the answer. */
function nearest(expected: readonly Expectation[], answer: Answer): Expectation {
  return expected.find(({ isRefusal }) => isRefusal === (answer.kind !== 'output')) ?? expected[0]!
}
