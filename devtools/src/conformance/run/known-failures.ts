/** Reads the list of known failures, so that a run fails only on new failures. */
import { readJsonList } from '../protocol/json-list.ts'
import { CountersignError } from 'countersign/signing'
import { isMembers } from '../protocol/members.ts'
import type { SubjectRun } from './result.ts'
import type { Vector } from '../suite/vector-file.ts'

export interface KnownFailure {
  readonly id: string
  readonly reason: string
  /** The subject that it is about. Defaults to all subjects. */
  readonly subject?: string
}

/**
 * Reads `[{"id": "…", "reason": "…", "subject": "…"}]`.
 *
 * @throws CountersignError `usage`, `input-too-large`
 */
export function loadKnownFailures(path: string, vectors: readonly Vector[]): KnownFailure[] {
  const list = readJsonList(path, (why) => refuse(path, why))
  const ids = new Set(vectors.map(({ id }) => id))
  return list.map((entry) => {
    const { id, reason, subject } = isMembers(entry) ? entry : {}
    if (typeof id !== 'string' || typeof reason !== 'string' || reason === '')
      return refuse(path, 'an entry lacks its id or its reason')
    if (!ids.has(id)) return refuse(path, `there is no vector ${id}`)
    return { id, reason, ...(typeof subject === 'string' ? { subject } : {}) }
  })
}

/** Adds the reasons of known failures to the results. */
export function markKnownFailures(
  runs: readonly SubjectRun[],
  known: readonly KnownFailure[],
): SubjectRun[] {
  return runs.map((run) => {
    const concerned = known.filter(
      ({ subject }) =>
        subject === undefined || subject === run.name || subject === run.announcement?.name,
    )
    const reasons = new Map(concerned.map(({ id, reason }) => [id, reason]))
    const results = run.results.map((result) => {
      const knownReason = reasons.get(result.vector.id)
      return knownReason === undefined ? result : { ...result, knownReason }
    })
    return { ...run, results }
  })
}

function refuse(path: string, why: string): never {
  throw new CountersignError('usage', `not a list of known failures: ${path}: ${why}`, {
    hint: 'write [{"id": "suite/name", "reason": "…"}], with a "subject" if it is about one subject',
  })
}
