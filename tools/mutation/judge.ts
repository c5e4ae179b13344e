/** Runs the tests that reach each mutant. */
import type { Copy } from './copy.ts'
import type { Mutant } from './mutants.ts'
import type { RecordedTest, Recording } from './plan.ts'
import { type Limits, type Outcome, runPlan } from './processes.ts'

export interface Result {
  readonly mutant: Mutant
  readonly status: Outcome['status'] | 'unreached'
  /** The test that failed, if any. */
  readonly by: string
}

/** Runs the mutants, several at a time. @returns the results in the order of the mutants */
export async function judgeAll(
  copy: Copy,
  mutants: readonly Mutant[],
  recording: Recording,
  atOnce: number,
  onResult: (result: Result) => void,
): Promise<Result[]> {
  const results: Result[] = []
  const waiting = mutants.entries()
  const testsOf = groupTests(recording)
  const limits = {
    // Five times the time of all tests, because a busy machine slows each process down.
    cpuSeconds: Math.ceil(10 + 5 * recording.cpuSeconds),
    wallSeconds: 600,
  }
  const stepLimit = 1_000_000 + 10 * recording.steps
  const work = async (): Promise<void> => {
    for (const [position, mutant] of waiting) {
      const result = await judge(copy, mutant, testsOf(mutant), stepLimit, limits)
      results[position] = result
      onResult(result)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}

async function judge(
  copy: Copy,
  mutant: Mutant,
  tests: readonly RecordedTest[],
  stepLimit: number,
  limits: Limits,
): Promise<Result> {
  if (tests.length === 0) return { mutant, status: 'unreached', by: '' }
  const plan = {
    mutant: mutant.id,
    files: orderFiles(mutant, tests),
    tests: tests.map(({ name }) => name),
    stepLimit,
    record: null,
    isBackwards: false,
  }
  return { mutant, ...(await runPlan(copy.folder, plan, limits)) }
}

/** The tests that reach a mutant. All tests if its code also runs outside of tests. */
function groupTests({ tests, outside }: Recording): (mutant: Mutant) => readonly RecordedTest[] {
  const early = new Set(outside)
  const reaching = new Map<number, RecordedTest[]>()
  for (const test of tests) {
    for (const id of test.reaches) {
      const known = reaching.get(id)
      if (known === undefined) reaching.set(id, [test])
      else known.push(test)
    }
  }
  return ({ id }) => (early.has(id) ? tests : (reaching.get(id) ?? []))
}

/** The files of the tests: first the one with the name of the mutant's file, then the fastest. */
function orderFiles({ file }: Mutant, tests: readonly RecordedTest[]): string[] {
  const durations = new Map<string, number>()
  for (const test of tests) {
    durations.set(test.file, (durations.get(test.file) ?? 0) + test.milliseconds)
  }
  const own = `test/${file.replace(/\.ts$/, '.test')}`
  return [...durations]
    .sort(([one, time], [other, otherTime]) =>
      one === own ? -1 : other === own ? 1 : time - otherTime,
    )
    .map(([name]) => name)
}
