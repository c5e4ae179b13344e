/** The data that every report format is made from. */
import type { SubjectRun } from '../run/result.ts'
import type { Suite } from '../suite/vectors.ts'

export interface Report {
  readonly suite: Suite
  readonly date: Date
  readonly isStrict: boolean
  readonly runs: readonly SubjectRun[]
  /** The implementations of a manifest that are not installed. */
  readonly missing: readonly string[]
  /** The command that runs the vector with this id again, against the same subjects. */
  rerun(id: string): string
}

/** The first twelve digits of the suite's hash. */
export const shortHash = ({ hash }: Suite): string => hash.slice(0, 12)

/** `name version (language)`, or the name alone if the subject did not start. */
export function describeSubject({ name, announcement }: SubjectRun): string {
  return announcement === null ? name : `${name} ${announcement.version} (${announcement.language})`
}
