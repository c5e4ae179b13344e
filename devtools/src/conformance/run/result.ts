/** The results of a run: one for each vector of each subject. */
import type { Announcement } from '../protocol/protocol.ts'
import type { Vector } from '../suite/vector-file.ts'
import type { Observation } from './observed.ts'
import type { Judgement } from './outcome.ts'

export interface Likely {
  /** The titles of the deviations. */
  readonly words: string
  /** The names of the deviations in the catalogue of `countersign diagnose`. */
  readonly deviations: readonly string[]
}

export interface Result extends Judgement {
  readonly vector: Vector
  /** The reason of a known failure, from `--expect-failures`. */
  readonly knownReason?: string
  /** The text of the answer to diagnose. */
  readonly observation?: Observation
  /** The deviations that produce exactly this answer. */
  readonly likely?: Likely
}

export interface SubjectRun {
  readonly name: string
  /** `null` if the subject could not be started. `failure` holds the cause. */
  readonly announcement: Announcement | null
  readonly failure: string | null
  readonly results: readonly Result[]
  /** Breaches of the protocol that belong to no vector. */
  readonly problems: readonly string[]
  readonly stderr: string
}
