/** The error for text that cannot be read: how far it was understood, where it stopped, what to paste instead. */
import { CountersignError } from 'countersign/signing'

export interface Stop {
  /** What the text was taken for: "a curl command line". */
  readonly as: string
  /** What was understood before it stopped. */
  readonly understood: string
  readonly problem: string
  readonly text: string
  /** Where it stopped, in characters from the start of the text. */
  readonly position: number
  readonly hint: string
}

/** "no words", "1 word", "2 words". */
export const counted = (count: number, thing: string): string =>
  `${count === 0 ? 'no' : count} ${thing}${count === 1 ? '' : 's'}`

/** @throws CountersignError `unreadable-input` always */
export function stop({ as, understood, problem, text, position, hint }: Stop): never {
  const before = text.slice(0, position).split('\n')
  const where = `line ${before.length}, character ${before.at(-1)!.length + 1}`
  const far = understood === '' ? '' : ` (understood so far: ${understood})`
  throw new CountersignError(
    'unreadable-input',
    `${as} stops making sense at ${where}: ${problem}${far}`,
    { hint },
  )
}
