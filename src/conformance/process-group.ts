/** A child process with everything it starts: spawned without a shell, and ended as one group, so nothing stays. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'

export interface ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams
  /** The last of what it wrote to standard error. */
  stderr(): string
  /** Why it ended, once it has. */
  readonly ended: Promise<string>
  /** Ends all of it at once. */
  kill(): void
}

const KEPT_OF_STDERR = 4096
/** How long the pipes of a process that has ended may stay open, in the hands of its children. */
const LINGER = 250

export function spawnGroup([program = '', ...args]: readonly string[], cwd?: string): ProcessGroup {
  const child = spawn(program, args, { ...(cwd === undefined ? {} : { cwd }), detached: process.platform !== 'win32' })
  let tail = Buffer.alloc(0)
  child.stderr.on('data', (octets: Buffer) => {
    tail = Buffer.concat([tail, octets]).subarray(-KEPT_OF_STDERR)
  })
  // A process that has ended cannot be written to; that it ended is told by `ended`.
  child.stdin.on('error', () => {})
  const kill = (): void => {
    if (child.pid === undefined) return
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
    } catch {}
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
  void ended.then(() => process.off('exit', kill))
  return { child, stderr: () => tail.toString(), ended, kill }
}
