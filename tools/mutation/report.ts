/** The report of a run, for the terminal and as JSON. */
import type { Result } from './judge.ts'
import type { Mutant } from './mutants.ts'

export interface Count {
  readonly mutants: number
  readonly killed: number
  readonly survived: number
  readonly equivalent: number
  /** The share of killed mutants among those that are not equivalent, in percent. */
  readonly score: number
}

export interface Report {
  readonly total: Count
  readonly files: ReadonlyMap<string, Count>
  readonly survivors: readonly Result[]
  /** Mutants that are listed as equivalent although a test kills them. */
  readonly disproved: readonly Result[]
}

const isKilled = ({ status }: Result): boolean => status === 'killed' || status === 'timeout'

export function summarize(results: readonly Result[], equivalents: ReadonlySet<Mutant>): Report {
  const isEquivalent = ({ mutant }: Result): boolean => equivalents.has(mutant)
  const count = (some: readonly Result[]): Count => {
    const equivalent = some.filter(isEquivalent).length
    const killed = some.filter((result) => isKilled(result) && !isEquivalent(result)).length
    const counted = some.length - equivalent
    const score = counted === 0 ? 100 : (100 * killed) / counted
    return { mutants: some.length, killed, survived: counted - killed, equivalent, score }
  }
  const names = [...new Set(results.map(({ mutant }) => mutant.file))]
  return {
    total: count(results),
    files: new Map(
      names.map((name) => [name, count(results.filter(({ mutant }) => mutant.file === name))]),
    ),
    survivors: results.filter((result) => !isKilled(result) && !isEquivalent(result)),
    disproved: results.filter((result) => isKilled(result) && isEquivalent(result)),
  }
}

/** Formats the survivors by line, and a table by file. */
export function formatReport({ total, files, survivors }: Report): string {
  const rows = [...files, ['all', total] as const].map(([name, count]) => [
    name,
    ...[count.mutants, count.killed, count.survived, count.equivalent].map(String),
    percent(count.score),
  ])
  const table = [['file', 'mutants', 'killed', 'survived', 'equivalent', 'score'], ...rows]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  '),
  )
  return [...survivors.map(formatSurvivor), ...(survivors.length > 0 ? [''] : []), ...lines].join(
    '\n',
  )
}

function formatSurvivor({ mutant, status }: Result): string {
  const { file, line, original, replacement, nth } = mutant
  const place = `src/${file}:${line} in ${mutant.in || 'the module'}`
  const number = nth === 1 ? '' : ` (nth ${nth})`
  const note = status === 'unreached' ? ', which no test reaches' : ''
  return `${place}: ${original} → ${replacement}${number}${note}`
}

/** Rounds down, so that 97 % means 97 % or more. */
export const percent = (score: number): string => `${(Math.floor(score * 100) / 100).toFixed(2)} %`

/** The whole run as JSON: the counts, and each mutant with its key and result. */
export function formatJson(
  { total, files }: Report,
  results: readonly Result[],
  equivalents: ReadonlySet<Mutant>,
): string {
  const mutants = results.map(({ mutant, status, by }) => {
    const { file, line, operator, original, replacement, nth } = mutant
    const isEquivalent = equivalents.has(mutant)
    return {
      file,
      line,
      in: mutant.in,
      operator,
      original,
      replacement,
      nth,
      status,
      by,
      isEquivalent,
    }
  })
  return `${JSON.stringify({ total, files: Object.fromEntries(files), mutants }, null, 2)}\n`
}
