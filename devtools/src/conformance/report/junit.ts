/** The report as JUnit XML, for build servers. */
import { escapeMarkup } from '../../page/index.ts'
import { describeSubject, type Report } from './report.ts'
import type { Result, SubjectRun } from '../run/result.ts'
import { formatSpec } from '../suite/sections.ts'
import { isBreach, isCounted, isUnexpectedPass } from '../run/verdict.ts'

export function formatJunit({ runs, isStrict, date }: Report): string {
  const suites = runs.map((run) => formatSuite(run, isStrict, date))
  const head =
    '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="countersign conformance">\n'
  return `${head}${suites.join('')}</testsuites>\n`
}

function formatSuite(run: SubjectRun, isStrict: boolean, date: Date): string {
  const { results, failure } = run
  const counted = results.filter((result) => isCounted(result, isStrict))
  const errors = counted.filter(({ outcome }) => outcome === 'errored').length
  const skipped = results.filter((result) => isSkipped(result, isStrict)).length
  const broken =
    failure === null
      ? ''
      : `  <testcase classname="conformance" name="start">${element('error', failure)}</testcase>\n`
  const attributes = {
    name: describeSubject(run),
    tests: results.length + (failure === null ? 0 : 1),
    failures: counted.length - errors,
    errors: errors + (failure === null ? 0 : 1),
    skipped,
    timestamp: date.toISOString().slice(0, 19),
  }
  const cases = results.map((result) => formatCase(result, isStrict)).join('')
  return ` <testsuite ${formatAttributes(attributes)}>\n${broken}${cases} </testsuite>\n`
}

function formatCase(result: Result, isStrict: boolean): string {
  const { vector, outcome, message, difference, knownReason, as, likely } = result
  const [classname, name] = vector.id.split('/')
  const open = `  <testcase ${formatAttributes({ classname: classname!, name: name! })}`
  const said = [
    message,
    difference &&
      `${difference.stage}: expected ${difference.expected}, actual ${difference.actual}`,
  ]
  if (likely) said.push(`likely: ${likely.words}`)
  const text = [
    formatSpec(vector.spec),
    vector.about,
    ...said.filter((part) => part !== undefined),
  ].join('\n')
  if (isUnexpectedPass(result))
    return `${open}>${element('failure', `passes, and is listed as known to fail: ${knownReason}`)}</testcase>\n`
  if (isCounted(result, isStrict))
    return `${open}>${element(outcome === 'errored' ? 'error' : 'failure', text)}</testcase>\n`
  if (isSkipped(result, isStrict))
    return `${open}>${element('skipped', knownReason ?? message ?? outcome)}</testcase>\n`
  if (outcome === 'pass') return `${open}/>\n`
  return `${open}><system-out>${clean(`${outcome}: ${as ?? text}`)}</system-out></testcase>\n`
}

const isSkipped = (result: Result, isStrict: boolean): boolean =>
  result.outcome === 'skipped' ||
  result.outcome === 'unsupported' ||
  (isBreach(result, isStrict) && !isCounted(result, isStrict))

function element(name: string, text: string): string {
  return `<${name} message="${clean(text.split('\n').at(-1)!)}">${clean(text)}</${name}>`
}

function formatAttributes(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${clean(String(value))}"`)
    .join(' ')
}

/** XML 1.0 allows neither most control characters nor lone surrogates, so they become escapes. */
const clean = escapeMarkup
