/** A diagnosis as a page, and as a part of one. */
import { escapeMarkup, printable } from 'countersign/internal'
import { explainHtml, type Explanation } from '../explain/index.ts'
import type { Difference } from '../input/index.ts'
import { whereShown } from './comparison-text.ts'
import type { Comparison, Diagnosis, ExplainedDeviation, Finding } from './diagnosis.ts'
import { sideBySide } from './side-by-side.ts'
import { painter } from '../terminal/index.ts'

/** The diagnosis, and below it how the right signature comes to be. */
export const diagnosisPage = (explanation: Explanation, diagnosis: Diagnosis): string =>
  explainHtml(explanation, diagnosisHtml(diagnosis))

export function diagnosisHtml(diagnosis: Diagnosis): string {
  const { comparison, lint, signatureBaseString: ours } = diagnosis
  const verdict = diagnosis.matches
    ? [
        headline('good', 'The signature is right.'),
        list('So it is not', diagnosis.rulesOut),
        list('It may be', diagnosis.remains),
      ]
    : wrongHtml(diagnosis.findings, ours, diagnosis.wouldNarrow)
  const lints = lint.map(({ message, hint }) => `${message}: ${hint}`)
  return `<section>${[...verdict, comparisonHtml(comparison), list('Worth a look', lints)].join('\n')}</section>`
}

const headline = (kind: 'good' | 'bad' | 'warn', text: string): string =>
  `<p class="verdict ${kind}">${text}</p>`

function list(heading: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  return `<p><b>${heading}</b></p><ul>${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`
}

function wrongHtml(
  [first, ...others]: readonly Finding[],
  ours: string | null,
  wouldNarrow: readonly string[],
): string[] {
  if (first === undefined) {
    return [
      headline('bad', 'The signature is wrong, and no known mistake makes exactly it.'),
      list('What would narrow it down', wouldNarrow),
    ]
  }
  const isOpen = first.explained.every((deviation) => deviation.isOpen)
  const { signatureBaseString: theirs, difference, explained } = first
  const isShown = ours !== null && theirs !== null && difference !== null
  return [
    isOpen
      ? headline('warn', 'The signature differs in what RFC 5849 leaves open.')
      : headline('bad', 'The signature is wrong. This makes exactly it:'),
    ...explained.map(deviationHtml),
    isShown ? sides(ours, theirs, difference, ['right', 'signed']) : '',
    list('In this request the same comes of', others.slice(0, 8).map(titlesOf)),
  ]
}

const titlesOf = ({ explained }: Finding): string =>
  explained.map(({ title }) => title).join('; and ')

/** What a phone shows of a line without scrolling holds this much before the difference. */
const AROUND = 14

function sides(
  ours: string,
  theirs: string,
  difference: Difference,
  labels: readonly [string, string],
): string {
  const [left, right] = [printable(ours), printable(theirs)]
  const shown = whereShown(left, right, difference)
  return `<pre class="sides">${escapeMarkup(sideBySide(left, right, shown, labels, painter(false), AROUND))}</pre>`
}

function comparisonHtml(comparison: Comparison | null): string {
  if (comparison === null) return ''
  if (comparison.difference === null)
    return "<p><b>The server's base string is the same as ours.</b></p>"
  const { ours, text, difference, findings } = comparison
  const known = findings[0]?.explained.map(deviationHtml).join('') ?? ''
  const both = sides(ours, text, difference, ['ours', 'theirs'])
  return `<p><b>The server's base string differs</b></p>${both}${known}`
}

function deviationHtml(deviation: ExplainedDeviation): string {
  const { name, title, rule, section, places, seen, vectors, fix } = deviation
  const row = (label: string, html: string): string =>
    html === '' ? '' : `<dt>${label}</dt><dd>${html}</dd>`
  const rows = [
    row('rule', `${escapeMarkup(rule)} <span class="dim">RFC 5849 §${section}</span>`),
    row('here', places.map(escapeMarkup).join('<br>')),
    row('also done by', seen.map(escapeMarkup).join(', ')),
    row('shown by', vectors.map((id) => `<code>${escapeMarkup(id)}</code>`).join(', ')),
    row('fix', escapeMarkup(fix)),
  ]
  const heading = `<p>The signer <b>${escapeMarkup(title)}</b>. <span class="dim">${escapeMarkup(name)}</span></p>`
  return `${heading}<dl>${rows.join('')}</dl>`
}
