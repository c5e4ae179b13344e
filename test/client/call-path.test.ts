// The path of one plain `session.get` that is answered by 200 through the sources. The engine counts
// the calls of each function. A file of src/client counts if at least one of its functions runs
// between the call and its answer; src/signing and src/internal are reported and not limited.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { OAuth1Session } from '../../src/client/index.ts'
import { KEYS, serve } from './support.ts'

const MOST_FILES_OF_CLIENT = 12

/** How often each function of src ran, by the path of its file. */
type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Counts in a process of its own, because counting would disturb a measurement of coverage. */
function countCalls(): Counts {
  const program = fileURLToPath(new URL('call-path.ts', import.meta.url))
  const env = { ...process.env, NODE_V8_COVERAGE: '' }
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program], { env })
  assert.equal(stderr.toString(), '')
  const counts = JSON.parse(stdout.toString()) as [path: string, ran: [string, number][]][]
  return new Map(counts.map(([path, ran]) => [path, new Map(ran)]))
}

const inFolder = (counts: Counts, folder: string): string[] =>
  [...counts.keys()].filter((path) => path.startsWith(folder)).sort()

/** Runs an action and counts the objects of a global class that src/client constructs meanwhile. */
async function countConstructed(
  name: 'Headers' | 'URL',
  action: () => Promise<unknown>,
): Promise<number> {
  const original = globalThis[name]
  let count = 0
  const counting = new Proxy(original, {
    construct(target, parameters, newTarget): object {
      const [, , caller = '', itsCaller = ''] = new Error().stack!.split('\n')
      if ((caller.includes('parseUrl') ? itsCaller : caller).includes('/src/client/')) count += 1
      return Reflect.construct(target, parameters, newTarget) as object
    },
  })
  Object.assign(globalThis, { [name]: counting })
  try {
    await action()
  } finally {
    Object.assign(globalThis, { [name]: original })
  }
  return count
}

test('a GET that is answered by 200 runs through few files, and reads headers and URL once', (t) => {
  const counts = countCalls()
  const client = inFolder(counts, 'client/')
  const functions = (paths: readonly string[]): number =>
    paths.reduce((sum, path) => sum + counts.get(path)!.size, 0)
  t.diagnostic(`src/client: ${functions(client)} functions in ${client.length} files`)
  t.diagnostic(`src: ${functions([...counts.keys()])} functions in ${counts.size} files`)
  assert.ok(client.includes('client/session.ts'), 'the calls were counted')
  assert.ok(client.length <= MOST_FILES_OF_CLIENT, client.join('\n'))
  assert.equal(counts.get('client/request/headers.ts')?.get('readHeaders'), 1)
  assert.equal(counts.get('client/request/url.ts')?.get('resolveUrl'), 1)
})

test('a plain GET makes one Headers object and parses its URL once', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const get = (): Promise<Response> => session.get(server.origin)
  assert.equal(await countConstructed('Headers', get), 1)
  assert.equal(await countConstructed('URL', get), 1)
})

test('no file of the client is entered again by the files that it calls, up to fetch', async () => {
  let stack = ''
  const session = new OAuth1Session({
    ...KEYS,
    fetch: async () => {
      stack = new Error().stack!
      return new Response('ok')
    },
  })
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = Infinity
  try {
    await session.get('https://api.example.com/')
  } finally {
    Error.stackTraceLimit = limit
  }
  const frames = [...stack.matchAll(/src\/client\/([\w/-]+\.ts)/g)].map(([, path = '']) => path)
  const entered = frames.filter((path, position) => path !== frames[position - 1])
  assert.equal(entered.at(-1), 'session.ts', 'the stack goes back to the call')
  assert.ok(entered.length > 2, entered.join())
  assert.deepEqual(entered, [...new Set(entered)])
})
