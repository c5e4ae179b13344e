/** What a run comes to: a result for each vector of each subject. */
import type { Announcement } from '../protocol/protocol.ts'
import type { Vector } from '../suite/vector-file.ts'
import type { Observation } from './observed.ts'
import type { Judgement } from './outcome.ts'

export interface Likely {
  /** The mistakes in plain words. */
  readonly words: string
  /** The same by their names in the catalogue of `countersign diagnose`. */
  readonly deviations: readonly string[]
}

export interface Result extends Judgement {
  readonly vector: Vector
  /** Why it is known to fail, where `--expect-failures` says so. */
  readonly knownReason?: string
  /** The text that the answer can be diagnosed by. */
  readonly observation?: Observation
  /** The mistakes that make exactly this failure. */
  readonly likely?: Likely
}

export interface SubjectRun {
  readonly name: string
  /** `null` where it could not be started; `failure` says why. */
  readonly announcement: Announcement | null
  readonly failure: string | null
  readonly results: readonly Result[]
  /** Remarks on the subject's conduct that belong to no single vector. */
  readonly problems: readonly string[]
  readonly stderr: string
}
