/** The mutation score of src/signing and src/server: see `npm run mutation -- --help`. */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { makeCopy } from './copy.ts'
import { matchEntries, readEntries } from './equivalent.ts'
import { installParsers } from './install.ts'
import { judgeAll } from './judge.ts'
import { record, requireIndependence } from './processes.ts'
import { formatJson, formatReport, percent, summarize } from './report.ts'
import { loadParsers } from './syntax.ts'

const HELP = `usage: npm run mutation -- [--file PART] [--required N] [--json FILE] [--at-once N]

Changes src/signing or src/server in one place at a time, and runs the tests that reach the place. A
change that no test notices survives. The score is the share of changes that are noticed, in percent.

  --file PART    tries only files whose path below src contains PART
  --required N   fails below this score; defaults to 97
  --json FILE    writes every mutant and what became of it to a file
  --at-once N    runs this many processes at once; defaults to the number of processors
  --help         prints this text
`

interface Options {
  readonly part: string
  readonly required: number
  readonly json: string | null
  readonly atOnce: number
}

/** @throws Error for an option that is unknown or not a number */
function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      file: { type: 'string', default: '' },
      required: { type: 'string', default: '97' },
      json: { type: 'string' },
      'at-once': { type: 'string', default: String(availableParallelism()) },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const required = Number(values.required)
  const atOnce = Number(values['at-once'])
  if (!(required >= 0 && required <= 100)) throw new Error('--required is a number from 0 to 100')
  if (!Number.isInteger(atOnce) || atOnce < 1)
    throw new Error('--at-once is a whole number of at least 1')
  return { part: values.file, required, json: values.json ?? null, atOnce }
}

/** @returns whether the score is reached and equivalent.json has no fault */
async function run({ part, required, json, atOnce }: Options): Promise<boolean> {
  const startTime = performance.now()
  installParsers()
  const copy = makeCopy(await loadParsers())
  process.once('exit', copy.remove)
  const mutants = copy.mutants.filter(({ file }) => file.includes(part))
  if (mutants.length === 0)
    throw new Error(`--file ${part}: no file has that in its path below src`)
  const entries = matchEntries(readEntries(), copy.mutants)

  console.error(`mutation: ${mutants.length} mutants; runs all tests without one`)
  const recording = await record(copy.folder, copy.tests)
  await requireIndependence(copy.folder, copy.tests)
  let done = 0
  let survived = 0
  const results = await judgeAll(copy, mutants, recording, atOnce, ({ mutant, status }) => {
    done += 1
    const isSurvivor = status === 'survived' || status === 'unreached'
    if (isSurvivor && !entries.mutants.has(mutant)) survived += 1
    showProgress(done, mutants.length, survived)
  })

  const report = summarize(results, entries.mutants)
  const minutes = ((performance.now() - startTime) / 60_000).toFixed(1)
  console.log(formatReport(report))
  console.log(`\n${recording.tests.length} tests, ${minutes} minutes`)
  if (json !== null) writeFileSync(json, formatJson(report, results, entries.mutants))
  const faults = [
    ...entries.faults.map((fault) => `equivalent.json: ${fault}`),
    ...report.disproved.map(
      ({ mutant, by }) =>
        `equivalent.json: ${mutant.file}:${mutant.line} ${mutant.original} → ` +
        `${mutant.replacement} is killed by ${by}`,
    ),
  ]
  if (report.total.score < required) {
    faults.push(`the score is ${percent(report.total.score)}, and ${required} % is required`)
  }
  for (const fault of faults) console.error(`mutation: ${fault}`)
  return faults.length === 0
}

/** Shows progress: one updating line on a terminal, else a line for each tenth. */
function showProgress(done: number, all: number, survived: number): void {
  const words = `${done} of ${all} mutants, ${survived} survived`
  const isTenth = Math.floor((10 * done) / all) > Math.floor((10 * (done - 1)) / all)
  if (process.stderr.isTTY) process.stderr.write(`\r${words}\x1b[K${done === all ? '\n' : ''}`)
  else if (isTenth) console.error(`mutation: ${words}`)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
try {
  const options = readOptions()
  if (options === null) console.log(HELP)
  else if (!(await run(options))) process.exitCode = 1
} catch (error) {
  console.error(`mutation: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
