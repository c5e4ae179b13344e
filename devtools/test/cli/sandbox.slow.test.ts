import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { runCli } from './run-cli.ts'

function start(t: TestContext, ...args: string[]) {
  const command = ['--import', 'tsx', 'devtools/src/cli/main.ts', 'sandbox', ...args]
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  return child
}

test(
  'prints its URLs and keys, then each request, until it is interrupted',
  { timeout: 60_000 },
  async (t) => {
    const child = start(t, '--json', '--automatic', '--teach')
    const log = text(child.stderr)
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const facts = JSON.parse(line)
    assert.equal((await fetch(`${facts.url}/echo`)).status, 401)
    child.kill('SIGINT')
    const [exitCode] = await once(child, 'exit')
    assert.equal(exitCode, 0)
    const request = (await log).split('\n').find((entry) => entry.startsWith('{'))
    assert.equal(JSON.parse(request!).path, '/echo')
  },
)

test('prints export lines for a shell', { timeout: 60_000 }, async (t) => {
  const child = start(t)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  assert.match(line, /^export COUNTERSIGN_URL='http:\/\/127\.0\.0\.1:\d+'$/)
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

test('reads its behaviour from a file', { timeout: 60_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-sandbox-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'behaviour.json')
  writeFileSync(file, '{"urls":{"requestToken":"/w/index.php?title=Special:OAuth/initiate"}}')
  const child = start(t, '--json', '--behaviour', file)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  child.kill('SIGTERM')
  assert.match(JSON.parse(line).requestTokenUrl, /\/w\/index\.php\?title=Special:OAuth\/initiate$/)
  await once(child, 'exit')
  for (const [text, message] of [
    ['{"a":', /is not JSON: syntax error at line 1, column 6/],
    ['{"speed":1}', /no behaviour "speed"/],
  ] as const) {
    writeFileSync(file, text)
    const { exitCode, stderr } = await runCli(['sandbox', '--behaviour', file])
    assert.equal(exitCode, 2)
    assert.match(stderr, message)
  }
})

test('refuses a wrong port, an argument, and a consumer key without a secret', async () => {
  for (const args of [['--port', 'x'], ['here'], ['--consumer-key', 'k']]) {
    const { exitCode, stderr } = await runCli(['sandbox', ...args])
    assert.equal(exitCode, 2)
    assert.match(stderr, /hint: /)
  }
})
