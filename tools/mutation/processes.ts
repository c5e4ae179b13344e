/** Runs each plan in its own process. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { OVERRUN, type Plan, type Recording, REPORT } from './plan.ts'

export interface Outcome {
  readonly status: 'survived' | 'killed' | 'timeout'
  /** The test that failed, if any. */
  readonly by: string
}

export interface Limits {
  /** In seconds of processor time, which the load of the machine does not change. */
  readonly cpuSeconds: number
  /** A limit for a process that waits without end. */
  readonly wallSeconds: number
}

/** The reporter of node:test that writes least. */
const QUIET = '--test-reporter=dot'
/**
 * The signal at the soft limit comes before SIGKILL at the hard limit, which others may send too.
 */
const LIMITED = 'ulimit -S -t "$0" && exec "$@"'
const ATTEMPTS = 3

/** Runs the tests of a plan. @throws Error if its processes are repeatedly ended from outside */
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
  // The exit code tells if a process ended before it read its plan.
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

/**
 * Runs all tests without a mutant, and records the mutants that each reaches.
 *
 * @throws Error if one fails
 */
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

/** Runs all tests backwards. @throws Error if one fails, because it depends on tests before it */
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
