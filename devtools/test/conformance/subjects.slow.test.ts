// How the runner treats well-behaved and faulty adapters.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runSubjects } from '../../src/conformance/run/run.ts'
import type { SubjectRun } from '../../src/conformance/run/result.ts'
import { createAdapterSubject } from '../../src/conformance/subject/subject.ts'
import type { Vector } from '../../src/conformance/suite/vector-file.ts'
import { loadSuite } from '../../src/conformance/suite/vectors.ts'
import { count, describeVerdict, exitCodeOf } from '../../src/conformance/run/verdict.ts'
import { fake, gone } from './command.ts'

const { vectors } = loadSuite()
const few = vectors.filter(({ id }) => id.startsWith('percent-encoding/'))
// Only for requests that get no answer.
const HASTE = 300
const PATIENCE = 5000

async function runFake(
  command: readonly string[],
  chosen: readonly Vector[] = few,
  timeout = PATIENCE,
): Promise<SubjectRun> {
  const [run] = await runSubjects(
    [createAdapterSubject({ name: '', command, timeout })],
    chosen,
    () => {},
  )
  return run!
}
const messagesOf = ({ results }: SubjectRun): string[] => results.map(({ message = '' }) => message)

test('a perfect subject passes every vector', async () => {
  const run = await runFake(fake('perfect'), vectors)
  assert.equal(run.results.length, vectors.length)
  const silent = vectors.filter(({ level }) => level === 'silent').length
  assert.deepEqual(count(run.results), {
    pass: vectors.length - silent,
    info: silent,
    'non-strict': 0,
    fail: 0,
    unsupported: 0,
    skipped: 0,
    errored: 0,
  })
  assert.deepEqual(run.problems, [])
  assert.equal(exitCodeOf([run], true), 0)
})

test('a subject that is always wrong passes none', async () => {
  const run = await runFake(fake('always-wrong'), vectors)
  for (const { vector, outcome } of run.results) {
    assert.equal(
      outcome,
      { must: 'fail', should: 'non-strict', silent: 'info' }[vector.level],
      vector.id,
    )
  }
  assert.equal(exitCodeOf([run], false), 1)
})

test('a subject that skips everything does not pass, and the report names what it announced', async () => {
  const run = await runFake(fake('skips-all'), vectors)
  assert.equal(count(run.results).skipped, vectors.length)
  assert.equal(exitCodeOf([run], false), 2)
  assert.match(describeVerdict(run, false), /nothing was run/)
  assert.match(run.problems.join('\n'), /it announces verify, and skips all \d+ of its vectors/)
  assert.match(run.problems.join('\n'), /it announces PLAINTEXT, and skips all \d+ of its vectors/)
})

test('an output without its required member is errored', async () => {
  const run = await runFake(fake('lies'), vectors)
  assert.equal(count(run.results).errored, vectors.length)
  assert.ok(messagesOf(run).includes('the output of sign lacks "signature"'))
  assert.equal(exitCodeOf([run], false), 1)
})

test('an answer of two kinds is errored', async () => {
  const run = await runFake(fake('both-kinds'))
  assert.equal(count(run.results).errored, few.length)
  assert.match(
    messagesOf(run)[0]!,
    /exactly one of output, rejected, skipped, errored; this has output and rejected/,
  )
})

test('a crash costs one vector, and the subject is restarted', async () => {
  const run = await runFake(fake('crashes', '20'))
  assert.deepEqual(
    run.results.flatMap(({ outcome }, position) => (outcome === 'errored' ? [position + 1] : [])),
    [20, 40],
  )
  assert.match(
    messagesOf(run)[19]!,
    /it exited with code 3; its standard error ends with: Segmentation error, as it were/,
  )
  assert.deepEqual(run.problems, [])
})

test('the fourth crash ends the run, and all further vectors are errored', async () => {
  const run = await runFake(fake('crashes'))
  assert.equal(count(run.results).errored, few.length)
  assert.deepEqual(run.problems, ['its run ended after 3 restarts'])
  const asked = messagesOf(run).filter((message) => message !== 'not asked: the run had ended')
  assert.equal(asked.length, 4)
  assert.match(run.stderr, /Segmentation/)
})

test('a hang costs one vector, and the process is killed', async () => {
  const run = await runFake(fake('hangs', '50'), few, 1000)
  assert.match(messagesOf(run)[49]!, /it did not answer in time/)
  assert.ok(
    messagesOf(run)
      .slice(50)
      .every((message) => message === ''),
    'what follows is answered',
  )
})

test('after four hangs no process of the subject is running', async () => {
  const run = await runFake(fake('hangs'), few, HASTE)
  assert.equal(count(run.results).errored, few.length)
  assert.deepEqual(run.problems, ['its run ended after 3 restarts'])
  assert.ok(await gone(Number(/pid (\d+)/.exec(run.stderr)?.[1])))
})

test('kills the processes that a subject leaves behind', async () => {
  const run = await runFake(fake('forks'))
  assert.equal(exitCodeOf([run], false), 0)
  assert.ok(await gone(Number(/left (\d+)/.exec(run.stderr)?.[1])))
})

test('ignores garbage on standard output, and quotes it, cut', async () => {
  const run = await runFake(fake('garbage'))
  const outcomes = run.results.map(({ outcome }) => outcome === 'errored')
  assert.deepEqual(
    outcomes,
    few.map((_, position) => position % 2 === 1),
  )
  assert.match(messagesOf(run)[1]!, /^not a JSON object: "DEBUG about to answer x+…"$/)
  assert.ok(messagesOf(run)[1]!.length < 200)
  assert.deepEqual(run.problems, [
    'it wrote a line that is not JSON before its answer to start: "Welcome to garbage 1.0!"',
  ])
})

test('an answer to another request does not count', async () => {
  const run = await runFake(fake('wrong-seq'), few.slice(0, 1), 1000)
  assert.equal(count(run.results).errored, 1)
  assert.match(
    messagesOf(run)[0]!,
    /^the answer to another request than 1: "{\\"seq\\":1001,.*; then it did not answer in time$/,
  )
})

test('reports a second answer', async () => {
  const run = await runFake(fake('two-answers'))
  assert.ok(count(run.results).errored >= few.length - 1)
  assert.match(
    messagesOf(run)[1]!,
    /^(more than one answer|it wrote a line without a request): "{\\"seq\\":/,
  )
})

for (const shape of ['lines', 'line']) {
  test(`kills a subject that writes too much: ${shape}`, async () => {
    const run = await runFake(fake('floods', shape), few, 60_000)
    assert.equal(count(run.results).errored, few.length)
    assert.match(messagesOf(run)[0]!, /it wrote more than 1 MiB in answer to one request/)
    assert.deepEqual(run.problems, ['its run ended after 3 restarts'])
  })
}

test('keeps the end of a long standard error', async () => {
  const run = await runFake(fake('babbles'))
  assert.equal(exitCodeOf([run], true), 0)
  assert.ok(Buffer.byteLength(run.stderr) <= 4096)
  assert.ok(run.stderr.endsWith(`last of ${few.length}\n`))
})

test('reports why a subject cannot be started', async () => {
  const other = await runFake(fake('other-protocol'))
  assert.equal(other.failure, 'it speaks protocol 2, and this is protocol 1')
  assert.match(
    (await runFake(['countersign-no-such-command'])).failure!,
    /there is no command countersign-no-such-command/,
  )
  assert.match(
    (await runFake([process.execPath, '-e', 'throw new Error("no")'])).failure!,
    /it exited with code 1; its standard error ends with: .*no/,
  )
  assert.match(
    (await runFake([process.execPath, '-e', 'console.log("{}")'])).failure!,
    /it speaks protocol undefined/,
  )
  assert.equal(exitCodeOf([other], false), 2)
})

test('does not ask for an operation that is not announced', async () => {
  const says = {
    protocol: 1,
    implementation: { name: 'n', version: '1', language: 'l' },
    operations: ['sign'],
    methods: ['PLAINTEXT'],
  }
  const program = `process.stdin.on('data', (data) => { const { command, seq, ...request } = JSON.parse(data)
    if (command === 'stop') process.exit()
    const message = JSON.stringify(request)
    const answer = command === 'start' ? ${JSON.stringify(says)} : { seq, errored: { message } }
    console.log(JSON.stringify(answer)) })`
  const run = await runFake([process.execPath, '-e', program], vectors)
  const asked = run.results.filter(({ outcome }) => outcome === 'errored')
  assert.ok(asked.length > 0)
  for (const { message } of asked) assert.match(message!, /^{"operation":"sign","input":{.*/)
  assert.ok(
    asked.every(
      ({ vector }) => vector.operation === 'sign' && vector.methods.join() === 'PLAINTEXT',
    ),
  )
  assert.equal(count(run.results).unsupported, run.results.length - asked.length)
  assert.ok(
    run.results.every(({ vector }) => vector.operation !== 'parseForm'),
    "the suite's own operations are left out",
  )
})

test('runs two subjects at a time, and returns the runs in order', async () => {
  let [running, most] = [0, 0]
  const subjects = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
    name,
    async start() {
      most = Math.max(most, (running += 1))
      await new Promise((resolve) => setImmediate(resolve))
      return { name, version: '1', language: 'l', operations: [], methods: [] }
    },
    async ask() {
      return { kind: 'errored' as const, message: '' }
    },
    async end() {
      running -= 1
    },
    problems: () => [],
    stderr: () => '',
  }))
  const runs = await runSubjects(subjects, few, () => {})
  assert.deepEqual(
    runs.map(({ name }) => name),
    ['a', 'b', 'c', 'd', 'e'],
  )
  assert.equal(most, 2)
})
