/** The mutants of a source file. */
import { fold } from '../../test/mutants/core.ts'
import { type Change, changesAt, type Edit } from './operators.ts'
import { type Node, type Parsers, type Place, walk } from './syntax.ts'

/** The key of a mutant, independent of line numbers. */
export interface Key {
  /** The file, as a path below src. */
  readonly file: string
  /** The enclosing functions, or the constant of the module. */
  readonly in: string
  /** The changed expression or block on one line, cut if it is long. */
  readonly original: string
  readonly replacement: string
  /** Its number among mutants with equal keys, from 1. */
  readonly nth: number
}

export interface Mutant extends Key {
  readonly id: number
  readonly line: number
  readonly operator: string
  readonly change: Change
  /** The smallest piece of code around the change that can be switched at run time. */
  readonly host: Host
}

export interface Host {
  readonly kind: 'expression' | 'block' | 'switch'
  readonly start: number
  readonly end: number
  readonly depth: number
}

/** All mutants of one file, in the order of its text, numbered from `first` on. */
export function findMutants(
  file: string,
  source: string,
  first: number,
  parsers: Parsers,
): Mutant[] {
  const found: Omit<Mutant, 'id' | 'nth'>[] = []
  walk(parsers.parseSource(source), (place) => {
    for (const change of changesAt(place, source, parsers)) {
      found.push({
        file,
        in: nameAround(place),
        ...describe(source, place.node, change.shown ?? change),
        line: source.slice(0, change.start).split('\n').length,
        operator: change.operator,
        change,
        host: hostOf(place),
      })
    }
  })
  found.sort((one, other) => one.change.start - other.change.start)
  const counts = new Map<string, number>()
  return found.map((mutant, position) => {
    const alike = JSON.stringify([mutant.in, mutant.original, mutant.replacement])
    const nth = (counts.get(alike) ?? 0) + 1
    counts.set(alike, nth)
    return { ...mutant, id: first + position, nth }
  })
}

/** The text of the node before and after the change, as far as it identifies the change. */
function describe(
  source: string,
  node: Node,
  { start, end, text }: Edit,
): { readonly original: string; readonly replacement: string } {
  const folded = fold(source.slice(node.start, node.end))
  const indexOf = (position: number): number => {
    const index = folded.starts.findIndex((offset) => offset >= position - node.start)
    return index < 0 ? folded.text.length : index
  }
  const before = folded.text.slice(0, indexOf(start))
  const changed = folded.text.slice(indexOf(start), indexOf(end))
  const after = folded.text.slice(indexOf(end))
  const [left, right] = [before.length > 40 ? `…${before.slice(-30)}` : before, cut(after, 40)]
  return {
    original: left + cut(changed, 80) + right,
    replacement: left + cut(fold(text).text, 80) + right,
  }
}

const cut = (text: string, limit: number): string =>
  text.length > limit ? `${text.slice(0, limit - 10)}…` : text

function nameAround(place: Place): string {
  const names: string[] = []
  for (let at: Place | null = place; at !== null; at = at.parent) {
    const name = nameOf(at)
    if (name !== null) names.unshift(name)
  }
  return names.join('.')
}

/** The name that a node gives to the code in it. Constants within a function have none. */
function nameOf({ node, parent }: Place): string | null {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node.id?.name ?? null
    case 'ClassMethod':
    case 'ClassProperty':
    case 'ObjectMethod':
      return node.key?.name ?? null
    case 'VariableDeclarator':
      return isInFunction(parent) ? null : (node.id?.name ?? null)
    default:
      return null
  }
}

function isInFunction(place: Place | null): boolean {
  for (let at = place; at !== null; at = at.parent) {
    if (/Function|Method/.test(at.node.type)) return true
  }
  return false
}

function hostOf(place: Place): Host {
  const { node, member, parent, depth } = place
  if (node.type === 'BlockStatement')
    return { kind: 'block', start: node.start, end: node.end, depth }
  if (node.type === 'SwitchCase') {
    const { start, end } = parent!.node
    return { kind: 'switch', start, end, depth: depth - 1 }
  }
  if (belongsTo(node, member, parent!.node)) return hostOf(parent!)
  return { kind: 'expression', start: node.start, end: node.end, depth }
}

/**
 * Whether a node cannot be switched without its parent, such as a method or a part of an optional
 * chain.
 */
function belongsTo({ type }: Node, member: string, parent: Node): boolean {
  const isLink = /^Optional|^TSNonNull/.test(type)
  if (member === 'callee') return /MemberExpression$/.test(type) || isLink
  if (member === 'object') return isLink && parent.type.startsWith('Optional')
  if (member === 'expression') return isLink && parent.type === 'TSNonNullExpression'
  return member === 'quasi' || member === 'tag'
}
