/** The mutation operators: the possible changes of one node of a source. */
import { mutateExpression } from './expressions.ts'
import type { Node, Parsers, Place } from './syntax.ts'

export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** One change of the text of a node. */
export interface Change extends Edit {
  readonly operator: string
  /** The change as it is shown, if its source needs brackets. */
  readonly shown?: Edit
}

/** The replacement of an empty text or list. */
const FILLER = "'mutated'"

const EQUALITY: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
  '===': ['!=='],
  '!==': ['==='],
}
const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<<': '>>',
  '>>': '<<',
  '&': '|',
  '|': '&',
}
const LOGICAL: Readonly<Record<string, string>> = { '&&': '||', '||': '&&', '??': '&&' }
const UNARY: Readonly<Record<string, string>> = { '+': '-', '-': '+', '~': '' }

const pairs = (...names: (readonly [string, string])[]): ReadonlyMap<string, string> =>
  new Map(
    names.flatMap(
      ([one, other]) =>
        [
          [one, other],
          [other, one],
        ] as const,
    ),
  )

const SWAPPED_METHODS = pairs(
  ['some', 'every'],
  ['startsWith', 'endsWith'],
  ['toUpperCase', 'toLowerCase'],
  ['toLocaleUpperCase', 'toLocaleLowerCase'],
  ['trimStart', 'trimEnd'],
  ['min', 'max'],
)
/** Methods that return a value of the same kind, so that a call can be left out. */
const REMOVED_METHODS = new Set(
  'trim slice substring subarray sort toSorted reverse toReversed filter charAt'.split(' '),
)

/** All changes of one node, each once. `source` is the text of its file. */
export function changesAt(place: Place, source: string, parsers: Parsers): Change[] {
  const changes = [...changesByPosition(place), ...changesByType(place, source, parsers)]
  return changes.filter(
    ({ start, end, text }, position) =>
      changes.findIndex(
        (other) => other.start === start && other.end === end && other.text === text,
      ) === position,
  )
}

/** Changes of a node because of its role in its parent. */
function changesByPosition({ node, member, parent }: Place): Change[] {
  const type = parent?.node.type ?? ''
  if (member === 'test') {
    if (type === 'SwitchCase') return []
    const isLoop = /^(For|While|DoWhile)Statement$/.test(type)
    return isLoop ? always(node, 'false') : [...always(node, 'true'), ...always(node, 'false')]
  }
  if (member !== 'body' || type !== 'ArrowFunctionExpression') return []
  if (node.type === 'BlockStatement' || node.name === 'undefined') return []
  return [{ operator: 'arrow', start: node.start, end: node.end, text: 'undefined' }]
}

function changesByType(place: Place, source: string, parsers: Parsers): Change[] {
  const { node } = place
  const whole = (operator: string, text: string): Change => ({
    operator,
    start: node.start,
    end: node.end,
    text,
  })
  switch (node.type) {
    case 'BinaryExpression':
      return changesOfBinary(node, source)
    case 'LogicalExpression':
      return changesOfLogical(place, source)
    case 'SwitchCase':
      return emptyCase(node)
    case 'UnaryExpression':
      return changesOfUnary(node, source)
    case 'UpdateExpression':
      return [
        swapToken(node, source, 'update', node.operator!, node.operator === '++' ? '--' : '++'),
      ]
    case 'AssignmentExpression':
      return changesOfAssignment(node, source)
    case 'BooleanLiteral':
      return [whole('boolean', String(node.value !== true))]
    case 'StringLiteral':
      return isKeyOrPath(place) ? [] : [whole('string', node.value === '' ? FILLER : "''")]
    case 'TemplateLiteral':
      return [whole('template', node.end - node.start === 2 ? '`mutated`' : '``')]
    case 'ArrayExpression':
      return [whole('array', node.elements!.length === 0 ? `[${FILLER}]` : '[]')]
    case 'ObjectExpression':
      return node.properties!.length === 0 ? [] : [whole('object', '{}')]
    case 'BlockStatement':
      return canBeEmpty(place) ? [whole('block', '{}')] : []
    case 'OptionalMemberExpression':
    case 'OptionalCallExpression':
      return [...changesOfChain(node, source), ...changesOfCall(node, source)]
    case 'CallExpression':
      return changesOfCall(node, source)
    case 'RegExpLiteral':
      return changesOfExpression(node, source, parsers)
    default:
      return []
  }
}

const changesOfExpression = (node: Node, source: string, parsers: Parsers): Change[] =>
  mutateExpression(source.slice(node.start, node.end), parsers).map(({ start, end, text }) => ({
    operator: 'expression',
    start: node.start + start,
    end: node.start + end,
    text,
  }))

const always = ({ start, end }: Node, text: string): Change[] => [
  { operator: 'condition', start, end, text },
]

/** Replaces a binary, prefix or postfix operator. */
function swapToken(
  node: Node,
  source: string,
  operator: string,
  token: string,
  text: string,
): Change {
  const start = source.indexOf(
    token,
    node.left?.end ?? (node.prefix ? node.start : node.argument!.end),
  )
  return { operator, start, end: start + token.length, text }
}

function changesOfBinary(node: Node, source: string): Change[] {
  const token = node.operator!
  const equality = EQUALITY[token]
  if (equality !== undefined) {
    const swaps = equality.map((other) => swapToken(node, source, 'equality', token, other))
    return [...always(node, 'true'), ...always(node, 'false'), ...swaps]
  }
  const other = ARITHMETIC[token]
  if (other === undefined || (token === '+' && joinsText(node))) return []
  return [swapToken(node, source, 'arithmetic', token, other)]
}

/** Whether a sum joins texts, as far as the syntax shows. */
const joinsText = ({ type, operator, left, right }: Node): boolean =>
  type === 'StringLiteral' ||
  type === 'TemplateLiteral' ||
  (type === 'BinaryExpression' && operator === '+' && (joinsText(left!) || joinsText(right!)))

function changesOfLogical({ node, parent }: Place, source: string): Change[] {
  const token = node.operator!
  const position = source.indexOf(token, node.left!.end)
  const operand = ({ type, extra }: Node, text: string): string =>
    type === 'LogicalExpression' && !extra?.parenthesized ? `(${text})` : text
  const left = operand(node.left!, source.slice(node.start, position).trim())
  const right = operand(node.right!, source.slice(position + token.length, node.end).trim())
  const mutated = `${left} ${LOGICAL[token]} ${right}`
  const isBare = parent?.node.type === 'LogicalExpression' && !node.extra?.parenthesized
  const swap = {
    operator: 'logical',
    start: node.start,
    end: node.end,
    text: isBare ? `(${mutated})` : mutated,
    shown: { start: position, end: position + token.length, text: LOGICAL[token]! },
  }
  return token === '??' ? [swap] : [...always(node, 'true'), ...always(node, 'false'), swap]
}

function changesOfUnary(node: Node, source: string): Change[] {
  const { start, operator = '' } = node
  if (operator === '!') {
    return [{ operator: 'boolean', start, end: node.end, text: source.slice(start + 1, node.end) }]
  }
  const other = UNARY[operator]
  return other === undefined ? [] : [{ operator: 'unary', start, end: start + 1, text: other }]
}

function changesOfAssignment(node: Node, source: string): Change[] {
  const token = node.operator!.slice(0, -1)
  const other = ARITHMETIC[token] ?? LOGICAL[token]
  return other === undefined ? [] : [swapToken(node, source, 'assignment', token, other)]
}

function emptyCase({ consequent }: Node): Change[] {
  const statements = consequent as readonly Node[]
  if (statements.length === 0) return []
  return [{ operator: 'case', start: statements[0]!.start, end: statements.at(-1)!.end, text: '' }]
}

/** Names of members and paths of modules are not values. */
function isKeyOrPath({ member, parent }: Place): boolean {
  return member === 'source' || (member === 'key' && parent?.node.computed !== true)
}

/** A constructor is not mutated, because one without the call of its parent always throws. */
function canBeEmpty({ node, parent }: Place): boolean {
  if ((node.body as readonly Node[]).length === 0) return false
  return !(parent?.node.type === 'ClassMethod' && parent.node.kind === 'constructor')
}

/** Replaces an optional chain by a plain one. */
function changesOfChain(node: Node, source: string): Change[] {
  if (!node.optional) return []
  const start = source.indexOf('?.', (node.object ?? node.callee)!.end)
  const text = node.type === 'OptionalMemberExpression' && !node.computed ? '.' : ''
  return [{ operator: 'chain', start, end: start + 2, text }]
}

function changesOfCall({ callee, end }: Node, source: string): Change[] {
  if (!/^(Optional)?MemberExpression$/.test(callee?.type ?? '')) return []
  const { object, property, computed } = callee!
  const name = property?.name ?? ''
  if (computed) return []
  const other = SWAPPED_METHODS.get(name)
  if (other !== undefined) {
    return [{ operator: 'method', start: property!.start, end: property!.end, text: other }]
  }
  if (!REMOVED_METHODS.has(name)) return []
  // The object may have its own brackets, which are kept.
  const dot = source.lastIndexOf('.', property!.start)
  const start = source[dot - 1] === '?' ? dot - 1 : dot
  return start < object!.end ? [] : [{ operator: 'method', start, end, text: '' }]
}
