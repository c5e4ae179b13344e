// Slow readers: the log drops lines, the adapter waits, and the progress bar is not drawn.
import assert from 'node:assert/strict'
import { PassThrough, Readable, type Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { createLog } from '../../src/cli/log.ts'
import { createRunProgress } from '../../src/conformance/run/run-progress.ts'
import { runAdapter } from '../../src/conformance/adapter/adapter.ts'

const GUARD = { timeout: 120_000 }

test('the adapter waits for a slow reader', GUARD, async (t) => {
  const line = '{"command":"run","operation":"percentEncode","input":{"text":"a"}}\n'
  let asked = 0
  const input = Readable.from(
    (function* () {
      for (; asked < 5000; asked++) yield Buffer.from(line)
    })(),
  )
  const output = new PassThrough({ highWaterMark: 1000 })
  t.after(() => output.destroy())
  const done = runAdapter(input, output, '1')
  while (!output.writableNeedDrain) await new Promise((resolve) => setImmediate(resolve))
  for (let turn = 0; turn < 1000; turn++) await new Promise((resolve) => setImmediate(resolve))
  assert.ok(asked < 500, `${asked} lines are read`)
  const answers = text(output)
  await done
  output.end()
  assert.equal((await answers).split('\n').length, 5001)
})

/** A stream that accepts a full buffer, and the rest after `release`. */
function slowStream(): { stream: Writable; release: () => void; written: () => string } {
  const stream = new PassThrough({ highWaterMark: 20 })
  const chunks: string[] = []
  return {
    stream,
    release: () => void stream.on('data', (chunk: Buffer) => chunks.push(String(chunk))),
    written: () => chunks.join(''),
  }
}

test('a log drops lines while the buffer is full, and reports their number', async () => {
  const { stream, release, written } = slowStream()
  const log = createLog(stream, (dropped) => `${dropped} dropped\n`)
  for (let count = 1; count <= 100; count++) log.write(`line ${count}\n`)
  assert.ok(stream.writableLength < 100)
  release()
  assert.equal(await log.end(), true)
  const lines = written().trim().split('\n')
  assert.equal(lines[0], 'line 1')
  assert.equal(lines.at(-1), `${100 - (lines.length - 1)} dropped`)
  log.write('line 101\n')
  assert.equal(await log.end(), true)
  assert.ok(written().endsWith('dropped\nline 101\n'))
})

test('a log stops waiting for a reader that does not read', GUARD, async () => {
  const { stream } = slowStream()
  const log = createLog(stream, String)
  for (let count = 1; count <= 100; count++) log.write(`line ${count}\n`)
  assert.equal(await log.end(), false)
})

test('a progress bar is not drawn while the buffer is full', () => {
  let now = 0
  const { stream } = slowStream()
  const stderr = Object.assign(stream, { isTTY: true })
  const progress = createRunProgress({ stderr, env: {} }, 1, () => (now += 1000))
  progress.update('first', 1, 2)
  const { writableLength } = stream
  assert.ok(stream.writableNeedDrain)
  for (let done = 0; done < 10; done++) progress.update('second', done, 10)
  assert.equal(stream.writableLength, writableLength)
})

test('a log disables blocking writes to a terminal', () => {
  const calls: boolean[] = []
  const stream = Object.assign(new PassThrough(), {
    _handle: { setBlocking: (isOn: boolean) => calls.push(isOn) },
  })
  createLog(stream, String)
  assert.deepEqual(calls, [false])
})
