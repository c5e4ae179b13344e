// Untrusted text on a terminal, from pasted input, files, servers, arguments and the environment,
// is escaped.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import {
  HOSTILE_TEXT,
  STEERING,
  steeringIn,
  withoutColours,
} from '../../../test/internal/hostile-text.ts'
import { exampleProfile } from './example-profile.ts'
import { type CliRun, runCli, runCliOnTerminal, temporaryFolder } from './run-cli.ts'

/** Hostile text that arguments, environment variables and files can contain. */
const TEXT = HOSTILE_TEXT.replaceAll('\0', '').toWellFormed()
/** Hostile text that an HTTP header can contain, in Latin-1, where U+009B is one octet. */
const FIELD = Array.from({ length: 32 }, (_, index) => String.fromCharCode(0x80 + index)).join('x')

function assertSafe({ stdout, stderr }: CliRun, what: string): void {
  for (const shown of [stdout, stderr]) {
    assert.deepEqual(
      steeringIn(withoutColours(shown)),
      [],
      `${what}: ${JSON.stringify(shown.slice(0, 2000))}`,
    )
  }
}

async function bothWays(
  args: readonly string[],
  env: Record<string, string> = {},
  stdin = '',
): Promise<void> {
  const what = args.join(' ').slice(0, 200)
  assertSafe(await runCli(args, env, stdin), what)
  if (stdin === '') assertSafe(await runCliOnTerminal(args, env), `${what}, on a terminal`)
}

test('the check finds all planted characters', () => {
  assert.deepEqual(steeringIn(TEXT).length, STEERING.length - 1 - 4)
  assert.ok(steeringIn(FIELD).includes('9b'))
})

test('escapes every text of a HAR file', async (t) => {
  const { path } = temporaryFolder(t)
  const file = join(path, 'x.har')
  const entry = (name: string): object => ({
    request: {
      method: `GET${TEXT}`,
      url: `https://h/${name}${TEXT}?q=${TEXT}`,
      headers: [{ name: 'X', value: TEXT }],
    },
  })
  writeFileSync(file, JSON.stringify({ log: { entries: [entry('a'), entry('b')] } }))
  const { stderr } = await runCli(['explain', '--har', file])
  assert.match(stderr, /2 requests/)
  for (const command of ['explain', 'diagnose']) {
    await bothWays([command, '--har', file])
    for (const entry of ['1', '9', TEXT]) {
      for (const more of [[], ['--json'], ['--html', join(path, 'p.html')]]) {
        await bothWays([command, '--har', file, '--entry', entry, ...more], {
          COUNTERSIGN_CONSUMER_SECRET: 's',
        })
      }
    }
  }
})

test('escapes pasted curl commands, raw HTTP, headers, base strings and signatures', async (t) => {
  const { path, env } = temporaryFolder(t)
  const keys = { ...env, COUNTERSIGN_CONSUMER_SECRET: `s${TEXT}`, COUNTERSIGN_TOKEN_SECRET: TEXT }
  const header = `OAuth realm="${TEXT}", oauth_consumer_key="${TEXT}", oauth_token="${TEXT}", oauth_signature_method="${TEXT}", oauth_signature="${TEXT}", oauth_nonce="${TEXT}"`
  const pastes = [
    `curl 'https://h/${TEXT}?a=${TEXT}' -X 'G${TEXT}' -H 'Authorization: ${header}' -H 'Content-Type: ${TEXT}' -d '${TEXT}=${TEXT}'`,
    `curl '${TEXT}' '${TEXT}`,
    `GET /${TEXT}?a=${TEXT} HTTP/1.1\r\nHost: h${TEXT}\r\nAuthorization: ${header}\r\n\r\n${TEXT}`,
    `POST https://h/ HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nAuthorization: ${header}\r\n\r\n${TEXT}=${TEXT}`,
    `GET https://h/${TEXT}\n${TEXT}`,
    `{"${TEXT}": `,
    TEXT,
    `https://h/?oauth_signature=${TEXT}&${TEXT}`,
  ]
  for (const paste of pastes) {
    for (const command of ['explain', 'diagnose']) {
      for (const more of [
        [],
        ['--json'],
        ['--html', join(path, 'p.html')],
        ['--server-base-string', `GET&${TEXT}&${TEXT}`],
      ]) {
        if (more[0] === '--server-base-string' && command === 'explain') continue
        await bothWays([command, ...more], keys, paste)
      }
    }
  }
  await bothWays(['explain', `G${TEXT}`, `https://h/${TEXT}`, '--authorization', header], keys)
  await bothWays(
    ['diagnose', 'GET', 'https://h/', '--authorization', header, '--signature', TEXT],
    keys,
  )
})

test('escapes refused arguments, and names of files and profiles', async (t) => {
  const { path, env } = temporaryFolder(t)
  const own = { ...env, COUNTERSIGN_PROFILE: TEXT }
  for (const args of [
    [TEXT],
    [`--${TEXT}`],
    ['help', TEXT],
    ['get', TEXT],
    ['get', 'https://h/', '--header', TEXT],
    ['get', 'https://h/', '--param', TEXT],
    ['get', 'https://h/', '--profile', TEXT],
    ['get', 'https://h/', '--credentials', TEXT],
    ['get', 'https://h/', '-o', `${TEXT}/x`],
    ['get', 'https://h/', '--max-time', TEXT],
    ['get', 'https://h/', `--${TEXT}`],
    ['get', 'https://h/', '-s', TEXT],
    ['post', 'https://h/', '-F', `a=@${TEXT}`],
    ['post', 'https://h/', '-d', `@${TEXT}`],
    ['login', TEXT],
    ['login', '--port', TEXT],
    ['login', '--profile', TEXT],
    ['login', 'tumblr', '--var', TEXT],
    ['logout', TEXT],
    ['whoami', TEXT],
    ['profiles', 'use', TEXT],
    ['sign', 'GET', `https://h/${TEXT}`, TEXT],
    ['sign', `G${TEXT}`, 'https://h/'],
    ['explain', TEXT],
    ['explain', 'GET', TEXT],
    ['diagnose', '--har', TEXT],
    ['sandbox', TEXT],
    ['sandbox', '--behaviour', TEXT],
    ['completion', TEXT],
    ['conformance', TEXT],
    ['conformance', '--vectors', TEXT],
    ['conformance', '--adapter', TEXT],
    ['conformance', '--self', '--html', `${TEXT}/x`],
    ['explain', 'GET', 'https://h/', '--html', join(path, TEXT.slice(0, 40))],
  ]) {
    await bothWays(args, own)
    await bothWays(args, env)
  }
})

test('escapes the members of a profile', async (t) => {
  const { env } = temporaryFolder(t)
  for (const name of [TEXT, 'b']) {
    await updateProfiles({ env }, (old) =>
      withProfile(
        old,
        name,
        exampleProfile({
          service: TEXT,
          origins: ['https://api.example.com'],
          consumerKey: TEXT,
          token: TEXT,
          fields: [
            ['screen_name', TEXT],
            [TEXT, TEXT],
            ['oauth_secret', TEXT],
          ],
        }),
      ),
    )
  }
  for (const args of [
    ['profiles'],
    ['profiles', '--json'],
    ['profiles', '--names'],
    ['whoami'],
    ['whoami', 'b', '--json'],
    ['profiles', 'use', TEXT],
    ['get', 'https://api.example.com/', '--dry-run'],
    ['get', 'https://other.example/', '--profile', TEXT],
    ['logout', TEXT],
  ]) {
    await bothWays(args, env)
  }
})

/** Starts a server that sends the same octets for every request. */
async function rawServer(t: TestContext, answer: Buffer): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('escapes the status, headers, body, problem report and Location of a response', async (t) => {
  const { env } = temporaryFolder(t)
  const keys = {
    ...env,
    COUNTERSIGN_CONSUMER_KEY: 'k',
    COUNTERSIGN_CONSUMER_SECRET: 'consumer-secret',
  }
  const problem = encodeURIComponent(TEXT)
  for (const type of ['text/plain', 'application/json', 'text/html']) {
    const body =
      type === 'application/json'
        ? JSON.stringify({ [TEXT]: [TEXT, 1] }).replace(/\\u[0-9a-f]{4}/g, '')
        : TEXT.repeat(50)
    for (const status of [200, 302, 401, 500]) {
      const head = [
        `HTTP/1.1 ${status} ${FIELD}`,
        `Content-Type: ${type}`,
        `X-Own: ${FIELD}`,
        `Location: /${FIELD}`,
        `WWW-Authenticate: OAuth oauth_problem="token_rejected", oauth_problem_advice="${problem}"`,
        'Connection: close',
        '',
        '',
      ].join('\r\n')
      const origin = await rawServer(
        t,
        Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]),
      )
      for (const more of [[], ['-i'], ['-L'], ['--explain']]) {
        const run = await runCliOnTerminal(['get', `${origin}/x`, ...more], keys)
        assertSafe(run, `${status} ${type} ${more.join(' ')}`)
        // In a pipe, the body is unchanged.
        const { stdout, stderr } = await runCli(['get', `${origin}/x`, ...more], keys)
        assert.deepEqual(steeringIn(stderr), [])
        if (more.length === 0) assert.equal(stdout, body)
      }
    }
  }
})

test('decodes a character that is split between two chunks', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n')
      const octets = Buffer.from('a\u202eb😀c')
      let at = 0
      const next = (): void => {
        if (at === octets.length) return void socket.end()
        socket.write(octets.subarray(at, ++at), () => setTimeout(next, 2))
      }
      next()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const keys = { COUNTERSIGN_CONSUMER_KEY: 'k', COUNTERSIGN_CONSUMER_SECRET: 's' }
  assert.equal((await runCliOnTerminal(['get', url], keys)).stdout, 'a\\u{202E}b😀c')
})

test('escapes the service, URL and reply of a login', async (t) => {
  const reply = `oauth_token=${encodeURIComponent(`t\u202e\u200b`)}&oauth_token_secret=s&user=${encodeURIComponent(TEXT)}`
  const answer = (text: string): Buffer =>
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  const origin = await rawServer(t, answer(reply))
  const keys = {
    COUNTERSIGN_CONSUMER_KEY: 'k',
    COUNTERSIGN_CONSUMER_SECRET: 's',
    COUNTERSIGN_PASSWORD: 'p',
  }
  for (const more of [[], ['--json']]) {
    const run = await runCliOnTerminal(
      ['login', '--username', 'u', '--access-token-url', `${origin}/`, ...more],
      keys,
    )
    assert.equal(run.exitCode, 0, run.stderr)
    assertSafe(run, `login ${more.join(' ')}`)
  }
  const refusing = await rawServer(
    t,
    Buffer.from(`HTTP/1.1 401 ${FIELD}\r\nConnection: close\r\n\r\nno ${TEXT}`, 'utf8'),
  )
  assertSafe(
    await runCliOnTerminal(
      ['login', '--username', 'u', '--access-token-url', `${refusing}/`],
      keys,
    ),
    'a refused login',
  )
})

test('escapes requests to the sandbox in its log', { timeout: 120_000 }, async (t) => {
  for (const more of [[], ['--json']]) {
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', main, 'sandbox', '--teach', ...more],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'], COUNTERSIGN_CONSUMER_SECRET: TEXT },
      },
    )
    t.after(() => child.kill('SIGKILL'))
    const log = text(child.stderr)
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const [, port] = /127\.0\.0\.1:(\d+)/.exec(line)!
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('close', () => resolve())
      const method = encodeURIComponent(TEXT.slice(0, 150).toWellFormed())
      const header = `OAuth oauth_consumer_key="k", oauth_signature_method="${method}", oauth_signature="x", oauth_timestamp="1", oauth_nonce="n"`
      socket
        .resume()
        .end(
          `GET /echo HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${header}\r\nConnection: close\r\n\r\n`,
        )
    })
    child.kill('SIGINT')
    await once(child, 'exit')
    assert.match(await log, /unknown signature method/)
    assert.deepEqual(steeringIn(`${line}${await log}`), [])
  }
})
