/** What probably lies behind each failure: the mistakes that make exactly the wrong text, found within a number of steps. */
import { deviationsBehind } from '../../diagnose/index.ts'
import { CountersignError } from 'countersign/signing'
import type { Observation } from './observed.ts'
import type { Likely, Result, SubjectRun } from './result.ts'

/**
 * For one subject, in steps: how long pairs of mistakes are tried, and how long there is any search. Steps are counted,
 * and no time is measured, so that a report is the same on every machine.
 */
export interface Bounds {
  readonly pairs: number
  readonly all: number
}

const BOUNDS: Bounds = { pairs: 1000, all: 1500 }

/** A search for one mistake is a step; one that goes on to pairs takes about ten times as long. */
const STEPS_FOR_PAIRS = 10
/** In characters. A search of a longer text takes more steps, and tries no pairs: their time grows with the square. */
const USUAL_LENGTH = 8192

type Explain = (observation: Observation, most: number) => Likely | null

/** The runs with a likely cause wherever one is found. Where nothing failed, nothing is searched. */
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
    const size = Math.ceil(JSON.stringify(observation.observed).length / USUAL_LENGTH)
    const most = steps < pairs && size === 1 ? 2 : 1
    const likely = explain(observation, most)
    // What another subject has made known costs as much: its own report is the same without that subject.
    steps += most === 2 && likely?.deviations.length !== 1 ? STEPS_FOR_PAIRS : size
    return likely === null ? result : { ...result, likely }
  })
}

/** Implementations make the same mistakes, so what was found once is kept. */
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
