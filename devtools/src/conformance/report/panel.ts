/** The panel of a cell of the matrix: every vector with another outcome than pass. */
import { printable } from 'countersign/internal'
import type { Difference } from '../run/compare.ts'
import type { Likely, Result, SubjectRun } from '../run/result.ts'
import { html, type Markup, NOTHING } from '../../page/index.ts'
import type { Outcome } from '../run/outcome.ts'
import { formatSummary, formatInput } from './request.ts'
import { formatSpec, label, titleOf } from '../suite/sections.ts'
import { cut, firstDifference, viewAround } from '../../terminal/index.ts'

const IN_DETAIL: readonly Outcome[] = ['errored', 'fail', 'non-strict']
/** How much of a long text is shown around the first difference, in characters. */
const VIEW = 60
/** How many results with the same message are shown in detail. */
const MAX_SAME_MESSAGE = 5

/** Whether a cell has a panel. */
export const hasPanel = (results: readonly Result[]): boolean =>
  results.some(({ outcome }) => outcome === 'info' || IN_DETAIL.includes(outcome))

export function renderPanel(
  id: string,
  section: string,
  run: SubjectRun,
  results: readonly Result[],
): Markup {
  const seen = new Map<string, number>()
  const detailed = IN_DETAIL.flatMap((outcome) =>
    results.filter((result) => result.outcome === outcome),
  )
  const shown = detailed.filter(({ message }) => {
    if (message === undefined) return true
    seen.set(message, (seen.get(message) ?? 0) + 1)
    return seen.get(message)! <= MAX_SAME_MESSAGE
  })
  const rest = [...seen].filter(([, times]) => times > MAX_SAME_MESSAGE)
  return html`<section class="panel" id="${id}"><header><h2>${label(section)} ${titleOf(section)}</h2>
<p>${printable(`${run.name} ${run.announcement?.version ?? ''}`)}</p><a href="#matrix">Back to the table</a></header>
${shown.map(renderResult)}
${rest.map(([message, times]) => html`<p>and ${times - MAX_SAME_MESSAGE} more: ${printable(message)}</p>`)}
${renderReadings(results.filter(({ outcome }) => outcome === 'info'))}</section>
`
}

function renderResult(result: Result): Markup {
  const { vector, outcome, message, difference, knownReason, likely } = result
  const [summary, whole] = [formatSummary(vector), formatInput(vector).join('\n')]
  return html`<article class="${outcome}"><h3><b>${outcome}</b> <code>${vector.id}</code></h3>
<p>${capitalize(vector.about)}. <span>${formatSpec(vector.spec)}</span></p>
<dl><dt>Asked</dt><dd><code>${summary}</code></dd>${
    difference
      ? renderDifference(difference)
      : html`<dt>Came</dt><dd><code>${printable(message ?? '')}</code></dd>`
  }${renderLikely(likely)}</dl>${vector.flags.map(({ bug }) => html`<p class="why">This vector finds the bug: ${bug}.</p>`)}${
    knownReason === undefined
      ? NOTHING
      : html`<p class="why">Known to fail: ${printable(knownReason)}</p>`
  }${
    summary === whole
      ? NOTHING
      : html`<details><summary>The whole input</summary><pre>${whole}</pre></details>`
  }</article>
`
}

function renderLikely(likely: Likely | undefined): Markup {
  if (likely === undefined) return NOTHING
  return html`<dt>Likely</dt><dd>${printable(likely.words)} <small>${likely.deviations.join(' + ')}</small></dd>`
}

function renderDifference({ stage, byte, expected, actual }: Difference): Markup {
  const { index } = firstDifference(expected, actual)
  const [left, right] = [expected, actual].map((text) =>
    byte === null ? html`<code>${printable(cut(text, 200))}</code>` : renderView(text, index),
  ) as [Markup, Markup]
  return html`<dt>Differs</dt><dd>${stage}${byte === null ? '' : `, from byte ${byte}`}</dd>
<dt>Expected</dt><dd>${left}</dd><dt>Came</dt><dd>${right}</dd>`
}

function renderView(text: string, index: number): Markup {
  const { before, marked, after } = viewAround(text, index, VIEW)
  const mark = marked === '' ? html`<mark class="end">end</mark>` : html`<mark>${marked}</mark>`
  return html`<code>${before}${mark}${after}</code>`
}

function renderReadings(infos: readonly Result[]): Markup {
  if (infos.length === 0) return NOTHING
  return html`<h3 class="readings">Where the RFC is silent</h3><ul class="readings">${infos.map(
    ({ vector, as, difference }) =>
      html`<li><code>${vector.id}</code> ${as ?? 'none of the listed readings'}${
        difference ? html`: <code>${printable(cut(difference.actual, 80))}</code>` : NOTHING
      }</li>
`,
  )}</ul>`
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
