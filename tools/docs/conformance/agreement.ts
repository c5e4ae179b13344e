/** Finds the independent implementations that agree on each `must` vector. */
import { adapterPartOf, matches, type Remarks, type Report, type Vector } from './report.ts'

/** The reading of the RFC in test/vectors/derive, which recomputes every expected value. */
export const DERIVE = 'derive'

export interface Agreement {
  readonly suiteHash: string
  /** The versions of implementations, by name. */
  readonly implementations: Readonly<Record<string, string>>
  /** Implementations that count as one, under the name of the first. */
  readonly families: readonly (readonly string[])[]
  /**
   * The sources that agree on each `must` vector: derive, implementations, and publications as
   * `published: …`.
   */
  readonly vectors: Readonly<Record<string, readonly string[]>>
  /** The vectors on which fewer than two agree, with the reason. */
  readonly exceptions: readonly { readonly because: string; readonly vectors: readonly string[] }[]
}

export function findAgreement(
  report: Report,
  vectors: readonly Vector[],
  remarks: Remarks,
): Agreement {
  const others = report.implementations.filter(({ name }) => name !== 'countersign')
  const agreeing = new Map<string, string[]>()
  for (const { name, results } of others) {
    for (const result of results) {
      // Another reason for the right verdict is non-strict. The RFC settles only the verdict.
      const agrees =
        result.outcome === 'pass' || (result.level === 'must' && result.outcome === 'non-strict')
      if (!agrees || adapterPartOf(remarks.adapterParts, name, result)) continue
      agreeing.set(result.id, [...(agreeing.get(result.id) ?? []), name])
    }
  }
  const musts = vectors.filter(({ level }) => level === 'must')
  const witnesses = musts.map(
    ({ id, publisher }) =>
      [
        id,
        [
          DERIVE,
          ...(agreeing.get(id) ?? []),
          ...(publisher === null ? [] : [`published: ${publisher}`]),
        ],
      ] as const,
  )
  const alone = musts.filter((_, position) => witnesses[position]![1].length < 2)
  const reasons = alone.map((vector) => reasonFor(vector, remarks))
  return {
    suiteHash: report.suite,
    implementations: Object.fromEntries(others.map(({ name, version }) => [name, version])),
    families: remarks.families.map(({ members }) => members),
    vectors: Object.fromEntries(witnesses),
    exceptions: [...new Set(reasons)].map((because) => ({
      because,
      vectors: alone.filter((_, position) => reasons[position] === because).map(({ id }) => id),
    })),
  }
}

function reasonFor({ id, operation }: Vector, { exceptions }: Remarks): string {
  const exception = exceptions.find(
    ({ vectors = [], operations = [] }) =>
      vectors.some((pattern) => matches(pattern, id)) || operations.includes(operation),
  )
  if (!exception)
    throw new Error(`only the reading in derive agrees on ${id}, and remarks.json has no reason`)
  return exception.because
}

/**
 * The number of independent implementations that agree on a vector, without derive and
 * publications.
 */
export function countIndependent(
  names: readonly string[],
  families: readonly (readonly string[])[],
): number {
  const libraries = names.filter((name) => name !== DERIVE && !name.startsWith('published: '))
  return new Set(
    libraries.map((name) => families.find((members) => members.includes(name))?.[0] ?? name),
  ).size
}

/** JSON with one vector a line. */
export function formatAgreement({
  vectors,
  exceptions,
  implementations,
  families,
  suiteHash,
}: Agreement): string {
  const members = (object: object): string =>
    inLines(
      '{}',
      Object.entries(object).map(
        ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
      ),
    )
  return `{
  "suiteHash": ${JSON.stringify(suiteHash)},
  "implementations": ${members(implementations)},
  "families": ${inLines(
    '[]',
    families.map((names) => JSON.stringify(names)),
  )},
  "vectors": ${members(vectors)},
  "exceptions": ${inLines(
    '[]',
    exceptions.map((exception) => JSON.stringify(exception)),
  )}
}
`
}

const inLines = ([open, close]: string, items: readonly string[]): string =>
  items.length === 0
    ? `${open}${close}`
    : `${open}\n${items.map((item) => `    ${item}`).join(',\n')}\n  ${close}`
