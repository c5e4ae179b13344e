/** The streams and environment variables that a command uses. */
import type { Readable, Writable } from 'node:stream'

/** The part of `process` that a command uses. Tests pass their own. */
export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the process at once and discards pending output. */
  readonly exit?: (code: number) => void
}
