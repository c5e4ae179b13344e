// Proof that the vectors bite: each bug of test/mutants is put into a copy of the signing core, and vectors notice it.
// Vectors that have noticed one are asked about others only until two have; MUTANTS=all asks all, and prints a table.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Vector } from '../src/conformance/vector-file.ts'
import { loadSuite } from '../src/conformance/vectors.ts'
import { createCopies, mutate, type Operations } from './mutants/core.ts'
import type { Mutant } from './mutants/mutant.ts'
import { MUTANTS } from './mutants/mutants.ts'
import { type Observation, observe } from './mutants/vectors.ts'

const isThorough = process.env['MUTANTS'] === 'all'
const AT_ONCE = 12

const { vectors } = loadSuite()
const copies = createCopies()
const normal = new Map<Vector, Observation>()
/** Per mutant: the vectors that noticed it. */
const killers = new Map<Mutant, readonly Vector[]>()
const stays = reasonsToStay()
const stayingVectors = vectors.filter(({ id }) => stays.has(id))

/** Why a vector stays although it notices no mutant, as its file has it. */
function reasonsToStay(): ReadonlyMap<string, string> {
  interface Test { readonly id: string; readonly stays?: string }
  interface File { readonly groups: readonly { readonly tests: readonly Test[] }[] }
  const folder = new URL('./vectors/', import.meta.url)
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'schema.json')
  return new Map(names.flatMap((name) => (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as File).groups)
    .flatMap(({ tests }) => tests)
    .flatMap(({ id, stays: reason }) => (reason === undefined ? [] : [[id, reason] as const])))
}

async function notices(vector: Vector, operations: Operations): Promise<boolean> {
  const usual = normal.get(vector)!
  const { answer, verdict } = await observe(vector, operations)
  return answer !== usual.answer && verdict !== usual.verdict
}

const counts = ({ isChoice }: Mutant, { level }: Vector): boolean => isChoice === true || level !== 'silent'

/** Those of the vectors that notice a mutant: first the ones that noticed none so far, then further ones up to two. */
async function findKillers(mutant: Mutant, operations: Operations, found: ReadonlySet<Vector>): Promise<Vector[]> {
  const noticing: Vector[] = []
  const isFresh = (vector: Vector): boolean => !found.has(vector) && !stays.has(vector.id)
  // Mutants of one stage stand together, and so the vectors that noticed one last are asked first.
  const rest = isThorough ? vectors.filter((vector) => !isFresh(vector)) : [...[...found].reverse(), ...stayingVectors]
  for (const vector of vectors.filter(isFresh)) if (await notices(vector, operations)) noticing.push(vector)
  for (const vector of rest) {
    if (!isThorough && noticing.filter((one) => counts(mutant, one)).length >= 2) break
    if (await notices(vector, operations)) noticing.push(vector)
  }
  return noticing
}

before(async () => {
  // Refusals are errors, many of them, and nobody reads where they were thrown.
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
        // Moved to the end.
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

test('there are 60 mutants or more, each under a name of its own and saying where it was seen', () => {
  assert.ok(MUTANTS.length >= 60, String(MUTANTS.length))
  const names = MUTANTS.map(({ name }) => name)
  assert.deepEqual(names.filter((name, position) => names.indexOf(name) < position), [])
  assert.deepEqual(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)), [])
  assert.deepEqual(MUTANTS.filter(({ about, seen }) => about === '' || seen === '').map(({ name }) => name), [])
})

test('a core without a mutant kills nothing', async () => {
  const core = await copies.load(null)
  const noticing: string[] = []
  for (const vector of vectors) if (await notices(vector, core)) noticing.push(vector.id)
  assert.deepEqual(noticing, [])
})

test('each mutant is killed by two vectors or more', () => {
  const weak = [...killers].map(([mutant, noticing]) =>
    [mutant.name, noticing.filter((vector) => counts(mutant, vector)).map(({ id }) => id)] as const)
  assert.deepEqual(weak.filter(([, ids]) => ids.length < 2), [])
  assert.equal(weak.length, MUTANTS.length)
})

test('each flag has a vector that kills a mutant', () => {
  const proven = new Set([...killers.values()].flat().flatMap(({ flags }) => flags.map(({ name }) => name)))
  const declared = new Set(vectors.flatMap(({ flags }) => flags.map(({ name }) => name)))
  assert.deepEqual([...declared].filter((name) => !proven.has(name)), [])
})

test('each vector kills a mutant, or says why it stays', () => {
  const useful = new Set([...killers.values()].flat().map(({ id }) => id))
  const ids = vectors.map(({ id }) => id)
  assert.deepEqual(ids.filter((id) => !useful.has(id) && !stays.has(id)), [])
  const needless = [...stays.keys()].filter((id) => useful.has(id))
  if (isThorough) assert.deepEqual(needless, [], 'they kill, and need no reason')
})

test('a mutant whose text is not there once is refused', () => {
  const mutant = { name: 'a', about: 'a', seen: 'plausible', file: 'a.ts', find: 'b', replace: 'c' }
  assert.equal(mutate('a b', mutant), 'a c')
  assert.throws(() => mutate('a', mutant), /is not in a\.ts/)
  assert.throws(() => mutate('bb', mutant), /more than once/)
})
