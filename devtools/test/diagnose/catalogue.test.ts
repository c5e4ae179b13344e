// The catalogue: its texts, its vectors, and that the search finds each deviation.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE } from '../../src/pipeline/catalogue/index.ts'
import { keyringOf } from '../../src/pipeline/index.ts'
import { diagnose } from '../../src/diagnose/index.ts'
import { runBaseString, runKey } from '../../src/pipeline/pipeline.ts'
import { plainPlan } from '../../src/pipeline/plain-plan.ts'
import {
  caseOf,
  ODD_CREDENTIALS,
  ODD_REQUESTS,
  planWith,
  readVectors,
  rightSignature,
  signWith,
  type Case,
} from './support.ts'

/**
 * Secrets that each reveal one kind of mistake: special characters, white space at the ends,
 * quotes, empty secrets.
 */
const KEYRINGS: readonly Case['credentials'][] = [
  ODD_CREDENTIALS,
  { ...ODD_CREDENTIALS, tokenSecret: '' },
  { ...ODD_CREDENTIALS, consumerSecret: ' "Quoted" ', tokenSecret: "'x y'\n" },
  { ...ODD_CREDENTIALS, consumerSecret: '"Quoted"', tokenSecret: "'quoted'" },
  { ...ODD_CREDENTIALS, consumerSecret: `long-${'x'.repeat(80)}` },
]

const CASES: readonly Case[] = ODD_REQUESTS.flatMap((request) =>
  KEYRINGS.map((credentials) => ({ request, credentials })),
)

const isRsaOnly = (name: string): boolean => name.startsWith('rsa-')

test('names are unique and in kebab case, and no text is empty', () => {
  const names = CATALOGUE.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const { name, title, rule, fix, section, part, undo } of CATALOGUE) {
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    for (const text of [title, rule, fix]) assert.match(text, /^[^\s].{4,}[^.\s]$/s, name)
    assert.match(section, /^3(\.\d+)+$/, name)
    assert.equal(
      undo !== null,
      part === 'output',
      `${name}: exactly the output deviations have an undo function`,
    )
  }
})

for (const entry of CATALOGUE.filter(({ name }) => !isRsaOnly(name))) {
  test(`finds ${entry.name} as a single deviation`, () => {
    const use = CASES.find((candidate) => {
      const wrong = signWith([entry], candidate)
      return wrong !== null && wrong !== rightSignature(candidate)
    })
    assert.ok(use, 'this deviation changes the signature of no test request')
    const wrong = signWith([entry], use)!
    const diagnosis = diagnose({ ...use, signature: wrong })
    assert.equal(diagnosis.matches, false)
    const found = diagnosis.matches ? [] : diagnosis.findings
    const names = found.map(({ deviations }) => deviations.join(' + '))
    assert.ok(names.includes(entry.name), `found ${names.join(', ') || 'nothing'}`)
    for (const { deviations, explained } of found) {
      const plan = planWith(
        deviations.map((name) => CATALOGUE.find((other) => other.name === name)!),
        use,
      )
      assert.ok(plan)
      assert.equal(
        signWith(
          deviations.map((name) => CATALOGUE.find((other) => other.name === name)!),
          use,
        ),
        wrong,
        `${deviations.join()} produces the same signature`,
      )
      for (const { places, name } of explained) assert.ok(places.length > 0, `${name} has a place`)
    }
  })
}

const vectors = new Map(readVectors().map((vector) => [vector.id, vector]))

test('the suite contains every vector that the catalogue names', () => {
  const unknown = CATALOGUE.flatMap(({ name, vectors: ids }) =>
    ids.filter((id) => !vectors.has(id)).map((id) => `${name}: ${id}`),
  )
  assert.deepEqual(unknown, [])
})

test('every deviation changes the result of each vector that it names', () => {
  const unchanged: string[] = []
  for (const entry of CATALOGUE) {
    for (const id of entry.vectors) {
      const use = caseOf(vectors.get(id)!)
      if (use === null) continue
      const [keyring, plain, changed] = [
        keyringOf(use.credentials),
        plainPlan(use.request.signatureMethod),
        planWith([entry], use),
      ]
      const textOf = (plan: NonNullable<typeof changed>): string =>
        [
          runBaseString(plan, use.request),
          plan.respellOutput,
          plan.keyOctets(runKey(plan, keyring).text).toString('hex'),
        ].join(' ')
      if (changed === null || textOf(changed) === textOf(plain))
        unchanged.push(`${entry.name}: ${id}`)
    }
  }
  assert.deepEqual(unchanged, [])
})
