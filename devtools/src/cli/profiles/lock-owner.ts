/** Which process holds a lock, and what another process can tell of it. */
import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

export interface LockOwner {
  readonly pid: number
  readonly host: string
  /** One run of one kernel, and a namespace of its processes. Elsewhere the pid means another process. */
  readonly place: string
  /** When the process started, by the kernel's count. A pid is given to another process later. */
  readonly started: string
  /** Differs from lock to lock. */
  readonly once: string
}

/** This process, as the owner of a new lock. What the system does not tell is empty. */
export function describeOwner(): LockOwner {
  const { pid } = process
  const started = readProcess(pid)?.started ?? ''
  return { pid, host: hostname(), place: place(), started, once: randomBytes(8).toString('hex') }
}

/** The owner that a lock names; `null` for a text that is cut off, or is none. */
export function readOwner(text: string): LockOwner | null {
  try {
    const owner = Object(JSON.parse(text)) as LockOwner
    const { pid, host, place: at, started, once } = owner
    const isWhole = [host, at, started].every((value) => typeof value === 'string')
    return isWhole && Number.isSafeInteger(pid) && pid > 0 && /^[0-9a-f]{16}$/.test(once)
      ? owner
      : null
  } catch {
    return null
  }
}

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
  return found.isOver || found.started !== started ? 'dead' : 'alive'
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

/** From `/proc`; `null` where there is none. */
function readProcess(pid: number): { readonly started: string; readonly isOver: boolean } | null {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  // proc_pid_stat(5): the name in parentheses may hold any character; the state is field 3, the start field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, started] = [fields[0], fields[19]]
  return state && started ? { started, isOver: /[ZXx]/.test(state) } : null
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
