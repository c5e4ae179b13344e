// Prints, as JSON, which functions of src run between the call of a plain `session.get` and its answer: [path, [name, count][]][].
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Session } from 'node:inspector/promises'
import type { AddressInfo } from 'node:net'
import { OAuth1Session } from '../../src/client/index.ts'

const SOURCES = new URL('../../src/', import.meta.url).href
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

const server = createServer((_request, response) => void response.end('ok'))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
// The first request of a process also loads the parts of `fetch`.
await new Response('').text()
const session = new OAuth1Session({ consumerKey: 'key', consumerSecret: 'secret' })
const counts = await countCalls(() =>
  session.get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
)
server.close()
server.closeAllConnections()
process.stdout.write(JSON.stringify([...counts].map(([path, ran]) => [path, [...ran]])))
