// A subject with long texts or deep nesting neither bloats a report nor stops it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLineSplitter } from '../../src/conformance/protocol/lines.ts'
import { observe } from '../../src/conformance/run/observed.ts'
import { judge } from '../../src/conformance/run/outcome.ts'
import { readAnnouncement, readAnswer } from '../../src/conformance/protocol/protocol.ts'
import { runSubjects } from '../../src/conformance/run/run.ts'
import { loadSuite } from '../../src/conformance/suite/vectors.ts'

const { vectors } = loadSuite()
const withLongText = vectors.find(({ id }) => id === 'request-parameters-query/long-value')!
// One vector of each operation.
const each = [...new Map(vectors.map((vector) => [vector.operation, vector])).values()]

const TEXT = 'long '.repeat(180_000)

test('cuts the announcement of a subject', () => {
  const implementation = { name: TEXT, version: TEXT, language: TEXT }
  const names = ['sign', TEXT, ...Array.from({ length: 100_000 }, (_, position) => `o${position}`)]
  const announced = readAnnouncement({
    protocol: 1,
    implementation,
    operations: names,
    methods: names,
  })
  assert.ok(typeof announced === 'object' && announced.operations[0] === 'sign')
  assert.ok(JSON.stringify(announced).length < 3000)
  assert.ok(String(readAnnouncement({ protocol: TEXT })).length < 200)
})

for (const content of [
  {
    output: {
      encoded: TEXT,
      signature: TEXT,
      parameters: [[TEXT, '']],
      valid: true,
      results: [{ valid: true, reason: TEXT }],
    },
  },
  { rejected: { code: TEXT, message: TEXT } },
  { skipped: { reason: TEXT } },
  { errored: { message: TEXT } },
]) {
  test(`cuts the text that a judgement quotes: ${Object.keys(content)[0]}`, () => {
    for (const vector of [...each, withLongText]) {
      const answer = readAnswer(content)
      const longest = JSON.stringify(vector.expected).length
      assert.ok(JSON.stringify(judge(vector, answer)).length < 2 * longest + 2000, vector.id)
      assert.equal(observe(vector, answer), null)
    }
  })
}

test('shows a difference far into a long text', () => {
  const vector = withLongText
  const right = vector.expected[0]!.members['signatureBaseString'] as string
  const { difference } = judge(vector, {
    kind: 'output',
    output: {
      ...vector.expected[0]!.members,
      signatureBaseString: `${right}?${'x'.repeat(900_000)}`,
    },
  })
  assert.equal(difference?.byte, right.length)
  assert.ok(
    difference.actual.startsWith(`${right}?xxx`) && difference.actual.length < right.length + 2000,
  )
})

test('ends the subject when its run fails', async () => {
  const ended: string[] = []
  const subject = {
    name: 'broken',
    start: async () => ({
      name: 'n',
      version: '1',
      language: 'l',
      operations: ['percentEncode'],
      methods: [],
    }),
    ask: () => Promise.reject(new Error('broken')),
    end: async () => void ended.push('broken'),
    problems: () => [],
    stderr: () => '',
  }
  await assert.rejects(
    runSubjects([subject], each, () => {}),
    /^Error: broken$/,
  )
  assert.deepEqual(ended, ['broken'])
})

test('splits the same lines for every size of chunks', () => {
  const text = 'a\n\nbé\u2028c\n'.repeat(3) + 'rest'
  const octets = Buffer.from(text)
  for (let size = 1; size <= octets.length; size++) {
    const splitter = createLineSplitter()
    const lines: string[] = []
    for (let start = 0; start < octets.length; start += size) {
      lines.push(...splitter.push(octets.subarray(start, start + size)))
    }
    assert.deepEqual(
      [...lines, ...splitter.push(Buffer.from('\n'))],
      text.split('\n'),
      `pieces of ${size}`,
    )
  }
})
