/** Compares an output with the expected one, stage by stage, up to the first difference. */
import { cutActual } from '../protocol/bounds.ts'
import { canonicalHeader } from './header-set.ts'
import { isMembers, type Members, toJson } from '../protocol/members.ts'
import { REQUIRED_MEMBER } from '../protocol/protocol.ts'
import { firstDifference } from '../../terminal/index.ts'
import type { Expectation } from '../suite/vector-file.ts'

export interface Difference {
  readonly stage: string
  /** The position of the first octet that differs, from 0. `null` if the answers differ in kind. */
  readonly byte: number | null
  readonly expected: string
  /** Cut if it is much longer than the expected text. */
  readonly actual: string
}

export function difference(
  stage: string,
  byte: number | null,
  expected: string,
  actual: string,
): Difference {
  return { stage, byte, expected, actual: cutActual(actual, expected) }
}

const STAGES = [
  'valid',
  'results',
  'encoded',
  'bodyHash',
  'realm',
  'parameters',
  'baseStringUri',
  'normalizedParameters',
  'signatureBaseString',
  'signature',
  'authorizationHeader',
]

const NOT_TEXT: Readonly<Record<string, (value: unknown) => boolean>> = {
  valid: (value) => typeof value === 'boolean',
  results: (value) =>
    Array.isArray(value) &&
    value.every((each) => isMembers(each) && typeof each['valid'] === 'boolean'),
  parameters: Array.isArray,
}

/** The fault of an output that cannot be compared, or `null`. */
export function malformation(operation: string, output: Members): string | null {
  const required = REQUIRED_MEMBER[operation]!
  if (output[required] === undefined || output[required] === null)
    return `the output of ${operation} lacks "${required}"`
  const isGood = (stage: string, value: unknown): boolean =>
    value === undefined || value === null || (NOT_TEXT[stage] ?? isText)(value)
  const wrong = STAGES.find((stage) => !isGood(stage, output[stage]))
  return wrong === undefined
    ? null
    : `"${wrong}" of the output has the wrong type: ${typeof output[wrong]}`
}

const isText = (value: unknown): boolean => typeof value === 'string'

/** The first difference among the stages that the output has, or `null` if it matches. */
export function compare({ isRefusal, members }: Expectation, output: Members): Difference | null {
  if (isRefusal) return difference('refusal', null, 'refused', toJson(output))
  for (const stage of STAGES) {
    if (!(stage in members)) continue
    const [expected, actual] = [members[stage], output[stage] ?? null]
    if (actual === null && stage !== 'realm') continue
    const [left, right] = [canonicalText(stage, expected), canonicalText(stage, actual)]
    if (left === right) continue
    const isVerdict = stage === 'valid' || stage === 'results'
    return difference(stage, isVerdict ? null : firstDifference(left, right).byte, left, right)
  }
  return null
}

/** A text for comparison: equal texts mean equal values. */
function canonicalText(stage: string, value: unknown): string {
  if (stage === 'valid') return verdict(value)
  if (stage === 'results') return (value as Members[]).map(({ valid }) => verdict(valid)).join(', ')
  if (stage === 'authorizationHeader')
    return canonicalHeader(String(value)) ?? `not an OAuth header: ${String(value)}`
  return typeof value === 'string' && stage !== 'realm' ? value : toJson(value)
}

const verdict = (valid: unknown): string => (valid === true ? 'valid' : 'refused')

/** The first difference of the reasons, where both verdicts have a reason. */
export function otherReason({ members }: Expectation, output: Members): Difference | null {
  const [expected, actual] = [reasonsOf(members), reasonsOf(output)]
  const step = expected.findIndex(
    (reason, position) => isText(reason) && isText(actual[position]) && reason !== actual[position],
  )
  return step < 0 ? null : difference('reason', null, String(expected[step]), String(actual[step]))
}

const reasonsOf = (verdicts: Members): unknown[] =>
  Array.isArray(verdicts['results'])
    ? (verdicts['results'] as Members[]).map(({ reason }) => reason)
    : [verdicts['reason']]
