import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from './run-cli.ts'

const lines = (...messages: unknown[]): string => messages.map((message) => `${JSON.stringify(message)}\n`).join('')

async function answers(...messages: unknown[]): Promise<Record<string, unknown>[]> {
  const { exitCode, stdout } = await runCli(['adapter'], {}, lines(...messages))
  assert.equal(exitCode, 0)
  return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line))
}

test('announces itself, its operations and its methods', async () => {
  const [start] = await answers({ command: 'start', protocol: 1 }, { command: 'stop' })
  assert.equal(start!['protocol'], 1)
  assert.equal((start!['implementation'] as { name: string }).name, 'countersign')
  for (const operation of ['percentEncode', 'baseStringUri', 'normalizeParameters', 'signatureBaseString', 'sign', 'verify']) {
    assert.ok((start!['operations'] as string[]).includes(operation))
  }
  assert.equal((start!['methods'] as string[]).length, 7)
})

test('answers each request with exactly one line, and echoes its number', async () => {
  const run = (seq: unknown, operation: string, input: unknown): object => ({ command: 'run', seq, operation, input })
  const all = await answers(
    run(17, 'percentEncode', { text: { hex: 'e9' } }),
    run('b', 'baseStringUri', { url: 'nowhere' }),
    run(19, 'frobnicate', {}),
    run(20, 'sign', null),
    { command: 'dance', seq: 21 },
  )
  assert.deepEqual(all[0], { seq: 17, output: { encoded: '%E9' } })
  assert.equal((all[1]!['rejected'] as { code: string }).code, 'invalid-url')
  assert.deepEqual(all.slice(1).map(({ seq }) => seq), ['b', 19, 20, 21])
  for (const answer of all.slice(2)) assert.ok('errored' in answer)
})

test('survives a line that is no JSON, and ends without a stop', async () => {
  const { exitCode, stdout } = await runCli(['adapter'], {}, 'babble\n\n{"command":"start"}\n')
  assert.equal(exitCode, 0)
  assert.equal(stdout.split('\n').filter(Boolean).length, 2)
})
