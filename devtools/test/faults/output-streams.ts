// Standard output and standard error that are closed, full, or not read.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fake, gone } from '../conformance/command.ts'
import type { Fault, FaultTable } from './fault.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
/** Each request adds 8 KB to the log, in total far more than the buffer of a pipe. */
const REQUEST_COUNT = 60

/** Starts a command. The end of the test kills it. */
function start(
  t: TestContext,
  stdio: StdioOptions,
  args: readonly string[],
  env: object = {},
): ChildProcess {
  const options = { stdio, env: { ...process.env, ...env } }
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], options)
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** Sends SIGTERM. @returns the exit code */
async function terminate(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  return (await ended)[0] as unknown
}

const urlIn = (line: string): string => (JSON.parse(line) as { url: string }).url

async function urlOf(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return urlIn(line)
}

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

/** Returns an empty string if the file does not exist. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const faults: readonly Fault[] = [
  {
    fault: 'standard error of the sandbox is a pipe without a reader',
    answer: 'drops log lines, continues to respond, and ends at SIGTERM',
    error: null,
    async run(t) {
      const child = start(t, ['ignore', 'pipe', 'pipe'], ['sandbox', '--json'])
      await makeRequests(await urlOf(child), REQUEST_COUNT)
      assert.equal(await terminate(child), 0)
    },
  },
  {
    fault: 'standard error of the sandbox is read late',
    answer: 'reports the number of dropped lines',
    error: null,
    async run(t) {
      const child = start(t, ['ignore', 'pipe', 'pipe'], ['sandbox', '--json'])
      await makeRequests(await urlOf(child), REQUEST_COUNT)
      const log = text(child.stderr!)
      assert.equal(await terminate(child), 0)
      const lines = (await log).trim().split('\n')
      const entries = lines.map((line) => JSON.parse(line) as { path?: string; dropped?: number })
      const shown = entries.filter(({ path }) => path !== undefined).length
      const dropped = entries.reduce((sum, entry) => sum + (entry.dropped ?? 0), 0)
      assert.ok(dropped > 0)
      assert.equal(shown + dropped, REQUEST_COUNT)
    },
  },
  {
    fault: 'standard error of the sandbox is closed',
    answer: 'discards its log and continues to respond',
    error: null,
    async run(t) {
      const child = start(t, ['ignore', 'pipe', 'pipe'], ['sandbox', '--json'])
      const url = await urlOf(child)
      child.stderr!.destroy()
      await makeRequests(url, 5)
      assert.equal(await terminate(child), 0)
    },
  },
  {
    fault: 'standard error of the sandbox is a file on a full disk',
    answer: 'discards its log and continues to respond',
    error: null,
    async run(t) {
      const full = openSync('/dev/full', 'w')
      t.after(() => closeSync(full))
      const child = start(t, ['ignore', 'pipe', full], ['sandbox', '--json'])
      await makeRequests(await urlOf(child), 5)
      assert.equal(await terminate(child), 0)
    },
  },
  {
    fault: 'standard error of the sandbox is a terminal whose output is stopped (Ctrl-S)',
    answer: 'drops log lines, continues to respond, and ends at SIGTERM',
    error: null,
    async run(t) {
      const folder = mkdtempSync(join(tmpdir(), 'countersign-terminal-'))
      t.after(() => rmSync(folder, { recursive: true }))
      const [facts, id] = [join(folder, 'facts'), join(folder, 'id')]
      const command = `echo $$ > ${id}; exec ${process.execPath} --import tsx ${main} sandbox --json > ${facts}`
      // `script` owns the other end of the terminal, and stops reading it because its own output is
      // not read.
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        stdio: ['pipe', 'pipe', 'ignore'],
      })
      t.after(() => child.kill('SIGKILL'))
      while (!read(facts).endsWith('\n')) {
        assert.equal(child.exitCode, null)
        await sleep(50)
      }
      const sandbox = Number(read(id))
      t.after(async () => (await gone(sandbox)) || process.kill(sandbox, 'SIGKILL'))
      await makeRequests(urlIn(read(facts)), REQUEST_COUNT)
      process.kill(sandbox, 'SIGTERM')
      assert.ok(await gone(sandbox))
    },
  },
  {
    fault: 'standard output of the sandbox is closed',
    answer: 'continues to serve, because options can set its port and key',
    error: null,
    async run(t) {
      const port = await freePort()
      const args = ['sandbox', '--port', String(port), '--consumer-key', 'key']
      const env = { COUNTERSIGN_CONSUMER_SECRET: 'secret' }
      const child = start(t, ['ignore', 'pipe', 'ignore'], args, env)
      child.stdout!.destroy()
      const url = `http://127.0.0.1:${port}`
      const isThere = (): Promise<boolean> =>
        fetch(`${url}/echo`).then(
          () => true,
          () => false,
        )
      while (!(await isThere())) {
        assert.equal(child.exitCode, null)
        await sleep(50)
      }
      await makeRequests(url, 5)
      assert.equal(await terminate(child), 0)
    },
  },
  {
    fault: 'the output of a conformance run is closed',
    answer: 'completes the run and ends with its exit code',
    error: null,
    async run(t) {
      const args = ['conformance', '--only', 'percent-encoding', '--', ...fake('always-wrong')]
      const child = start(t, ['ignore', 'pipe', 'ignore'], args)
      child.stdout!.destroy()
      assert.deepEqual(await once(child, 'exit'), [1, null])
    },
  },
  {
    fault: 'the reader of an endless response closes the pipe',
    answer: 'stops reading, prints no message, and exits with 0',
    error: null,
    async run(t) {
      const server = createServer((_, response) => {
        const more = (): void => {
          if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(more))
        }
        more()
      })
      t.after(() => (server.close(), server.closeAllConnections()))
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
      const env = { COUNTERSIGN_CONSUMER_KEY: 'key', COUNTERSIGN_CONSUMER_SECRET: 'secret' }
      const child = start(t, ['ignore', 'pipe', 'pipe'], ['get', url], env)
      const messages = text(child.stderr!)
      await once(child.stdout!, 'readable')
      child.stdout!.destroy()
      assert.deepEqual(await once(child, 'exit'), [0, null])
      assert.equal(await messages, '')
    },
  },
]

export const OUTPUT_STREAMS: FaultTable = { title: 'Standard output and standard error', faults }
