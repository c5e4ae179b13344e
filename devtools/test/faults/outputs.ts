// Standard output and standard error that are closed, full, or never read, as under a harness.
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
/** Each leaves a line of 8 KB in the log: in all far more than a pipe holds. */
const MANY = 60

/** A command that the test ends in any case. */
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

/** The code with which a command ends upon SIGTERM. */
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

/** Empty as long as there is no file. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const faults: readonly Fault[] = [
  {
    fault: 'standard error of the sandbox is a pipe that nothing reads',
    answer: 'drops lines of its log, answers on, and ends upon SIGTERM',
    error: null,
    async run(t) {
      const child = start(t, ['ignore', 'pipe', 'pipe'], ['sandbox', '--json'])
      await makeRequests(await urlOf(child), MANY)
      assert.equal(await terminate(child), 0)
    },
  },
  {
    fault: 'standard error of the sandbox is read late',
    answer: 'says how many lines are dropped',
    error: null,
    async run(t) {
      const child = start(t, ['ignore', 'pipe', 'pipe'], ['sandbox', '--json'])
      await makeRequests(await urlOf(child), MANY)
      const log = text(child.stderr!)
      assert.equal(await terminate(child), 0)
      const lines = (await log).trim().split('\n')
      const entries = lines.map((line) => JSON.parse(line) as { path?: string; dropped?: number })
      const shown = entries.filter(({ path }) => path !== undefined).length
      const dropped = entries.reduce((sum, entry) => sum + (entry.dropped ?? 0), 0)
      assert.ok(dropped > 0)
      assert.equal(shown + dropped, MANY)
    },
  },
  {
    fault: 'standard error of the sandbox is closed',
    answer: 'loses its log, and answers on',
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
    answer: 'loses its log, and answers on',
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
    fault: 'standard error of the sandbox is a terminal whose output is held',
    answer: 'drops lines of its log, answers on, and ends upon SIGTERM',
    error: null,
    async run(t) {
      const folder = mkdtempSync(join(tmpdir(), 'countersign-terminal-'))
      t.after(() => rmSync(folder, { recursive: true }))
      const [facts, id] = [join(folder, 'facts'), join(folder, 'id')]
      const command = `echo $$ > ${id}; exec ${process.execPath} --import tsx ${main} sandbox --json > ${facts}`
      // The program script has the other end of the terminal, and does not read it while its own output is not read.
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
      await makeRequests(urlIn(read(facts)), MANY)
      process.kill(sandbox, 'SIGTERM')
      assert.ok(await gone(sandbox))
    },
  },
  {
    fault: 'standard output of the sandbox is closed',
    answer: 'serves all the same: its port and key can be given',
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
    answer: 'ends with the exit code that the run comes to',
    error: null,
    async run(t) {
      const args = ['conformance', '--only', 'percent-encoding', '--', ...fake('always-wrong')]
      const child = start(t, ['ignore', 'pipe', 'ignore'], args)
      child.stdout!.destroy()
      assert.deepEqual(await once(child, 'exit'), [1, null])
    },
  },
  {
    fault: 'the reader of an endless answer has seen enough',
    answer: 'stops reading, says nothing, and ends with success',
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

export const OUTPUTS: FaultTable = { title: 'Standard output and standard error', faults }
