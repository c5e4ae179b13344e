/**
 * Reads the report of `countersign conformance --report`, and the remarks that are written by hand.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { OUTCOMES, type Outcome } from '../../../devtools/src/conformance/run/outcome.ts'
import { type Flag, readVectorFile } from '../../../devtools/src/conformance/suite/vector-file.ts'

export interface Result {
  readonly id: string
  readonly section: string
  readonly level: string
  readonly outcome: Outcome
  readonly message?: string
  readonly difference?: {
    readonly stage: string
    readonly expected: string
    readonly actual: string
  }
}

export interface Implementation {
  readonly name: string
  readonly version: string
  readonly language: string
  readonly results: readonly Result[]
}

export interface Report {
  readonly suite: string
  readonly date: string
  /** Implementations of the manifest that are not installed. */
  readonly missing: readonly string[]
  readonly implementations: readonly Implementation[]
}

/** The members of a vector that the page needs. */
export interface Vector {
  readonly id: string
  readonly operation: string
  readonly level: string
  readonly flags: readonly string[]
  /** The publisher of exactly the expected value, or `null`. */
  readonly publisher: string | null
}

/** Results that do not show the implementation, because its adapter decided them. */
export interface AdapterPart {
  readonly implementations: readonly string[]
  /** Ids, in which a final `*` matches any text. */
  readonly vectors: readonly string[]
  /** If present, only answers with this text. */
  readonly answer?: string
  readonly because: string
}

export interface Remarks {
  readonly implementations: Readonly<Record<string, string>>
  /** Implementations that may share code. Together they count as the first of them. */
  readonly families: readonly { readonly members: readonly string[]; readonly because: string }[]
  readonly adapterParts: readonly AdapterPart[]
  /** Why fewer than two agree on a `must` vector. The first entry that names it counts. */
  readonly exceptions: readonly {
    /** Ids, as in an adapter's part. */
    readonly vectors?: readonly string[]
    readonly operations?: readonly string[]
    readonly because: string
  }[]
}

export const vectorFolder: URL = new URL('../../../test/vectors/', import.meta.url)

export const readRemarks = (): Remarks =>
  JSON.parse(readFileSync(new URL('remarks.json', import.meta.url), 'utf8')) as Remarks

interface Line {
  readonly type: string
  readonly suite: string
  readonly date: string
  readonly missing: readonly string[]
  readonly name: string
  readonly failure: string | null
  readonly implementation: { readonly version: string; readonly language: string } | null
  readonly subject: string
}

export function parseReport(text: string): Report {
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line & Result)
  const head = lines.find(({ type }) => type === 'run')
  if (!head || lines.at(-1)?.type !== 'end') throw new Error('the report is not complete')
  const subjects = lines.filter(({ type }) => type === 'subject')
  const dead = subjects.find(({ implementation }) => implementation === null)
  if (dead) throw new Error(`${dead.name} could not be run: ${dead.failure}`)
  const implementations = subjects.map(({ name, implementation }) => ({
    name,
    version: implementation!.version,
    language: implementation!.language,
    results: lines.filter(({ type, subject }) => type === 'result' && subject === name),
  }))
  return { suite: head.suite, date: head.date.slice(0, 10), missing: head.missing, implementations }
}

interface Publication {
  readonly source: string
  readonly published?: { readonly title: string }
  readonly publishedValue?: unknown
}

interface RawFile {
  readonly flags: Readonly<Record<string, Flag>>
  readonly groups: readonly { readonly tests: readonly (Publication & { readonly id: string })[] }[]
}

/** All vectors of the suite, and the bugs of their flags. */
export function readSuite(): { vectors: Vector[]; bugs: Map<string, string> } {
  const names = readdirSync(vectorFolder).filter(
    (name) => name.endsWith('.json') && !['package.json', 'schema.json'].includes(name),
  )
  const bugs = new Map<string, string>()
  const vectors = names.sort().flatMap((name) => {
    const text = readFileSync(new URL(name, vectorFolder), 'utf8')
    const { flags, groups } = JSON.parse(text) as RawFile
    for (const [flag, { bug }] of Object.entries(flags)) bugs.set(flag, bug)
    const publications = new Map(
      groups.flatMap(({ tests }) => tests.map((test) => [test.id, test] as const)),
    )
    return readVectorFile(name, text).map(({ id, operation, level, flags }) => ({
      id,
      operation,
      level,
      flags: flags.map((flag) => flag.name),
      publisher: publisherOf(publications.get(id)!),
    }))
  })
  return { vectors, bugs }
}

function publisherOf({ source, published, publishedValue }: Publication): string | null {
  if (publishedValue !== undefined || source === 'derived') return null
  return published?.title ?? 'RFC 5849'
}

export const matches = (pattern: string, id: string): boolean =>
  pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern

/**
 * The part of the adapter in a result, or `undefined` if the result is that of the implementation.
 */
export function adapterPartOf(
  parts: readonly AdapterPart[],
  name: string,
  result: Result,
): AdapterPart | undefined {
  const answer = `${result.message ?? ''} ${result.difference?.actual ?? ''}`
  return parts.find(
    (part) =>
      part.implementations.includes(name) &&
      part.vectors.some((pattern) => matches(pattern, result.id)) &&
      (part.answer === undefined || answer.includes(part.answer)),
  )
}

export const countOutcomes = ({ results }: Implementation): Record<Outcome, number> =>
  Object.fromEntries(
    OUTCOMES.map((outcome) => [
      outcome,
      results.filter((result) => result.outcome === outcome).length,
    ]),
  ) as Record<Outcome, number>

/** Ids of vectors in a text, each between backticks. */
export const idsIn = (text: string): string[] =>
  [...text.matchAll(/`([a-z0-9-]+\/[a-z0-9-]+)`/g)].map(([, id]) => id!)

/** The faults of the paragraphs, as messages. */
export function faultsOf({ implementations }: Report, remarks: Remarks): string[] {
  return [
    ...Object.keys(remarks.implementations)
      .filter((name) => !implementations.some((known) => known.name === name))
      .map((name) => `there is a paragraph on ${name}, and no result`),
    ...implementations.flatMap(({ name, results }) => {
      const failed = results.filter(({ outcome }) => outcome === 'fail')
      const own = failed.filter(
        (result) => adapterPartOf(remarks.adapterParts, name, result) === undefined,
      )
      const paragraph = remarks.implementations[name]
      if (paragraph === undefined) return [`there is no paragraph on ${name}`]
      const cited = idsIn(paragraph)
      return [
        ...(own.length > 0 && cited.length === 0
          ? [`the paragraph on ${name} cites no vector, and ${own.length} fail`]
          : []),
        ...cited
          .filter((id) => !own.some((result) => result.id === id))
          .map(
            (id) => `the paragraph on ${name} cites ${id}, which does not fail by its own doing`,
          ),
      ]
    }),
  ]
}
