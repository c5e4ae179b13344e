// Commands whose standard output or standard error is closed, or is never read, as under a harness.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough, Readable, type Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { createLog } from '../../src/cli/log.ts'
import { runAdapter } from '../../src/conformance/adapter.ts'
import { fake, gone } from '../conformance/command.ts'

const GUARD = { timeout: 120_000 }
const main = new URL('../../src/cli/main.ts', import.meta.url).pathname

/** A command that the test ends in any case. */
function start(
  t: TestContext,
  stdio: StdioOptions,
  args: readonly string[],
  env: object = {},
): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    stdio,
    env: { ...process.env, ...env },
  })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** The code with which a command ends upon SIGTERM. */
async function terminate(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  return (await ended)[0] as unknown
}

async function urlOf(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return (JSON.parse(line) as { url: string }).url
}

/** Each leaves a line of 8 KB in the log of the sandbox. */
async function makeRequests(url: string, count: number): Promise<void> {
  for (let made = 0; made < count; made++) {
    const response = await fetch(`${url}/echo/${'x'.repeat(8000)}`)
    await response.text()
    assert.equal(response.status, 401)
  }
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('a sandbox whose log is not read answers, and ends when it is told to', GUARD, async (t) => {
  const child = start(t, ['ignore', 'pipe', 'pipe'], ['sandbox', '--json'])
  await makeRequests(await urlOf(child), 60)
  assert.equal(await terminate(child), 0)
})

test('a log that is read late says how many lines are missing', GUARD, async (t) => {
  const child = start(t, ['ignore', 'pipe', 'pipe'], ['sandbox', '--json'])
  const url = await urlOf(child)
  await makeRequests(url, 60)
  const log = text(child.stderr!)
  assert.equal(await terminate(child), 0)
  const lines = (await log).trim().split('\n')
  const entries = lines.map((line) => JSON.parse(line) as { path?: string; dropped?: number })
  const shown = entries.filter(({ path }) => path !== undefined).length
  const dropped = entries.reduce((sum, entry) => sum + (entry.dropped ?? 0), 0)
  assert.ok(dropped > 0)
  assert.equal(shown + dropped, 60)
})

test('a sandbox whose log is closed goes on', GUARD, async (t) => {
  const child = start(t, ['ignore', 'pipe', 'pipe'], ['sandbox', '--json'])
  const url = await urlOf(child)
  child.stderr!.destroy()
  await makeRequests(url, 5)
  assert.equal(await terminate(child), 0)
})

test('a sandbox whose log is on a full disk goes on', GUARD, async (t) => {
  const full = openSync('/dev/full', 'w')
  t.after(() => closeSync(full))
  const child = start(t, ['ignore', 'pipe', full], ['sandbox', '--json'])
  await makeRequests(await urlOf(child), 5)
  assert.equal(await terminate(child), 0)
})

test('a sandbox whose standard output is closed serves', GUARD, async (t) => {
  const port = await freePort()
  const args = ['sandbox', '--port', String(port), '--consumer-key', 'key']
  const child = start(t, ['ignore', 'pipe', 'ignore'], args, { COUNTERSIGN_CONSUMER_SECRET: 's' })
  child.stdout!.destroy()
  let isThere = false
  while (!isThere && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    isThere = await fetch(`http://127.0.0.1:${port}/echo`).then(
      ({ status }) => status === 401,
      () => false,
    )
  }
  await makeRequests(`http://127.0.0.1:${port}`, 3)
  assert.equal(await terminate(child), 0)
})

test('on a terminal that is held, a sandbox answers and ends', GUARD, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-terminal-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [facts, pid] = [join(folder, 'facts'), join(folder, 'pid')]
  const command = `echo $$ > ${pid}; exec ${process.execPath} --import tsx ${main} sandbox --json > ${facts}`
  // It keeps the terminal for the command, and stops reading from it when its own output is not read.
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  t.after(() => child.kill('SIGKILL'))
  const read = (path: string): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  }
  while (!read(facts).endsWith('\n')) {
    assert.equal(child.exitCode, null)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { url } = JSON.parse(read(facts)) as { url: string }
  const sandbox = Number(read(pid))
  t.after(async () => (await gone(sandbox)) || process.kill(sandbox, 'SIGKILL'))
  await makeRequests(url, 60)
  process.kill(sandbox, 'SIGTERM')
  assert.ok(await gone(sandbox))
})

test(
  'a closed standard output does not change what a conformance run comes to',
  GUARD,
  async (t) => {
    const args = ['conformance', '--only', 'percent-encoding', '--', ...fake('always-wrong')]
    const child = start(t, ['ignore', 'pipe', 'ignore'], args)
    child.stdout!.destroy()
    assert.deepEqual(await once(child, 'exit'), [1, null])
  },
)

test('a download whose reader has seen enough ends with success', GUARD, async (t) => {
  const server = createServer((_, response) => {
    const more = (): void => {
      if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(more))
    }
    more()
  })
  t.after(() => (server.close(), server.closeAllConnections()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const child = start(t, ['ignore', 'pipe', 'pipe'], ['get', url], {
    COUNTERSIGN_CONSUMER_KEY: 'k',
    COUNTERSIGN_CONSUMER_SECRET: 's',
  })
  const messages = text(child.stderr!)
  await once(child.stdout!, 'readable')
  child.stdout!.destroy()
  assert.deepEqual(await once(child, 'exit'), [0, null])
  assert.equal(await messages, '')
})

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

/** Takes what its buffer holds, and the rest when it is released. */
function slowStream(): { stream: Writable; release: () => void; written: () => string } {
  const stream = new PassThrough({ highWaterMark: 20 })
  const chunks: string[] = []
  return {
    stream,
    release: () => void stream.on('data', (chunk: Buffer) => chunks.push(String(chunk))),
    written: () => chunks.join(''),
  }
}

test('a log drops the lines for which there is no room, and says how many', async () => {
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

test('a log that is not read is given up in the end', GUARD, async () => {
  const { stream } = slowStream()
  const log = createLog(stream, String)
  for (let count = 1; count <= 100; count++) log.write(`line ${count}\n`)
  assert.equal(await log.end(), false)
})

test('a log switches the blocking writes of a terminal off', () => {
  const calls: boolean[] = []
  const stream = Object.assign(new PassThrough(), {
    _handle: { setBlocking: (isOn: boolean) => calls.push(isOn) },
  })
  createLog(stream, String)
  assert.deepEqual(calls, [false])
})
