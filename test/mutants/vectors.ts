/**
 * Runs the suite against a table of operations, with verdicts that are precise enough to detect a
 * mutant.
 */
import { judge } from '../../devtools/src/conformance/run/outcome.ts'
import { type Answer, readAnswer } from '../../devtools/src/conformance/protocol/protocol.ts'
import type { Vector } from '../../devtools/src/conformance/suite/vector-file.ts'
import type { Operations } from './core.ts'

/** The verdict and the answer, each as one text. */
export interface Observation {
  readonly answer: string
  readonly verdict: string
}

export async function observe(vector: Vector, operations: Operations): Promise<Observation> {
  const answer = await ask(vector, operations)
  const { outcome, as = '', difference } = judge(vector, answer)
  // If the RFC is silent, an answer that is none of the alternatives is compared by its text.
  const reading =
    vector.level === 'silent' && difference !== undefined ? JSON.stringify(answer) : ''
  return {
    answer: JSON.stringify(answer),
    verdict: [outcome, as, difference?.stage ?? '', reading].join(' '),
  }
}

async function ask({ operation, input }: Vector, operations: Operations): Promise<Answer> {
  try {
    return readAnswer({ output: await operations[operation]!(input as never) })
  } catch (error) {
    // Each copy has its own error class.
    const { name, code } = error as { readonly name?: string; readonly code?: string }
    if (name === 'CountersignError') return { kind: 'rejected', message: String(code) }
    return { kind: 'errored', message: String(error) }
  }
}
