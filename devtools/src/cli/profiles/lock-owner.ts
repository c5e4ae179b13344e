/** Identifies the process that holds a lock, and checks whether that process is alive. */
import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

export interface LockOwner {
  readonly pid: number
  readonly host: string
  /**
   * The boot id of the kernel and the PID namespace: in another one, the pid means another process.
   */
  readonly place: string
  /** The start time of the process in clock ticks since boot. It detects a reused pid. */
  readonly started: string
  /** Unique for each lock. */
  readonly once: string
}

/** Describes this process as the owner of a new lock. Unavailable values are empty strings. */
export function describeOwner(): LockOwner {
  const { pid } = process
  const started = readProcess(pid)?.started ?? ''
  return { pid, host: hostname(), place: place(), started, once: randomBytes(8).toString('hex') }
}

/** Parses the text of a lock. Returns `null` for incomplete or invalid text. */
export function readOwner(text: string): LockOwner | null {
  try {
    const owner = Object(JSON.parse(text)) as LockOwner
    const { pid, host, place: at, started, once } = owner
    const hasTexts = [host, at, started].every((value) => typeof value === 'string')
    return hasTexts && Number.isSafeInteger(pid) && pid > 0 && /^[0-9a-f]{16}$/.test(once)
      ? owner
      : null
  } catch {
    return null
  }
}

/** Whether the owner runs. `unknown` for another host or PID namespace, and without `/proc`. */
export function stateOf({
  pid,
  host,
  place: at,
  started,
}: LockOwner): 'alive' | 'dead' | 'unknown' {
  if (host !== hostname() || at !== place()) return 'unknown'
  if (!hasProcess(pid)) return 'dead'
  const found = readProcess(pid)
  if (found === null || started === '') return 'unknown'
  return found.isTerminated || found.started !== started ? 'dead' : 'alive'
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process of another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Reads the process from `/proc`. Returns `null` if it is unavailable. */
function readProcess(
  pid: number,
): { readonly started: string; readonly isTerminated: boolean } | null {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  // proc_pid_stat(5): the name in parentheses can contain any character. Field 3 is the state,
  // field 22 the start time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, started] = [fields[0], fields[19]]
  return state && started ? { started, isTerminated: /[ZXx]/.test(state) } : null
}

function place(): string {
  const boot = textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'))
  return `${boot.trim()} ${textOf(() => readlinkSync('/proc/self/ns/pid'))}`
}

function textOf(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
