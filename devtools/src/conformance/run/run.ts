/** Runs every vector against every subject, two subjects at a time. */
import { explainRuns } from './likely.ts'
import { observe } from './observed.ts'
import { judge } from './outcome.ts'
import type { Result, SubjectRun } from './result.ts'
import { type Announcement, type Answer, isSuiteInternal } from '../protocol/protocol.ts'
import type { Subject } from '../subject/subject.ts'
import type { Vector } from '../suite/vector-file.ts'

export type Progress = (name: string, done: number, total: number) => void

const CONCURRENCY = 2

/** @returns the runs in the order of the subjects */
export async function runSubjects(
  subjects: readonly Subject[],
  vectors: readonly Vector[],
  onProgress: Progress,
): Promise<SubjectRun[]> {
  const runs: SubjectRun[] = []
  const waiting = subjects.entries()
  const work = async (): Promise<void> => {
    for (const [position, subject] of waiting)
      runs[position] = await runSubject(subject, vectors, onProgress)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  // Searches after all subjects have ended, because a search blocks the event loop.
  return explainRuns(runs)
}

async function runSubject(
  subject: Subject,
  vectors: readonly Vector[],
  onProgress: Progress,
): Promise<SubjectRun> {
  let announcement: Announcement | string
  let results: Result[] = []
  try {
    announcement = await subject.start()
    if (typeof announcement !== 'string')
      results = await askAll(subject, announcement, vectors, onProgress)
  } finally {
    await subject.end()
  }
  const [problems, stderr] = [subject.problems(), subject.stderr()]
  if (typeof announcement === 'string') {
    const name = subject.name || 'the adapter'
    return { name, announcement: null, failure: announcement, results, problems, stderr }
  }
  return {
    name: subject.name || announcement.name,
    announcement,
    failure: null,
    results,
    problems: [...problems, ...skippedAnnouncements(announcement, results)],
    stderr,
  }
}

async function askAll(
  subject: Subject,
  announcement: Announcement,
  vectors: readonly Vector[],
  onProgress: Progress,
): Promise<Result[]> {
  const concerned = vectors.filter(
    ({ operation }) => announcement.operations.includes(operation) || !isSuiteInternal(operation),
  )
  const results: Result[] = []
  for (const vector of concerned) {
    const missing = missingFor(vector, announcement)
    results.push(
      missing === null
        ? judgeAnswer(vector, await subject.ask(vector.operation, vector.input))
        : { vector, outcome: 'unsupported', message: `${missing} is not announced` },
    )
    onProgress(subject.name, results.length, concerned.length)
  }
  return results
}

function judgeAnswer(vector: Vector, answer: Answer): Result {
  const observation = observe(vector, answer)
  return { vector, ...judge(vector, answer), ...(observation && { observation }) }
}

function missingFor({ operation, methods }: Vector, announcement: Announcement): string | null {
  if (!announcement.operations.includes(operation)) return operation
  return methods.find((method) => !announcement.methods.includes(method)) ?? null
}

/** The operations and methods that a subject announces although it skips all their vectors. */
function skippedAnnouncements(
  { operations, methods }: Announcement,
  results: readonly Result[],
): string[] {
  const asked = results.filter(({ outcome }) => outcome !== 'unsupported')
  const skipsAll = (name: string, concerns: (vector: Vector) => boolean): string[] => {
    const concerned = asked.filter(({ vector }) => concerns(vector))
    const isEmpty = concerned.length > 0 && concerned.every(({ outcome }) => outcome === 'skipped')
    return isEmpty ? [`it announces ${name}, and skips all ${concerned.length} of its vectors`] : []
  }
  return [
    ...operations.flatMap((name) => skipsAll(name, ({ operation }) => operation === name)),
    ...methods.flatMap((name) => skipsAll(name, (vector) => vector.methods.includes(name))),
  ]
}
