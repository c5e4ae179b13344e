/** Splits a command line into words without a shell. */
import { CountersignError } from 'countersign/signing'

/**
 * Splits at white space. Quotes keep words together. Outside single quotes a backslash escapes the
 * next character.
 *
 * @throws CountersignError `usage` if there is no word, or a quote is not closed
 */
export function splitCommand(text: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let end = 0
  for (const found of text.matchAll(/\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gsy)) {
    end = found.index + found[0].length
    const part = found[1] ?? found[2]?.replace(/\\(.)/gs, '$1') ?? found[3] ?? found[4]
    if (part !== undefined) word = (word ?? '') + part
    if (word !== null && (part === undefined || end === text.length)) words.push(word)
    if (part === undefined) word = null
  }
  if (words.length > 0 && end === text.length) return words
  throw new CountersignError('usage', `not a command: ${JSON.stringify(text)}`, {
    hint: 'name a program, and close each quote',
  })
}
