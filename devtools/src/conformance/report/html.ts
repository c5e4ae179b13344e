/** The report as one self-contained HTML page without scripts. */
import { printable } from 'countersign/internal'
import { html, htmlPage, type Markup, NOTHING } from '../../page/index.ts'
import { LEGEND, OUTCOMES } from '../run/outcome.ts'
import { panelId, renderMatrix, subjectId } from './matrix.ts'
import { hasPanel, renderPanel } from './panel.ts'
import { STYLE } from './style.ts'
import { type Report, shortHash } from './report.ts'
import type { SubjectRun } from '../run/result.ts'
import { compareSections, sectionOf } from '../suite/sections.ts'
import { cut } from '../../terminal/index.ts'
import { describeVerdict } from '../run/verdict.ts'

export function formatHtml(report: Report): string {
  const { runs, isStrict } = report
  const sections = [
    ...new Set(runs.flatMap(({ results }) => results.map(({ vector }) => sectionOf(vector)))),
  ].sort(compareSections)
  const { markup } = html`
${renderIntroduction(report)}
${renderMatrix(runs, sections)}
${renderLegend()}
${runs.map((run, column) => renderSubject(run, column, isStrict))}
${runs.map((run, column) => sections.map((section) => renderCellPanel(run, column, section))).flat()}`
  return htmlPage({ title: 'OAuth 1.0a conformance', style: STYLE, body: markup })
}

function renderIntroduction({ suite, date, isStrict, runs, missing }: Report): Markup {
  const vectors = new Set(runs.flatMap(({ results }) => results.map(({ vector }) => vector.id)))
    .size
  const time = date.toISOString().slice(0, 16).replace('T', ' ')
  return html`<header><h1>OAuth 1.0a conformance</h1>
<p>How ${runs.length === 1 ? 'an implementation' : `${runs.length} implementations`} of RFC 5849 answered ${vectors}
test vectors. Each column is an implementation, each row a section of the RFC. Open a cell to see the vectors with another
outcome than pass, and where each answer first differs.</p>
<p class="facts">${time} UTC · vector suite <code title="${suite.hash}">${shortHash(suite)}</code> · ${
    isStrict ? 'strict: recommendations count too' : 'recommendations are reported and do not count'
  }</p>${
    missing.length === 0
      ? NOTHING
      : html`<p class="facts">Not installed and left out: ${missing.join(', ')}</p>`
  }</header>`
}

function renderCellPanel(run: SubjectRun, column: number, section: string): Markup {
  const results = run.results.filter(({ vector }) => sectionOf(vector) === section)
  return hasPanel(results) ? renderPanel(panelId(column, section), section, run, results) : NOTHING
}

function renderSubject(run: SubjectRun, column: number, isStrict: boolean): Markup {
  const { name, announcement, problems, stderr } = run
  const about =
    announcement === null
      ? ''
      : `${announcement.name} ${announcement.version}, ${announcement.language}`
  const lines = cut(stderr, 4096).split('\n').map(printable)
  return html`<section class="panel" id="${subjectId(column)}"><header><h2>${printable(name)}</h2>
<p>${printable(about)}</p><a href="#matrix">Back to the table</a></header>
<p>${printable(describeVerdict(run, isStrict))}.</p>
${problems.map((problem) => html`<p>Note: ${printable(problem)}.</p>`)}
${
  announcement === null
    ? NOTHING
    : html`<dl><dt>Operations</dt><dd>${printable(announcement.operations.join(', '))}</dd>
<dt>Methods</dt><dd>${printable(announcement.methods.join(', '))}</dd></dl>`
}${
    stderr.trim() === ''
      ? NOTHING
      : html`<details><summary>The end of its standard error</summary><pre>${lines.join('\n')}</pre></details>`
  }</section>
`
}

function renderLegend(): Markup {
  return html`<dl class="legend">${OUTCOMES.map(
    (outcome) =>
      html`<div><dt><span class="bar"><i class="${outcome}"></i></span>${outcome}</dt><dd>${LEGEND[outcome]}</dd></div>
`,
  )}</dl>`
}
