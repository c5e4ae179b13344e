/** The streams and the environment of a run. */
import type { Readable, Writable } from 'node:stream'

/** What a run has of its process, so that a test can bring its own. */
export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the process at once, whatever is not written yet. */
  readonly exit?: (code: number) => void
}
