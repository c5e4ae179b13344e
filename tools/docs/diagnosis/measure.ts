/** What the suite got out of each implementation: every wrong text, and the deviations that make exactly it. */
import { loadManifest } from '../../../devtools/src/conformance/subject/manifest.ts'
import { runSubjects } from '../../../devtools/src/conformance/run/run.ts'
import type { Result } from '../../../devtools/src/conformance/run/result.ts'
import { createAdapterSubject } from '../../../devtools/src/conformance/subject/subject.ts'
import type { Vector } from '../../../devtools/src/conformance/suite/vector-file.ts'
import { loadSuite } from '../../../devtools/src/conformance/suite/vectors.ts'
import { deviationsBehind, type ObservedText } from '../../../devtools/src/diagnose/index.ts'

/** One wrong text. `deviations` is `null` where nothing known makes it. */
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
  /** How many of its texts are right. */
  readonly right: number
  readonly wrong: readonly Wrong[]
}

export interface Controls {
  /** Right texts that were looked at, each once, and the vectors of those that were accused. */
  readonly right: number
  readonly accused: readonly string[]
  /** Signatures by secrets that nobody gave, and the vectors of those that something was said to explain. */
  readonly random: number
  readonly explained: readonly string[]
}

export interface Diagnosed {
  readonly suiteHash: string
  readonly date: string
  readonly implementations: readonly Measured[]
  readonly controls: Controls
}

/** How many deviations are combined, as by the command. */
export const MOST = 3
const MILLISECONDS_A_REQUEST = 20_000

/** The vectors that can be answered wrongly: where the RFC is silent, a text is another reading. */
export const settledVectors = (): Vector[] =>
  loadSuite().vectors.filter(({ level }) => level !== 'silent')

/** Runs every implementation of a manifest and diagnoses what is wrong. */
export async function measure(manifest: string): Promise<Measured[]> {
  const entries = loadManifest(manifest)
  const missing = entries.filter(({ isInstalled }) => !isInstalled).map(({ name }) => name)
  if (missing.length > 0)
    throw new Error(`not installed: ${missing.join(', ')}; see adapters/README.md`)
  const subjects = entries.map((entry) =>
    createAdapterSubject({ ...entry, timeout: MILLISECONDS_A_REQUEST }),
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

/** Implementations make the same mistakes, so each wrong text is searched for once. */
function diagnoseOnce({ observation }: Result, known: Map<string, Wrong>): Wrong {
  const { id, observed } = observation!
  const { kind, text } = observed
  const key = `${id} ${kind} ${text}`
  const wrong = known.get(key) ?? { id, kind, text, deviations: namesBehind(observed) }
  known.set(key, wrong)
  return wrong
}

/** The names of the likeliest set, `null` for none. */
export function namesBehind(observed: ObservedText, most: number = MOST): string[] | null {
  const [likeliest] = deviationsBehind(observed, most)
  return likeliest?.map(({ name }) => name) ?? null
}

export const isExplained = ({ deviations }: Wrong): boolean =>
  deviations !== null && deviations.length > 0
