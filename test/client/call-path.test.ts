// The path of one plain `session.get` that is answered by 200 through the sources. The engine counts
// the calls of each function. A file of src/client counts if at least one of its functions runs
// between the call and its answer; src/signing and src/internal are reported and not limited.
import assert from 'node:assert/strict'
import { Session } from 'node:inspector/promises'
import { before, test } from 'node:test'
import { OAuth1Session } from '../../src/client/index.ts'
import { KEYS, serve } from './support.ts'

const SOURCES = new URL('../../src/', import.meta.url).href
const MOST_FILES_OF_CLIENT = 12

/** How often each function of src ran, by the path of its file. */
type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>

async function countCalls(action: () => Promise<unknown>): Promise<Counts> {
  const inspector = new Session()
  inspector.connect()
  try {
    await inspector.post('Profiler.enable')
    await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    // Resets the counts.
    await inspector.post('Profiler.takePreciseCoverage')
    await action()
    const { result } = await inspector.post('Profiler.takePreciseCoverage')
    const ran = result
      .filter(({ url }) => url.startsWith(SOURCES))
      .map(({ url, functions }) => [pathOf(url), countsOf(functions)] as const)
    return new Map(ran.filter(([, counts]) => counts.size > 0))
  } finally {
    inspector.disconnect()
  }
}

const pathOf = (url: string): string => url.slice(SOURCES.length).replace(/\?.*$/, '')

interface FunctionCoverage {
  readonly functionName: string
  readonly ranges: readonly { readonly count: number }[]
}

function countsOf(functions: readonly FunctionCoverage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { functionName, ranges } of functions) {
    const count = ranges[0]?.count ?? 0
    // `__name` is a helper of the compiler.
    if (count > 0 && functionName !== '__name')
      counts.set(functionName, (counts.get(functionName) ?? 0) + count)
  }
  return counts
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
      const [, , caller = ''] = new Error().stack!.split('\n')
      if (caller.includes('/src/client/')) count += 1
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

// The first request of a process also loads the parts of `fetch`.
before(async () => {
  await new Response('').text()
})

test('a GET that is answered by 200 runs through few files, and reads headers and URL once', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const counts = await countCalls(async () => {
    assert.equal((await session.get(server.origin)).status, 200)
  })
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
