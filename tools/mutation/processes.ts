/** Runs plans in processes of their own. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { OVERRUN, type Plan, type Recording, REPORT } from './plan.ts'

export interface Outcome {
  readonly status: 'survived' | 'killed' | 'timeout'
  /** The test that failed, if one did. */
  readonly by: string
}

export interface Limits {
  /** Seconds of processor time, which a busy machine does not use up. */
  readonly cpuSeconds: number
  /** A guard against a process that waits for ever. */
  readonly wallSeconds: number
}

/** Of node:test's reporters, this one writes least. */
const QUIET = '--test-reporter=dot'
/** The signal at the soft limit comes before the one at the hard limit, which others send, too. */
const LIMITED = 'ulimit -S -t "$0" && exec "$@"'
const ATTEMPTS = 3

/** Runs the tests of a plan. @throws Error if its processes are ended from outside again and again */
export async function runPlan(folder: string, plan: Plan, limits: Limits): Promise<Outcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const outcome = await attemptPlan(folder, plan, limits)
    if (outcome !== null) return outcome
  }
  throw new Error(`the processes of mutant ${plan.mutant} are ended from outside`)
}

/** `null` if the process is ended from outside, which says nothing about the mutant. */
async function attemptPlan(folder: string, plan: Plan, limits: Limits): Promise<Outcome | null> {
  const script = join(folder, 'tools/mutation/child.js')
  const child = spawn(
    'sh',
    ['-c', LIMITED, String(limits.cpuSeconds), process.execPath, QUIET, script],
    {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
      env: { TEST_SEED: '1', ...process.env },
    },
  )
  let isLate = false
  const guard = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, limits.wallSeconds * 1000)
  // A process that ends before it has read its plan is known by its exit code.
  child.stdin!.on('error', () => {})
  child.stdin!.end(JSON.stringify(plan))
  const report = text(child.stdio[REPORT] as Readable)
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(
    (resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (...end) => resolve(end))
    },
  )
  clearTimeout(guard)
  const by = await report
  if (code === 0) return { status: 'survived', by: '' }
  if (code === OVERRUN || signal === 'SIGXCPU' || isLate) {
    return { status: 'timeout', by: by || 'it takes too long' }
  }
  if (signal === 'SIGKILL' || signal === 'SIGTERM') return null
  return { status: 'killed', by: by || 'an error outside the tests' }
}

/** Runs all tests with no mutant on, and records what each reaches. @throws Error if one fails */
export async function record(folder: string, files: readonly string[]): Promise<Recording> {
  const kept = mkdtempSync(join(tmpdir(), 'countersign-mutation-record-'))
  try {
    const path = join(kept, 'record.json')
    await runSound(folder, { files, record: path, isBackwards: false }, 'without a mutant')
    return JSON.parse(readFileSync(path, 'utf8')) as Recording
  } finally {
    rmSync(kept, { recursive: true })
  }
}

/** Runs all tests backwards. @throws Error if one fails, because it needs others that run before it */
export async function requireIndependence(folder: string, files: readonly string[]): Promise<void> {
  await runSound(folder, { files, record: null, isBackwards: true }, 'backwards')
}

async function runSound(
  folder: string,
  plan: Pick<Plan, 'files' | 'record' | 'isBackwards'>,
  how: string,
): Promise<void> {
  const files = plan.isBackwards ? plan.files.toReversed() : plan.files
  const whole = { ...plan, files, mutant: 0, tests: null, stepLimit: Number.MAX_SAFE_INTEGER }
  const { status, by } = await runPlan(folder, whole, { cpuSeconds: 600, wallSeconds: 1200 })
  if (status !== 'survived') throw new Error(`the tests fail ${how}: ${by}`)
}
