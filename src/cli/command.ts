/** What a subcommand is: its name, its help, and a run that ends in an exit code. */
import type { Readable, Writable } from 'node:stream'

/** The streams and the environment of a run, so that a test can bring its own. */
export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly help: string
  /** @returns the exit code. @throws CountersignError, which becomes a message and an exit code */
  run(args: readonly string[], io: Io): Promise<number>
}
