/** Mutations of a regular expression. */
import type { ExpressionNode, Parsers } from './syntax.ts'

/** A change of the text of a literal. Positions are relative to its first slash. */
export interface ExpressionEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Every single change of a literal that gives a valid expression. */
export function mutateExpression(literal: string, { parseExpression }: Parsers): ExpressionEdit[] {
  const { pattern, flags } = parseExpression(literal)
  const changes = pattern === undefined ? [] : changesOf(pattern)
  for (const [position, flag] of [...(flags?.raw ?? '')].entries()) {
    const start = flags!.start + position
    changes.push({ start, end: start + flag.length, text: '' })
  }
  const seen = new Set<string>()
  return changes.filter(({ start, end, text }) => {
    const mutated = literal.slice(0, start) + text + literal.slice(end)
    const isNew = !seen.has(mutated)
    seen.add(mutated)
    return isNew && isExpression(mutated)
  })
}

function changesOf(node: ExpressionNode): ExpressionEdit[] {
  const children = [...(node.alternatives ?? []), ...(node.elements ?? [])]
  if (node.element !== undefined) children.push(node.element)
  return [...ownChanges(node), ...children.flatMap(changesOf)]
}

function ownChanges(node: ExpressionNode): ExpressionEdit[] {
  const { start, end, raw } = node
  const become = (text: string): ExpressionEdit => ({ start, end, text })
  switch (node.type) {
    case 'Assertion':
      // Anchors and lookarounds are dropped, and a word boundary becomes its opposite.
      return node.kind === 'word' ? [become(swapCase(raw))] : [become('')]
    case 'CharacterSet':
      return node.kind === 'any' ? [] : [become(swapCase(raw))]
    case 'CharacterClass':
      return [become(node.negate ? `[${raw.slice(2)}` : `[^${raw.slice(1)}`), ...dropMembers(node)]
    case 'Quantifier':
      return quantities(node).map((quantity) => ({ start: node.element!.end, end, text: quantity }))
    default:
      return []
  }
}

/** `\d` becomes `\D`, and `\D` becomes `\d`. */
const swapCase = (escape: string): string => {
  const letter = escape[1]!
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
  return `\\${other}${escape.slice(2)}`
}

function dropMembers({ elements = [] }: ExpressionNode): ExpressionEdit[] {
  if (elements.length < 2) return []
  return elements.map(({ start, end }) => ({ start, end, text: '' }))
}

/** The other quantifiers to try. The empty text means exactly one. */
function quantities({ element, raw, min = 0, max = Infinity }: ExpressionNode): string[] {
  const written = raw.slice(element!.raw.length)
  const lazy = /.\?$/.test(written) ? '?' : ''
  if (/^\*/.test(written)) return ['', `+${lazy}`]
  if (/^\+/.test(written)) return ['', `*${lazy}`]
  if (/^\?/.test(written)) return ['']
  if (max === Infinity)
    return [`{${min + 1},}${lazy}`, ...(min > 0 ? [`{${min - 1},}${lazy}`] : [])]
  if (min === max) return [`{${min + 1}}${lazy}`, `{${min},}${lazy}`]
  return [`{${min},${max + 1}}${lazy}`, `{${min},${max - 1}}${lazy}`, `{${min + 1},${max}}${lazy}`]
}

function isExpression(literal: string): boolean {
  const end = literal.lastIndexOf('/')
  try {
    return end > 1 && new RegExp(literal.slice(1, end), literal.slice(end + 1)) instanceof RegExp
  } catch {
    return false
  }
}
