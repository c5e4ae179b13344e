// docs/diagnosis.md and wrong-texts.json agree with the current suite and the current catalogue.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  falsePositivesAmong,
  explainedAmong,
  rightTexts,
  signedVectors,
} from '../../../tools/docs/diagnosis/controls.ts'
import {
  isExplained,
  namesBehind,
  settledVectors,
  type Wrong,
} from '../../../tools/docs/diagnosis/measure.ts'
import { percentage, renderPage } from '../../../tools/docs/diagnosis/page.ts'
import { formatWrongTexts, readWrongTexts } from '../../../tools/docs/diagnosis/wrong-texts.ts'
import { type Observation, observe } from '../../src/conformance/run/observed.ts'
import { loadSuite } from '../../src/conformance/suite/vectors.ts'

const REGENERATE = 'run npx tsx tools/docs/diagnosis/generate.ts'
const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

const page = read('docs/diagnosis.md')
const remarks = JSON.parse(read('tools/docs/diagnosis/remarks.json')) as Record<string, string>
const diagnosed = readWrongTexts()
const { implementations, controls } = diagnosed
const suite = loadSuite()
const vectors = new Map(suite.vectors.map((vector) => [vector.id, vector]))
const settled = settledVectors()

test('the page agrees with its data, and the data with the suite', () => {
  assert.equal(diagnosed.suiteHash, suite.hash, REGENERATE)
  assert.equal(page, renderPage(diagnosed, remarks), REGENERATE)
  assert.equal(
    read('tools/docs/diagnosis/wrong-texts.json'),
    formatWrongTexts(diagnosed),
    REGENERATE,
  )
})

test('the page has a row for every implementation of the manifest', () => {
  const names = (JSON.parse(read('adapters/adapters.json')) as { name: string }[]).map(
    ({ name }) => name,
  )
  assert.deepEqual(
    implementations.map(({ name }) => name),
    names,
    REGENERATE,
  )
  for (const name of names) assert.ok(page.includes(`\n| ${name} | `), `${name} has no row`)
})

test('at least 95 % are explained for at least fourteen implementations, and in total', () => {
  const withWrong = implementations.filter(({ wrong }) => wrong.length > 0)
  const shareOf = (wrong: readonly Wrong[]): number =>
    wrong.filter(isExplained).length / wrong.length
  const good = withWrong.filter(({ wrong }) => shareOf(wrong) >= 0.95)
  assert.ok(good.length >= 14, `${good.length} of ${withWrong.length}`)
  assert.ok(shareOf(withWrong.flatMap(({ wrong }) => wrong)) >= 0.95)
  for (const { name, wrong } of withWrong) assert.ok(shareOf(wrong) > 0.9, name)
})

/** Selects all single mistakes, and every twelfth of the others, which take longer to find. */
const isSample = ({ id, deviations }: Wrong, position: number): boolean =>
  deviations !== null &&
  !id.endsWith('a-thousand-parameters') &&
  (deviations.length === 1 || position % 12 === 0)

test('every wrong text is wrong, and the current diagnosis agrees with the page', () => {
  const unique = new Map(
    implementations.flatMap(({ wrong }) => wrong.map((each) => [JSON.stringify(each), each])),
  )
  const observed = (each: Wrong): Observation => {
    const output = { [STAGES[each.kind]]: each.text }
    return observe(vectors.get(each.id)!, { kind: 'output', output }) ?? assert.fail(each.id)
  }
  for (const each of unique.values()) assert.equal(observed(each).isRight, false, each.id)
  const sample = [...unique.values()].filter(isSample)
  assert.ok(sample.length > 250)
  for (const each of sample) {
    const names = namesBehind(observed(each).observed, each.deviations!.length)
    assert.deepEqual(names, each.deviations, `${each.id}: ${REGENERATE}`)
  }
})

const STAGES = {
  signature: 'signature',
  'base-string': 'signatureBaseString',
  'base-string-uri': 'baseStringUri',
  'normalized-parameters': 'normalizedParameters',
  encoded: 'encoded',
} as const

test('every unexplained text has a remark, and every remark has a text', () => {
  const unexplained = implementations.flatMap(({ wrong }) =>
    wrong.filter((each) => !isExplained(each)),
  )
  assert.deepEqual(
    Object.keys(remarks).sort(),
    [...new Set(unexplained.map(({ id }) => id))].sort(),
  )
  for (const remark of Object.values(remarks)) assert.match(remark, /\.$/)
})

test('correct texts have no diagnosis', () => {
  assert.deepEqual(controls.accused, [])
  assert.equal(
    settled.filter((vector) => rightTexts(vector).length > 0).length,
    controls.right,
    REGENERATE,
  )
  assert.deepEqual(falsePositivesAmong(settled), [])
})

test('signatures with unknown secrets have no explanation', () => {
  assert.deepEqual(controls.explained, [])
  assert.ok(controls.random >= 100)
  // Searches every signed request for single mistakes, and every fortieth for pairs.
  const signed = signedVectors(settled)
  assert.deepEqual(explainedAmong(signed, 1), [])
  assert.deepEqual(
    explainedAmong(
      signed.filter((_, position) => position % 40 === 0),
      2,
    ),
    [],
  )
})

test('rounds percentages down', () => {
  assert.deepEqual(
    [percentage(999, 1000), percentage(9999, 10_000), percentage(1, 1)],
    ['99.9 %', '99.9 %', '100.0 %'],
  )
})

test('the generator refuses an unexplained text without a remark', () => {
  const wrong = [{ id: 'a/b', kind: 'encoded', text: 'x', deviations: null }] as const
  const one = { name: 'n', version: '1', language: 'c', right: 1, wrong }
  assert.throws(
    () => renderPage({ ...diagnosed, implementations: [one] }, {}),
    /n leaves a\/b unexplained/,
  )
})
