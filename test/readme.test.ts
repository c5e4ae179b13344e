import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { FAULT_TABLES } from '../devtools/test/faults/tables.ts'
import { MUTANTS } from './mutants/mutants.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const root = new URL('../', import.meta.url)

test('the signing example prints what the README says', () => {
  const [, code = '', output = ''] =
    /```ts\n(import \{ signRequest \}.*?)```\n.*?```\n(.*?)```/s.exec(readme) ?? []
  const program = code.replace("'countersign'", JSON.stringify(new URL('src/index.ts', root).href))
  const printed = execFileSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  )
  assert.equal(printed, output)
})

test('the links of the README have targets', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link)
  assert.ok(links.length > 5)
  for (const link of links) assert.ok(existsSync(new URL(link, root)), link)
})

test('the reading order names every file of the core once', () => {
  const named = [...readme.matchAll(/^\| \[`([a-z-]+\.ts)`\]\((.*?)\)/gm)].map(([, name, path]) => {
    assert.ok(path?.endsWith(`/${name}`), path)
    return path!
  })
  const files = ['src/signing', 'src/server'].flatMap((folder) =>
    readdirSync(new URL(folder, root)).map((name) => `${folder}/${name}`),
  )
  assert.deepEqual(named.toSorted(), files.toSorted())
})

test('the commands of the README exist', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  for (const [, script = ''] of readme.matchAll(/npm run (?:--silent )?([a-z:]+)/g))
    assert.ok(scripts[script], script)
})

test('the README gives the right numbers of mutants and faults', () => {
  const [, mutants] = /(\d+) named mutants/.exec(readme) ?? []
  assert.equal(Number(mutants), MUTANTS.length)
  const [, faults] = /(\d+) faults/.exec(readme) ?? []
  assert.equal(Number(faults), FAULT_TABLES.flatMap((table) => table.faults).length)
})
