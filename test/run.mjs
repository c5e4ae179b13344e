// Runs the tests: node test/run.mjs [--interop] [--node PROGRAM] [part of a file's path …]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const USAGE = 'usage: node test/run.mjs [--interop] [--node PROGRAM] [part of a path …]'

const { isInterop, program, filters } = readArguments(process.argv.slice(2))

// The tests against other people's software need more than Node, so they run only when asked for.
const inInterop = (file) => file.startsWith('test/interop/')
const files = ['test', 'devtools/test']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map(
      (file) => `${folder}/${file.split(sep).join('/')}`,
    ),
  )
  .filter(
    (file) =>
      file.endsWith('.test.ts') &&
      !file.includes('/node_modules/') &&
      inInterop(file) === isInterop,
  )
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort()
if (files.length === 0) stop('no test file was found')

const folder = mkdtempSync(join(tmpdir(), 'countersign-tests-'))
const record = join(folder, 'results.tap')
const reporters = [
  ['tap', record],
  ['spec', 'stdout'],
]
const run = spawnSync(
  program,
  [
    '--import',
    'tsx',
    '--test',
    ...reporters.flatMap(([name, to]) => [
      `--test-reporter=${name}`,
      `--test-reporter-destination=${to}`,
    ]),
    ...files,
  ],
  {
    cwd: root,
    // tsx looks for its configuration in the working folder. Programs that tests start in other folders
    // would be compiled in another way, and coverage could not add up what ran in them.
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    stdio: ['ignore', 'inherit', 'inherit'],
  },
)
const results = readFileSync(record, 'utf8')
rmSync(folder, { recursive: true })

if (run.error) throw run.error
if (run.status !== 0) process.exit(run.status ?? 1)

// Node counts a file in which no test ran as one that passed, under the file's own name.
const empty = files.filter((file) =>
  results.split('\n').some((line) => /^ok \d+ - /.test(line) && line.endsWith(file)),
)
if (empty.length > 0) stop(`no test ran in ${empty.join(', ')}`)
if (!(Number(/^# tests (\d+)$/m.exec(results)?.[1]) > 0)) stop('no test ran')

function readArguments(args) {
  const isInterop = args.includes('--interop')
  const place = args.indexOf('--node')
  const program = place < 0 ? process.execPath : args[place + 1]
  if (program === undefined) stop(`--node needs a program; ${USAGE}`, 2)
  const filters = args.filter(
    (arg, at) => arg !== '--interop' && (place < 0 || (at !== place && at !== place + 1)),
  )
  const unknown = filters.find((filter) => filter.startsWith('-'))
  if (unknown !== undefined) stop(`${unknown} is unknown; ${USAGE}`, 2)
  return { isInterop, program, filters }
}

function stop(why, status = 1) {
  console.error(`test/run.mjs: ${why}`)
  process.exit(status)
}
