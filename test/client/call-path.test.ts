// The way of one plain `session.get` that is answered by 200 through the sources, as V8 counts it.
import assert from 'node:assert/strict'
import { Session } from 'node:inspector/promises'
import { test } from 'node:test'
import { OAuth1Session } from '../../src/client/index.ts'
import { KEYS, serve } from './support.ts'

const SOURCES = new URL('../../src/', import.meta.url).href

/** How often each function of src ran, by its file. Functions without a name have the name ''. */
type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>

async function countCalls(action: () => Promise<void>): Promise<Counts> {
  const inspector = new Session()
  inspector.connect()
  try {
    await inspector.post('Profiler.enable')
    await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    // What ran before is not counted.
    await inspector.post('Profiler.takePreciseCoverage')
    await action()
    const { result } = await inspector.post('Profiler.takePreciseCoverage')
    return new Map(
      result
        .filter(({ url }) => url.startsWith(SOURCES))
        .map(
          ({ url, functions }) =>
            [url.slice(SOURCES.length).replace(/\?.*$/, ''), countsOf(functions)] as const,
        )
        .filter(([, counts]) => counts.size > 0),
    )
  } finally {
    inspector.disconnect()
  }
}

interface Ran {
  readonly functionName: string
  readonly ranges: readonly { readonly count: number }[]
}

function countsOf(functions: readonly Ran[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { functionName, ranges } of functions) {
    const count = ranges[0]?.count ?? 0
    // The compiler's own helper.
    if (count > 0 && functionName !== '__name')
      counts.set(functionName, (counts.get(functionName) ?? 0) + count)
  }
  return counts
}

test('a plain GET', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const counts = await countCalls(async () => {
    assert.equal((await session.get(server.origin)).status, 200)
  })
  console.log(counts)
  const n = (p: string) => [...counts].filter(([f]) => f.startsWith(p))
  for (const p of ['client/', 'internal/', 'signing/', ''])
    console.log(
      p,
      n(p).length,
      n(p).reduce((s, [, c]) => s + c.size, 0),
    )
})
