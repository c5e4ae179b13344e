// Inputs that once took many minutes: the command processes each of them in time.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

/** In milliseconds. Only a hang takes that long. */
const HANG = 90_000
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const KB = 1024

const folder = mkdtempSync(join(tmpdir(), 'countersign-hostile-'))
after(() => rmSync(folder, { recursive: true }))

async function run(args: readonly string[], input: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      XDG_CONFIG_HOME: folder,
      COUNTERSIGN_CONSUMER_SECRET: 'secret-of-client',
    },
    timeout: HANG,
    killSignal: 'SIGKILL',
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  assert.doesNotMatch(stderr, /TypeError|RangeError|SyntaxError/)
  return exitCode as number | null
}

const SIGNED = `curl https://h.example/ -H 'Authorization: OAuth oauth_consumer_key="k", oauth_signature="c2ln"'`
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const raw = (line: string): string => `GET / HTTP/1.1\r\nHost: h.example\r\n${line}\r\n\r\n`

const CASES: readonly (readonly [what: string, args: readonly string[], input: string])[] = [
  ['a header of tabs and a line separator', ['explain'], raw(`X:${'\t'.repeat(20_000)}\u2028`)],
  ['a header of spaces', ['explain'], raw(`X: a${' '.repeat(900 * KB)}b`)],
  [
    'a request line of spaces',
    ['explain'],
    `GET /a${' '.repeat(900 * KB)}b\r\nHost: h.example\r\n\r\n`,
  ],
  ['a fence of backticks', ['explain'], '`'.repeat(900 * KB)],
  ['assignments before no command', ['explain'], `$ ${'a1'.repeat(400 * KB)}`],
  [
    'a server base string of letters',
    ['diagnose', '--server-base-string', `@${file('letters.txt', 'm'.repeat(900 * KB))}`],
    SIGNED,
  ],
  [
    'a server base string that ends in full stops',
    [
      'diagnose',
      '--server-base-string',
      `@${file('stops.txt', `GET&https%3A%2F%2Fh&${'.'.repeat(900 * KB)}x`)}`,
    ],
    SIGNED,
  ],
  [
    '7,000 passwords',
    ['explain'],
    `https://h.example/?${Array(7000).fill('password=hunter22').join('&')}`,
  ],
  [
    '4,900 different passwords',
    ['explain'],
    `https://h.example/?${Array.from({ length: 4900 }, (_, at) => `password=hunter${at}`).join('&')}`,
  ],
  [
    'an unquoted value of brackets',
    ['explain'],
    SIGNED.replace('OAuth ', `OAuth ${']'.repeat(900 * KB)}, `),
  ],
]

for (const [what, args, input] of CASES) {
  test(`${what} does not hang the command`, { timeout: 2 * HANG }, async () => {
    const exitCode = await run(args, input)
    assert.notEqual(exitCode, null, `the command was killed after ${HANG / 1000} s`)
  })
}
