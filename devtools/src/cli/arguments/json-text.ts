/**
 * Tokenizes JSON and locates syntax errors, without the messages of `JSON.parse`, which can quote a
 * secret.
 */

const STRING = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"`
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?`
/** One token, with the white space before it. */
const TOKEN = new RegExp(String.raw`\s*([{}[\],:]|${STRING}|${NUMBER}|true|false|null)`, 'y')

/**
 * Parses JSON; RFC 8259 §8.1 allows to ignore a byte order mark.
 *
 * @throws SyntaxError, which can quote a secret
 */
export const parseJson = (text: string): unknown => JSON.parse(text.replace(/^\ufeff/, ''))

/**
 * Describes why text, decoded as UTF-8, is not JSON. It completes a sentence: "… is not JSON: …".
 */
export function describeJsonError(text: string): string {
  // The byte order mark of UTF-16, or an ASCII character in two octets.
  const isWide = /^\ufffd\ufffd|^.?\0/s.test(text)
  return isWide
    ? 'UTF-16, but JSON must be UTF-8'
    : `not JSON: syntax error at ${errorPosition(text.replace(/^\ufeff/, ''))}`
}

/** Yields the tokens of valid JSON, each in its original spelling. */
export function* jsonTokens(text: string): Generator<string> {
  const pattern = new RegExp(TOKEN)
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) yield match[1]!
}

/**
 * The position of the first syntax error: line and column, counted from 1, in UTF-16 code units.
 */
export function errorPosition(text: string): string {
  const before = text.slice(0, errorOffset(text))
  const line = before.split('\n').length
  return `line ${line}, column ${before.length - before.lastIndexOf('\n')}`
}

/** The tokens that the grammar allows at a position. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end' | 'nothing'

/**
 * The offset of the first character that violates RFC 8259, or the end of the text if it is
 * incomplete. Open brackets are kept in a list, not in recursive calls, because JSON can be nested
 * to any depth.
 */
function errorOffset(text: string): number {
  const open: ('{' | '[')[] = []
  const pattern = new RegExp(TOKEN)
  let expected: Expected = 'value'
  for (let end = 0; ; end = pattern.lastIndex) {
    pattern.lastIndex = end
    const [whole = '', token = ''] = pattern.exec(text) ?? []
    const next = nextAfter(token, expected, open)
    if (next === null)
      return token === '' ? startOfToken(text, end) : end + whole.length - token.length
    expected = next
  }
}

/**
 * Returns what the grammar allows after a token, or `null` if the token itself is not allowed.
 * Updates `open`.
 */
function nextAfter(token: string, expected: Expected, open: ('{' | '[')[]): Expected | null {
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'comma or end')
  if (token === '' || expected === 'nothing') return null
  if (token === '}' || token === ']') {
    const isEmpty = expected === (token === '}' ? 'name or }' : 'value or ]')
    const closesOpen = open.at(-1) === (token === '}' ? '{' : '[')
    if (!closesOpen || !(isEmpty || expected === 'comma or end')) return null
    open.pop()
    return afterValue()
  }
  if (expected === 'comma or end')
    return token === ',' ? (open.at(-1) === '{' ? 'name' : 'value') : null
  if (expected === 'colon') return token === ':' ? 'value' : null
  if (token === ',' || token === ':') return null
  if (expected === 'name' || expected === 'name or }') return token.startsWith('"') ? 'colon' : null
  if (token !== '{' && token !== '[') return afterValue()
  open.push(token)
  return token === '{' ? 'name or }' : 'value or ]'
}

const startOfToken = (text: string, from: number): number =>
  from + /^\s*/.exec(text.slice(from))![0].length
