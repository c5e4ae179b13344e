// The limits for sizes, counts and nesting depths.
import assert from 'node:assert/strict'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import { readObserved } from '../../src/cli/arguments/observed-request.ts'
import { readBaseString, readRequest, type ReadOptions } from '../../src/input/index.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { runCli, temporaryFolder } from '../cli/run-cli.ts'

const MIB = 1024 * 1024
const folder = mkdtempSync(join(tmpdir(), 'countersign-limits-'))
after(() => rmSync(folder, { recursive: true }))

function codeOf(read: () => unknown): string {
  try {
    read()
    return 'none'
  } catch (error) {
    assert.ok(error instanceof CountersignError, String(error).slice(0, 200))
    assert.match(error.hint, /\w/)
    return error.code
  }
}

const reads = (text: string, options: ReadOptions = {}): string =>
  codeOf(() => readRequest(text, options))
const har = (more: object): string =>
  JSON.stringify({ method: 'POST', url: 'https://h.example/', headers: [], ...more })

test('limits a command line, a request head, a header and a URL to 1 MiB', () => {
  const most = 'x'.repeat(MIB - 100)
  assert.equal(reads(`curl https://h.example -H 'A: ${most}'`), 'none')
  assert.equal(reads(`curl https://h.example -H 'A: ${most}${'x'.repeat(100)}'`), 'input-too-large')
  // The limit is in octets, not in characters.
  assert.equal(reads(`curl https://h.example -H 'A: ${'é'.repeat(MIB / 2)}'`), 'input-too-large')
  const raw = (value: string): string => `GET / HTTP/1.1\r\nHost: h.example\r\nA: ${value}\r\n\r\n`
  assert.equal(reads(raw(most)), 'none')
  assert.equal(reads(raw(`${most}${'x'.repeat(100)}`)), 'input-too-large')
  assert.equal(reads(`https://h.example/${'x'.repeat(MIB)}`), 'input-too-large')
  const options = { method: 'GET', url: 'https://h.example/' }
  assert.equal(reads(`OAuth a="${'x'.repeat(MIB)}"`, options), 'input-too-large')
  assert.equal(reads(har({ headers: [{ name: 'a', value: 'x'.repeat(MIB) }] })), 'input-too-large')
  assert.equal(
    reads(har({ headers: Array(MIB / 4).fill({ name: 'a', value: 'xxx' }) })),
    'input-too-large',
  )
  assert.equal(reads(har({ url: `https://h.example/${'x'.repeat(MIB)}` })), 'input-too-large')
})

test('limits a form body to 1 MiB, but not another body', () => {
  const body = 'x'.repeat(2 * MIB)
  assert.equal(reads(har({ postData: { mimeType: 'text/plain', text: body } })), 'none')
  const form = { mimeType: 'application/x-www-form-urlencoded', text: body }
  assert.equal(reads(har({ postData: form })), 'input-too-large')
})

test('limits pasted text to 64 MiB', () => {
  const size = 64 * MIB
  const body = (length: number): string =>
    `POST https://h.example/ HTTP/1.1\nContent-Type: text/plain\n\n`.padEnd(length, 'x')
  assert.equal(reads(body(size)), 'none')
  assert.equal(reads(body(size + 1)), 'input-too-large')
})

test('limits a base string with its surrounding text to 1 MiB', () => {
  assert.equal(
    codeOf(() => readBaseString(`GET&https%3A%2F%2Fh&${'x'.repeat(MIB - 100)}`)),
    'none',
  )
  assert.equal(
    codeOf(() => readBaseString(`GET&https%3A%2F%2Fh&${'x'.repeat(MIB)}`)),
    'input-too-large',
  )
})

test('limits the parameters of query, body and header to 5,000', () => {
  const parameters = (count: number): string => Array(count).fill('a=1').join('&')
  assert.equal(reads(`https://h.example/?${parameters(5000)}`), 'none')
  assert.equal(reads(`https://h.example/?${parameters(5001)}`), 'too-many-parameters')
  const post = (count: number): string => `curl 'https://h.example/?a=1' -d '${parameters(count)}'`
  assert.equal(reads(post(4999)), 'none')
  assert.equal(reads(post(5000)), 'too-many-parameters')
  const header = (count: number): string =>
    `curl https://h.example -H 'Authorization: OAuth ${Array(count).fill('a="1"').join(',')}'`
  assert.equal(reads(header(5000)), 'none')
  assert.equal(reads(header(5001)), 'too-many-parameters')
})

test('limits the nesting of a HAR file to 500 levels', () => {
  const nested = (depth: number): string =>
    `{"method":"GET","url":"https://h.example/","headers":[],"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
  assert.equal(reads(nested(500)), 'none')
  assert.equal(reads(nested(501)), 'unreadable-input')
  for (const text of ['['.repeat(100_000), '[{"a":'.repeat(100_000), '['.repeat(20 * MIB)])
    assert.equal(reads(text), 'unreadable-input')
  // Brackets in a string do not count.
  assert.equal(reads(har({ comment: `\\"${'['.repeat(1000)}` })), 'none')
})

test('limits the size of standard input and of every named file', async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(MIB, 'x')
    })(),
  )
  const io = { stdin: endless, stdout: new Writable(), stderr: new Writable(), env: {} }
  await assert.rejects(readObserved([], {}, io), { code: 'input-too-large' })
  const large = join(folder, 'large')
  closeSync(openSync(large, 'w'))
  truncateSync(large, 64 * MIB + 1)
  const cases = [
    ['explain', '/dev/zero'],
    ['explain', large],
    ['explain', '--har', '/dev/zero'],
    ['explain', 'https://h.example', '--authorization', '@/dev/zero'],
    ['explain', 'https://h.example', '--credentials', '/dev/zero'],
    ['explain', 'https://h.example', '--public-key', '/dev/zero'],
    ['diagnose', 'https://h.example', '--server-base-string', '@/dev/zero'],
    ['sign', 'https://h.example', '--credentials', '/dev/zero'],
    ['sign', 'https://h.example', '--consumer-key', 'k', '-d', '@/dev/zero'],
    ['sandbox', '--behaviour', '/dev/zero'],
    ['conformance', '--adapter', 'a=true', '--expect-failures', '/dev/zero'],
    ['conformance', '--adapters', '/dev/zero'],
  ]
  for (const args of cases) {
    const { exitCode, stderr } = await runCli(args)
    assert.equal(exitCode, 2, args.join(' '))
    assert.match(stderr, /is longer than \d+ MiB\nhint: /, args.join(' '))
  }
})

test('limits a command to 20,000 arguments', async () => {
  const { exitCode, stderr } = await runCli(['explain', ...Array<string>(20_001).fill('a')])
  assert.deepEqual([exitCode, /more than 20000 arguments/.test(stderr)], [2, true])
  const most = await runCli(['explain', ...Array<string>(20_000).fill('a')])
  assert.doesNotMatch(most.stderr, /20000/)
})

test('limits a profiles file to 1 MiB', async (t) => {
  const { path, env } = temporaryFolder(t)
  mkdirSync(join(path, 'countersign'), { mode: 0o700 })
  writeFileSync(join(path, 'countersign', 'credentials.json'), ' '.repeat(MIB + 1), { mode: 0o600 })
  const { exitCode, stderr } = await runCli(['profiles'], env)
  assert.deepEqual([exitCode, /is longer than 1 MiB/.test(stderr)], [2, true])
})

test('refuses a directory in place of a file', async () => {
  const { exitCode, stderr } = await runCli(['explain', folder])
  assert.deepEqual([exitCode, /EISDIR/.test(stderr)], [2, true])
})

test('refuses a credentials file of 100,000 brackets', async () => {
  const path = join(folder, 'credentials.json')
  writeFileSync(path, '['.repeat(100_000))
  for (const command of ['explain', 'sign']) {
    const { exitCode, stderr } = await runCli([command, 'https://h.example', '--credentials', path])
    assert.equal(exitCode, 2)
    assert.match(stderr, /JSON/)
    assert.doesNotMatch(stderr, /call stack/)
  }
})
