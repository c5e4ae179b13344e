// adapters/lib: an adapter can be written from an installed countersign-devtools, without a
// checkout.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { folder, run } from './command.ts'

const path = (relative: string): string =>
  fileURLToPath(new URL(`../../../${relative}`, import.meta.url))

/** A project with countersign-devtools and a signer whose package.json is not among its exports. */
function project(context: TestContext): ReturnType<typeof folder> {
  const files = folder(context)
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(files.path(name)), { recursive: true })
    files.write(name, text)
  }
  const devtools = 'node_modules/countersign-devtools'
  write(`${devtools}/package.json`, readFileSync(path('devtools/package.json'), 'utf8'))
  cpSync(path('adapters/lib'), files.path(`${devtools}/dist/adapters`), { recursive: true })
  const signer = 'node_modules/my-signer'
  write(
    `${signer}/package.json`,
    '{ "name": "my-signer", "version": "1.2.3", "type": "module", "exports": "./index.js" }',
  )
  write(
    `${signer}/index.js`,
    "export const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)",
  )
  return files
}

test('the adapter of the README runs in a project that has installed countersign-devtools', async (context) => {
  const readme = readFileSync(path('adapters/README.md'), 'utf8')
  const [, code = ''] = /^```js\n(.*?)^```$/ms.exec(readme) ?? []
  assert.match(code, /countersign-devtools\/adapters\/protocol\.mjs/)
  const files = project(context)
  const adapter = files.write('my-adapter.mjs', code)
  const ended = await run(['--only', 'percent-encoding', '--', process.execPath, adapter])
  assert.match(ended.stdout, /^my-signer 1\.2\.3 \(javascript\): conforms in \d+ vectors$/m)
  assert.equal(ended.code, 0)
})

test('no helper library reads a path of the checkout', () => {
  for (const name of readdirSync(path('adapters/lib'))) {
    const source = readFileSync(path(`adapters/lib/${name}`), 'utf8')
    assert.doesNotMatch(source, /\.\.\/|\badapters\/|node_modules/, name)
  }
})
