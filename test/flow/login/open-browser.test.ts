import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type TestContext, test } from 'node:test'
import { openBrowser } from '../../../src/flow/index.ts'

/** A program that writes its arguments to a file, and the path of that file. */
function makeBrowser(
  t: TestContext,
  name: string,
): { program: string; folder: string; seen: () => Promise<unknown> } {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-browser-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [program, note] = [join(folder, name), join(folder, 'seen.json')]
  const [from, to] = [`${note}~`, note].map((path) => JSON.stringify(path))
  const script = `const fs = require('fs')
fs.writeFileSync(${from}, JSON.stringify(process.argv.slice(2)))
fs.renameSync(${from}, ${to})`
  writeFileSync(program, `#!${process.execPath}\n${script}\n`)
  chmodSync(program, 0o755)
  const seen = async (): Promise<unknown> => {
    for (;;) {
      try {
        return JSON.parse(readFileSync(note, 'utf8'))
      } catch {
        await wait(10)
      }
    }
  }
  return { program, folder, seen }
}

test('the URL is one argument, without a shell', async (t) => {
  const { program, seen } = makeBrowser(t, 'a browser; echo')
  const url = `http://127.0.0.1/?a=$(touch x)&b=\`id\`;c|d>e"f'g h\\i%PATH%\n--version`
  openBrowser(url, { ...process.env, BROWSER: program })
  assert.deepEqual(await seen(), [url])
})

test(
  'without BROWSER the program of the system is used',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const { folder, seen } = makeBrowser(t, 'xdg-open')
    const { PATH } = process.env
    t.after(() => {
      process.env['PATH'] = PATH
    })
    process.env['PATH'] = `${folder}:${PATH}`
    openBrowser('https://example.com/', {})
    assert.deepEqual(await seen(), ['https://example.com/'])
  },
)

test('a URL that is not http or https is not opened', async (t) => {
  const { program, seen } = makeBrowser(t, 'browser')
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', '--version', '', ' https://h/'])
    openBrowser(url, { BROWSER: program })
  openBrowser('https://example.com/last', { ...process.env, BROWSER: program })
  assert.deepEqual(await seen(), ['https://example.com/last'])
})

test('a missing browser is ignored', async () => {
  openBrowser('https://example.com/', { BROWSER: '/nowhere/to-be-found' })
  await wait(50)
})
