/** The report on a terminal: each failure in a few lines, then a table of counts and a verdict. */
import { printable } from 'countersign/internal'
import type { Difference } from '../run/compare.ts'
import { OUTCOMES } from '../run/outcome.ts'
import { describeSubject, type Report, shortHash } from './report.ts'
import { formatSummary } from './request.ts'
import type { Result, SubjectRun } from '../run/result.ts'
import { compareSections, formatSpec, label, sectionOf, titleOf } from '../suite/sections.ts'
import {
  cut,
  firstDifference,
  formatTable,
  type Paint,
  painter,
  viewAround,
} from '../../terminal/index.ts'
import { count, describeVerdict, exitCodeOf, isCounted, isUnexpectedPass } from '../run/verdict.ts'

const VIEW = 40
/** So many results with one and the same message are shown; the rest is counted. */
const ALIKE = 3

export function formatTerminal(report: Report, isColoured: boolean): string {
  const paint = painter(isColoured)
  const [only] = report.runs
  const lines =
    report.runs.length === 1 && only
      ? [...formatFailures(only, report, paint), ...formatSections(only)]
      : formatMatrix(report)
  if (lines.length > 0) lines.push('')
  lines.push(...report.missing.map((name) => `${printable(name)}: not installed, left out`))
  for (const run of report.runs) {
    const verdict = printable(describeVerdict(run, report.isStrict))
    const painted = paint(exitCodeOf([run], report.isStrict) === 0 ? 'green' : 'red', verdict)
    lines.push(`${printable(describeSubject(run))}: ${painted}`)
    lines.push(
      ...run.problems.map((problem) => `  ${paint('yellow', 'note:')} ${printable(problem)}`),
    )
    if (run.failure !== null || run.problems.length > 0) lines.push(...formatStderr(run))
  }
  lines.push(`vector suite ${shortHash(report.suite)}`)
  return `${lines.join('\n')}\n`
}

function formatFailures(
  { results }: SubjectRun,
  { isStrict, rerun }: Report,
  paint: Paint,
): string[] {
  const seen = new Map<string, number>()
  const lines: string[] = []
  for (const result of results.filter((each) => isCounted(each, isStrict))) {
    const times = result.message === undefined ? 0 : (seen.get(result.message) ?? 0)
    if (result.message !== undefined) seen.set(result.message, times + 1)
    if (times < ALIKE)
      lines.push(...formatFailure(result, paint), `    run again ${rerun(result.vector.id)}`, '')
  }
  const rest = [...seen].filter(([, times]) => times > ALIKE)
  return lines.concat(
    rest.flatMap(([message, times]) => [`and ${times - ALIKE} more of: ${printable(message)}`, '']),
  )
}

function formatFailure(result: Result, paint: Paint): string[] {
  const { vector, difference, message, likely } = result
  const lines = [
    `${paint('red', '✗')} ${paint('bold', printable(vector.id))}  ${paint('dim', printable(formatSpec(vector.spec)))}`,
    `    ${printable(vector.about)}`,
    `    asked     ${printable(vector.operation)}: ${formatSummary(vector).replaceAll('\n', `\n${' '.repeat(14)}`)}`,
  ]
  if (isUnexpectedPass(result))
    lines.push(`    passes, and is listed as known to fail: ${printable(result.knownReason ?? '')}`)
  if (message !== undefined && result.outcome === 'errored')
    lines.push(`    no usable answer: ${printable(message)}`)
  if (difference) lines.push(...formatDifference(difference, paint))
  if (likely)
    lines.push(
      `    likely: ${printable(likely.words)}  ${paint('dim', likely.deviations.join(' + '))}`,
    )
  return lines.concat(vector.flags.map(({ bug }) => `    exists for: ${printable(bug)}`))
}

function formatDifference({ stage, byte, expected, actual }: Difference, paint: Paint): string[] {
  if (byte === null) {
    return [
      `    ${printable(stage)}`,
      `    expected  ${printable(cut(expected, 100))}`,
      `    actual    ${paint('red', printable(cut(actual, 100)))}`,
    ]
  }
  const { index } = firstDifference(expected, actual)
  const [left, right] = [viewAround(expected, index, VIEW), viewAround(actual, index, VIEW)]
  return [
    `    ${printable(stage)} differs from byte ${byte}`,
    `    expected  ${left.before}${left.marked}${left.after}`,
    `    actual    ${right.before}${paint('red', right.marked)}${right.after}`,
    `              ${' '.repeat([...right.before].length)}${paint('red', '^')}`,
  ]
}

function formatSections({ results }: SubjectRun): string[] {
  if (results.length === 0) return []
  const sections = [...new Set(results.map(({ vector }) => sectionOf(vector)))].sort(
    compareSections,
  )
  const rows = sections.map((section) => {
    const counts = count(results.filter(({ vector }) => sectionOf(vector) === section))
    return [
      printable(`${label(section)} ${titleOf(section)}`),
      ...OUTCOMES.map((outcome) => String(counts[outcome])),
    ]
  })
  const totals = count(results)
  return formatTable([
    ['section', ...OUTCOMES],
    ...rows,
    ['total', ...OUTCOMES.map((outcome) => String(totals[outcome]))],
  ])
}

function formatMatrix({ runs }: Report): string[] {
  const rows = runs.map((run) => {
    const counts = count(run.results)
    return [
      printable(cut(describeSubject(run), 50)),
      ...OUTCOMES.map((outcome) => String(counts[outcome])),
    ]
  })
  return formatTable([['implementation', ...OUTCOMES], ...rows])
}

function formatStderr({ stderr }: SubjectRun): string[] {
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
  return lines.slice(-5).map((line) => `  stderr: ${printable(cut(line, 200))}`)
}
