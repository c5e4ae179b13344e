// Proves the vectors: each bug of test/mutants is put into a copy of the signing core, and vectors
// must fail on it. Each mutant is run until two vectors have killed it. MUTANTS=all runs all
// vectors, and prints a table.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Vector } from '../devtools/src/conformance/suite/vector-file.ts'
import { loadSuite } from '../devtools/src/conformance/suite/vectors.ts'
import { createCopies, fold, mutate, type Operations, placeOf } from './mutants/core.ts'
import type { Mutant } from './mutants/mutant.ts'
import { MUTANTS } from './mutants/mutants.ts'
import { type Observation, observe } from './mutants/vectors.ts'

const isThorough = process.env['MUTANTS'] === 'all'
const AT_ONCE = 12

const { vectors } = loadSuite()
const copies = createCopies()
const normal = new Map<Vector, Observation>()
/** For each mutant, the vectors that killed it. */
const killers = new Map<Mutant, readonly Vector[]>()
const stays = reasonsToStay()
const stayingVectors = vectors.filter(({ id }) => stays.has(id))

/** The `stays` of each vector that kills no mutant: why it is kept. */
function reasonsToStay(): ReadonlyMap<string, string> {
  interface Test {
    readonly id: string
    readonly stays?: string
  }
  interface File {
    readonly groups: readonly { readonly tests: readonly Test[] }[]
  }
  const folder = new URL('./vectors/', import.meta.url)
  const names = readdirSync(folder).filter(
    (name) => name.endsWith('.json') && !['package.json', 'schema.json'].includes(name),
  )
  return new Map(
    names
      .flatMap((name) => (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as File).groups)
      .flatMap(({ tests }) => tests)
      .flatMap(({ id, stays: reason }) => (reason === undefined ? [] : [[id, reason] as const])),
  )
}

async function notices(vector: Vector, operations: Operations): Promise<boolean> {
  const usual = normal.get(vector)!
  const { answer, verdict } = await observe(vector, operations)
  return answer !== usual.answer && verdict !== usual.verdict
}

const counts = ({ isChoice }: Mutant, { level }: Vector): boolean =>
  isChoice === true || level !== 'silent'

/** The vectors that kill a mutant: first those that killed none so far, then others up to two. */
async function findKillers(
  mutant: Mutant,
  operations: Operations,
  found: ReadonlySet<Vector>,
): Promise<Vector[]> {
  const noticing: Vector[] = []
  const isFresh = (vector: Vector): boolean => !found.has(vector) && !stays.has(vector.id)
  // Mutants of one stage are adjacent, so the vectors that killed the last one are tried first.
  const rest = isThorough
    ? vectors.filter((vector) => !isFresh(vector))
    : [...[...found].reverse(), ...stayingVectors]
  for (const vector of vectors.filter(isFresh))
    if (await notices(vector, operations)) noticing.push(vector)
  for (const vector of rest) {
    if (!isThorough && noticing.filter((one) => counts(mutant, one)).length >= 2) break
    if (await notices(vector, operations)) noticing.push(vector)
  }
  return noticing
}

before(async () => {
  // Refusals are many errors, whose stacks are not used.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const core = await copies.load(null)
  for (const vector of vectors) normal.set(vector, await observe(vector, core))
  const found = new Set<Vector>()
  for (let start = 0; start < MUTANTS.length; start += AT_ONCE) {
    const batch = MUTANTS.slice(start, start + AT_ONCE)
    const loaded = await Promise.all(batch.map((mutant) => copies.load(mutant)))
    for (const [position, mutant] of batch.entries()) {
      const noticing = await findKillers(mutant, loaded[position]!, found)
      killers.set(mutant, noticing)
      for (const vector of noticing) {
        // Moves it to the end.
        found.delete(vector)
        found.add(vector)
      }
    }
  }
  Error.stackTraceLimit = stackTraceLimit
})

after(() => {
  copies.remove()
  if (!isThorough) return
  for (const [{ name, seen }, noticing] of killers) {
    console.log(`${String(noticing.length).padStart(5)}  ${name.padEnd(36)} ${seen}`)
  }
})

test('there are 60 mutants or more, each with its own name and the place where it was seen', () => {
  assert.ok(MUTANTS.length >= 60, String(MUTANTS.length))
  const names = MUTANTS.map(({ name }) => name)
  assert.deepEqual(
    names.filter((name, position) => names.indexOf(name) < position),
    [],
  )
  assert.deepEqual(
    names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)),
    [],
  )
  assert.deepEqual(
    MUTANTS.filter(({ about, seen }) => about === '' || seen === '').map(({ name }) => name),
    [],
  )
})

test('vectors fail on no core without a mutant', async () => {
  const core = await copies.load(null)
  const noticing: string[] = []
  for (const vector of vectors) if (await notices(vector, core)) noticing.push(vector.id)
  assert.deepEqual(noticing, [])
})

test('each mutant is killed by two vectors or more', () => {
  const weak = [...killers].map(
    ([mutant, noticing]) =>
      [
        mutant.name,
        noticing.filter((vector) => counts(mutant, vector)).map(({ id }) => id),
      ] as const,
  )
  assert.deepEqual(
    weak.filter(([, ids]) => ids.length < 2),
    [],
  )
  assert.equal(weak.length, MUTANTS.length)
})

test('each flag has a vector that kills a mutant', () => {
  const proven = new Set(
    [...killers.values()].flat().flatMap(({ flags }) => flags.map(({ name }) => name)),
  )
  const declared = new Set(vectors.flatMap(({ flags }) => flags.map(({ name }) => name)))
  assert.deepEqual(
    [...declared].filter((name) => !proven.has(name)),
    [],
  )
})

test('each vector kills a mutant, or has a reason to stay', () => {
  const useful = new Set([...killers.values()].flat().map(({ id }) => id))
  const ids = vectors.map(({ id }) => id)
  assert.deepEqual(
    ids.filter((id) => !useful.has(id) && !stays.has(id)),
    [],
  )
  const needless = [...stays.keys()].filter((id) => useful.has(id))
  if (isThorough) assert.deepEqual(needless, [], 'they kill, and need no reason')
})

const EXAMPLE = { name: 'a', about: 'a', seen: 'plausible', file: 'a.ts', find: 'b', replace: 'c' }

test('refuses a mutant whose text does not occur exactly once', () => {
  assert.equal(mutate('a b', EXAMPLE), 'a c')
  assert.throws(() => mutate('a', EXAMPLE), /is not in a\.ts/)
  assert.throws(() => mutate('bb', EXAMPLE), /more than once/)
  const twice = 'f(b, 1)\nf(\n  b,\n  1,\n)'
  assert.throws(() => mutate(twice, { ...EXAMPLE, find: 'f(b, 1)' }), /more than once/)
  assert.throws(() => mutate('a', { ...EXAMPLE, find: '' }), /is not in a\.ts/)
  assert.throws(() => placeOf(EXAMPLE), /there is no signing\/a\.ts and no server\/a\.ts/)
})

test('finds the text of a mutant for any line breaks of a formatter', () => {
  const cases = [
    // Arguments, with the comma that a formatter adds.
    ['x = f(\n  a,\n  g(b),\n) + 1', 'f(a, g(b))', 'x = c + 1'],
    ['x = f(a, g(b)) + 1', 'f(\n  a,\n  g(b),\n)', 'x = c + 1'],
    ['f(\n  a,\n  b,\n)', 'a, b', 'f(\n  c,\n)'],
    // Objects, lists and blocks.
    ['x = {\n  a,\n  ...b,\n}', '{ a, ...b }', 'x = c'],
    ['x = [\n  ...a,\n  b,\n]', '[...a, b]', 'x = c'],
    ['if (\n  a &&\n  b\n) {\n  d()\n}', 'if (a && b) { d() }', 'c'],
    // Chains and conditions.
    ['x = a\n  .map(b)\n  ?.sort()\n', 'a.map(b)?.sort()', 'x = c\n'],
    ['x =\n  a === b\n    ? 1\n    : 2\n', 'x = a === b ? 1 : 2', 'c\n'],
    // The comma after the last item of a list is replaced if it is there.
    ['[\n  a,\n  b,\n]', 'b,', '[\n  a,\n  c\n]'],
    ['[a, b]', 'b,', '[a, c]'],
    // Line breaks around the text are kept.
    ['a\n  b\nd', '  b\n', 'a\n  c\nd'],
  ] as const
  for (const [source, find, expected] of cases)
    assert.equal(mutate(source, { ...EXAMPLE, find }), expected, find)
})

test('compares white space that no formatter changes', () => {
  const cases = [
    ["join(', ')", "join(',')"],
    ["join('  ')", "join(' ')"],
    ['/a{2,}/', '/a{2}/'],
    ["'[,]'", "'[]'"],
    ['a + +b', 'a ++b'],
    ['return\na', 'returna'],
  ] as const
  for (const [source, find] of cases)
    assert.throws(() => mutate(source, { ...EXAMPLE, find }), /is not in a\.ts/, find)
})

test('each mutant changes the same place when its file is one line', () => {
  const code = (source: string): string => source.replace(/\s+/g, '').replace(/,(?=[)\]}])/g, '')
  for (const mutant of MUTANTS) {
    const source = readFileSync(new URL(`../src/${placeOf(mutant)}`, import.meta.url), 'utf8')
    const mutated = code(mutate(source, mutant))
    assert.equal(code(mutate(fold(source).text, mutant)), mutated, mutant.name)
    const [before, after, ...more] = source.split(mutant.find)
    if (after === undefined || more.length > 0) continue
    assert.equal(mutated, code(`${before}${mutant.replace}${after}`), mutant.name)
  }
})
