/**
 * Formats JSON for reading. Every literal keeps its spelling, because a parser would round large
 * numbers.
 */
import { printableJson } from 'countersign/internal'
import { jsonTokens } from '../arguments/json-text.ts'
import type { Paint } from '../../terminal/index.ts'

/** Returns `null` for text that is not JSON. */
export function prettyJson(text: string, paint: Paint): string | null {
  if (!isJson(text)) return null
  const tokens = [...jsonTokens(text)]
  let depth = 0
  let result = ''
  const newLine = (): string => `\n${'  '.repeat(depth)}`
  tokens.forEach((token, index) => {
    const before = tokens[index - 1] ?? ''
    if (token === '}' || token === ']') {
      depth -= 1
      result += before === '{' || before === '[' ? token : newLine() + token
      return
    }
    if (before === '{' || before === '[' || before === ',') result += newLine()
    if (token === '{' || token === '[') depth += 1
    result += token === ':' ? ': ' : painted(token, tokens[index + 1] === ':', paint)
  })
  return `${result}\n`
}

function painted(token: string, isName: boolean, paint: Paint): string {
  if (/^[{}[\],]$/.test(token)) return token
  const shown = printableJson(token)
  if (isName) return paint('cyan', shown)
  return paint(shown.startsWith('"') ? 'green' : 'yellow', shown)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
