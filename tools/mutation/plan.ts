/** What a process of a run is to do, and what it tells of it. */

export interface Plan {
  /** The mutant to turn on; 0 is none. */
  readonly mutant: number
  /** Test files, by their paths in the copy without extension, in the order to run them. */
  readonly files: readonly string[]
  /** The tests to run, or `null` for all of them. */
  readonly tests: readonly string[] | null
  /** How often loops may go round. */
  readonly stepLimit: number
  /** Where to write a recording, or `null`. */
  readonly record: string | null
  /** Runs the tests in the opposite order. */
  readonly isBackwards: boolean
}

export interface Recording {
  readonly tests: readonly RecordedTest[]
  /** The mutants whose code runs outside of the tests: while modules are loaded, or in hooks. */
  readonly outside: readonly number[]
  /** How often loops went round. */
  readonly steps: number
  readonly cpuSeconds: number
}

export interface RecordedTest {
  readonly name: string
  readonly file: string
  readonly milliseconds: number
  /** The mutants whose code it reaches. */
  readonly reaches: readonly number[]
}

/** Exit codes of a process. */
export const FAILED = 1
export const OVERRUN = 3

/** The file descriptor on which a process tells which test failed. */
export const REPORT = 3
