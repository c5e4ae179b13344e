/** Writes all mutants of a source into one source. Each can be switched on at run time. */
import type { Mutant } from './mutants.ts'
import { type Node, type Parsers, type Place, walk } from './syntax.ts'

interface Insertion {
  readonly position: number
  readonly text: string
  /** The order of insertions at the same place, lowest first. */
  readonly rank: number
}

/**
 * The source with all its mutants. `switchPath` is the path of switch.ts as the source imports it.
 */
export function instrument(
  source: string,
  mutants: readonly Mutant[],
  switchPath: string,
  { parseSource }: Parsers,
): string {
  const insertions: Insertion[] = []
  const around = (
    start: number,
    before: string,
    end: number,
    after: string,
    depth: number,
  ): void => {
    // At the same place the end of a piece comes before the start of the next, and inner pieces
    // first.
    insertions.push({ position: start, text: before, rank: depth })
    insertions.push({ position: end, text: after, rank: -depth })
  }
  for (const own of groupByHost(mutants)) {
    const { kind, start, end, depth } = own[0]!.host
    const isExpression = kind === 'expression'
    const choice = own.map((mutant) => {
      const variant = variantOf(source, mutant)
      return isExpression
        ? `__on(${mutant.id}) ? ${variant} : `
        : `if (__on(${mutant.id})) ${variant} else `
    })
    if (isExpression) around(start, `(${choice.join('')}`, end, ')', depth)
    else around(start, `{${choice.join('')}`, end, '}', depth)
  }
  walk(parseSource(source), (place) => {
    const { node, parent, depth } = place
    if (isLoop(node)) {
      const body = node.body as Node
      around(body.start, '{__step();', body.end, '}', depth + 0.5)
    }
    // The sources have no semicolons, so a line that begins with a bracket would continue the line
    // above.
    if (node.type === 'ExpressionStatement' && !isOnlyStatement(parent)) {
      insertions.push({ position: node.start, text: ';', rank: depth - 0.5 })
    }
  })
  insertions.sort((one, other) => one.position - other.position || one.rank - other.rank)
  let text = `import { isOn as __on, step as __step } from '${switchPath}'\n`
  let position = 0
  for (const insertion of insertions) {
    text += source.slice(position, insertion.position) + insertion.text
    position = insertion.position
  }
  return text + source.slice(position)
}

function groupByHost(mutants: readonly Mutant[]): Iterable<Mutant[]> {
  const groups = new Map<string, Mutant[]>()
  for (const mutant of mutants) {
    const { kind, depth, start } = mutant.host
    const key = `${kind} ${depth} ${start}`
    groups.set(key, [...(groups.get(key) ?? []), mutant])
  }
  return groups.values()
}

const isLoop = ({ type }: Node): boolean => /^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(type)

const isOnlyStatement = (parent: Place | null): boolean =>
  !/^(Program|BlockStatement|SwitchCase|StaticBlock)$/.test(parent?.node.type ?? '')

/** The text of a host with one mutant. */
export const variantOf = (source: string, { host, change }: Mutant): string =>
  source.slice(host.start, change.start) + change.text + source.slice(change.end, host.end)
