/** What a subcommand is: its name, its help, its options, and a run that ends in an exit code. */
import type { Io } from '../terminal/index.ts'

/** What a shell offers for a value: files, what this machine has stored, or one of a few words. */
export type Completion = 'file' | 'profile' | 'preset' | 'command' | readonly string[]

/** One option, as `parseArgs` takes it, and what help and completions say of it. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  /** What the help calls the value, such as FILE. */
  readonly value?: string
  /** What it does, in a phrase. An option without one is explained in the text of the help. */
  readonly about?: string
  readonly complete?: Completion
}

/** Options by their long name. */
export type OptionTable = Readonly<Record<string, Option>>

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly help: string
  readonly options?: OptionTable
  /** What a shell offers for the arguments that are no options, in their order. */
  readonly operands?: readonly Completion[]
  /** @returns the exit code. @throws CountersignError, which becomes a message and an exit code */
  run(args: readonly string[], io: Io): Promise<number>
}
