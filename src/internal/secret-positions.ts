/** Where secrets stand in a text by their position: behind a name that says so, in a URL before its host. */
import type { FoldedText, Range } from './folded-text.ts'
import { isFoldedSecretName } from './secret-names.ts'

/** The longest name that is read, in octets. */
const LONGEST_NAME = 200
/** The longest spelling of one character that is told apart, in characters: a longer one counts as this long. */
const LONGEST_SPELLING = 64
/** What ends a name, read backwards. */
const NAME_END = new Set('&?#;:,= "\'(){}<>/|')
const QUOTES = new Set('"\'')

/**
 * The values of `name=value`, `name="value"` and `"name": "value"` with secret names, PLAINTEXT signatures, and what
 * stands before `@` in URLs. An encoded `=` tells how often its value is encoded, and so which `&` ends it.
 *
 * @param isPlaintext whether every signature is one of PLAINTEXT
 */
export function secretPositions(
  original: string,
  folded: FoldedText,
  isPlaintext: boolean,
): Range[] {
  const reader = new PositionReader(original, folded)
  const ranges: Range[] = []
  for (const { index } of folded.text.matchAll(/[=:]/g)) {
    if (index < (ranges.at(-1)?.to ?? 0)) continue
    const range = reader.read(index, isPlaintext)
    if (range !== null && range.to > range.from) ranges.push(range)
  }
  return ranges
}

class PositionReader {
  readonly #original: string
  readonly #folded: FoldedText
  /** The last value that was read, by what can end it. Values that lie within each other end together. */
  readonly #values = new Map<string, Range>()

  constructor(original: string, folded: FoldedText) {
    this.#original = original
    this.#folded = folded
  }

  /** @param at the position of `=` or `:` */
  read(at: number, isPlaintext: boolean): Range | null {
    const { text } = this.#folded
    if (text.startsWith('://', at)) return this.#userinfo(at + 3)
    const end = this.#endOfName(at)
    // In prose a colon stands behind all kinds of words, and in JSON behind a quote.
    if (text[at] === ':' && !QUOTES.has(text[end] ?? '')) return null
    const name = this.#nameUpTo(end)
    if (name === 'oauth_signature') return this.#plaintextSignature(at, isPlaintext)
    return isFoldedSecretName(name) ? this.#valueBehind(at) : null
  }

  /** Quotes and white space may stand behind a name. */
  #endOfName(at: number): number {
    const { text } = this.#folded
    let end = at
    while (end > at - 8 && (text[end - 1] === ' ' || QUOTES.has(text[end - 1] ?? ''))) end--
    return end
  }

  #nameUpTo(end: number): string {
    const { text } = this.#folded
    let start = end
    while (start > 0 && end - start < LONGEST_NAME && !NAME_END.has(text[start - 1]!)) start--
    return text.slice(start, end)
  }

  #valueBehind(at: number): Range {
    const { text } = this.#folded
    let from = at + 1
    // "=>", as PHP shows an array.
    if (text[from] === '>') from++
    while (this.#isBlank(from)) from++
    const isQuoted = QUOTES.has(text[from] ?? '') && this.#spelled(from).length <= LONGEST_SPELLING
    if (!isQuoted) return { from, to: this.#endOfValue(from, at) }
    const quote = this.#spelled(from)
    const isClosed = (to: number): boolean => text[to] === text[from] && this.#spelled(to) === quote
    return { from: from + 1, to: this.#endOf(from + 1, quote, isClosed) }
  }

  /** A value that is not quoted. */
  #endOfValue(from: number, at: number): number {
    const { text } = this.#folded
    const length = Math.min(this.#spelled(at).length, LONGEST_SPELLING)
    const isJson = text[at] === ':'
    return this.#endOf(from, `${length} ${isJson}`, (to) => {
      const character = text[to]
      if (character === '&' && this.#spelled(to).length <= length) return true
      if (this.#isBlank(to) || this.#spelled(to) === '"') return true
      if (character === '#' && length === 1 && this.#spelled(to) === '#') return true
      return isJson && /[,}\]]/.test(character!)
    })
  }

  /** The first position that ends a value. @param kind what `isEnd` depends on */
  #endOf(from: number, kind: string, isEnd: (to: number) => boolean): number {
    const last = this.#values.get(kind)
    if (last !== undefined && from >= last.from && from <= last.to) return last.to
    let to = from
    while (to < this.#folded.text.length && !isEnd(to)) to++
    this.#values.set(kind, { from, to })
    return to
  }

  /** A PLAINTEXT signature is two secrets with "&" between them. No other one has a "&" in it. */
  #plaintextSignature(at: number, isPlaintext: boolean): Range | null {
    const { text } = this.#folded
    const value = this.#valueBehind(at)
    if (isPlaintext || text.slice(value.from, value.to).includes('&')) return value
    // One that is not encoded looks like a parameter without "=" behind it.
    if (text[value.to] !== '&') return null
    const to = this.#endOfValue(value.to + 1, at)
    return text.slice(value.to, to).includes('=') ? null : { from: value.from, to }
  }

  /** User and password, up to the last "@" before the path. */
  #userinfo(from: number): Range | null {
    const { text } = this.#folded
    let to = from
    let last = -1
    for (; to < text.length && !/[/?#"<>]/.test(text[to]!) && !this.#isBlank(to); to++)
      if (text[to] === '@') last = to
    return last < 0 ? null : { from, to: last }
  }

  /** Real white space, other than a "+" or an escape. */
  #isBlank(at: number): boolean {
    return this.#folded.text[at] === ' ' && /^\s$/.test(this.#spelled(at))
  }

  #spelled(at: number): string {
    const { from, to } = this.#folded.origin(at, at + 1)
    return this.#original.slice(from, to)
  }
}
