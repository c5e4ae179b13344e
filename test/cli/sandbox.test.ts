import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { runCli } from './run-cli.ts'

const start = (...args: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'sandbox', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

test('prints its URLs and keys, then each request, until it is interrupted', { timeout: 60_000 }, async () => {
  const child = start('--json', '--automatic', '--teach')
  const log = text(child.stderr)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const facts = JSON.parse(line)
  assert.equal((await fetch(`${facts.url}/echo`)).status, 401)
  child.kill('SIGINT')
  const [exitCode] = await once(child, 'exit')
  assert.equal(exitCode, 0)
  const request = (await log).split('\n').find((entry) => entry.startsWith('{'))
  assert.equal(JSON.parse(request!).path, '/echo')
})

test('prints lines that a shell can read', { timeout: 60_000 }, async () => {
  const child = start()
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  assert.match(line, /^COUNTERSIGN_URL='http:\/\/127\.0\.0\.1:\d+'$/)
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

test('refuses what it cannot use', async () => {
  for (const args of [['--port', 'x'], ['here'], ['--consumer-key', 'k']]) {
    const { exitCode, stderr } = await runCli(['sandbox', ...args])
    assert.equal(exitCode, 2)
    assert.match(stderr, /hint: /)
  }
})
