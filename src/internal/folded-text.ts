/**
 * Folds a text: decodes all its escapes at any depth of nesting, and maps each octet to its
 * position in the original.
 *
 * All spellings of one text fold to the same octets: percent-encoding in any case of letters and
 * any number of times, `+` for a space, HTML character references, JSON escapes, and any of them
 * inside another. The text is pushed onto a stack once. A complete escape is replaced by its
 * character at once, and that character may complete another escape.
 */

export interface FoldedText {
  /**
   * One character for each octet of UTF-8. ASCII letters are in lower case. Controls, white space
   * and `+` are spaces.
   */
  readonly text: string
  /** The range of the original that the octets from `from` up to `to` come from. */
  origin(from: number, to: number): Range
}

/** A range of a text: `to` is the position after its last character. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Folds a text in linear time. */
export function foldText(text: string): FoldedText {
  if (!/[^\0-\x7f]|[%&\\]/.test(text)) {
    return {
      text: lowerCase(text).replace(/[\0-\x1f\x7f+]/g, ' '),
      origin: (from, to) => ({ from, to }),
    }
  }
  const { octets, starts, ends } = new EscapeStack(text)
  return {
    text: octets,
    origin: (from, to) => ({ from: starts[from] ?? text.length, to: ends[to - 1] ?? 0 }),
  }
}

/** Keeps the length: U+0130 is the only character whose lower case is longer. */
export const lowerCase = (text: string): string => text.replaceAll('\u0130', 'i').toLowerCase()

const codeOf = (character: string): number => character.charCodeAt(0)
const SPACE = codeOf(' ')
const PERCENT = codeOf('%')
const AMPERSAND = codeOf('&')
const PLUS = codeOf('+')
const SEMICOLON = codeOf(';')
const BACKSLASH = codeOf('\\')
const LETTER_U = codeOf('u')
const LETTER_X = codeOf('x')
/** Characters that may begin a longer escape after a backslash. */
const ESCAPE_STARTS: ReadonlySet<number> = new Set([LETTER_U, LETTER_X, PERCENT, AMPERSAND])
/** Letters that stand for a control character after a backslash. */
const CONTROLS: ReadonlySet<number> = new Set([...'bfnrtv'].map(codeOf))

const REFERENCES: ReadonlyMap<string, number> = new Map(
  Object.entries({ amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' }).map(([name, text]) => [
    name,
    codeOf(text),
  ]),
)
/** The longest character reference, in octets: with its `&`, without its `;`. */
const MAX_REFERENCE = 12

class EscapeStack {
  readonly #codes: Uint16Array
  readonly #starts: Uint32Array
  readonly #ends: Uint32Array
  #length = 0
  /** The position of the last `&`, which may begin a character reference. -1 if there is none. */
  #reference = -1

  constructor(text: string) {
    // No escape is shorter than its character in UTF-8.
    const capacity = Buffer.byteLength(text)
    this.#codes = new Uint16Array(capacity)
    this.#starts = new Uint32Array(capacity)
    this.#ends = new Uint32Array(capacity)
    for (let at = 0; at < text.length; ) {
      const code = text.codePointAt(at)!
      const end = at + (code > 0xffff ? 2 : 1)
      this.#push(code, at, end)
      at = end
    }
  }

  get octets(): string {
    return Buffer.from(this.#codes.buffer, 0, 2 * this.#length).toString('utf16le')
  }

  get starts(): Uint32Array {
    return this.#starts.subarray(0, this.#length)
  }

  get ends(): Uint32Array {
    return this.#ends.subarray(0, this.#length)
  }

  /** @param code a code point, or a surrogate code unit from an escape */
  #push(code: number, start: number, end: number): void {
    if (code === SEMICOLON && this.#closeReference(end)) return
    if (code >= 0x80) return this.#pushUtf8(code, start, end)
    const isEscaped = this.#last === BACKSLASH && !ESCAPE_STARTS.has(code)
    const from = isEscaped ? this.#pop(1) : start
    const isSpace =
      code <= SPACE || code === 0x7f || code === PLUS || (isEscaped && CONTROLS.has(code))
    this.#append(isSpace ? SPACE : lowerCaseCode(code), from, end)
    if (isHexDigit(code)) this.#closeHex()
  }

  get #last(): number {
    return this.#codes[this.#length - 1] ?? 0
  }

  #append(code: number, start: number, end: number): void {
    if (code === AMPERSAND) this.#reference = this.#length
    this.#codes[this.#length] = code
    this.#starts[this.#length] = start
    this.#ends[this.#length] = end
    this.#length++
  }

  /** Removes the last octets. @returns their start in the original */
  #pop(count: number): number {
    const length = this.#length - count
    this.#length = length
    if (this.#reference >= length) {
      // The `;` of a reference may itself be a reference.
      const first = Math.max(0, length - MAX_REFERENCE)
      const before = this.#codes.subarray(first, length).lastIndexOf(AMPERSAND)
      this.#reference = before < 0 ? -1 : first + before
    }
    return this.#starts[length]!
  }

  #pushUtf8(code: number, start: number, end: number): void {
    const before = this.#last
    if (isSurrogate(code, 0xdc00) && isSurrogate(before, 0xd800)) {
      const from = this.#pop(1)
      this.#pushUtf8((before - 0xd800) * 0x400 + code - 0xdc00 + 0x10000, from, end)
    } else if (isSurrogate(code, 0xd800) || isSurrogate(code, 0xdc00)) {
      // A surrogate is kept until the other half of its pair comes.
      this.#append(code, start, end)
    } else {
      const from = this.#last === BACKSLASH ? this.#pop(1) : start
      for (const octet of Buffer.from(String.fromCodePoint(code))) this.#append(octet, from, end)
    }
  }

  /** Replaces `%2F`, `\x2f`, `\u002f` or `%u002f` at the end of the stack. */
  #closeHex(): void {
    const codes = this.#codes
    const length = this.#length
    const isPercent = codes[length - 3] === PERCENT
    const isX = codes[length - 4] === BACKSLASH && codes[length - 3] === LETTER_X
    const isU =
      codes[length - 5] === LETTER_U &&
      (codes[length - 6] === BACKSLASH || codes[length - 6] === PERCENT)
    if (!isPercent && !isX && !isU) return
    const digits = isPercent || isX ? 2 : 4
    const value = this.#hexValue(digits)
    if (Number.isNaN(value)) return
    const end = this.#ends[length - 1]!
    const start = this.#pop(isPercent ? 3 : digits + 2)
    // "%2F" holds an octet. The other escapes hold a code unit.
    if (!isPercent || value < 0x80) this.#push(value, start, end)
    else this.#append(value, this.#last === BACKSLASH ? this.#pop(1) : start, end)
  }

  /** The value of the last octets as hex digits. `NaN` if one of them is not a hex digit. */
  #hexValue(digits: number): number {
    let value = 0
    for (const code of this.#codes.subarray(this.#length - digits, this.#length)) {
      if (!isHexDigit(code)) return NaN
      value = value * 16 + (code > 0x39 ? code - 0x57 : code - 0x30)
    }
    return value
  }

  /**
   * Replaces the character reference that this `;` ends.
   *
   * @returns whether there was one
   */
  #closeReference(end: number): boolean {
    const length = this.#length - this.#reference
    if (this.#reference < 0 || length < 3 || length > MAX_REFERENCE) return false
    const octets = String.fromCharCode(...this.#codes.subarray(this.#reference + 1, this.#length))
    const [, name = '', hex, decimal] = /^([a-z]+)$|^#x([0-9a-f]+)$|^#([0-9]+)$/.exec(octets) ?? []
    const code = hex ? parseInt(hex, 16) : decimal ? parseInt(decimal, 10) : REFERENCES.get(name)
    if (code === undefined || code > 0x10ffff) return false
    this.#push(code, this.#pop(length), end)
    return true
  }
}

const isSurrogate = (code: number, first: number): boolean => code >= first && code < first + 0x400
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isHexDigit = (code: number): boolean =>
  isDigit(code) || (lowerCaseCode(code) >= 0x61 && lowerCaseCode(code) <= 0x66)
const lowerCaseCode = (code: number): number => (code >= 0x41 && code <= 0x5a ? code + 0x20 : code)
