/** Feeds mutated inputs to every parser. See `npm run fuzz:parsers -- --help`. */
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Figures, fuzz, inputOf, type Target } from './fuzz.ts'
import { TARGETS } from './targets.ts'

const USAGE = `usage: npm run fuzz:parsers -- [--cases N] [--seed N] [--target NAME] [--first N]

Feeds mutated inputs to every parser, and prints its seed, by which each case can be made again.

  --cases N      how many for each parser, at least 1; defaults to 10000
  --seed N       defaults to a random one
  --target NAME  one parser alone
  --first N      the number of the first case; defaults to 0
  --help         prints this

Exit codes: 0 no fault was found; 1 a parser threw a raw error, showed a secret, or took over two
seconds of CPU time; 2 usage.`

/** In milliseconds of CPU time. */
const PATIENCE = 2_000
/** In milliseconds of wall time. A case that takes longer is killed, even on a busy machine. */
const DEADLINE = 300_000

interface Task {
  readonly name: string
  readonly seed: number
  readonly cases: number
  readonly first: number
  /** The number of the current case. -1 before the first. */
  readonly progress: Int32Array
}

if (isMainThread) await main()
else {
  const { name, progress, ...options } = workerData as Task
  const target = TARGETS.find((each) => each.name === name)!
  const onCase = (index: number): void => {
    Atomics.store(progress, 0, index)
  }
  parentPort!.postMessage(await fuzz(target, { ...options, patience: PATIENCE, onCase }))
}

interface Options {
  readonly cases: number
  readonly seed: number
  readonly first: number
  readonly targets: readonly Target[]
}

/** The options, or `null` for --help. @throws Error for an invalid option */
function readOptions(): Options | null {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: { cases: text, seed: text, first: text, target: text, help: { type: 'boolean' } },
  })
  if (values.help) return null
  // As many digits as --seed accepts, so that each run can be repeated.
  const random = Math.floor(Math.random() * 1e9)
  const numberOf = (name: 'cases' | 'seed' | 'first', otherwise: number): number => {
    const given = values[name]
    if (given === undefined) return otherwise
    if (/^[0-9]{1,9}$/.test(given)) return Number(given)
    throw new Error(
      `--${name} takes a whole number of at most nine digits, not ${JSON.stringify(given)}`,
    )
  }
  const targets = TARGETS.filter(({ name }) => name === (values.target ?? name))
  if (targets.length === 0)
    throw new Error(`--target takes one of ${TARGETS.map(({ name }) => name).join(', ')}`)
  const cases = numberOf('cases', 10_000)
  if (cases === 0) throw new Error('--cases takes at least 1')
  return { cases, seed: numberOf('seed', random), first: numberOf('first', 0), targets }
}

async function main(): Promise<void> {
  let options: Options | null
  try {
    options = readOptions()
  } catch (error) {
    console.error(`fuzz:parsers: ${(error as Error).message}\n\n${USAGE}`)
    process.exitCode = 2
    return
  }
  if (options === null) return console.log(USAGE)
  const { cases, seed, first, targets } = options
  console.log(`seed ${seed}, ${cases} cases for each parser`)
  for (const target of targets) {
    const progress = new Int32Array(new SharedArrayBuffer(4)).fill(-1)
    const figures = await runApart({ name: target.name, seed, cases, first, progress })
    if (figures === null || figures.faults.length > 0) process.exitCode = 1
    console.log(report(target, figures, seed, Atomics.load(progress, 0)))
  }
}

/** `null` if a case did not end. */
function runApart(task: Task): Promise<Figures | null> {
  // Node 20 gives its workers no loader for TypeScript.
  const own = JSON.stringify(import.meta.url)
  const code = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${own}, ${own}))`
  const worker = new Worker(code, { eval: true, workerData: task })
  return new Promise((resolve, reject) => {
    let [last, since] = [-1, performance.now()]
    const watch = setInterval(() => {
      const present = Atomics.load(task.progress, 0)
      if (present < 0 || present !== last) [last, since] = [present, performance.now()]
      if (performance.now() - since < DEADLINE) return
      clearInterval(watch)
      void worker.terminate().then(() => resolve(null))
    }, 500)
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => clearInterval(watch))
  })
}

function report(target: Target, figures: Figures | null, seed: number, present: number): string {
  const shown = (input: string): string => `      ${JSON.stringify(input).slice(0, 2000)}`
  if (figures === null)
    return `${target.name}: case ${present} did not end\n${shown(inputOf(target, seed, present))}`
  const { cases, refused, slowest, faults } = figures
  return [
    `${target.name}: ${cases} cases, ${refused} refused, slowest ${Math.round(slowest)} ms, ${faults.length} faults`,
    ...faults.map(({ index, what, input }) => `    case ${index}: ${what}\n${shown(input)}`),
  ].join('\n')
}
