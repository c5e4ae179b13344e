/** A child process with everything it starts: spawned without a shell, and ended as a whole. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { listProcesses, type ProcessEntry, startedBy } from './processes.ts'

export interface ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams
  /** The last of what it wrote to standard error. */
  stderr(): string
  /** Why it ended, once it has. */
  readonly ended: Promise<string>
  /** Notes what it has started so far. A process whose parent has ended can be hard to find afterwards. */
  survey(): void
  /** Ends all of it at once. */
  kill(): void
}

/** In octets. */
export const KEPT_OF_STDERR = 4096
/** How long the pipes of a process that has ended may stay open, in the hands of its children, in milliseconds. */
const LINGER = 250
/** How often what is killed is looked for again. Each round finds what was started during the one before. */
const ROUNDS = 10

export function spawnGroup([program = '', ...args]: readonly string[], cwd?: string): ProcessGroup {
  // Whatever the child starts inherits this, also in a session of its own.
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
  // A process that has ended cannot be written to; that it ended is told by `ended`.
  child.stdin.on('error', () => {})

  const known = new Map<number, ProcessEntry>()
  /** @returns what was not known before and what was, as far as it still runs */
  const find = (leader: number): { news: ProcessEntry[]; running: ProcessEntry[] } => {
    const entries = listProcesses()
    const found = startedBy(leader, mark, entries)
    const news = found.filter(({ pid, started }) => known.get(pid)?.started !== started)
    for (const entry of news) known.set(entry.pid, entry)
    return {
      news,
      running: entries.filter(({ pid, started }) => known.get(pid)?.started === started),
    }
  }
  const kill = (): void => {
    if (child.pid === undefined) return
    end(isPosix ? -child.pid : child.pid)
    if (!isPosix) return
    for (let round = 0; round < ROUNDS; round++) {
      const { news, running } = find(child.pid)
      for (const { pid } of running) end(pid)
      if (round > 0 && news.length === 0) return
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
    child.once('exit', (code, signal) => setTimeout(settle, LINGER, code, signal).unref())
  })
  void ended.then(() => {
    process.off('exit', kill)
    // A process that was not found may hold the other ends of these, and with them this process.
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy()
  })
  return {
    child,
    stderr: () => tail.toString(),
    ended,
    survey: () => void (isPosix && child.pid !== undefined && find(child.pid)),
    kill,
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {}
}
