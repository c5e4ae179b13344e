/** A child process with all its descendants: spawned without a shell, and killed together. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { listProcesses, type ProcessEntry, startedBy } from './processes.ts'

export interface ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams
  /** The end of its standard error. */
  stderr(): string
  /** Resolves with the cause when the process has ended. */
  readonly ended: Promise<string>
  /** Records its descendants. A process whose parent has ended may be impossible to find later. */
  recordDescendants(): void
  /** Kills the process and its descendants at once. */
  kill(): void
}

/** In octets. */
export const KEPT_OF_STDERR = 4096
/** How long descendants may keep the pipes of an ended process open, in milliseconds. */
const PIPE_TIMEOUT = 250
/**
 * How often descendants are searched for again. Each round finds those that started during the
 * previous one.
 */
const MAX_KILL_ROUNDS = 10

export function spawnGroup([program = '', ...args]: readonly string[], cwd?: string): ProcessGroup {
  // All descendants inherit this variable, even in another session.
  const mark = `COUNTERSIGN_ADAPTER=${randomUUID()}`
  const [name, value] = mark.split('=') as [string, string]
  const isPosix = process.platform !== 'win32'
  const child = spawn(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    detached: isPosix,
    env: { ...process.env, [name]: value },
  })
  let tail = Buffer.alloc(0)
  child.stderr.on('data', (octets: Buffer) => {
    tail = Buffer.concat([tail, octets]).subarray(-KEPT_OF_STDERR)
  })
  // Writing to an ended process fails. `ended` reports the end.
  child.stdin.on('error', () => {})

  const known = new Map<number, ProcessEntry>()
  /** @returns the newly found processes, and all known ones that still run */
  const find = (leader: number): { added: ProcessEntry[]; running: ProcessEntry[] } => {
    const entries = listProcesses()
    const found = startedBy(leader, mark, entries)
    const added = found.filter(({ pid, started }) => known.get(pid)?.started !== started)
    for (const entry of added) known.set(entry.pid, entry)
    return {
      added,
      running: entries.filter(({ pid, started }) => known.get(pid)?.started === started),
    }
  }
  const kill = (): void => {
    if (child.pid === undefined) return
    end(isPosix ? -child.pid : child.pid)
    if (!isPosix) return
    for (let round = 0; round < MAX_KILL_ROUNDS; round++) {
      const { added, running } = find(child.pid)
      for (const { pid } of running) end(pid)
      if (round > 0 && added.length === 0) return
    }
  }
  process.once('exit', kill)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? `there is no command ${program}` : error.message),
    )
    const settle = (code: number | null, signal: string | null): void =>
      resolve(signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`)
    child.once('close', settle)
    child.once('exit', (code, signal) => setTimeout(settle, PIPE_TIMEOUT, code, signal).unref())
  })
  void ended.then(() => {
    process.off('exit', kill)
    // A descendant that was not found may hold the pipes open, which would keep this process alive.
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy()
  })
  return {
    child,
    stderr: () => tail.toString(),
    ended,
    recordDescendants: () => void (isPosix && child.pid !== undefined && find(child.pid)),
    kill,
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {}
}
