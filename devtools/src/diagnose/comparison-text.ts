/** The server's base string beside ours, as text. */
import { printableTexts } from 'countersign/internal'
import { type Difference, firstDifference } from '../input/index.ts'
import type { Comparison, ExplainedDeviation } from './diagnosis.ts'
import { sideBySide } from './side-by-side.ts'
import { capital, type Paint, painter, wrap } from '../terminal/index.ts'

const PARTS = {
  method: 'the method',
  uri: 'the base string URI',
  parameter: 'a parameter',
  order: 'the order of the parameters',
  shape: 'the shape of the text',
} as const

const WRAPPINGS = {
  none: '',
  JSON: ' (it came in JSON)',
  'HTML or XML': ' (it came in HTML or XML)',
  'percent-encoded once more': ' (it came percent-encoded once more)',
} as const

export function comparisonText(comparison: Comparison, isColoured = false): string {
  const paint = painter(isColoured)
  const { text, ours, wrapping, difference, findings } = printableTexts(comparison)
  const how = WRAPPINGS[wrapping]
  if (difference === null)
    return `${paint('green', "The server's base string is the same as ours")}${how}.\n`
  const side = (value: string | null): string =>
    value === null ? 'nothing' : JSON.stringify(value)
  const known =
    findings[0]?.explained.map((deviation) => deviationText(deviation, 'It', paint)) ?? []
  return [
    `${paint('bold', `The server's base string differs in ${PARTS[difference.part]}`)}${how}.`,
    ...(difference.part === 'shape'
      ? []
      : [`  ours ${side(difference.ours)}, theirs ${side(difference.theirs)}`]),
    sideBySide(ours, text, whereShown(ours, text, difference), ['ours', 'theirs'], paint),
    '',
    known.length === 0
      ? 'No known deviation makes exactly their text.'
      : 'It comes out where the other side does this:',
    '',
    ...known,
  ].join('\n')
}

/** A difference in two texts as they are shown: masks may have moved it. */
export const whereShown = (ours: string, theirs: string, difference: Difference): Difference => ({
  ...difference,
  position: firstDifference(ours, theirs),
})

/** One deviation: what was done, the rule, the place, who else does it, and how to fix it. */
export function deviationText(
  deviation: ExplainedDeviation,
  subject: string,
  paint: Paint,
): string {
  const { name, title, rule, section, places, seen, vectors, fix, isOpen } = deviation
  const row = (key: string, text: string): string =>
    `  ${paint('dim', key.padEnd(6))}  ${wrap(text, 10)}`
  return [
    `${subject} ${paint('bold', title)}.  ${paint('dim', name)}`,
    row(
      'rule',
      `${capital(rule)}. RFC 5849 §${section}${isOpen ? '; silent on this very point' : ''}`,
    ),
    ...places.map((place, index) => row(index === 0 ? 'here' : '', place)),
    ...(seen.length === 0 ? [] : [row('also', seen.join(', '))]),
    ...(vectors.length === 0 ? [] : [row('shown', `by vectors ${vectors.join(', ')}`)]),
    row('fix', capital(fix)),
    '',
  ].join('\n')
}
