/** JSON as text: its tokens, and where it stops being JSON. What a parser says of that may quote a secret. */

const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?/
/** White space before a token goes with it. */
const TOKEN = new RegExp(`\\s*([{}[\\],:]|${STRING.source}|${NUMBER.source}|true|false|null)`, 'y')

/** RFC 8259 §8.1: a byte order mark may be ignored. @throws SyntaxError, which may quote a secret */
export const parseJson = (text: string): unknown => JSON.parse(text.replace(/^\ufeff/, ''))

/** What a text, read as UTF-8, is in place of JSON. */
export function whyNoJson(text: string): string {
  // The byte order mark of UTF-16, or a letter of it with its other octet.
  const isWide = /^\ufffd\ufffd|^.?\0/s.test(text)
  return isWide ? 'UTF-16, and JSON is UTF-8' : `no JSON from ${placeOfFault(text.replace(/^\ufeff/, ''))}`
}

/** The tokens of a text that is JSON, each as it is written. */
export function* jsonTokens(text: string): Generator<string> {
  const pattern = new RegExp(TOKEN)
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) yield match[1]!
}

/** The line and the column, from 1, where a text that is no JSON stops being it. */
export function placeOfFault(text: string): string {
  const before = text.slice(0, new Reader(text).fault())
  const lines = before.split('\n')
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`
}

/** Reads as far as the grammar of RFC 8259 goes. */
class Reader {
  readonly #text: string
  readonly #pattern: RegExp = new RegExp(TOKEN)
  /** Where the present token ends, and where it begins. */
  #end = 0
  #start = 0
  #token = ''

  constructor(text: string) {
    this.#text = text
    this.#next()
  }

  /** The offset of the first character that cannot be there; the end of the text where more is missing. */
  fault(): number {
    this.#value()
    return this.#start
  }

  #next(): void {
    this.#start = this.#end + /^\s*/.exec(this.#text.slice(this.#end))![0].length
    this.#pattern.lastIndex = this.#end
    this.#token = this.#pattern.exec(this.#text)?.[1] ?? ''
    this.#end = this.#start + this.#token.length
  }

  #take(token: string): boolean {
    if (this.#token !== token) return false
    this.#next()
    return true
  }

  #value(): boolean {
    if (this.#take('{')) return this.#members('}', () => this.#name() && this.#take(':') && this.#value())
    if (this.#take('[')) return this.#members(']', () => this.#value())
    if (/^[\]}:,]?$/.test(this.#token)) return false
    this.#next()
    return true
  }

  #name(): boolean {
    if (!this.#token.startsWith('"')) return false
    this.#next()
    return true
  }

  #members(close: string, member: () => boolean): boolean {
    if (this.#take(close)) return true
    do if (!member()) return false
    while (this.#take(','))
    return this.#take(close)
  }
}
