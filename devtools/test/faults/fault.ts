// A row of docs/faults.md: a fault, how countersign handles it, and a function that produces the
// fault and checks the outcome.
import type { TestContext } from 'node:test'

export interface Fault {
  /** What the network, a server or a user does. Unique. */
  readonly fault: string
  /** How countersign handles it. */
  readonly answer: string
  /**
   * The code of the error that the call throws, or the name of an error of `fetch`; `null` if the
   * call succeeds.
   */
  readonly error: string | null
  /** A pattern of the error message. */
  readonly says?: RegExp
  /** Produces the fault. Rejects with the error, if there is one. */
  run(t: TestContext): Promise<unknown>
}

export interface FaultTable {
  readonly title: string
  readonly faults: readonly Fault[]
}
