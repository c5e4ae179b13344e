/** Two printable base strings around their first difference, one below the other, with a caret under it. */
import type { Difference } from '../input/index.ts'
import type { Paint } from '../terminal/index.ts'

/** How much a terminal shows before the difference. */
const AROUND = 34

/** `around` characters are shown before the difference, and twice as many behind it. */
export function sideBySide(
  ours: string,
  theirs: string,
  { position }: Difference,
  labels: readonly [string, string],
  paint: Paint,
  around: number = AROUND,
): string {
  const from = Math.max(0, position - around)
  const width = Math.max(...labels.map((label) => label.length))
  const start = from > 0 ? '…' : ''
  const line = (label: string, text: string): string => {
    const [before, after] = [
      text.slice(from, position),
      text.slice(position, position + 2 * around),
    ]
    const end = text.length > position + 2 * around ? '…' : ''
    return `  ${paint('dim', label.padEnd(width))}  ${start}${before}${paint('bold', after)}${end}`
  }
  const column = width + 4 + start.length + ours.slice(from, position).length
  const caret = `${' '.repeat(column)}${paint('red', '^')} character ${position + 1}`
  return [line(labels[0], ours), line(labels[1], theirs), caret].join('\n')
}
