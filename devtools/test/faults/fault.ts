// What a row of docs/faults.md is: a fault, what is done about it, and a run that makes it and looks.
import type { TestContext } from 'node:test'

export interface Fault {
  /** What the network, a server or a person does. Unique. */
  readonly fault: string
  /** What countersign does about it. */
  readonly answer: string
  /** The code of the error that ends the call, or the name of fetch's own; `null` where the call succeeds. */
  readonly error: string | null
  /** What its message says. */
  readonly says?: RegExp
  /** Makes the fault. Where there is an error, this is what fails with it. */
  run(t: TestContext): Promise<unknown>
}

export interface FaultTable {
  readonly title: string
  readonly faults: readonly Fault[]
}
