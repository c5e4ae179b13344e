/** Summarises results: counts, failures that count against a subject, and the exit code. */
import { type Outcome, OUTCOMES } from './outcome.ts'
import type { Result, SubjectRun } from './result.ts'

export type Counts = Readonly<Record<Outcome, number>>

export function count(results: readonly Result[]): Counts {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<
    Outcome,
    number
  >
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}

/** Whether a result breaks a MUST or, in a strict run, a SHOULD. Known failures are included. */
export function isBreach({ outcome, vector }: Result, isStrict: boolean): boolean {
  if (outcome === 'non-strict') return isStrict
  if (outcome === 'errored')
    return vector.level === 'must' || (isStrict && vector.level === 'should')
  return outcome === 'fail'
}

/** Whether a vector passes although it is listed as known to fail. */
export const isUnexpectedPass = ({ outcome, knownReason }: Result): boolean =>
  outcome === 'pass' && knownReason !== undefined

/** Whether a result counts against its subject. */
export function isCounted(result: Result, isStrict: boolean): boolean {
  return (
    isUnexpectedPass(result) || (isBreach(result, isStrict) && result.knownReason === undefined)
  )
}

/** Whether at least one vector was judged. */
const wasRun = ({ results }: SubjectRun): boolean =>
  results.some(({ outcome }) => outcome !== 'unsupported' && outcome !== 'skipped')

/**
 * 0: no result counts. 1: a result counts. 2: a subject could not be started, or none of its
 * vectors was judged.
 */
export function exitCodeOf(runs: readonly SubjectRun[], isStrict: boolean): 0 | 1 | 2 {
  if (runs.length === 0 || !runs.every(wasRun)) return 2
  return runs.some(({ results }) => results.some((result) => isCounted(result, isStrict))) ? 1 : 0
}

/** The verdict on a subject as one sentence. */
export function describeVerdict(run: SubjectRun, isStrict: boolean): string {
  if (run.failure !== null) return `could not be started: ${run.failure}`
  if (!wasRun(run)) return 'nothing was run: every vector was skipped or is not supported'
  const counted = run.results.filter((result) => isCounted(result, isStrict))
  const known = run.results.filter(
    (result) => isBreach(result, isStrict) && result.knownReason !== undefined,
  )
  const judged = run.results.filter(
    ({ outcome }) => outcome !== 'unsupported' && outcome !== 'skipped',
  )
  const unexpected = counted.filter(isUnexpectedPass).length
  return [
    counted.length === 0
      ? `conforms in ${judged.length} vectors`
      : `does not conform: ${counted.length} of ${judged.length} vectors`,
    ...(known.length > 0 ? [`${known.length} known failures`] : []),
    ...(unexpected > 0 ? [`${unexpected} listed as known to fail, and passed`] : []),
  ].join(', ')
}
