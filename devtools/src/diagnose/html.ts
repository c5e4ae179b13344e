/** Renders a diagnosis as an HTML page or as a section of a page. */
import { printable } from 'countersign/internal'
import { escapeMarkup } from '../page/index.ts'
import { explainHtml, type Explanation } from '../explain/index.ts'
import type { Difference } from '../input/index.ts'
import { whereShown } from './comparison-text.ts'
import type { Comparison, Diagnosis, ExplainedDeviation, Finding } from './diagnosis.ts'
import { sideBySide } from './side-by-side.ts'
import { painter } from '../terminal/index.ts'

/** The diagnosis, followed by the explanation of the correct signature. */
export const diagnosisPage = (explanation: Explanation, diagnosis: Diagnosis): string =>
  explainHtml(explanation, diagnosisHtml(diagnosis))

/** The diagnosis as a `section` element. */
function diagnosisHtml(diagnosis: Diagnosis): string {
  const { comparison, lint, signatureBaseString: ours } = diagnosis
  const verdict = diagnosis.matches
    ? [
        headline('good', 'The signature is correct.'),
        list('This rules out', diagnosis.rulesOut),
        list('Possible causes', diagnosis.remains),
      ]
    : wrongHtml(diagnosis.findings, ours, diagnosis.wouldNarrow)
  const lints = lint.map(({ message, hint }) => `${message}: ${hint}`)
  return `<section>${[...verdict, comparisonHtml(comparison), list('Warnings', lints)].join('\n')}</section>`
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
      headline('bad', 'The signature is wrong, and no known mistake explains it exactly.'),
      list('Information that would help', wouldNarrow),
    ]
  }
  const isOpen = first.explained.every((deviation) => deviation.isOpen)
  const { signatureBaseString: theirs, difference, explained } = first
  const isShown = ours !== null && theirs !== null && difference !== null
  return [
    isOpen
      ? headline('warn', 'The signature differs where RFC 5849 is silent.')
      : headline('bad', 'The signature is wrong. This explains it exactly:'),
    ...explained.map(deviationHtml),
    isShown ? sides(ours, theirs, difference, ['correct', 'signed']) : '',
    list('Other explanations of this signature', others.slice(0, 8).map(titlesOf)),
  ]
}

const titlesOf = ({ explained }: Finding): string =>
  explained.map(({ title }) => title).join('; and ')

/** The number of characters before the difference that fit on the screen of a phone. */
const CONTEXT_CHARACTERS = 14

function sides(
  ours: string,
  theirs: string,
  difference: Difference,
  labels: readonly [string, string],
): string {
  const [left, right] = [printable(ours), printable(theirs)]
  const shown = whereShown(left, right, difference)
  return `<pre class="sides">${escapeMarkup(sideBySide(left, right, shown, labels, painter(false), CONTEXT_CHARACTERS))}</pre>`
}

function comparisonHtml(comparison: Comparison | null): string {
  if (comparison === null) return ''
  if (comparison.difference === null)
    return "<p><b>The server's base string is identical to the computed one.</b></p>"
  const { ours, text, difference, findings } = comparison
  const known = findings[0]?.explained.map(deviationHtml).join('') ?? ''
  const both = sides(ours, text, difference, ['computed', 'server'])
  return `<p><b>The server's base string differs</b></p>${both}${known}`
}

function deviationHtml(deviation: ExplainedDeviation): string {
  const { name, title, rule, section, places, seen, vectors, fix } = deviation
  const row = (label: string, html: string): string =>
    html === '' ? '' : `<dt>${label}</dt><dd>${html}</dd>`
  const rows = [
    row('rule', `${escapeMarkup(rule)} <span class="dim">RFC 5849 §${section}</span>`),
    row('here', places.map(escapeMarkup).join('<br>')),
    row('seen in', seen.map(escapeMarkup).join(', ')),
    row('shown by', vectors.map((id) => `<code>${escapeMarkup(id)}</code>`).join(', ')),
    row('fix', escapeMarkup(fix)),
  ]
  const heading = `<p>The signer <b>${escapeMarkup(title)}</b>. <span class="dim">${escapeMarkup(name)}</span></p>`
  return `${heading}<dl>${rows.join('')}</dl>`
}
