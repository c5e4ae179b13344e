// The documents: every link leads to a file, and no file names a document that does not exist.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The files of the repository. A copy without git has no list of them. */
const listFiles = (): string[] => {
  try {
    const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 24 } as const
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
    return execFileSync('git', args, options)
      .split('\0')
      .filter((path) => path !== '')
  } catch {
    return []
  }
}

const files = listFiles().filter((path) => existsSync(`${root}/${path}`))
const documents = files.filter((path) => path.endsWith('.md'))
const skip = files.length === 0 && 'it needs git'
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8')

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

const anchorsIn = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))

/** The relative links of a document that lead nowhere. */
function brokenLinks(path: string, markdown: string, exists: (file: string) => boolean): string[] {
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : posix.join(posix.dirname(path), file)
      if (!exists(target)) return true
      return anchor !== undefined && !anchorsIn(read(target)).includes(anchor)
    })
}

const inRepository = (file: string): boolean =>
  files.includes(file) || files.some((path) => path.startsWith(`${file.replace(/\/$/, '')}/`))

test('every relative link leads to a file of the repository', { skip }, () => {
  assert.ok(documents.length > 10)
  const broken = documents.flatMap((path) =>
    brokenLinks(path, read(path), inRepository).map((link) => `${path}: ${link}`),
  )
  assert.deepEqual(broken, [])
})

test('a link that leads nowhere is found', { skip }, () => {
  const text = '[a](docs/gone.md) [b](README.md) [c](https://h/x.md) [d](README.md#no-such-heading)'
  assert.deepEqual(brokenLinks('README.md', text, inRepository), [
    'docs/gone.md',
    'README.md#no-such-heading',
  ])
})

const NAME = /(?<![\w@./-])\w[\w./@-]*\.md\b|(?<![\w@./-])\.{1,2}\/[\w./@-]*\.md\b/g

/** The documents that a text names and that no file of the repository is. */
const unknownDocuments = (path: string, text: string): string[] =>
  [...text.matchAll(NAME)]
    .map(([name]) => name)
    .filter((name) => {
      const places = [name, posix.join(posix.dirname(path), name)]
      const isEnding = (file: string): boolean =>
        file === name.replace(/^(?:\.\.?\/)+/, '') || file.endsWith(`/${name}`)
      return !places.some((place) => documents.includes(place)) && !documents.some(isEnding)
    })

/** Data that quotes others, whose documents are theirs; and this file, which makes names up. */
const isOwnText = (path: string): boolean =>
  /\.(?:[cm]?[jt]s|md|json|sh|py|rb|pl|pm|php|tcl|java|go|c|h)$/.test(path) &&
  !/(?:^|\/)package-lock\.json$/.test(path) &&
  path !== 'test/documents.test.ts'

test('no file names a document that does not exist', { skip }, () => {
  const unknown = files
    .filter(isOwnText)
    .flatMap((path) => unknownDocuments(path, read(path)).map((name) => `${path}: ${name}`))
  assert.deepEqual(unknown, [])
})

test('a document that does not exist is found', { skip }, () => {
  const text = 'see design.md, docs/errors.md, errors.md, ../README.md and docs/gone.md'
  assert.deepEqual(unknownDocuments('test/a.ts', text), ['design.md', 'docs/gone.md'])
})

const GUIDES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md']

test('every path that a guide names is one of the repository', { skip }, () => {
  const path = /`((?:adapters|bench|devtools|docs|examples|src|test|tools)\/[\w./-]+)`/g
  const named = GUIDES.flatMap((guide) => [...read(guide).matchAll(path)].map(([, name]) => name!))
  assert.ok(named.length > 10)
  assert.deepEqual(
    named.filter((name) => !inRepository(name) && !/\bdist\b/.test(name)),
    [],
  )
})

test('every script that a guide names is one of package.json, and none is left out', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const text = GUIDES.map(read).join('\n')
  const named = [
    ...text.matchAll(/(?:`|^ {4}|&& )npm\s+(?:run\s+(?:--silent\s+)?)?([a-z:]+)/gm),
  ].map(([, name]) => name!)
  const ofNpm = ['ci', 'install', 'pack', 'publish']
  assert.deepEqual(
    named.filter((name) => !Object.hasOwn(scripts, name) && !ofNpm.includes(name)),
    [],
  )
  const inner = ['prepare', 'prettier']
  assert.deepEqual(
    Object.keys(scripts).filter((name) => !named.includes(name) && !inner.includes(name)),
    [],
  )
})
