/** The plan of a process of a run, and its result. */

export interface Plan {
  /** The mutant to switch on. 0 for none. */
  readonly mutant: number
  /** Test files in their order, as paths in the copy without extension. */
  readonly files: readonly string[]
  /** The tests to run, or `null` for all of them. */
  readonly tests: readonly string[] | null
  /** The allowed number of loop iterations. */
  readonly stepLimit: number
  /** The path of the recording to write, or `null`. */
  readonly record: string | null
  /** Runs the tests in the opposite order. */
  readonly isBackwards: boolean
}

export interface Recording {
  readonly tests: readonly RecordedTest[]
  /** The mutants whose code runs outside of the tests: while modules are loaded, or in hooks. */
  readonly outside: readonly number[]
  /** The number of loop iterations. */
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

/** The file descriptor on which a process reports the failed test. */
export const REPORT = 3
