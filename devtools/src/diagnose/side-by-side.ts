/**
 * Prints two base strings around their first difference, one below the other, with a caret below
 * the difference.
 */
import type { Difference } from '../input/index.ts'
import type { Paint } from '../terminal/index.ts'

/** The number of characters before the difference that fit in a terminal. */
const CONTEXT_CHARACTERS = 34

/** @param context characters before the difference; twice as many after it. Defaults to 34 */
export function sideBySide(
  ours: string,
  theirs: string,
  { position }: Difference,
  labels: readonly [string, string],
  paint: Paint,
  context: number = CONTEXT_CHARACTERS,
): string {
  const from = Math.max(0, position - context)
  const width = Math.max(...labels.map((label) => label.length))
  const start = from > 0 ? '…' : ''
  const line = (label: string, text: string): string => {
    const [before, after] = [
      text.slice(from, position),
      text.slice(position, position + 2 * context),
    ]
    const end = text.length > position + 2 * context ? '…' : ''
    return `  ${paint('dim', label.padEnd(width))}  ${start}${before}${paint('bold', after)}${end}`
  }
  const column = width + 4 + start.length + ours.slice(from, position).length
  const caret = `${' '.repeat(column)}${paint('red', '^')} character ${position + 1}`
  return [line(labels[0], ours), line(labels[1], theirs), caret].join('\n')
}
