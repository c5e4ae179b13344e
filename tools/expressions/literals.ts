/** Finds the regular expressions of a TypeScript source: literals, and calls of `RegExp`. */

export interface Literal {
  /** The line, from 1. */
  readonly line: number
  readonly source: string
  readonly flags: string
}

export interface Expressions {
  readonly literals: readonly Literal[]
  /** The lines, from 1, of each `RegExp(…)`, with or without `new`. */
  readonly constructed: readonly number[]
}

/** The tokens of a source that matter here. A token that is not closed is refused. */
const TOKEN =
  /(?<space>\s+|\/\/[^\n]*|^#![^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)|(?<text>'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*")|(?<word>[\p{ID_Start}\p{Nd}_$#][\p{ID_Continue}$\u200C\u200D]*)|(?<mark>\+\+|--|[^])/uy
const TEMPLATE_TEXT = /(?:[^`\\$]|\\[^]|\$(?!\{))*/uy
const LITERAL = /\/((?:[^/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+)\/([a-z]*)/uy

/** Words before a "/" that begins an expression. After any other word "/" divides. */
const BEFORE_EXPRESSION = new Set(
  'return typeof case in of do else void delete throw new instanceof yield await'.split(' '),
)

/** @throws Error for a text that this reader cannot parse as TypeScript */
export function findExpressions(code: string): Expressions {
  const literals: Literal[] = []
  const constructed: number[] = []
  /** For each open brace, whether it is a substitution `${…}` of a template. */
  const braces: boolean[] = []
  let position = 0
  let before = ''
  const lineAt = (offset: number): number => code.slice(0, offset).split('\n').length
  const take = (pattern: RegExp): RegExpExecArray => {
    pattern.lastIndex = position
    const found = pattern.exec(code)
    if (found === null) throw new Error(`line ${lineAt(position)} cannot be read`)
    position = pattern.lastIndex
    return found
  }
  const takeTemplate = (): void => {
    take(TEMPLATE_TEXT)
    if (position >= code.length) throw new Error('a template is never closed')
    const isHole = code[position] === '$'
    position += isHole ? 2 : 1
    if (isHole) braces.push(true)
    before = isHole ? '{' : '`'
  }
  while (position < code.length) {
    const start = position
    if (code[start] === '/' && !/^\/[/*]/.test(code.slice(start, start + 2)) && canBegin(before)) {
      const [, source = '', flags = ''] = take(LITERAL)
      literals.push({ line: lineAt(start), source, flags })
      before = 'literal'
      continue
    }
    const { space, text, word, mark } = take(TOKEN).groups!
    if (space !== undefined) continue
    if (mark === "'" || mark === '"')
      throw new Error(`line ${lineAt(start)}: a text is never closed`)
    // After a value these three are postfix operators: "a! / b", "a++ / b".
    const isPostfix = mark !== undefined && /^(?:!|\+\+|--)$/.test(mark) && !canBegin(before)
    if (!isPostfix) before = text === undefined ? (word ?? mark!) : 'text'
    if (word === 'RegExp' && code[position] === '(') constructed.push(lineAt(start))
    if (mark === '`') takeTemplate()
    if (mark === '{') braces.push(false)
    if (mark === '}' && braces.pop() === true) takeTemplate()
  }
  return { literals, constructed }
}

/** Whether a "/" after this token begins an expression. */
const canBegin = (before: string): boolean =>
  BEFORE_EXPRESSION.has(before) || !/^(?:[\p{ID_Continue}$#]|[)\]`]$)/u.test(before)
