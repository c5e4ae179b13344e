// Runs the tests: node test/run.mjs [--slow | --interop | --all] [--watch] [--node PROGRAM] [part of a file's path …]
//   --slow: the files that pack, compile, spawn shells or take long; --all: these, too.
//   --watch: runs a file again when it or what it imports changes, until Ctrl-C.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const USAGE =
  'usage: node test/run.mjs [--slow | --interop | --all] [--watch] [--node PROGRAM] [part of a path …]'

const { kinds, isWatch, program, filters } = readArguments(process.argv.slice(2))
const files = ['test', 'devtools/test']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map(
      (file) => `${folder}/${file.split(sep).join('/')}`,
    ),
  )
  .filter((file) => file.endsWith('.test.ts') && !file.includes('/node_modules/'))
  .filter((file) => kinds.includes(kindOf(file)))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort()
if (files.length === 0) stop('no test file was found')

const folder = mkdtempSync(join(tmpdir(), 'countersign-tests-'))
const record = join(folder, 'results.tap')
const reporters = [...(isWatch ? [] : [['tap', record]]), ['spec', 'stdout']]
const processes = Math.min(availableParallelism(), files.length)
// Ctrl-C ends the watching process alone, so that the folder is removed after it.
if (isWatch) process.on('SIGINT', () => {})
const run = spawnSync(
  program,
  [
    '--import',
    'tsx',
    '--test',
    ...(isWatch ? ['--watch'] : []),
    `--test-concurrency=${processes}`,
    ...reporters.flatMap(([name, to]) => [
      `--test-reporter=${name}`,
      `--test-reporter-destination=${to}`,
    ]),
    // A change runs the group of the changed file again.
    ...writeGroups(isWatch ? files.length : processes),
  ],
  {
    cwd: root,
    // tsx looks for its configuration in the working folder. Programs that tests start in other folders
    // would be compiled in another way, and coverage could not add up what ran in them.
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    stdio: ['ignore', 'inherit', 'inherit'],
  },
)
const results = isWatch ? '' : readFileSync(record, 'utf8')
rmSync(folder, { recursive: true })
if (isWatch) process.exit(0)

if (run.error) throw run.error
if (run.status !== 0) process.exit(run.status ?? 1)

// A suite in which no test ran counts as one that passed.
const ran = suitesWithTests(results)
const empty = files.filter((file) => !ran.has(file))
if (empty.length > 0) stop(`no test ran in ${empty.join(', ')}`)

function suitesWithTests(tap) {
  const suites = new Set()
  let suite = ''
  for (const line of tap.split('\n')) {
    if (line.startsWith('# Subtest: ')) suite = line.slice('# Subtest: '.length)
    else if (line.startsWith('    # Subtest: ')) suites.add(suite)
  }
  return suites
}

/** What the name of a file says of its tests. */
function kindOf(file) {
  // The tests against the software of others need more than Node, so they run only when asked for.
  if (file.startsWith('test/interop/')) return 'interop'
  return file.endsWith('.slow.test.ts') ? 'slow' : 'fast'
}

/**
 * Test files by turns in as many groups as processes run: to start a process for each file takes longer than most of
 * their tests. In its group each file is a suite of its own.
 */
function writeGroups(count) {
  return Array.from({ length: count }, (_, group) => {
    const own = files.filter((_, at) => at % count === group)
    const path = join(folder, `group-${group + 1}.mjs`)
    const lines = own.map((file) => {
      const url = pathToFileURL(join(root, file)).href
      return `describe(${JSON.stringify(file)}, () => import(${JSON.stringify(url)}))`
    })
    writeFileSync(path, ["import { describe } from 'node:test'", ...lines, ''].join('\n'))
    return path
  })
}

function readArguments(args) {
  const kinds = { '--slow': ['slow'], '--interop': ['interop'], '--all': ['fast', 'slow'] }
  const chosen = args.filter((arg) => Object.hasOwn(kinds, arg))
  if (chosen.length > 1) stop(`${chosen.join(' and ')} exclude each other; ${USAGE}`, 2)
  const isWatch = args.includes('--watch')
  const place = args.indexOf('--node')
  const program = place < 0 ? process.execPath : args[place + 1]
  if (program === undefined) stop(`--node needs a program; ${USAGE}`, 2)
  const filters = args.filter(
    (arg, at) =>
      !chosen.includes(arg) &&
      arg !== '--watch' &&
      (place < 0 || (at !== place && at !== place + 1)),
  )
  const unknown = filters.find((filter) => filter.startsWith('-'))
  if (unknown !== undefined) stop(`${unknown} is unknown; ${USAGE}`, 2)
  // A part of a path chooses among all files but those of the interop tests.
  const usual = filters.length === 0 ? ['fast'] : ['fast', 'slow']
  return { kinds: kinds[chosen[0]] ?? usual, isWatch, program, filters }
}

function stop(why, status = 1) {
  console.error(`test/run.mjs: ${why}`)
  process.exit(status)
}
