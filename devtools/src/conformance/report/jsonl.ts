/** The report as JSON: JSON lines, or one JSON object. */
import { toPrintableJson } from 'countersign/internal'
import { describeSubject, type Report } from './report.ts'
import type { Result, SubjectRun } from '../run/result.ts'
import { sectionOf } from '../suite/sections.ts'
import { count, describeVerdict, exitCodeOf, isCounted } from '../run/verdict.ts'

const FORMAT = 'countersign-report/1'

/** Formats JSON lines: the run, each subject with its results, and the exit code. */
export function formatJsonl(report: Report): string {
  const { runs, isStrict } = report
  const lines: object[] = [{ type: 'run', ...head(report) }]
  for (const run of runs) {
    lines.push({ type: 'subject', ...summarize(run, isStrict) })
    lines.push(
      ...run.results.map((result) => ({
        type: 'result',
        subject: run.name,
        ...detail(result, isStrict),
      })),
    )
  }
  lines.push({ type: 'end', exitCode: exitCodeOf(runs, isStrict) })
  return lines.map((line) => `${toPrintableJson(line)}\n`).join('')
}

/** Formats one JSON object, with only the results that count against a subject. */
export function formatJson(report: Report): string {
  const { runs, isStrict } = report
  const subjects = runs.map((run) => ({
    ...summarize(run, isStrict),
    failures: run.results
      .filter((result) => isCounted(result, isStrict))
      .map((result) => detail(result, isStrict)),
  }))
  return `${toPrintableJson({ ...head(report), subjects, exitCode: exitCodeOf(runs, isStrict) }, 2)}\n`
}

function head({ suite, date, isStrict, missing }: Report): object {
  return { format: FORMAT, suite: suite.hash, date: date.toISOString(), strict: isStrict, missing }
}

function summarize(run: SubjectRun, isStrict: boolean): object {
  const { name, announcement, failure, results, problems, stderr } = run
  return {
    name,
    implementation: announcement,
    failure,
    counts: count(results),
    verdict: `${describeSubject(run)}: ${describeVerdict(run, isStrict)}`,
    problems,
    stderr,
  }
}

function detail(result: Result, isStrict: boolean): object {
  const { vector, observation: _, ...rest } = result
  return {
    id: vector.id,
    section: sectionOf(vector),
    level: vector.level,
    ...rest,
    counted: isCounted(result, isStrict),
  }
}
