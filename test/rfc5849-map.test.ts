// docs/rfc5849.md and its data: complete, consistent with the repository, and with code and
// evidence for each MUST.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  CHAPTERS,
  LEVELS,
  readMap,
  renderMap,
  splitTest,
  type Statement,
} from '../tools/docs/map/map.ts'

const root = new URL('../', import.meta.url)
const statements = readMap()

/** What the map refers to: the text of a file, or `null`, and the ids of all vectors. */
interface Repository {
  read(file: string): string | null
  readonly vectors: readonly string[]
}

interface VectorFile {
  readonly groups: readonly { readonly tests: readonly { readonly id: string }[] }[]
}

const repository: Repository = {
  read: (file) =>
    existsSync(new URL(file, root)) ? readFileSync(new URL(file, root), 'utf8') : null,
  vectors: readdirSync(new URL('test/vectors/', root))
    .filter((name) => name.endsWith('.json') && !['package.json', 'schema.json'].includes(name))
    .map(
      (name) =>
        JSON.parse(readFileSync(new URL(`test/vectors/${name}`, root), 'utf8')) as VectorFile,
    )
    .flatMap(({ groups }) => groups.flatMap(({ tests }) => tests.map(({ id }) => id))),
}

const EXTENSIONS: readonly (readonly [RegExp, string])[] = [
  [/^Appendix A$/, '5849-A'],
  [/^Erratum 2550$/, '5849-E'],
  [/^Problem Reporting$/, 'problem-1'],
  [/^Body Hash /, 'bodyhash-'],
  [/^Session /, 'session-'],
  [/^Advisory /, 'advisory-'],
  [/^(?=\d)/, '5849-'],
]

/** The prefix of the ids of a section's statements. */
function prefixOf(section: string): string {
  const [pattern, prefix] = EXTENSIONS.find(([pattern]) => pattern.test(section)) ?? [/^/, '']
  return section.replace(pattern, prefix)
}

/** Each section has the known number of statements, numbered from 1. */
function gaps(found: readonly Statement[], sections: Readonly<Record<string, number>>): string[] {
  const expected = Object.entries(sections).flatMap(([section, count]) =>
    Array.from(
      { length: count },
      (_, position) => `${section}: ${prefixOf(section)}-${position + 1}`,
    ),
  )
  const actual = found.map(({ section, id }) => `${section}: ${id}`)
  return [
    ...expected.filter((id) => !actual.includes(id)).map((id) => `${id} is missing`),
    ...actual.filter((id) => !expected.includes(id)).map((id) => `${id} is unknown`),
    ...actual
      .filter((id, position) => actual.indexOf(id) < position)
      .map((id) => `${id} is there twice`),
  ]
}

/** Every statement has code and evidence, or a reason, and not both. */
function unfounded(found: Statement): string[] {
  const {
    id,
    level,
    party,
    statement,
    code = [],
    vectors = [],
    tests = [],
    notOurs,
    notYet,
  } = found
  const reasons = [notOurs, notYet].filter((reason) => reason !== undefined)
  const isFounded = code.length > 0 && vectors.length + tests.length > 0
  const isWellFormed =
    LEVELS.includes(level) && ['client', 'server', 'both'].includes(party) && statement !== ''
  return [
    ...(isWellFormed ? [] : ['is malformed']),
    ...(reasons.length > 1 ||
    (reasons.length === 1 && code.length + vectors.length + tests.length > 0)
      ? ['has a reason, and something else']
      : []),
    ...(reasons.every((reason) => /^[A-Z].*\.$/.test(reason))
      ? []
      : ['has a reason that is no sentence']),
    ...(reasons.length > 0 || isFounded ? [] : ['has neither code and evidence nor a reason']),
    ...(new Set([...code, ...vectors, ...tests]).size < code.length + vectors.length + tests.length
      ? ['names something twice']
      : []),
  ].map((problem) => `${id} (${level}) ${problem}`)
}

function declares(source: string, symbol: string): boolean {
  const [name = '', member] = symbol.split('.')
  const keyword = '(?:export )?(?:async )?(?:function|const|class|interface|type)'
  const declaration = new RegExp(`^${keyword} ${name}\\b`, 'm').exec(source)
  if (declaration === null || member === undefined) return declaration !== null
  const [body = ''] = /^[\s\S]*?\n}/.exec(source.slice(declaration.index)) ?? []
  return new RegExp(`^  (?:readonly |async |get )*${member}\\b`, 'm').test(body)
}

/** The titles of a file's tests as in the source. A computed title has its `${…}`. */
function titlesIn(source: string): string[] {
  return [...source.matchAll(/\btest\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(
    ([, quote, title]) => (quote === '`' ? title! : title!.replace(/\\(.)/g, '$1')),
  )
}

function brokenReferences(statement: Statement, { read, vectors: ids }: Repository): string[] {
  const { id, code = [], vectors = [], tests = [] } = statement
  const ofCode = code.filter((reference) => {
    const [file = '', symbol = ''] = reference.split('#')
    return symbol === '' || !declares(read(file) ?? '', symbol)
  })
  const ofVectors = vectors.filter((glob) => {
    const pattern = new RegExp(`^${glob.replaceAll('*', '.*')}$`)
    return !glob.includes('/') || !ids.some((vector) => pattern.test(vector))
  })
  const ofTests = tests.filter((reference) => {
    const { file, title } = splitTest(reference)
    return !titlesIn(read(file) ?? '').includes(title)
  })
  return [...ofCode, ...ofVectors, ...ofTests].map(
    (reference) => `${id} refers to ${reference}, which is not there`,
  )
}

const sections = Object.assign({}, ...CHAPTERS.map((chapter) => chapter.sections)) as Record<
  string,
  number
>

test('the map has every statement of every section, once', () => {
  assert.deepEqual(gaps(statements, sections), [])
  assert.equal(statements.length, 268)
})

test('finds a missing, unknown or repeated statement', () => {
  const statement = (section: string, id: string): Statement => ({ ...example, section, id })
  const right = [statement('2.1', '5849-2.1-1'), statement('Session 7', 'session-7-1')]
  assert.deepEqual(gaps(right, { '2.1': 1, 'Session 7': 1 }), [])
  assert.deepEqual(gaps([statement('2.1', '5849-2.1-1')], { '2.1': 2 }), [
    '2.1: 5849-2.1-2 is missing',
  ])
  assert.deepEqual(gaps([statement('2.9', '5849-2.9-1')], {}), ['2.9: 5849-2.9-1 is unknown'])
  const twice = [statement('Appendix A', '5849-A-1'), statement('Appendix A', '5849-A-1')]
  assert.deepEqual(gaps(twice, { 'Appendix A': 1 }), ['Appendix A: 5849-A-1 is there twice'])
})

test('every statement has code and a vector or test, or a reason', () => {
  assert.deepEqual(statements.flatMap(unfounded), [])
})

const example: Statement = {
  id: '5849-2-1',
  section: '2',
  level: 'MUST',
  party: 'both',
  statement: 'A.',
  code: ['src/a.ts#b'],
  vectors: ['c/d'],
}

test('finds a statement without code or evidence', () => {
  const { code: _, vectors: __, ...bare } = example
  assert.deepEqual(unfounded(example), [])
  assert.deepEqual(unfounded({ ...bare, notYet: 'It is late.' }), [])
  const wrong: readonly (readonly [statement: Statement, violation: string])[] = [
    [{ ...bare, code: ['src/a.ts#b'] }, 'has neither code and evidence nor a reason'],
    [{ ...bare, tests: ['test/a.test.ts: b'] }, 'has neither code and evidence nor a reason'],
    [bare, 'has neither code and evidence nor a reason'],
    [{ ...bare, notOurs: '' }, 'has a reason that is no sentence'],
    [{ ...bare, notOurs: 'It is.', notYet: 'It is.' }, 'has a reason, and something else'],
    [{ ...example, notYet: 'It is late.' }, 'has a reason, and something else'],
    [{ ...example, level: 'must' as never }, 'is malformed'],
    [{ ...example, vectors: ['c/d', 'c/d'] }, 'names something twice'],
  ]
  for (const [statement, violation] of wrong) {
    assert.deepEqual(unfounded(statement), [`5849-2-1 (${statement.level}) ${violation}`])
  }
})

test('every file, symbol, vector and test in the map exists', () => {
  assert.deepEqual(
    statements.flatMap((statement) => brokenReferences(statement, repository)),
    [],
  )
})

test('finds a reference to nothing', () => {
  const source =
    'export class B {\n  async c(): void {\n    d()\n  }\n}\nfunction e() {}\nconst g = 1\n'
  const tests = "test('it\\'s h', () => {})\n  test(`i ${j}`, () => {})\ntest(\"k's\", x)"
  const files: Readonly<Record<string, string>> = { 'src/a.ts': source, 'test/a.test.ts': tests }
  const made: Repository = { read: (file) => files[file] ?? null, vectors: ['c/d', 'c/dd'] }
  const broken = (references: Partial<Statement>): number =>
    brokenReferences({ ...example, code: [], vectors: [], ...references }, made).length
  assert.equal(broken({ code: ['src/a.ts#B', 'src/a.ts#B.c', 'src/a.ts#e', 'src/a.ts#g'] }), 0)
  assert.equal(broken({ code: ['src/a.ts', 'src/a.ts#d', 'src/a.ts#c', 'src/b.ts#B'] }), 4)
  assert.equal(broken({ code: ['src/a.ts#B.d', 'src/a.ts#B.e'] }), 2)
  assert.equal(broken({ vectors: ['c/d', 'c/*', 'c/d*'] }), 0)
  assert.equal(broken({ vectors: ['c/e', 'c/ddd*', 'd', '*'] }), 4)
  assert.equal(
    broken({ tests: ["test/a.test.ts: it's h", 'test/a.test.ts: i ${j}', "test/a.test.ts: k's"] }),
    0,
  )
  assert.equal(
    broken({ tests: ['test/a.test.ts: h', 'test/b.test.ts: i ${j}', 'test/a.test.ts'] }),
    3,
  )
})

test('docs/rfc5849.md matches its generator', () => {
  const page = readFileSync(new URL('docs/rfc5849.md', root), 'utf8')
  assert.ok(
    page === renderMap(statements),
    'docs/rfc5849.md is not up to date: npx tsx tools/docs/map/generate.ts',
  )
})

test('the page shows a MUST that is missing, and every statement in the table of its section', () => {
  const page = renderMap([{ ...example, code: [], vectors: [], notYet: 'It is late.' }])
  assert.ok(
    page.includes('### Not yet: MUST of RFC 5849\n\n- **2-1** (MUST) A.\n  *It is late.*\n'),
  )
  assert.ok(page.includes('| 2-1 | MUST | A. |  | **not yet**: It is late. |'))
  const rows = renderMap(statements)
    .split('\n')
    .filter((line) => /^\| \S+-\d+ \| /.test(line))
  assert.equal(rows.length, 268)
})

test('the links of the page have targets', () => {
  const links = [...renderMap(statements).matchAll(/\]\(([^) ]+)/g)].map(([, link = '']) => link)
  assert.ok(links.length > 268)
  for (const link of new Set(links))
    assert.ok(existsSync(new URL(link, new URL('docs/', root))), link)
})
