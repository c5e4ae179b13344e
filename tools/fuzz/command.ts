/** The command line of the fuzzer, and its output. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { fuzz, type FuzzOptions, type Outcome } from './fuzz.ts'
import type { Core } from './properties.ts'

const HELP = `usage: npm run fuzz -- [--minutes N] [--cases N] [--seed N]

Holds src/signing against the independent reading under test/vectors/derive and against its own
inverse: what was signed verifies, and what was written parses back. Every second case is a whole
request; RSA is left out, because the reading would start a program for each signature.

  --minutes N   ends after this time; defaults to 1 where --cases is absent
  --cases N     ends after this number of cases
  --seed N      the seed of the first case; defaults to a random one, which is printed
  --help        prints this text

Exit code: 0 without a difference, 1 with one, 2 for an invalid option.
Needs python3.
`

/**
 * The options, or `null` for --help.
 *
 * @throws Error for an option that is unknown or not a number
 */
function readOptions(args: readonly string[]): FuzzOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      cases: { type: 'string' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const minutes = values.minutes ?? (values.cases === undefined ? '1' : 'Infinity')
  const cases = values.cases ?? 'Infinity'
  const seed = Number(values.seed)
  if (!(Number(minutes) > 0)) throw new Error('--minutes is a positive number')
  if (cases !== 'Infinity' && !/^[1-9]\d*$/.test(cases))
    throw new Error('--cases is a whole number of at least 1')
  if (!/^\d{1,10}$/.test(values.seed)) throw new Error('--seed is a whole number')
  return {
    seed,
    cases: Number(cases),
    duration: Number(minutes) * 60_000,
    onProgress: showProgress,
  }
}

/** One updating line on a terminal. */
function showProgress(cases: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${cases.toLocaleString('en')} cases\x1b[K`)
}

function report({ cases, refusals, failure }: Outcome, seconds: number): string {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  if (failure !== null) {
    return [
      `a difference: ${failure.difference}`,
      `the smallest case with this difference: ${JSON.stringify(failure.smallest)}`,
      `to run it again: npm run fuzz -- --seed ${failure.seed} --cases 1`,
    ].join('\n')
  }
  const refused = [...refusals].sort(([, one], [, other]) => other - one)
  const texts = refused.map(([code, count]) => `${code} ${count.toLocaleString('en')}`)
  return [
    `${cases.toLocaleString('en')} cases without a difference in ${seconds.toFixed(0)} s`,
    `refused: ${texts.join(', ') || 'none'}`,
  ].join('\n')
}

/**
 * Runs the command, and returns its exit code.
 *
 * @param core the functions under test, in place of those of src/signing
 */
export async function runFuzz(
  args: readonly string[],
  print: (text: string) => void,
  core?: Core,
): Promise<number> {
  let options: FuzzOptions | null
  try {
    options = readOptions(args)
  } catch (error) {
    print(`fuzz: ${error instanceof Error ? error.message : String(error)}`)
    return 2
  }
  if (options === null) {
    print(HELP)
    return 0
  }
  print(`seed ${options.seed}`)
  const start = performance.now()
  const outcome = await fuzz(core === undefined ? options : { ...options, core })
  print(report(outcome, (performance.now() - start) / 1000))
  return outcome.failure === null ? 0 : 1
}
