// The client on the newest Node, on Bun and on Deno: how it reads their failures, and what it does.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { header, protocolHeader, serve, verified } from '../client/support.ts'
import { runClient } from './counterpart.ts'
import { PLANTED } from './runtimes/planted.ts'

interface Runtime {
  readonly name: string
  /** What starts a program. */
  readonly command: readonly string[]
  /** Whether its Request may hold what it does not show. */
  readonly hides: boolean
  /** How often a GET goes out whose TLS handshake breaks: Bun says no more than that it broke. */
  readonly handshakes: number
}

const PACKAGES = new URL('runtimes/node_modules/', import.meta.url)

/** The program of the one package whose name begins so, for this machine. */
function installed(folder: string, prefix: string, program: string): string {
  const parent = new URL(folder, PACKAGES)
  const name = readdirSync(parent).find((found) => found.startsWith(prefix))
  const path = fileURLToPath(new URL(`${name}/${program}`, parent))
  assert.ok(existsSync(path), `${prefix} is installed: test/interop/install.sh`)
  return path
}

const RUNTIMES: readonly Runtime[] = [
  {
    name: 'Node 26',
    command: [installed('./', 'node-linux-', 'bin/node')],
    hides: true,
    handshakes: 1,
  },
  {
    name: 'Bun',
    command: [installed('@oven/', 'bun-linux-', 'bin/bun')],
    hides: false,
    handshakes: 2,
  },
  {
    name: 'Deno',
    command: [installed('@deno/', 'linux-', 'deno'), 'run', '--no-config', '--allow-net=127.0.0.1'],
    hides: true,
    handshakes: 1,
  },
]

/** A server of octets. */
async function raw(t: TestContext, answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('data', () => answer(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const HEAD = 'HTTP/1.1 200 OK\r\n'

for (const { name, command, hides, handshakes } of RUNTIMES) {
  test(`${name}: failures are understood, the promised retry happens, and no error shows a secret`, async (t) => {
    const echoes = await serve(t)
    const closesOnce = await serve(t, (_, response) => {
      if (closesOnce.received.length === 1) response.socket?.destroy()
      else response.end('ok')
    })
    const redirects = await serve(t, ({ target }, response) => {
      if (target.startsWith('/x')) response.writeHead(307, { Location: '/end' })
      response.end('ok')
    })
    const refusesTime = await serve(t, (_, response) => {
      const isFirst = refusesTime.received.length === 1
      const date = new Date(Date.now() + (isFirst ? 5_000_000 : 0)).toUTCString()
      response.writeHead(isFirst ? 401 : 200, { Date: date })
      response.end(isFirst ? 'oauth_problem=timestamp_refused' : 'ok')
    })
    const gone = await serve(t)
    gone.close()
    const servers: Record<string, string> = {
      closes: await raw(t, (socket) => socket.destroy()),
      resets: await raw(t, (socket) => socket.resetAndDestroy()),
      noHttp: await raw(t, (socket) => socket.end('SSH-2.0-planted\r\n')),
      twoLengths: await raw(t, (socket) =>
        socket.end(`${HEAD}Content-Length: 2\r\nContent-Length: 4\r\n\r\nokok`),
      ),
      longHead: await raw(t, (socket) => socket.end(`${HEAD}X: ${'x'.repeat(4_000_000)}\r\n\r\n`)),
      hangs: await raw(t, () => {}),
      refuses: gone.origin,
      echoes: echoes.origin,
      closesOnce: closesOnce.origin,
      redirects: redirects.origin,
      refusesTime: refusesTime.origin,
    }
    servers['plainForTls'] = servers['noHttp']!.replace('http:', 'https:')
    servers['closesForTls'] = servers['closes']!.replace('http:', 'https:')
    const program = fileURLToPath(new URL('runtimes/program.ts', import.meta.url))
    const { steps, exitCode, stderr } = await runClient(
      [...command, program, JSON.stringify(servers)],
      {},
    )
    assert.equal(exitCode, 0, stderr)
    const outcomes = new Map(
      steps.map((step) => [step.step, step as unknown as Record<string, unknown>]),
    )

    const failed = (of: string, code: string, says: RegExp, attempts: number): void => {
      const outcome = outcomes.get(of)!
      assert.equal(outcome['code'], code, JSON.stringify(outcome))
      assert.match(String(outcome['message']), says)
      assert.equal(outcome['hidden'], true, `no secret shows: ${of}`)
      assert.equal((outcome['attempts'] as unknown[]).length, attempts, of)
    }
    const lost = 'connection-failed'
    failed('closes', lost, /connection broke/, 2)
    failed('resets', lost, /connection broke/, 2)
    failed('closes a POST', lost, /connection broke/, 1)
    failed('noHttp', lost, /is no HTTP/, 1)
    failed('twoLengths', lost, /is no HTTP/, 1)
    failed('longHead', lost, /head of its answer is too long/, 1)
    failed('plainForTls', lost, /no secure connection/, 1)
    failed(
      'closesForTls',
      lost,
      handshakes === 1 ? /no secure connection/ : /connection broke/,
      handshakes,
    )
    failed('refuses', lost, /refuses connections/, 1)
    failed('hangs', 'timeout', /within 200 ms/, 1)
    failed('a deaf fetch', 'timeout', /within 100 ms/, 1)
    failed('a misspelled option', 'unknown-option', /"parms"/, 0)
    if (hides) failed('a Request redirected', 'unportable-request', /this runtime hides/, 2)

    const answered = (of: string, attempts: readonly string[]): void => {
      const { status, body, attempts: made } = outcomes.get(of)!
      assert.deepEqual([status, body, made], [200, 'ok', attempts], of)
    }
    answered('a form', ['first'])
    answered('a Request again', ['first', 'connection'])
    answered('a URL redirected', ['first', 'redirect'])
    answered('a Request that has no dispatcher, redirected', ['first', 'redirect'])
    if (!hides) answered('a Request redirected', ['first', 'redirect'])
    answered('a timestamp refused', ['first', 'clock'])

    const [form] = echoes.received
    assert.equal(header(form!, 'content-type'), 'application/x-www-form-urlencoded')
    await verified(echoes, form!, PLANTED)
    for (const server of [closesOnce, redirects]) {
      for (const request of server.received) await verified(server, request, PLANTED)
    }
    assert.deepEqual(
      closesOnce.received.map(({ body }) => String(body)),
      ['text', 'text'],
    )
    const times = refusesTime.received.map((request) =>
      Number(protocolHeader(request).get('oauth_timestamp')),
    )
    assert.ok(Math.abs(times[1]! - times[0]! - 5000) < 60)
  })
}
