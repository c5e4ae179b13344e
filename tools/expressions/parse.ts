/**
 * Parses a regular expression into a tree. The engine has accepted it, so its syntax is not
 * checked.
 */

export type Node =
  /** One character of a set, or any character. `source` is a complete pattern. */
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  /** `index` is `null` for a group that does not capture. */
  | { readonly kind: 'group'; readonly index: number | null; readonly body: Node }
  | {
      readonly kind: 'look'
      readonly isBehind: boolean
      readonly isNegative: boolean
      readonly body: Node
    }
  | {
      readonly kind: 'repeat'
      readonly min: number
      readonly max: number
      readonly isLazy: boolean
      readonly body: Node
      /** The captures inside, which each iteration clears. */
      readonly captures: readonly [first: number, end: number]
    }
  | { readonly kind: 'edge'; readonly edge: '^' | '$' | '\\b' | '\\B' }
  | { readonly kind: 'back'; readonly index: number }

export interface Tree {
  readonly root: Node
  /** The number of capturing groups. */
  readonly groups: number
}

const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)/y
const ESCAPE =
  /\\(?:[pP]\{[^}]*\}|u\{[\da-fA-F]+\}|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[^])/uy
const CLASS = /\[(?:[^\]\\]|\\[^])*\]/uy
const OPENING = /\((?:\?(?::|(<?)([=!])|<([^>]*)>))?/y

export function parseExpression(source: string, flags: string): Tree {
  const names = [
    ...source.matchAll(/\(\?<(?![=!])([^<>]*)>|\((?!\?)|\\[^]|\[(?:[^\]\\]|\\[^])*\]?/gu),
  ]
    .filter(([whole]) => whole.startsWith('('))
    .map(([, name]) => name)
  const isUnicode = /[uv]/.test(flags)
  let position = 0
  let groups = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position
    const found = pattern.exec(source)
    if (found !== null) position = pattern.lastIndex
    return found
  }
  const readChoice = (): Node => {
    const options = [readSequence()]
    while (source[position] === '|') {
      position++
      options.push(readSequence())
    }
    return options.length === 1 ? options[0]! : { kind: 'choice', options }
  }
  const readSequence = (): Node => {
    const items: Node[] = []
    while (position < source.length && source[position] !== '|' && source[position] !== ')') {
      const first = groups
      const atom = readAtom()
      const quantifier = take(QUANTIFIER)
      items.push(quantifier === null ? atom : repeat(atom, quantifier, [first + 1, groups + 1]))
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items }
  }
  const readAtom = (): Node => {
    const character = source[position]!
    if (character === '(') return readGroup()
    if (character === '[') return { kind: 'set', source: take(CLASS)![0] }
    if (character === '^' || character === '$') {
      position++
      return { kind: 'edge', edge: character }
    }
    if (character === '\\') return readEscape()
    const taken = isUnicode ? String.fromCodePoint(source.codePointAt(position)!) : character
    position += taken.length
    return { kind: 'set', source: /[{}\]]/.test(taken) ? `\\${taken}` : taken }
  }
  const readEscape = (): Node => {
    const named = take(/\\k<([^>]*)>/y)
    if (named !== null) return { kind: 'back', index: names.indexOf(named[1]) + 1 }
    const numbered = take(/\\([1-9])/y)
    if (numbered !== null) return { kind: 'back', index: Number(numbered[1]) }
    const escape = take(ESCAPE)![0]
    if (escape === '\\b' || escape === '\\B') return { kind: 'edge', edge: escape }
    return { kind: 'set', source: escape }
  }
  const readGroup = (): Node => {
    const [whole, behind, look] = take(OPENING)!
    const index = look === undefined && whole !== '(?:' ? ++groups : null
    const body = readChoice()
    position++
    if (look === undefined) return { kind: 'group', index, body }
    return { kind: 'look', isBehind: behind === '<', isNegative: look === '!', body }
  }
  const root = readChoice()
  if (position < source.length) throw new Error(`cannot read /${source}/ from ${position}`)
  return { root, groups }
}

function repeat(
  body: Node,
  [, mark, min, comma, max, lazy]: RegExpExecArray,
  captures: readonly [number, number],
): Node {
  const least = mark === undefined ? Number(min) : mark === '+' ? 1 : 0
  const most =
    mark === undefined ? (comma === undefined ? least : max === '' ? Infinity : Number(max)) : null
  return {
    kind: 'repeat',
    min: least,
    max: most ?? (mark === '?' ? 1 : Infinity),
    isLazy: lazy === '?',
    body,
    captures,
  }
}
