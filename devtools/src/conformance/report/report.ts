/** What every report is made from. */
import type { SubjectRun } from '../run/result.ts'
import type { Suite } from '../suite/vectors.ts'

export interface Report {
  readonly suite: Suite
  readonly date: Date
  readonly isStrict: boolean
  readonly runs: readonly SubjectRun[]
  /** Implementations of a manifest that are not installed. */
  readonly missing: readonly string[]
  /** The command that runs the vector with this id again, against the same subjects. */
  rerun(id: string): string
}

/** The suite's hash, short enough to read out. */
export const shortHash = ({ hash }: Suite): string => hash.slice(0, 12)

/** `name version (language)`, as the subject has it. */
export function describeSubject({ name, announcement }: SubjectRun): string {
  return announcement === null ? name : `${name} ${announcement.version} (${announcement.language})`
}
