/** Runs random cases until one fails or a limit is reached. */
import { type Case, makeCase } from './cases.ts'
import { CORE, type Core, difference, type Trial, tryCase } from './properties.ts'
import { type Reading, startReading } from './reading.ts'
import { shrink } from './shrink.ts'

export interface FuzzOptions {
  /** The seed of the first case. Each case has the next one. */
  readonly seed: number
  /** The number of cases. */ readonly cases: number
  /** The time after which no further batch begins, in milliseconds. */ readonly duration: number
  /** The functions under test. Defaults to those of src/signing and src/server. */
  readonly core?: Core
  readonly onProgress?: (cases: number) => void
}

export interface Failure {
  /** The seed of this case. */ readonly seed: number
  readonly difference: string
  /** The smallest case that fails in the same way. */ readonly smallest: Case
}

export interface Outcome {
  readonly cases: number
  /** The number of cases that the core refused, by code. */
  readonly refusals: ReadonlyMap<string, number>
  readonly failure: Failure | null
}

const BATCH = 500

/** @throws Error if the reading cannot be started, or ends */
export async function fuzz(options: FuzzOptions): Promise<Outcome> {
  const { seed, duration, core = CORE, onProgress = () => {} } = options
  const reading = startReading()
  const end = performance.now() + duration
  const refusals = new Map<string, number>()
  let cases = 0
  let pending: Promise<Failure | null> = Promise.resolve(null)
  try {
    while (cases < options.cases && performance.now() < end) {
      const attempts: Attempt[] = []
      const last = Math.min(cases + BATCH, options.cases)
      for (; cases < last; cases++) attempts.push(await attempt(core, seed + cases))
      // The reading answers for the previous batch while the core runs this one.
      const failure = await pending
      if (failure !== null) return { cases, refusals, failure }
      for (const { trial } of attempts) {
        if (trial?.code != null) refusals.set(trial.code, (refusals.get(trial.code) ?? 0) + 1)
      }
      pending = judge(core, reading, attempts)
      onProgress(cases)
    }
    return { cases, refusals, failure: await pending }
  } finally {
    reading.end()
  }
}

interface Attempt {
  readonly seed: number
  readonly each: Case
  /** `null` if the core throws an error that is not a refusal. */ readonly trial: Trial | null
  readonly thrown: string | null
}

async function attempt(core: Core, seed: number, each: Case = makeCase(seed)): Promise<Attempt> {
  try {
    return { seed, each, trial: await tryCase(core, each), thrown: null }
  } catch (error) {
    return { seed, each, trial: null, thrown: `the core throws ${String(error)}` }
  }
}

async function judge(
  core: Core,
  reading: Reading,
  attempts: readonly Attempt[],
): Promise<Failure | null> {
  const differences = await compare(reading, attempts)
  const position = differences.findIndex((found) => found !== null)
  if (position < 0) return null
  const { seed, each } = attempts[position]!
  const kind = kindOf(differences[position]!)
  const smallest = await shrink(each, async (smaller) => {
    const [found = null] = await compare(reading, [await attempt(core, seed, smaller)])
    return found !== null && kindOf(found) === kind
  })
  const [found] = await compare(reading, [await attempt(core, seed, smallest)])
  return { seed, difference: found!, smallest }
}

const kindOf = (found: string): string => found.replace(/:.*$/s, '')

/** The difference of each attempt, or `null`. */
async function compare(reading: Reading, attempts: readonly Attempt[]): Promise<(string | null)[]> {
  const trials = attempts.flatMap(({ trial }) => (trial === null ? [] : [trial]))
  const answers = await reading.ask(trials.map(({ question }) => question))
  const byTrial = new Map(trials.map((trial, position) => [trial, answers[position]!]))
  return attempts.map(({ trial, thrown }) =>
    trial === null ? thrown : difference(trial, byTrial.get(trial) ?? null),
  )
}
