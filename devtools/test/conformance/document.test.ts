// docs/conformance.md and test/vectors/derive/agreement.json match the current suite.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  type Agreement,
  countIndependent,
  findAgreement,
  formatAgreement,
} from '../../../tools/docs/conformance/agreement.ts'
import {
  faultsOf,
  idsIn,
  parseReport,
  readRemarks,
  readSuite,
  type Remarks,
  type Report,
  type Result,
  type Vector,
  vectorFolder,
} from '../../../tools/docs/conformance/report.ts'
import { loadSuite } from '../../src/conformance/suite/vectors.ts'

const REGENERATE = 'run npx tsx tools/docs/conformance/generate.ts'

const page = readFileSync(new URL('../../../docs/conformance.md', import.meta.url), 'utf8')
const agreement = JSON.parse(
  readFileSync(new URL('derive/agreement.json', vectorFolder), 'utf8'),
) as Agreement
const suite = loadSuite()
const remarks = readRemarks()
const ids = new Set(suite.vectors.map(({ id }) => id))

test('the page and the agreement match the current suite', () => {
  assert.equal(/SHA-256 `([0-9a-f]{64})`/.exec(page)?.[1], suite.hash, REGENERATE)
  assert.equal(agreement.suiteHash, suite.hash, REGENERATE)
  assert.ok(page.includes(`${suite.vectors.length} vectors`), REGENERATE)
})

test('every vector that the page or the remarks cite exists', () => {
  const cited = [...idsIn(page), ...Object.values(remarks.implementations).flatMap(idsIn)]
  assert.ok(cited.length > 100)
  assert.deepEqual(
    cited.filter((id) => !ids.has(id)),
    [],
  )
})

test('the page has a row and the remark for every implementation of the manifest, and for countersign', () => {
  const manifest = readFileSync(new URL('../../../adapters/adapters.json', import.meta.url), 'utf8')
  const names = [
    'countersign',
    ...(JSON.parse(manifest) as { name: string }[]).map(({ name }) => name),
  ]
  assert.deepEqual(Object.keys(remarks.implementations).sort(), names.toSorted())
  assert.deepEqual(Object.keys(agreement.implementations).sort(), names.slice(1).sort())
  const unbroken = page.replace(/\s+/g, ' ')
  for (const name of names) {
    assert.ok(page.includes(`\n| ${name} | `), `${name} has no row: ${REGENERATE}`)
    assert.ok(
      unbroken.includes(remarks.implementations[name]!),
      `the remark on ${name} is missing: ${REGENERATE}`,
    )
  }
})

test('every must vector has two independent sources, or a reason why not', () => {
  const musts = suite.vectors.filter(({ level }) => level === 'must').map(({ id }) => id)
  assert.deepEqual(Object.keys(agreement.vectors).sort(), musts.toSorted())
  const alone = musts.filter((id) => agreement.vectors[id]!.length < 2)
  assert.deepEqual(agreement.exceptions.flatMap(({ vectors }) => vectors).sort(), alone.toSorted())
  const listed = new Set(idsIn(page.slice(page.indexOf('### Vectors on which only one agrees'))))
  assert.deepEqual(
    alone.filter((id) => !listed.has(id)),
    [],
    REGENERATE,
  )
  for (const { because } of agreement.exceptions) assert.match(because, /^[A-Z].*\.$/)
})

test('names every source that agrees', () => {
  const known = [...Object.keys(agreement.implementations), 'derive']
  const named = Object.values(agreement.vectors)
    .flat()
    .filter((name) => !name.startsWith('published: '))
  assert.deepEqual(
    [...new Set(named)].filter((name) => !known.includes(name)),
    [],
  )
  assert.ok(Object.values(agreement.vectors).every(([first]) => first === 'derive'))
})

// The generator, on a report of two vectors.

const vectors: readonly Vector[] = ['s/one', 's/two'].map((id) => ({
  id,
  operation: 'sign',
  level: 'must',
  flags: ['Bug'],
  publisher: null,
}))
const result = (id: string, outcome: 'pass' | 'fail'): Result => ({
  id,
  section: '3.6',
  level: 'must',
  outcome,
  difference: { stage: 'signature', expected: 'y', actual: 'x' },
})
const report: Report = {
  suite: 'abc',
  date: '2026-01-01',
  missing: [],
  implementations: [
    {
      name: 'countersign',
      version: '1',
      language: 'typescript',
      results: [result('s/one', 'pass')],
    },
    {
      name: 'other',
      version: '2',
      language: 'c',
      results: [result('s/one', 'pass'), result('s/two', 'fail')],
    },
  ],
}
const right: Remarks = {
  implementations: { countersign: 'None.', other: 'It fails (`s/two`).' },
  families: [],
  adapterParts: [],
  exceptions: [{ vectors: ['s/t*'], because: 'None.' }],
}
const withPart = (answer?: string): Remarks => ({
  ...right,
  adapterParts: [
    {
      implementations: ['other'],
      vectors: ['s/*'],
      because: 'A.',
      ...(answer !== undefined && { answer }),
    },
  ],
})

test('refuses a remark that does not match the report', () => {
  const faults = (implementations: Readonly<Record<string, string>>): string[] =>
    faultsOf(report, { ...right, implementations })
  assert.deepEqual(faultsOf(report, right), [])
  assert.match(
    faults({ ...right.implementations, other: 'It fails.' }).join(),
    /cites no vector, and 1 fail/,
  )
  assert.match(
    faults({ ...right.implementations, other: '`s/two` and `s/one`' }).join(),
    /cites s\/one/,
  )
  assert.match(faults({ countersign: 'None.' }).join(), /no paragraph on other/)
  assert.match(
    faults({ ...right.implementations, third: 'None.' }).join(),
    /paragraph on third, and no result/,
  )
  assert.match(faultsOf(report, withPart()).join(), /s\/two, which does not fail by its own doing/)
  assert.deepEqual(faultsOf(report, withPart('z')), [])
})

test('counts passes by an implementation itself and publications, but not countersign', () => {
  const found = findAgreement(report, vectors, right)
  assert.deepEqual(found.vectors, { 's/one': ['derive', 'other'], 's/two': ['derive'] })
  assert.deepEqual(found.exceptions, [{ because: 'None.', vectors: ['s/two'] }])
  assert.deepEqual(JSON.parse(formatAgreement(found)), found)
  const published = vectors.map((vector) => ({ ...vector, publisher: 'A book' }))
  assert.deepEqual(findAgreement(report, published, withPart()).vectors['s/one'], [
    'derive',
    'published: A book',
  ])
  assert.throws(
    () => findAgreement(report, vectors, { ...right, exceptions: [] }),
    /agrees on s\/two/,
  )
})

test('counts implementations that share code as one, and not derive or publications', () => {
  assert.equal(countIndependent(['derive', 'a', 'b', 'c', 'published: A'], [['a', 'b']]), 2)
  assert.equal(countIndependent(['derive', 'b'], [['a', 'b']]), 1)
})

test('refuses a truncated report, and a report of an implementation that did not start', () => {
  const head = '{"type":"run","suite":"abc","date":"2026-01-01T00:00:00Z","missing":[]}\n'
  assert.throws(() => parseReport(head), /not complete/)
  const dead = '{"type":"subject","name":"a","implementation":null,"failure":"no such file"}\n'
  assert.throws(
    () => parseReport(`${head}${dead}{"type":"end"}\n`),
    /a could not be run: no such file/,
  )
})

test('counts a published value if the suite expects it', () => {
  const publishers = new Map(readSuite().vectors.map(({ id, publisher }) => [id, publisher]))
  assert.equal(publishers.get('percent-encoding/space'), null)
  assert.equal(publishers.get('published-verify/oauthlib-reject-timestamp-9-digits'), null)
  assert.equal(publishers.get('published-sign/gomodule-case-and-port'), 'gomodule/oauth1')
})
