/** The interface of a subcommand: name, help, options, and a function that runs it. */
import type { Io } from '../terminal/index.ts'

/** What shell completion offers for a value: files, stored names, or a fixed list of words. */
export type Completion = 'file' | 'profile' | 'preset' | 'command' | readonly string[]

/** One option: its definition for `parseArgs`, and its text in help and completions. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  /** The placeholder of the value in the help, such as FILE. */
  readonly value?: string
  /** A short description. The help lists only options that have one. */
  readonly about?: string
  readonly complete?: Completion
}

/** Options by long name. */
export type OptionTable = Readonly<Record<string, Option>>

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly help: string
  readonly options?: OptionTable
  /** The completion of each positional argument, in order. */
  readonly operands?: readonly Completion[]
  /**
   * @returns the exit code
   * @throws CountersignError, which the program maps to a message and an exit code
   */
  run(args: readonly string[], io: Io): Promise<number>
}
