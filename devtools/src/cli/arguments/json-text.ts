/** JSON as text: its tokens, and where it stops being JSON. What a parser says of that may quote a secret. */

const STRING = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"`
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?`
/** White space before a token goes with it. */
const TOKEN = new RegExp(String.raw`\s*([{}[\],:]|${STRING}|${NUMBER}|true|false|null)`, 'y')

/** RFC 8259 §8.1: a byte order mark may be ignored. @throws SyntaxError, which may quote a secret */
export const parseJson = (text: string): unknown => JSON.parse(text.replace(/^\ufeff/, ''))

/** What a text, read as UTF-8, is in place of JSON. */
export function whyNoJson(text: string): string {
  // The byte order mark of UTF-16, or a letter of it with its other octet.
  const isWide = /^\ufffd\ufffd|^.?\0/s.test(text)
  return isWide
    ? 'UTF-16, and JSON is UTF-8'
    : `no JSON from ${placeOfFault(text.replace(/^\ufeff/, ''))}`
}

/** The tokens of a text that is JSON, each as it is written. */
export function* jsonTokens(text: string): Generator<string> {
  const pattern = new RegExp(TOKEN)
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) yield match[1]!
}

/** The line and the column, from 1, where a text that is no JSON stops being it. */
export function placeOfFault(text: string): string {
  const before = text.slice(0, faultOf(text))
  const line = before.split('\n').length
  return `line ${line}, column ${before.length - before.lastIndexOf('\n')}`
}

/** What may stand at a place in JSON. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end' | 'nothing'

/**
 * The offset of the first character that cannot be there by RFC 8259; the end of the text where more is missing. What is
 * open is kept in a list, because JSON of any depth is JSON.
 */
function faultOf(text: string): number {
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

/** What may stand behind a token; `null` where the token itself may not stand. `open` follows. */
function nextAfter(token: string, expected: Expected, open: ('{' | '[')[]): Expected | null {
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'comma or end')
  if (token === '' || expected === 'nothing') return null
  if (token === '}' || token === ']') {
    const isEmpty = expected === (token === '}' ? 'name or }' : 'value or ]')
    const isOfIts = open.at(-1) === (token === '}' ? '{' : '[')
    if (!isOfIts || !(isEmpty || expected === 'comma or end')) return null
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
