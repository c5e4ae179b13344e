// test/run.mjs --watch, in a folder of its own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

test(
  '--watch runs a test again when what it imports changes, and ends with Ctrl-C',
  { timeout: 120_000 },
  async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-watch-'))
    context.after(() => rmSync(folder, { recursive: true, force: true }))
    for (const name of ['test', 'devtools/test', 'src', 'tmp'])
      mkdirSync(join(folder, name), { recursive: true })
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
    write('package.json', '{ "type": "module" }')
    write('tsconfig.json', '{}')
    write('src/value.ts', 'export const value: string = "before"')
    write(
      'test/value.test.ts',
      `import { test } from 'node:test'
import { value } from '../src/value.ts'
test('the value', () => console.log('the value is ' + value))`,
    )
    write(
      'test/other.test.ts',
      `import { test } from 'node:test'\ntest('other', () => console.log('another test'))`,
    )
    cpSync(join(root, 'test/run.mjs'), join(folder, 'test/run.mjs'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const child = spawn(process.execPath, ['test/run.mjs', '--watch', 'test/value'], {
      cwd: folder,
      // A group of processes, as the one that a terminal sends SIGINT to.
      detached: true,
      env: { PATH: process.env['PATH'], TMPDIR: join(folder, 'tmp') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    context.after(() => {
      if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL')
    })
    const lines = createInterface({ input: child.stdout })
    const all: string[] = []
    lines.on('line', (line) => all.push(line))
    const shown = async (text: string): Promise<void> => {
      while (!all.some((line) => line.includes(text))) await once(lines, 'line')
    }
    await shown('the value is before')
    // Written until it is noticed: the watcher may begin after the first output.
    const change = (): void => write('src/value.ts', 'export const value: string = "after"')
    const timer = setInterval(change, 1000)
    context.after(() => clearInterval(timer))
    await shown('the value is after')
    clearInterval(timer)
    process.kill(-child.pid!, 'SIGINT')
    assert.deepEqual(await once(child, 'exit'), [0, null])
    assert.ok(!all.some((line) => line.includes('another test')))
    assert.deepEqual(
      readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('countersign')),
      [],
    )
  },
)
