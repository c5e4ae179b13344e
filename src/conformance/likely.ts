/** What probably lies behind each failure: the mistakes that make exactly the wrong text, found within a given time. */
import { deviationsBehind } from '../diagnose/index.ts'
import { CountersignError } from '../signing/index.ts'
import type { Observation } from './observed.ts'
import type { Result, SubjectRun } from './run.ts'

export interface Likely {
  /** The mistakes in plain words. */
  readonly words: string
  /** The same by their names in the catalogue of `countersign diagnose`. */
  readonly deviations: readonly string[]
}

/** For one subject, in milliseconds: how long pairs of mistakes are tried, and how long there is any search. */
export interface Patience {
  readonly pairs: number
  readonly all: number
}

const PATIENCE: Patience = { pairs: 3000, all: 5000 }

type Explain = (observation: Observation, most: number) => Likely | null

/** The runs with a likely cause wherever one is found. Where nothing failed, nothing is searched. */
export function explainRuns(runs: readonly SubjectRun[], patience: Patience = PATIENCE): SubjectRun[] {
  const explain = createExplainer()
  return runs.map((run) => ({ ...run, results: explainResults(run.results, explain, patience) }))
}

function explainResults(results: readonly Result[], explain: Explain, { pairs, all }: Patience): Result[] {
  const start = performance.now()
  return results.map((result) => {
    const { observation, outcome } = result
    const elapsed = performance.now() - start
    if (!observation || (outcome !== 'fail' && outcome !== 'non-strict') || elapsed > all) return result
    const likely = explain(observation, elapsed > pairs ? 1 : 2)
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
    return { words: set.map(({ title }) => title).join('; and '), deviations: set.map(({ name }) => name) }
  } catch (error) {
    // A URL that cannot be signed has no base string to search from.
    if (error instanceof CountersignError) return null
    throw error
  }
}
