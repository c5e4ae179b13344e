/**
 * Finds secrets by their position: values of secret names, PLAINTEXT signatures, and user
 * information in URLs.
 */
import type { FoldedText, Range } from './folded-text.ts'
import { isFoldedSecretName } from './secret-names.ts'

/** The longest name that is read, in octets. */
const MAX_NAME = 200
/**
 * The longest spelling of a character that is compared, in characters. A longer one counts as this
 * long.
 */
const MAX_SPELLING = 64
/** The characters before a name. Names are read backwards from `=` or `:`. */
const NAME_END = new Set('&?#;:,= "\'(){}<>/|')
const QUOTES = new Set('"\'')

/**
 * Finds the values of `name=value`, `name="value"` and `"name": "value"` with secret names,
 * PLAINTEXT signatures, and the text before `@` in URLs. The spelling of `=` tells how often the
 * value is encoded, and so which `&` ends it.
 *
 * @param isPlaintext whether every signature is a PLAINTEXT signature
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
  /**
   * The last value that was read, by what can end it. Values that lie within each other end
   * together.
   */
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
    // In prose a colon follows any word. In JSON it follows a quote.
    if (text[at] === ':' && !QUOTES.has(text[end] ?? '')) return null
    const name = this.#nameUpTo(end)
    if (name === 'oauth_signature') return this.#plaintextSignature(at, isPlaintext)
    return isFoldedSecretName(name) ? this.#valueBehind(at) : null
  }

  /** Skips the quotes and the white space after a name. */
  #endOfName(at: number): number {
    const { text } = this.#folded
    let end = at
    while (end > at - 8 && (text[end - 1] === ' ' || QUOTES.has(text[end - 1] ?? ''))) end--
    return end
  }

  #nameUpTo(end: number): string {
    const { text } = this.#folded
    let start = end
    while (start > 0 && end - start < MAX_NAME && !NAME_END.has(text[start - 1]!)) start--
    return text.slice(start, end)
  }

  #valueBehind(at: number): Range {
    const { text } = this.#folded
    let from = at + 1
    // PHP prints "=>" in arrays.
    if (text[from] === '>') from++
    while (this.#isBlank(from)) from++
    const isQuoted = QUOTES.has(text[from] ?? '') && this.#spelled(from).length <= MAX_SPELLING
    if (!isQuoted) return { from, to: this.#endOfValue(from, at) }
    const quote = this.#spelled(from)
    const isClosed = (to: number): boolean => text[to] === text[from] && this.#spelled(to) === quote
    return { from: from + 1, to: this.#endOf(from + 1, quote, isClosed) }
  }

  /** The end of a value that is not quoted. */
  #endOfValue(from: number, at: number): number {
    const { text } = this.#folded
    const length = Math.min(this.#spelled(at).length, MAX_SPELLING)
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

  /** A PLAINTEXT signature is two secrets joined by "&". No other signature holds "&". */
  #plaintextSignature(at: number, isPlaintext: boolean): Range | null {
    const { text } = this.#folded
    const value = this.#valueBehind(at)
    if (isPlaintext || text.slice(value.from, value.to).includes('&')) return value
    // The second secret of a signature that is not encoded looks like a parameter without "=".
    if (text[value.to] !== '&') return null
    const to = this.#endOfValue(value.to + 1, at)
    return text.slice(value.to, to).includes('=') ? null : { from: value.from, to }
  }

  /** User name and password, up to the last "@" before the path. */
  #userinfo(from: number): Range | null {
    const { text } = this.#folded
    let to = from
    let last = -1
    for (; to < text.length && !/[/?#"<>]/.test(text[to]!) && !this.#isBlank(to); to++)
      if (text[to] === '@') last = to
    return last < 0 ? null : { from, to: last }
  }

  /** White space in the original, as opposed to a "+" or an escape. */
  #isBlank(at: number): boolean {
    return this.#folded.text[at] === ' ' && /^\s$/.test(this.#spelled(at))
  }

  #spelled(at: number): string {
    const { from, to } = this.#folded.origin(at, at + 1)
    return this.#original.slice(from, to)
  }
}
