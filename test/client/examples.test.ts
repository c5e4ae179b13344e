// The `@example` of each public function, class and member of the client is there, and runs.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { test } from 'node:test'
import * as client from '../../src/client/index.ts'
import { KEYS } from './support.ts'

const folder = new URL('../../src/client/', import.meta.url)
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => readFileSync(new URL(path.split(sep).join('/'), folder), 'utf8'))

interface Documented {
  readonly name: string
  readonly example: string
}

const BLOCK = /\/\*\*((?:(?!\*\/)[^])*)\*\/\n *(?:export )?(?:readonly )?(?:async )?([^\n]*)/g

/** The name that a declaration begins with. */
const nameOf = (declaration: string): string =>
  /^(?:function |class |const |get )?(\w+)/.exec(declaration)?.[1] ?? ''

const documented = sources.flatMap((source): Documented[] =>
  [...source.matchAll(BLOCK)].flatMap(([, comment = '', declaration = '']) => {
    const [, example] = /@example\s([^]*)/.exec(comment.replace(/\n *\* ?/g, '\n')) ?? []
    return example === undefined ? [] : [{ name: nameOf(declaration), example: example.trim() }]
  }),
)

const functions = Object.entries(client)
  .filter(([, value]) => typeof value === 'function')
  .map(([name]) => name)
const membersOf = (made: object): string[] => [
  ...Object.keys(made),
  ...Object.getOwnPropertyNames(Object.getPrototypeOf(made)).filter(
    (name) => name !== 'constructor',
  ),
]
/** Errors are caught and not made by a caller. */
const ERRORS = ['ResponseError', 'TransportError']

test('each public function, class and member has an example', () => {
  const session = new client.OAuth1Session(KEYS)
  const wanted = [...functions, ...membersOf(session), ...membersOf(new client.Clock())]
  assert.ok(wanted.includes('get') && wanted.includes('fetch') && wanted.includes('suggest'))
  const names = documented.map(({ name }) => name)
  assert.deepEqual(
    wanted.filter((name) => !names.includes(name) && !ERRORS.includes(name)),
    [],
  )
})

type Run = (...values: unknown[]) => Promise<void>
const AsyncFunction = (async () => {}).constructor as new (...parameters: string[]) => Run

/** `expression // value` is a claim. Anything else only runs. */
const toCode = (example: string): string =>
  example.replace(/^(.+?) \/\/ (.+)$/gm, 'assert.deepEqual(await ($1), $2)')

for (const { name, example } of documented) {
  test(`the example of ${name} runs`, async (t) => {
    t.mock.method(globalThis, 'fetch', async () => new Response('ok'))
    const own = /const (\w+) = new/.exec(example)?.[1]
    const scope: Record<string, unknown> = {
      ...client,
      ...KEYS,
      assert,
      session: new client.OAuth1Session(KEYS),
      clock: new client.Clock(),
    }
    const names = Object.keys(scope).filter((known) => known !== own)
    const run = new AsyncFunction(...names, toCode(example))
    await run(...names.map((known) => scope[known]))
  })
}

test('an example that is wrong is found', async () => {
  const run = new AsyncFunction('assert', toCode("'a'.repeat(2) // 'aaa'"))
  await assert.rejects(run(assert), assert.AssertionError)
})
