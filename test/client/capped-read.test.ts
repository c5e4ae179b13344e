import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copyBody } from '../../src/client/request/octets.ts'
import { readStart } from '../../src/client/capped-read.ts'

const text = ({ octets, isWhole }: Awaited<ReturnType<typeof readStart>>): [string, boolean] => [
  Buffer.from(octets).toString(),
  isWhole,
]

const stream = (...chunks: string[]): ReadableStream<Uint8Array> =>
  ReadableStream.from(chunks.map((chunk) => Buffer.from(chunk)))

test('a stream is read to its end, if that is within the limit', async () => {
  assert.deepEqual(text(await readStart(stream('ab', '', 'c'), 3)), ['abc', true])
  assert.deepEqual(text(await readStart(stream('ab', 'cd', 'ef'), 3)), ['ab', false])
  assert.deepEqual(text(await readStart(stream(), 0)), ['', true])
})

test('a stream that breaks ends there', async () => {
  let piece = 0
  const broken = new ReadableStream({
    pull: (controller) =>
      ++piece < 3 ? controller.enqueue(Buffer.from('a')) : controller.error(new Error('gone')),
  })
  const [found, isWhole] = text(await readStart(broken, 100))
  assert.match(found, /^a{0,2}$/)
  assert.equal(isWhole, false)
})

test('a signal ends the reading, and leaves the other copy to be read', async () => {
  let feed = (_: string): void => {}
  const source = new ReadableStream({
    start: (controller) => {
      feed = (chunk) => controller.enqueue(Buffer.from(chunk))
    },
  })
  const [ours, theirs] = source.tee()
  const controller = new AbortController()
  const reading = readStart(ours, 100, controller.signal)
  feed('a')
  await new Promise((resolve) => setImmediate(resolve))
  controller.abort()
  assert.deepEqual(text(await reading), ['a', false])
  const reader = theirs.getReader()
  assert.equal(String(Buffer.from((await reader.read()).value)), 'a')
  feed('b')
  assert.equal(String(Buffer.from((await reader.read()).value)), 'b')
})

test(
  'a released copy of a body does not keep the body from being cancelled',
  { timeout: 10_000 },
  async () => {
    let cancelled = (_: unknown): void => {}
    const isCancelled = new Promise((resolve) => {
      cancelled = resolve
    })
    const body = new ReadableStream({
      pull: () => new Promise(() => {}),
      cancel: (reason) => cancelled(reason),
    })
    const request = new Request('https://h/', { method: 'POST', body, duplex: 'half' })
    const copy = copyBody(request)
    const ending = request.body!.cancel('not wanted')
    copy.release()
    await Promise.all([ending, isCancelled])
    assert.equal(copy.again(), null)
  },
)
