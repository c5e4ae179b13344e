/** Runs the suite on each implementation, and diagnoses every wrong text. */
import { loadManifest } from '../../../devtools/src/conformance/subject/manifest.ts'
import { runSubjects } from '../../../devtools/src/conformance/run/run.ts'
import type { Result } from '../../../devtools/src/conformance/run/result.ts'
import { createAdapterSubject } from '../../../devtools/src/conformance/subject/subject.ts'
import type { Vector } from '../../../devtools/src/conformance/suite/vector-file.ts'
import { loadSuite } from '../../../devtools/src/conformance/suite/vectors.ts'
import { deviationsBehind, type ObservedText } from '../../../devtools/src/diagnose/index.ts'

/** A wrong text. `deviations` is `null` if no known deviation produces it. */
export interface Wrong {
  readonly id: string
  readonly kind: ObservedText['kind']
  readonly text: string
  readonly deviations: readonly string[] | null
}

export interface Measured {
  readonly name: string
  readonly version: string
  readonly language: string
  /** The number of correct texts. */
  readonly right: number
  readonly wrong: readonly Wrong[]
}

export interface Controls {
  /** The number of diagnosed vectors with a correct text, and the vectors diagnosed as wrong. */
  readonly right: number
  readonly accused: readonly string[]
  /** The number of signatures with unknown secrets, and the vectors that were explained. */
  readonly random: number
  readonly explained: readonly string[]
}

export interface Diagnosed {
  readonly suiteHash: string
  readonly date: string
  readonly implementations: readonly Measured[]
  readonly controls: Controls
}

/** The largest number of combined deviations, as in the command. */
export const MAX_DEVIATIONS = 3
/** In milliseconds for each request. */
const REQUEST_TIMEOUT = 20_000

/**
 * The vectors that RFC 5849 decides. On the others, implementations may differ without being wrong.
 */
export const settledVectors = (): Vector[] =>
  loadSuite().vectors.filter(({ level }) => level !== 'silent')

/** Runs every implementation of a manifest and diagnoses its wrong texts. */
export async function measure(manifest: string): Promise<Measured[]> {
  const entries = loadManifest(manifest)
  const missing = entries.filter(({ isInstalled }) => !isInstalled).map(({ name }) => name)
  if (missing.length > 0)
    throw new Error(`not installed: ${missing.join(', ')}; see adapters/README.md`)
  const subjects = entries.map((entry) =>
    createAdapterSubject({ ...entry, timeout: REQUEST_TIMEOUT }),
  )
  const runs = await runSubjects(subjects, settledVectors(), () => {})
  const known = new Map<string, Wrong>()
  return runs.map(({ name, announcement, failure, results }) => {
    if (announcement === null) throw new Error(`${name} could not be run: ${failure}`)
    const { version, language } = announcement
    const observed = results.filter(({ observation }) => observation !== undefined)
    const wrong = observed
      .filter(({ observation }) => !observation!.isRight)
      .map((result) => diagnoseOnce(result, known))
    return { name, version, language, right: observed.length - wrong.length, wrong }
  })
}

/** Caches diagnoses, because implementations share wrong texts. */
function diagnoseOnce({ observation }: Result, known: Map<string, Wrong>): Wrong {
  const { id, observed } = observation!
  const { kind, text } = observed
  const key = `${id} ${kind} ${text}`
  const wrong = known.get(key) ?? { id, kind, text, deviations: namesBehind(observed) }
  known.set(key, wrong)
  return wrong
}

/** The deviations of the likeliest set. `null` without a set. */
export function namesBehind(
  observed: ObservedText,
  most: number = MAX_DEVIATIONS,
): string[] | null {
  const [likeliest] = deviationsBehind(observed, most)
  return likeliest?.map(({ name }) => name) ?? null
}

export const isExplained = ({ deviations }: Wrong): boolean =>
  deviations !== null && deviations.length > 0
