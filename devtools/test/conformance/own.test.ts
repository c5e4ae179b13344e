// countersign as the subject: in this process, and behind its own adapter.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { runAdapter } from '../../src/conformance/adapter/adapter.ts'
import { createOwnSubject } from '../../src/conformance/subject/in-process.ts'
import { runSubjects } from '../../src/conformance/run/run.ts'
import { loadSuite } from '../../src/conformance/suite/vectors.ts'
import { count } from '../../src/conformance/run/verdict.ts'

const { vectors } = loadSuite()

test('countersign conforms to the whole suite, and chooses a listed reading where the RFC is silent', async () => {
  const [run] = await runSubjects([createOwnSubject('1.2.3')], vectors, () => {})
  assert.equal(run!.results.length, vectors.length)
  const { fail, errored, skipped } = count(run!.results)
  assert.deepEqual({ fail, errored, skipped }, { fail: 0, errored: 0, skipped: 0 })
  const undecided = run!.results.filter(({ outcome, as }) => outcome === 'info' && as === undefined)
  assert.deepEqual(
    undecided.map(({ vector }) => vector.id),
    [],
  )
  assert.deepEqual([run!.announcement?.name, run!.announcement?.version], ['countersign', '1.2.3'])
})

test('finds a broken operation', async () => {
  const table = {
    percentEncode: ({ text }: { text: string }) => ({ encoded: encodeURIComponent(text) }),
  }
  const chosen = vectors.filter(({ id }) =>
    /^percent-encoding\/(tilde|five-that-javascript-leaves)$/.test(id),
  )
  const [run] = await runSubjects([createOwnSubject('1', table)], chosen, () => {})
  assert.ok(count(run!.results).fail > 0)
})

test('the adapter answers over streams, and keeps a line separator within a line', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const text = 'a\u2028b'
  input.write('\n{"command":"start","protocol":1}\n')
  input.write(
    `{"command":"run","seq":1,"operation":"percentEncode","input":{"text":"${text}"}}\n` +
      '{"command":"run","seq":2,"operation":"dance"}\n',
  )
  input.end(
    '{"command":"run","seq":3,"operation":"baseStringUri","input":{"url":"ftp://x"}}\nno JSON\n{"command":"stop"}\n',
  )
  await runAdapter(input, output, '1.2.3')
  const answers = String(output.read())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.deepEqual(answers.slice(1, 3), [
    { seq: 1, output: { encoded: 'a%E2%80%A8b' } },
    { seq: 2, errored: { message: 'there is no operation "dance"' } },
  ])
  assert.equal((answers[3]!['rejected'] as { code: string }).code, 'invalid-url')
  assert.deepEqual(answers[4], { errored: { message: 'the command is not start, run or stop' } })
  assert.equal(answers.length, 5)
})
