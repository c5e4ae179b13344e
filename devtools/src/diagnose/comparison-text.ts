/** Renders the comparison of the server's base string with the computed one as text. */
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
  shape: 'the structure of the text',
} as const

const WRAPPINGS = {
  none: '',
  JSON: ' (found in JSON)',
  'HTML or XML': ' (found in HTML or XML)',
  'percent-encoded once more': ' (found percent-encoded)',
} as const

/** @param isColoured whether to use ANSI colours. Defaults to false */
export function comparisonText(comparison: Comparison, isColoured = false): string {
  const paint = painter(isColoured)
  const { text, ours, wrapping, difference, findings } = printableTexts(comparison)
  const how = WRAPPINGS[wrapping]
  if (difference === null)
    return `${paint('green', "The server's base string is identical to the computed one")}${how}.\n`
  const side = (value: string | null): string =>
    value === null ? 'nothing' : JSON.stringify(value)
  const known =
    findings[0]?.explained.map((deviation) => deviationText(deviation, 'The server', paint)) ?? []
  return [
    `${paint('bold', `The server's base string differs in ${PARTS[difference.part]}`)}${how}.`,
    ...(difference.part === 'shape'
      ? []
      : [`  computed ${side(difference.ours)}, server ${side(difference.theirs)}`]),
    sideBySide(ours, text, whereShown(ours, text, difference), ['computed', 'server'], paint),
    '',
    known.length === 0 ? 'No known deviation explains it exactly.' : 'This explains it exactly:',
    '',
    ...known,
  ].join('\n')
}

/** Corrects the position of a difference, which masks may have moved. */
export const whereShown = (ours: string, theirs: string, difference: Difference): Difference => ({
  ...difference,
  position: firstDifference(ours, theirs),
})

/** Renders a deviation: what was done, the rule, the place, known implementations, and the fix. */
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
      `${capital(rule)}. RFC 5849 §${section}${isOpen ? ', which is silent on this point' : ''}`,
    ),
    ...places.map((place, index) => row(index === 0 ? 'here' : '', place)),
    ...(seen.length === 0 ? [] : [row('seen', `in ${seen.join(', ')}`)]),
    ...(vectors.length === 0 ? [] : [row('shown', `by vectors ${vectors.join(', ')}`)]),
    row('fix', capital(fix)),
    '',
  ].join('\n')
}
