/** Runs selected tests with one mutant. Reads the plan from standard input. */
import { readFileSync, writeFileSync, writeSync } from 'node:fs'
import { runFile } from './harness.ts'
import { FAILED, OVERRUN, type Plan, type RecordedTest, type Recording, REPORT } from './plan.ts'
import { setSwitch, stepsTaken } from './switch.ts'

const plan = JSON.parse(readFileSync(0, 'utf8')) as Plan
const chosen = plan.tests === null ? null : new Set(plan.tests)
const outside = createReach()
const tests: RecordedTest[] = []
let reach = outside
let startTime = 0

interface Reach {
  readonly ids: readonly number[]
  add(id: number): void
}

/** A set of mutants. Every step adds to it, for which a Set is too slow. */
function createReach(): Reach {
  const ids: number[] = []
  const isThere: true[] = []
  return {
    ids,
    add(id) {
      if (isThere[id]) return
      isThere[id] = true
      ids.push(id)
    },
  }
}

function stop(code: number, words: string): void {
  writeSync(REPORT, words)
  process.exit(code)
}

setSwitch({
  mutant: plan.mutant,
  stepLimit: plan.stepLimit,
  ...(plan.record !== null && { onReach: (id: number) => reach.add(id) }),
  onOverrun: () => stop(OVERRUN, 'its loops do not end'),
})

process.on('exit', () => {
  if (plan.record === null) return
  const cpu = process.cpuUsage()
  const recording: Recording = {
    tests,
    outside: outside.ids,
    steps: stepsTaken(),
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  }
  writeFileSync(plan.record, JSON.stringify(recording))
})

for (const file of plan.files) {
  const observer = {
    isChosen: (test: string): boolean => chosen === null || chosen.has(test),
    started(): void {
      reach = createReach()
      startTime = performance.now()
    },
    ended(name: string): void {
      tests.push({ name, file, milliseconds: performance.now() - startTime, reaches: reach.ids })
      reach = outside
    },
    failed(name: string, error: unknown): void {
      stop(FAILED, plan.mutant === 0 ? `${name}: ${String(error)}` : name)
    },
  }
  await runFile(file, new URL(`../../${file}.js`, import.meta.url).href, observer, plan.isBackwards)
}
