// The likely cause in reports: the deviations that produce exactly the wrong text, if there are
// any.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOwnSubject } from '../../src/conformance/subject/in-process.ts'
import { explainRuns } from '../../src/conformance/run/likely.ts'
import { operations } from '../../src/conformance/adapter/operations.ts'
import type { Report } from '../../src/conformance/report/report.ts'
import { formatHtml } from '../../src/conformance/report/html.ts'
import { formatJsonl } from '../../src/conformance/report/jsonl.ts'
import { formatJunit } from '../../src/conformance/report/junit.ts'
import { formatTerminal } from '../../src/conformance/report/terminal.ts'
import { runSubjects } from '../../src/conformance/run/run.ts'
import type { Result, SubjectRun } from '../../src/conformance/run/result.ts'
import { loadSuite } from '../../src/conformance/suite/vectors.ts'
import { adapter, folder, run } from './command.ts'

const suite = loadSuite()
type Json = Record<string, unknown>
type Operation = (input: never) => unknown

const original = (name: string, input: Json): Json => operations[name]!(input as never) as Json

/** An operation whose text is changed. */
const changed =
  (name: string, member: string, change: (text: string) => string) =>
  (input: Json): Json => ({ [member]: change(String(original(name, input)[member])) })

const plusForSpace = changed('percentEncode', 'encoded', (text) => text.replaceAll('%20', '+'))

/** countersign with some faulty operations. */
async function runWith(
  wrong: Readonly<Record<string, (input: Json) => Json>>,
  ids: readonly string[] | null = null,
): Promise<SubjectRun> {
  const [only] = await runSubjects(
    [createOwnSubject('1', { ...operations, ...(wrong as unknown as Record<string, Operation>) })],
    suite.vectors.filter(
      ({ operation, id }) => operation in operations && (ids?.includes(id) ?? true),
    ),
    () => {},
  )
  return only!
}

const failuresOf = ({ results }: SubjectRun, operation: string): Result[] =>
  results.filter(({ outcome, vector }) => outcome === 'fail' && vector.operation === operation)

const causesOf = (results: readonly Result[]): string[] =>
  results.map(({ likely }) => likely?.deviations.join(' + ') ?? 'unknown')

test('names the deviation behind a wrong signature, base string, URI, order and escape', async () => {
  const broken = await runWith({
    sign: (input) => {
      const { consumerSecret, tokenSecret, ...keys } = input['credentials'] as Json
      const swapped = { ...keys, consumerSecret: tokenSecret ?? '', tokenSecret: consumerSecret }
      return original('sign', { ...input, credentials: swapped })
    },
    signatureBaseString: changed('signatureBaseString', 'signatureBaseString', (text) =>
      text.replace(/^POST/, 'post'),
    ),
    baseStringUri: changed('baseStringUri', 'baseStringUri', (text) =>
      text.replace(/^http:/, 'https:'),
    ),
    percentEncode: plusForSpace,
  })
  const signatures = causesOf(failuresOf(broken, 'sign'))
  assert.ok(signatures.length > 200)
  assert.ok(
    signatures.filter((cause) => cause === 'secrets-swapped').length > signatures.length * 0.8,
  )
  assert.deepEqual(
    [...new Set(causesOf(failuresOf(broken, 'signatureBaseString')))],
    ['method-lower-cased'],
  )
  assert.deepEqual(
    [...new Set(causesOf(failuresOf(broken, 'baseStringUri')))],
    ['https-for-http', 'https-for-http + default-port-kept'],
  )
  assert.deepEqual([...new Set(causesOf(failuresOf(broken, 'percentEncode')))], ['plus-for-space'])
})

test('names no cause for a pass, an unknown mistake or a refusal', async () => {
  const [clean, odd] = await Promise.all([
    runWith({}),
    runWith({
      sign: () => ({ signature: 'bm90IGEgc2lnbmF0dXJl' }),
      baseStringUri: () => ({ baseStringUri: 'x' }),
    }),
  ])
  assert.deepEqual(
    clean.results.filter(({ likely }) => likely),
    [],
  )
  assert.ok(failuresOf(odd, 'sign').length > 200)
  assert.deepEqual(
    odd.results.filter(({ likely }) => likely),
    [],
  )
})

test('stops the search after its steps, independent of the machine', async () => {
  const broken = await runWith({ percentEncode: plusForSpace })
  const bare = { ...broken, results: broken.results.map(({ likely: _, ...rest }) => rest) }
  const explained = (pairs: number, all: number, runs = [bare]): number[] =>
    explainRuns(runs, { pairs, all }).map(
      ({ results }) => results.filter(({ likely }) => likely).length,
    )
  const [whole = 0] = explained(1000, 1000)
  assert.ok(whole > 3)
  assert.deepEqual(explained(0, 0), [0])
  // Each failure has one deviation, which one step finds.
  assert.deepEqual(explained(0, 3), [3])
  assert.deepEqual(explained(1000, 3), [3])
  // A cached result of another subject costs the same.
  assert.deepEqual(explained(0, 3, [bare, bare]), [3, 3])
})

test('searches for pairs up to their limit of steps, and then for single deviations', async () => {
  const both = await runWith({
    signatureBaseString: changed('signatureBaseString', 'signatureBaseString', (text) =>
      text.replace(/^POST&http%3A/, 'post&https%3A'),
    ),
  })
  const bare = { ...both, results: both.results.map(({ likely: _, ...rest }) => rest) }
  const found = (pairs: number, all: number): number[] =>
    explainRuns([bare], { pairs, all })[0]!.results.flatMap(
      ({ likely }) => likely?.deviations.length ?? [],
    )
  assert.deepEqual(found(1000, 1000), [2, 2, 2, 2])
  // A search for a pair takes ten steps.
  assert.deepEqual(found(30, 1000), [2, 2, 2])
  assert.deepEqual(found(1000, 30), [2, 2, 2])
  assert.deepEqual(found(0, 1000), [])
})

test('searches a long request for single deviations only', async () => {
  const ids = [
    'request-parameters-query/a-thousand-parameters',
    'published-sign/twitter-creating-signature-v1-1',
  ]
  const causes = async (change: (signature: string) => string): Promise<(string | undefined)[]> => {
    const sign = (input: Json): Json => {
      const { consumerSecret, tokenSecret, ...keys } = input['credentials'] as Json
      const swapped = { ...keys, consumerSecret: tokenSecret, tokenSecret: consumerSecret }
      return {
        signature: change(
          String(original('sign', { ...input, credentials: swapped })['signature']),
        ),
      }
    }
    const failures = failuresOf(await runWith({ sign }, ids), 'sign')
    return ids.map((id) => causesOf(failures.filter(({ vector }) => vector.id === id))[0])
  }
  assert.deepEqual(await causes((signature) => signature), ['secrets-swapped', 'secrets-swapped'])
  const inHex = (signature: string): string => Buffer.from(signature, 'base64').toString('hex')
  assert.deepEqual(await causes(inHex), ['unknown', 'secrets-swapped + hex'])
})

test('every report names the likely cause, and none holds the request twice', async () => {
  const broken = await runWith({
    baseStringUri: changed('baseStringUri', 'baseStringUri', (text) =>
      text.replace(/^(http:\/\/[^/:]+)\//, '$1:80/'),
    ),
  })
  const report: Report = {
    suite,
    date: new Date(0),
    isStrict: false,
    runs: [broken],
    missing: [],
    rerun: (id) => id,
  }
  const words = 'adds the default port'
  assert.ok(formatTerminal(report, false).includes(`\n    likely: ${words}  default-port-added\n`))
  assert.ok(
    formatHtml(report).includes(
      `<dt>Likely</dt><dd>${words} <small>default-port-added</small></dd>`,
    ),
  )
  assert.ok(formatJunit(report).includes(`likely: ${words}`))
  const lines = formatJsonl(report)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json)
  const named = lines.find(({ likely }) => likely)!
  assert.deepEqual(named['likely'], { words, deviations: ['default-port-added'] })
  assert.ok(lines.every((line) => !('observation' in line)))
})

test('finds no likely cause for hostile text, and finishes the report', async (context) => {
  const files = folder(context)
  const report = files.path('r.jsonl')
  const { code, stdout } = await run([
    '--only',
    'base-string-uri',
    '--report',
    report,
    ...adapter('hostile'),
  ])
  assert.ok(!files.read('r.jsonl').includes('"likely"'))
  assert.equal(code, 1)
  assert.ok(!stdout.includes('likely:'))
})
