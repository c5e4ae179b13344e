import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'

test(
  'the demo prints only the branches, reports each leg, and leaves no process running',
  { timeout: 60_000 },
  async () => {
    const demo = spawn(process.execPath, ['--import', 'tsx', 'examples/demo.ts'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(demo.stdout),
      text(demo.stderr),
      once(demo, 'close'),
    ])
    assert.equal(exitCode, 0, stderr)
    assert.ok(JSON.parse(stdout).master)
    for (const leg of ['1/3', '2/3', '3/3']) assert.ok(stderr.includes(leg))
  },
)

test('the example is as short as it was with rauth', () => {
  const lines = readFileSync(new URL('../examples/bitbucket.ts', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  assert.ok(lines.length <= 30, `${lines.length} lines`)
})
