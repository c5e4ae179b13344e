// Runs the tests under c8 and fails below the limits: node tools/coverage.mjs [part of a test
// file's path …]   src/signing and src/server: all lines and all branches; every other layer: 95 %
// of its lines; no file left out of the count.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const temporary = mkdtempSync(join(tmpdir(), 'countersign-coverage-'))
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }))
const node = (...args) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    .status ?? 1

const listFiles = (folder, extension) =>
  readdirSync(folder, { recursive: true })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file.endsWith(extension))
    .sort()

const SOURCES = ['src', 'devtools/src']

/** The sources that compile to no code. c8 would count them as 0 %. */
function findTypeOnlyFiles() {
  const compiled = join(temporary, 'compiled')
  const config = join(root, 'tsconfig.coverage.json')
  writeFileSync(
    config,
    JSON.stringify({
      extends: './tsconfig.json',
      compilerOptions: {
        noEmit: false,
        rootDir: '.',
        outDir: compiled,
        declaration: false,
        removeComments: true,
        isolatedDeclarations: false,
      },
      include: SOURCES,
    }),
  )
  const status = node('node_modules/typescript/bin/tsc', '-p', config)
  rmSync(config)
  if (status !== 0) process.exit(status)
  return SOURCES.flatMap((folder) =>
    listFiles(join(compiled, folder), '.js')
      .filter((file) => {
        const code = readFileSync(join(compiled, folder, file), 'utf8').replaceAll(/\s/g, '')
        return ['', 'export{};'].includes(code)
      })
      .map((file) => `${folder}/${file.replace(/js$/, 'ts')}`),
  )
}

/**
 * The sources that two processes compiled differently. Counts refer to positions in the compiled
 * text, so that counts of different texts cannot be added: c8 would report covered lines as
 * uncovered.
 */
function findCompiledTwice(folder) {
  const lineLengths = new Map()
  const found = new Set()
  for (const name of readdirSync(folder)) {
    const { 'source-map-cache': maps = {} } = parseOrEmpty(readFileSync(join(folder, name), 'utf8'))
    for (const [url, { lineLengths: lengths }] of Object.entries(maps)) {
      if (!SOURCES.some((folder) => url.startsWith(pathToFileURL(join(root, folder, '/')).href)))
        continue
      const text = lengths.join()
      if ((lineLengths.get(url) ?? text) !== text) found.add(url)
      lineLengths.set(url, text)
    }
  }
  return [...found].map((url) => fileURLToPath(url).replace(root, '').split(sep).join('/')).sort()
}

/** Like c8, ignores the record of a process that was killed while it wrote. */
function parseOrEmpty(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** The layers in which every line and branch must run. */
const WHOLE = ['src/signing', 'src/server']

const typeOnly = findTypeOnlyFiles()
const measured = join(temporary, 'v8')
rmSync(join(root, 'coverage'), { recursive: true, force: true })
const status = node(
  'node_modules/c8/bin/c8.js',
  '--all',
  '--clean',
  '--temp-directory',
  measured,
  '--reports-dir',
  'coverage',
  '--reporter',
  'json',
  '--reporter',
  'json-summary',
  '--reporter',
  'html',
  ...SOURCES.flatMap((folder) => ['--include', `${folder}/**`]),
  ...typeOnly.flatMap((file) => ['--exclude', file]),
  process.execPath,
  'test/run.mjs',
  ...(process.argv.length > 2 ? process.argv.slice(2) : ['--all']),
)
if (!existsSync(join(root, 'coverage', 'coverage-summary.json'))) process.exit(status || 1)

const read = (name) =>
  Object.fromEntries(
    Object.entries(JSON.parse(readFileSync(join(root, 'coverage', name), 'utf8'))).map(
      ([file, value]) => [file.replace(root, '').split(sep).join('/'), value],
    ),
  )
const { total, ...summary } = read('coverage-summary.json')
const details = read('coverage-final.json')
// The HTML page is kept. These two files hold absolute paths.
for (const name of ['coverage-summary.json', 'coverage-final.json'])
  rmSync(join(root, 'coverage', name))

const problems = status === 0 ? [] : ['the tests failed']
for (const file of findCompiledTwice(measured)) problems.push(`${file} was compiled in two ways`)
const sources = SOURCES.flatMap((folder) =>
  listFiles(join(root, folder), '.ts').map((file) => `${folder}/${file}`),
)
for (const file of sources) {
  if (/[cv]8 ignore|istanbul ignore/.test(readFileSync(join(root, file), 'utf8')))
    problems.push(`${file} hides code from the count`)
  if (!typeOnly.includes(file) && !summary[file]) problems.push(`${file} is missing from the count`)
}

const layerOf = (file) => /^(?:devtools\/)?src(?:\/[^/]+(?=\/))?/.exec(file)[0]
const layers = new Map()
for (const [file, { lines, branches }] of Object.entries(summary)) {
  const layer = layers.get(layerOf(file)) ?? {
    lines: 0,
    linesHit: 0,
    branches: 0,
    branchesHit: 0,
    files: [],
  }
  layer.lines += lines.total
  layer.linesHit += lines.covered
  layer.branches += branches.total
  layer.branchesHit += branches.covered
  layer.files.push(file)
  layers.set(layerOf(file), layer)
}

const percent = (hit, all) => (all === 0 ? 100 : (100 * hit) / all)
const cell = (number) => (Math.floor(number * 100) / 100).toFixed(2).padStart(9)
const rows = [
  `${'coverage'.padEnd(44)}${'lines %'.padStart(9)}${'branch %'.padStart(9)}  not covered, by line`,
]
for (const [name, layer] of [...layers].sort()) {
  const [lines, branches] = [
    percent(layer.linesHit, layer.lines),
    percent(layer.branchesHit, layer.branches),
  ]
  const [minLines, minBranches] = WHOLE.includes(name) ? [100, 100] : [95, 0]
  if (lines < minLines)
    problems.push(`${name}: ${cell(lines).trim()} % of its lines, ${minLines} % wanted`)
  if (branches < minBranches)
    problems.push(`${name}: ${cell(branches).trim()} % of its branches, ${minBranches} % wanted`)
  rows.push(`${name.padEnd(44)}${cell(lines)}${cell(branches)}`)
  for (const file of layer.files) {
    const { lines: ofFile, branches: branchesOfFile } = summary[file]
    const [hit, branchesHit] = [
      percent(ofFile.covered, ofFile.total),
      percent(branchesOfFile.covered, branchesOfFile.total),
    ]
    rows.push(`  ${file.padEnd(42)}${cell(hit)}${cell(branchesHit)}  ${gaps(details[file])}`)
  }
}
for (const file of typeOnly) rows.push(`  ${file.padEnd(42)}  types only, no code`)
console.log(rows.join('\n'))

if (problems.length === 0) {
  console.log('coverage: every limit is met')
} else {
  console.error(problems.map((problem) => `coverage: ${problem}`).join('\n'))
  process.exitCode = 1
}

/** The lines that did not run, followed by the lines of branches that were not taken. */
function gaps({ statementMap, s, branchMap, b }) {
  const lines = Object.keys(s)
    .filter((id) => s[id] === 0)
    .map((id) => statementMap[id].start.line)
  const branches = Object.keys(b)
    .filter((id) => b[id].includes(0))
    .map((id) => branchMap[id].loc.start.line)
  const ranges = []
  for (const line of lines) {
    if (ranges.at(-1)?.[1] === line - 1) ranges.at(-1)[1] = line
    else ranges.push([line, line])
  }
  const texts = ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
  const onlyBranches = [...new Set(branches.filter((line) => !lines.includes(line)))].map(
    (line) => `branch ${line}`,
  )
  const all = [...texts, ...onlyBranches]
  return all.length > 8 ? `${all.slice(0, 8).join(', ')}, …` : all.join(', ')
}
