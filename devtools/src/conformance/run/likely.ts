/**
 * Finds the likely cause of each failure: the deviations that produce exactly the wrong text,
 * within a number of steps.
 */
import { deviationsBehind } from '../../diagnose/index.ts'
import { CountersignError } from 'countersign/signing'
import type { Observation } from './observed.ts'
import type { Likely, Result, SubjectRun } from './result.ts'

/**
 * Limits for one subject, in steps: `pairs` for the search for pairs of deviations, `all` for any
 * search. Steps are counted instead of time, so that a report is the same on every machine.
 */
export interface Bounds {
  readonly pairs: number
  readonly all: number
}

const BOUNDS: Bounds = { pairs: 1000, all: 1500 }

/** A search for one deviation is one step. A search for pairs takes about ten times as long. */
const STEPS_FOR_PAIRS = 10
/**
 * In characters. A longer text takes more steps, and is not searched for pairs, whose time grows
 * quadratically.
 */
const STEP_LENGTH = 8192

type Explain = (observation: Observation, most: number) => Likely | null

/** Adds the likely cause to each failure for which one is found. */
export function explainRuns(runs: readonly SubjectRun[], bounds: Bounds = BOUNDS): SubjectRun[] {
  const explain = createExplainer()
  return runs.map((run) => ({ ...run, results: explainResults(run.results, explain, bounds) }))
}

function explainResults(
  results: readonly Result[],
  explain: Explain,
  { pairs, all }: Bounds,
): Result[] {
  let steps = 0
  return results.map((result) => {
    const { observation, outcome } = result
    if (!observation || (outcome !== 'fail' && outcome !== 'non-strict') || steps >= all)
      return result
    const size = Math.ceil(JSON.stringify(observation.observed).length / STEP_LENGTH)
    const most = steps < pairs && size === 1 ? 2 : 1
    const likely = explain(observation, most)
    // A cached result costs the same, so that a report does not depend on the other subjects.
    steps += most === 2 && likely?.deviations.length !== 1 ? STEPS_FOR_PAIRS : size
    return likely === null ? result : { ...result, likely }
  })
}

/** Caches the causes, because implementations share mistakes. */
function createExplainer(): Explain {
  const known = new Map<string, Likely | null>()
  return ({ id, isRight, observed }, most) => {
    if (isRight) return null
    const key = `${most} ${id} ${observed.text}`
    const likely = known.get(key) ?? search(observed, most)
    known.set(key, likely)
    return likely
  }
}

function search(observed: Observation['observed'], most: number): Likely | null {
  try {
    const [set] = deviationsBehind(observed, most)
    if (set === undefined || set.length === 0) return null
    return {
      words: set.map(({ title }) => title).join('; and '),
      deviations: set.map(({ name }) => name),
    }
  } catch (error) {
    // A URL that cannot be signed has no base string to search from.
    if (error instanceof CountersignError) return null
    throw error
  }
}
