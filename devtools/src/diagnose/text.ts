/** A diagnosis as text: the verdict in one line, then the rule, the place, who else does this, and how to fix it. */
import { printableTexts } from 'countersign/internal'
import { comparisonText, deviationText, whereShown } from './comparison-text.ts'
import type { Diagnosis, Finding, RightSignature, WrongSignature } from './diagnosis.ts'
import { lintText } from '../explain/index.ts'
import { sideBySide } from './side-by-side.ts'
import { type Paint, painter, wrap } from '../terminal/index.ts'

/** How many explanations that cannot be told apart are listed behind the first. */
const MOST_OTHERS = 8

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
    `${paint('green', 'The signature is right.')}\n`,
    ...list('So it is not', diagnosis.rulesOut, paint),
    ...list('It may be', diagnosis.remains, paint),
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
    `${deviations} deviations, alone and up to ${together} at once`,
    ...(signatures > 0 ? [`${baseStrings} base strings, ${signatures} signatures`] : []),
  ].join('; ')
  return [
    `${paint('red', 'The signature is wrong, and no known mistake makes exactly it.')}\n`,
    `${wrap(`Tried: ${effort}. Nothing is guessed.`, 0)}\n`,
    ...list('What would narrow it down', wouldNarrow, paint),
  ].join('\n')
}

function verdict({ explained }: Finding, paint: Paint): string {
  if (explained.every(({ isOpen }) => isOpen)) {
    return paint('yellow', 'The signature differs from ours in what RFC 5849 leaves open.')
  }
  const count =
    ['One mistake makes', 'Two mistakes together make'][explained.length - 1] ??
    'Three mistakes together make'
  return paint('red', `The signature is wrong. ${count} exactly it.`)
}

function baseStringsText(ours: string | null, finding: Finding, paint: Paint): string {
  const { signatureBaseString: theirs, difference } = finding
  if (ours === null || theirs === null || difference === null) return ''
  const sides = sideBySide(
    ours,
    theirs,
    whereShown(ours, theirs, difference),
    ['right', 'signed'],
    paint,
  )
  return `${paint('bold', 'Base strings, where they part')}\n${sides}\n`
}

function othersText(others: readonly Finding[], paint: Paint): string {
  if (others.length === 0) return ''
  const shown = others.slice(0, MOST_OTHERS).map(({ explained }) => {
    const titles = explained.map(({ title }) => title).join('; and ')
    return `  - ${wrap(titles, 4)}  ${paint('dim', explained.map(({ name }) => name).join(' + '))}`
  })
  const more = others.length > MOST_OTHERS ? [`  - and ${others.length - MOST_OTHERS} more`] : []
  return [paint('bold', 'In this request the same comes of'), ...shown, ...more, ''].join('\n')
}
