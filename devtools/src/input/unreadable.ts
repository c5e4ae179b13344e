/**
 * The error for text that cannot be parsed: the position, the problem, and what to paste instead.
 */
import { CountersignError } from 'countersign/signing'

export interface UnreadableText {
  /** The detected format: "a curl command line". */
  readonly format: string
  /** What was parsed before the problem: "3 words". May be empty. */
  readonly understood: string
  readonly problem: string
  readonly text: string
  /** The position of the problem, in characters from 0. */
  readonly position: number
  readonly hint: string
}

/** "no words", "1 word", "2 words". */
export const counted = (count: number, thing: string): string =>
  `${count === 0 ? 'no' : count} ${thing}${count === 1 ? '' : 's'}`

/** @throws CountersignError `unreadable-input` always */
export function throwUnreadable({
  format,
  understood,
  problem,
  text,
  position,
  hint,
}: UnreadableText): never {
  const before = text.slice(0, position).split('\n')
  const where = `line ${before.length}, character ${before.at(-1)!.length + 1}`
  const parsed = understood === '' ? '' : ` (read before it: ${understood})`
  throw new CountersignError(
    'unreadable-input',
    `${format} cannot be read at ${where}: ${problem}${parsed}`,
    { hint },
  )
}
