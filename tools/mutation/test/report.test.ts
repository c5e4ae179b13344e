// The list of equivalent mutants, and what a run tells.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchEntries } from '../equivalent.ts'
import type { Result } from '../judge.ts'
import type { Mutant } from '../mutants.ts'
import { formatJson, formatReport, percent, summarize } from '../report.ts'

const mutant = (id: number, changes: Partial<Mutant> = {}): Mutant => ({
  id,
  file: 'a.ts',
  in: 'f',
  line: id,
  operator: 'string',
  original: `'${id}'`,
  replacement: "''",
  nth: 1,
  change: { operator: 'string', start: 0, end: 1, text: '' },
  host: { kind: 'expression', start: 0, end: 1, depth: 1 },
  ...changes,
})
const result = (one: Mutant, status: Result['status'], by = ''): Result => ({
  mutant: one,
  status,
  by,
})
const entry = { file: 'a.ts', in: 'f', original: "'1'", replacement: "''", reason: 'never read' }

test('an entry finds its mutant by file, function, original and replacement, on any line', () => {
  const [one, other] = [mutant(1, { line: 99 }), mutant(2)]
  const { mutants, faults } = matchEntries([entry], [other, one])
  assert.deepEqual([...mutants], [one])
  assert.deepEqual(faults, [])
})

test('an entry tells mutants that are alike apart by their number', () => {
  const [first, second] = [mutant(1), mutant(2, { original: "'1'", nth: 2 })]
  assert.deepEqual([...matchEntries([entry], [first, second]).mutants], [first])
  assert.deepEqual([...matchEntries([{ ...entry, nth: 2 }], [first, second]).mutants], [second])
})

test('an entry that matches nothing, stands twice, or gives no reason is a fault', () => {
  const all = [mutant(1)]
  for (const change of [
    { file: 'b.ts' },
    { in: 'g' },
    { original: "'2'" },
    { replacement: 'x' },
    { nth: 2 },
  ]) {
    const { mutants, faults } = matchEntries([{ ...entry, ...change }], all)
    assert.equal(mutants.size, 0)
    assert.match(faults.join(), /^entry 1 .*matches no mutant$/)
  }
  assert.match(matchEntries([entry, entry], all).faults.join(), /^entry 2 .*is there twice$/)
  assert.match(
    matchEntries([{ ...entry, reason: ' ' }], all).faults.join(),
    /^entry 1 needs the texts/,
  )
  assert.match(matchEntries([null, 'x'], all).faults.join(), /^entry 1 needs .*,entry 2 needs/)
  assert.match(matchEntries({}, all).faults.join(), /no array/)
})

const RESULTS = [
  result(mutant(1), 'killed', 'test one'),
  result(mutant(2), 'timeout', 'it takes too long'),
  result(mutant(3), 'survived'),
  result(mutant(4), 'unreached'),
  result(mutant(5), 'survived'),
  result(mutant(6, { file: 'b.ts' }), 'killed', 'test two'),
  result(mutant(7, { file: 'b.ts' }), 'killed', 'test three'),
]
const equivalents = new Set([RESULTS[4]!.mutant, RESULTS[6]!.mutant])

test('the score leaves out what is equivalent, and counts what no test reaches', () => {
  const { total, files, survivors, disproved } = summarize(RESULTS, equivalents)
  assert.deepEqual(total, { mutants: 7, killed: 3, survived: 2, equivalent: 2, score: 60 })
  assert.equal(files.get('a.ts')!.score, 50)
  assert.equal(files.get('b.ts')!.score, 100)
  assert.deepEqual(
    survivors.map((one) => one.mutant.id),
    [3, 4],
  )
  assert.deepEqual(
    disproved.map((one) => one.mutant.id),
    [7],
  )
})

test('each survivor is shown with its line, and each file with its score', () => {
  const text = formatReport(summarize(RESULTS, equivalents))
  assert.equal(
    text,
    [
      "src/a.ts:3 in f: '3' → ''",
      "src/a.ts:4 in f: '4' → '', which no test reaches",
      '',
      'file  mutants  killed  survived  equivalent     score',
      'a.ts        5       2         2           1   50.00 %',
      'b.ts        2       1         0           1  100.00 %',
      'all         7       3         2           2   60.00 %',
    ].join('\n'),
  )
})

test('a score is cut, so that none is shown as reached before it is', () => {
  assert.equal(percent(96.999), '96.99 %')
  assert.equal(percent(100), '100.00 %')
})

test('the JSON holds the key of each mutant as equivalent.json wants it', () => {
  const json = JSON.parse(formatJson(summarize(RESULTS, equivalents), RESULTS, equivalents)) as {
    readonly mutants: readonly object[]
  }
  assert.equal(json.mutants.length, RESULTS.length)
  const { faults } = matchEntries(
    json.mutants.map((one) => ({ ...one, reason: 'r' })),
    RESULTS.map((one) => one.mutant),
  )
  assert.deepEqual(faults, [])
})
