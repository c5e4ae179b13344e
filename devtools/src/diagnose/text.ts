/**
 * Renders a diagnosis as text: the verdict in one line, then the mistakes, the difference, and the
 * warnings.
 */
import { printableTexts } from 'countersign/internal'
import { comparisonText, deviationText, whereShown } from './comparison-text.ts'
import type { Diagnosis, Finding, RightSignature, WrongSignature } from './diagnosis.ts'
import { lintText } from '../explain/index.ts'
import { sideBySide } from './side-by-side.ts'
import { type Paint, painter, wrap } from '../terminal/index.ts'

/** The number of other explanations that are listed after the first. */
const MAX_OTHERS = 8

/** @param isColoured whether to use ANSI colours. Defaults to false */
export function diagnosisText(found: Diagnosis, isColoured = false): string {
  const paint = painter(isColoured)
  const diagnosis = printableTexts(found)
  const { comparison, lint, notes } = diagnosis
  return paragraphs(
    ...notes.map((note) => `${paint('yellow', 'note')} ${wrap(note, 5)}\n`),
    diagnosis.matches ? rightText(diagnosis, paint) : wrongText(diagnosis, paint),
    comparison === null ? '' : comparisonText(comparison, isColoured),
    lintText(lint, paint),
  )
}

const paragraphs = (...texts: readonly string[]): string =>
  `${texts
    .filter((text) => text !== '')
    .join('\n')
    .trimEnd()}\n`

function rightText(diagnosis: RightSignature, paint: Paint): string {
  return [
    `${paint('green', 'The signature is correct.')}\n`,
    ...list('This rules out', diagnosis.rulesOut, paint),
    ...list('Possible causes', diagnosis.remains, paint),
  ].join('\n')
}

const list = (heading: string, items: readonly string[], paint: Paint): string[] => [
  paint('bold', heading),
  ...items.map((item) => `  - ${wrap(item, 4)}`),
  '',
]

function wrongText(
  { findings, tried, wouldNarrow, signatureBaseString }: WrongSignature,
  paint: Paint,
): string {
  const [first, ...others] = findings
  if (first !== undefined) {
    return paragraphs(
      `${verdict(first, paint)}\n`,
      ...first.explained.map((deviation, index, all) => {
        return deviationText(
          deviation,
          all.length > 1 ? `${index + 1}. The signer` : 'The signer',
          paint,
        )
      }),
      baseStringsText(signatureBaseString, first, paint),
      othersText(others, paint),
    )
  }
  const { deviations, together, baseStrings, signatures } = tried
  const effort = [
    `${deviations} deviations, alone and in combinations of up to ${together}`,
    ...(signatures > 0 ? [`${baseStrings} base strings, ${signatures} signatures`] : []),
  ].join('; ')
  return [
    `${paint('red', 'The signature is wrong, and no known mistake explains it exactly.')}\n`,
    `${wrap(`Tried: ${effort}. Only exact matches are reported.`, 0)}\n`,
    ...list('Information that would help', wouldNarrow, paint),
  ].join('\n')
}

function verdict({ explained }: Finding, paint: Paint): string {
  if (explained.every(({ isOpen }) => isOpen)) {
    return paint('yellow', 'The signature differs from the computed one where RFC 5849 is silent.')
  }
  const count =
    ['One mistake explains', 'Two mistakes together explain'][explained.length - 1] ??
    'Three mistakes together explain'
  return paint('red', `The signature is wrong. ${count} it exactly.`)
}

function baseStringsText(ours: string | null, finding: Finding, paint: Paint): string {
  const { signatureBaseString: theirs, difference } = finding
  if (ours === null || theirs === null || difference === null) return ''
  const sides = sideBySide(
    ours,
    theirs,
    whereShown(ours, theirs, difference),
    ['correct', 'signed'],
    paint,
  )
  return `${paint('bold', 'First difference of the base strings')}\n${sides}\n`
}

function othersText(others: readonly Finding[], paint: Paint): string {
  if (others.length === 0) return ''
  const shown = others.slice(0, MAX_OTHERS).map(({ explained }) => {
    const titles = explained.map(({ title }) => title).join('; and ')
    return `  - ${wrap(titles, 4)}  ${paint('dim', explained.map(({ name }) => name).join(' + '))}`
  })
  const more = others.length > MAX_OTHERS ? [`  - and ${others.length - MAX_OTHERS} more`] : []
  return [paint('bold', 'Other explanations of this signature'), ...shown, ...more, ''].join('\n')
}
