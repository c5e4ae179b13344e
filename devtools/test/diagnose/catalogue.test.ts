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

/** Secrets in which one kind of mistake shows: odd characters, white space at the ends, quotes, nothing at all. */
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

test('names are unique, in kebab case, and every text is there', () => {
  const names = CATALOGUE.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const { name, title, rule, fix, section, part, undo } of CATALOGUE) {
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    for (const text of [title, rule, fix]) assert.match(text, /^[^\s].{4,}[^.\s]$/s, name)
    assert.match(section, /^3(\.\d+)+$/, name)
    assert.equal(undo !== null, part === 'output', `${name}: outputs, and only they, are undone`)
  }
})

for (const entry of CATALOGUE.filter(({ name }) => !isRsaOnly(name))) {
  test(`finds ${entry.name} alone, exactly`, () => {
    const use = CASES.find((candidate) => {
      const wrong = signWith([entry], candidate)
      return wrong !== null && wrong !== rightSignature(candidate)
    })
    assert.ok(use, 'no request of the tests shows this deviation')
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
        `${deviations.join()} makes the same bytes`,
      )
      for (const { places, name } of explained)
        assert.ok(places.length > 0, `${name} bites somewhere`)
    }
  })
}

const vectors = new Map(readVectors().map((vector) => [vector.id, vector]))

test('every vector that the catalogue names is in the suite', () => {
  const unknown = CATALOGUE.flatMap(({ name, vectors: ids }) =>
    ids.filter((id) => !vectors.has(id)).map((id) => `${name}: ${id}`),
  )
  assert.deepEqual(unknown, [])
})

test('on every vector that the catalogue names, the deviation shows', () => {
  const idle: string[] = []
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
      if (changed === null || textOf(changed) === textOf(plain)) idle.push(`${entry.name}: ${id}`)
    }
  }
  assert.deepEqual(idle, [])
})
