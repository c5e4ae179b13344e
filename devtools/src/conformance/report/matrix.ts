/**
 * The matrix of the report: a row for each section, a column for each implementation, counts in the
 * cells.
 */
import { printable } from 'countersign/internal'
import { html, isolated, type Markup } from '../../page/index.ts'
import type { Outcome } from '../run/outcome.ts'
import { hasPanel } from './panel.ts'
import type { Result, SubjectRun } from '../run/result.ts'
import { label, sectionOf, titleOf } from '../suite/sections.ts'
import { cut } from '../../terminal/index.ts'
import { type Counts, count } from '../run/verdict.ts'

/** The outcomes from worst to best. The worst outcome of a cell sets its label and colour. */
const BY_SEVERITY: readonly Outcome[] = [
  'fail',
  'errored',
  'non-strict',
  'pass',
  'info',
  'skipped',
  'unsupported',
]
const GLYPHS: Readonly<Record<Outcome, string>> = {
  fail: '✗',
  errored: '!',
  'non-strict': '~',
  pass: '✓',
  info: 'i',
  skipped: '–',
  unsupported: '–',
}

/** In characters. */
const MAX_NAME = 40

/** The id of the panel of a cell. */
export const panelId = (column: number, section: string): string =>
  `c${column}-${section.replace(' ', '-')}`
export const subjectId = (column: number): string => `s${column}`

export function renderMatrix(runs: readonly SubjectRun[], sections: readonly string[]): Markup {
  return html`<div class="scroll" id="matrix" tabindex="0" role="region"
 aria-label="Results by section and implementation"><table>
<thead><tr><th scope="col">RFC 5849</th>${runs.map(renderHead)}</tr></thead>
<tbody><tr class="all"><th scope="row">All sections</th>${runs.map(({ results }) => renderCell(results, null))}</tr>
${sections.map((section) => renderRow(section, runs))}</tbody></table></div>
`
}

function renderRow(section: string, runs: readonly SubjectRun[]): Markup {
  const cells = runs.map(({ results }, column) => {
    const own = results.filter(({ vector }) => sectionOf(vector) === section)
    return renderCell(own, panelId(column, section))
  })
  return html`<tr><th scope="row"><b>${label(section)}</b> <span>${titleOf(section)}</span></th>${cells}</tr>
`
}

function renderHead({ name, announcement, failure }: SubjectRun, column: number): Markup {
  const about =
    failure === null
      ? `${announcement?.version ?? ''} · ${announcement?.language ?? ''}`
      : 'not started'
  const [title, subtitle] = [name, about].map((text) =>
    isolated(printable(cut(text, MAX_NAME))),
  ) as [Markup, Markup]
  return html`<th scope="col"><a href="#${subjectId(column)}">${title}</a><small>${subtitle}</small></th>
`
}

function renderCell(results: readonly Result[], panel: string | null): Markup {
  const counts = count(results)
  const occurring = BY_SEVERITY.filter((outcome) => counts[outcome] > 0)
  const [worst, ...others] = occurring
  if (worst === undefined) return html`<td></td>`
  const rest = describeOthers(counts, worst, others)
  const words = html`<b>${GLYPHS[worst]} ${counts[worst]} ${worst}</b><small>${rest}</small>`
  const shares = occurring.map(
    (outcome) => html`<i class="${outcome}" style="flex:${counts[outcome]}"></i>`,
  )
  const content =
    panel !== null && hasPanel(results) ? html`<a href="#${panel}">${words}</a>` : words
  const title = occurring.map((outcome) => `${counts[outcome]} ${outcome}`).join(', ')
  return html`<td class="${worst}" title="${title}">${content}<span class="bar">${shares}</span></td>
`
}

/**
 * The other counts, with `skipped` and `unsupported` added up as `not run`. A no-break space keeps
 * each count with its word.
 */
function describeOthers(counts: Counts, worst: Outcome, others: readonly Outcome[]): string {
  const notRun =
    worst === 'skipped' ? 0 : counts.skipped + (worst === 'unsupported' ? 0 : counts.unsupported)
  const named = others.filter(
    (outcome) => worst === 'skipped' || (outcome !== 'skipped' && outcome !== 'unsupported'),
  )
  return [
    ...named.map((outcome) => `${counts[outcome]}\u00a0${outcome}`),
    ...(notRun > 0 ? [`${notRun}\u00a0not\u00a0run`] : []),
  ].join(', ')
}
