// docs/from-rauth.md: the examples of the other libraries run too, send what ours send, and no public name is left out.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Example, examplesOf } from '../docs/markdown.ts'
import { openPlace, runForeign, runTypescript } from '../docs/program.ts'

const document = readFileSync(new URL('../../docs/from-rauth.md', import.meta.url), 'utf8')
const examples = examplesOf(document)
const folder = fileURLToPath(new URL('.', import.meta.url))

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  js: [process.execPath, '--input-type=module', '--eval'],
  python: ['/usr/bin/python3', '-u', '-I', '-c'],
}

// rauth cannot be installed beside a Python of today.
const foreign = examples.filter(
  ({ language, name }) => language in COMMANDS && !name.startsWith('From rauth,'),
)

/** The example of ours that stands beside it. */
function ourOwn({ name, language }: Example): Example {
  const wanted = name.replace(new RegExp(`, ${language} (\\d+)$`), ', ts $1')
  return (
    examples.find((example) => example.name === wanted) ??
    assert.fail(`${name} has none of ours beside it`)
  )
}

/** What arrived, without what each request has of its own. */
function arrived(json: string): unknown {
  const { method, query, form, consumerKey, token, ...rest } = JSON.parse(json) as Record<
    string,
    unknown
  >
  if (method === undefined) return rest
  const own = (pairs: unknown): unknown =>
    pairs && (pairs as [string, string][]).filter(([name]) => !name.startsWith('oauth_'))
  return { method, query: own(query), form: own(form), consumerKey, token }
}

test('there are examples of each library', () => {
  assert.deepEqual(
    foreign.map(({ language }) => language),
    ['js', 'js', 'js', 'js', 'python', 'python'],
  )
})

for (const example of foreign) {
  test(`it runs, and sends what ours sends: ${example.name}`, async (t) => {
    const place = await openPlace(t)
    const theirs = await runForeign(COMMANDS[example.language]!, example.code, folder, place)
    const ours = await runTypescript(t, ourOwn(example).code, place)
    assert.deepEqual(arrived(theirs), arrived(ours))
  })
}

/** The tables of a library, by its heading. */
function sectionOf(library: string): string {
  const [, section] = document.split(`\n## From ${library}\n`)
  return section!.split('\n## ')[0]!
}

function assertNamed(library: string, names: readonly string[]): void {
  assert.ok(names.length > 10, library)
  const section = sectionOf(library)
  const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(section))
  assert.deepEqual(missing, [], `${library}: all that is public stands in a table`)
}

const require = createRequire(import.meta.url)

test('all that is public of oauth-1.0a stands in a table', () => {
  const { prototype } = require('oauth-1.0a') as { prototype: object }
  const declared = readFileSync(require.resolve('oauth-1.0a').replace(/js$/, 'd.ts'), 'utf8')
  const options = /interface Options \{(.*?)\}/s.exec(declared)![1]!.matchAll(/(\w+)\??:/g)
  assertNamed('oauth-1.0a', [...Object.keys(prototype), ...[...options].map(([, name]) => name!)])
})

test('all that is public of oauth stands in a table', () => {
  const library = require('oauth') as Record<string, { prototype: object }>
  const methods = Object.keys(library['OAuth']!.prototype).filter((name) => !name.startsWith('_'))
  assertNamed('oauth', [...Object.keys(library), ...methods])
})

const LIST_PUBLIC = `
import inspect, json, oauthlib.oauth1, requests, requests_oauthlib
from requests_oauthlib import OAuth1, OAuth1Session, oauth1_session

classes = lambda module: [name for name, made in vars(module).items() if isinstance(made, type)]
added = lambda made, base: set(dir(made)) - set(dir(base)) | set(vars(made)) & set(dir(base)) - set(dir(object))
arguments = lambda made: set(inspect.signature(made.__init__).parameters) - {'self', 'kwargs'}

names = {*added(OAuth1Session, requests.Session), *added(OAuth1, requests.auth.AuthBase)}
names |= arguments(OAuth1Session) | arguments(OAuth1) | arguments(oauthlib.oauth1.Client)
names |= {*classes(requests_oauthlib), *classes(oauth1_session)}
print(json.dumps([name for name in sorted(names) if not name.startswith('_')]))
`

test('all that is public of requests-oauthlib stands in a table', () => {
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-I', '-c', LIST_PUBLIC], {
    encoding: 'utf8',
  })
  assert.equal(stderr, '')
  const names = JSON.parse(stdout) as string[]
  assert.ok(
    names.includes('rebuild_auth') &&
      names.includes('TokenMissing') &&
      names.includes('force_include_body'),
  )
  assertNamed('requests-oauthlib', names)
})
