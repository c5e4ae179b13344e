// The response on a terminal, in a pipe and in a file, and the progress bar of a transfer.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { errorPosition } from '../../src/cli/arguments/json-text.ts'
import { prettyJson } from '../../src/cli/request/pretty-json.ts'
import { createTransferProgress } from '../../src/cli/request/transfer-progress.ts'
import { painter } from '../../src/terminal/terminal.ts'
import { startRecorder } from './recorder.ts'
import { runCli, runCliOnTerminal, temporaryFolder } from './run-cli.ts'

const ENV = { COUNTERSIGN_CONSUMER_KEY: 'key', COUNTERSIGN_CONSUMER_SECRET: 's' }
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const plain = painter(false)

test('formats JSON like JSON.stringify with an indent of 2', () => {
  for (const value of [
    {},
    [],
    [[]],
    { a: [] },
    'x',
    0,
    null,
    [1, [2, { a: { b: [] } }], 'x:,{}[]"\\'],
    { 'a:b': '\u00fc\n"' },
  ]) {
    assert.equal(prettyJson(JSON.stringify(value), plain), `${JSON.stringify(value, null, 2)}\n`)
  }
})

test('keeps the spelling of numbers and escapes, the order of members, and repeated names', () => {
  const text = '{"id":12345678901234567890,"x":1.0,"e":1E+2,"id":"\\u00fc\\/","10":1,"2":2}'
  assert.equal(
    prettyJson(text, plain),
    '{\n  "id": 12345678901234567890,\n  "x": 1.0,\n  "e": 1E+2,\n  "id": "\\u00fc\\/",\n  "10": 1,\n  "2": 2\n}\n',
  )
})

test('escapes control and bidirectional characters in JSON', () => {
  const text = JSON.stringify('a\u009b31m\u202eb\u200f')
  assert.equal(prettyJson(text, plain), '"a\\u009b31m\\u202eb\\u200f"\n')
  assert.equal(JSON.parse(prettyJson(text, plain)!), JSON.parse(text))
})

test('does not format invalid JSON', () => {
  for (const text of ['', '{', '{"a":1}}', "{'a':1}", '[1,]', 'NaN', '"\u0007"'])
    assert.equal(prettyJson(text, plain), null, text)
})

test('locates a syntax error at the position that JSON.parse reports', () => {
  // Some messages of Node contain the position, which is the known answer.
  for (const text of ['{"a":1}}', '{"a" 1}', '[1 2]', '{"a":1,}', '[1,2', '{"a":{"b":[1,2}}']) {
    let position: number | null = null
    try {
      JSON.parse(text)
    } catch (error) {
      const [, found] = /at position (\d+)/.exec((error as Error).message) ?? []
      position = found === undefined ? null : Number(found)
    }
    if (position !== null) assert.equal(errorPosition(text), `line 1, column ${position + 1}`, text)
  }
  assert.equal(errorPosition('{\n "a": tru\n}'), 'line 2, column 7')
  assert.equal(errorPosition('[1,'), 'line 1, column 4')
  assert.equal(errorPosition('[\n\n'), 'line 3, column 1')
})

test('formats JSON on a terminal, in colour unless NO_COLOR or TERM=dumb is set', async (context) => {
  const server = await startRecorder((response) =>
    response.writeHead(200, JSON_TYPE).end('{"a":[1]}'),
  )
  context.after(() => server.close())
  const formatted = '{\n  "a": [\n    1\n  ]\n}\n'
  const coloured = await runCliOnTerminal(['get', server.url], ENV)
  assert.notEqual(coloured.stdout, formatted)
  assert.equal(stripVTControlCharacters(coloured.stdout), formatted)
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    assert.equal(
      (await runCliOnTerminal(['get', server.url], { ...ENV, ...env })).stdout,
      formatted,
    )
  }
  assert.equal((await runCli(['get', server.url], ENV)).stdout, '{"a":[1]}')
})

test('writes the body unchanged to a file, and to a terminal if it is not JSON or is too large', async (context) => {
  const { path } = temporaryFolder(context)
  const large = JSON.stringify(Array.from({ length: 900_000 }, (_, index) => index))
  assert.ok(large.length > 4 * 1024 * 1024)
  const answers: Record<string, [string, string]> = {
    '/json': ['application/json', '{"a":1}'],
    '/broken': ['application/json', '{"a":'],
    '/text': ['text/plain', '{"a":1}'],
    '/large': ['application/json', large],
  }
  const server = await startRecorder((response, { url }) => {
    const [type, body] = answers[url]!
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  context.after(() => server.close())
  await runCliOnTerminal(['get', `${server.url}/json`, '-o', join(path, 'out')], ENV)
  assert.equal(readFileSync(join(path, 'out'), 'utf8'), '{"a":1}')
  for (const url of ['/broken', '/text', '/large']) {
    const { stdout } = await runCliOnTerminal(['get', `${server.url}${url}`], ENV)
    assert.ok(stdout === answers[url]![1], url)
  }
  const vendor = await startRecorder((response) =>
    response.writeHead(200, { 'content-type': 'application/hal+json' }).end('{"a":1}'),
  )
  context.after(() => vendor.close())
  assert.match(
    (await runCliOnTerminal(['get', vendor.url], { ...ENV, NO_COLOR: '1' })).stdout,
    /^\{\n {2}"a": 1/,
  )
})

test('writes binary to a pipe or a file, and refuses it on a terminal', async (context) => {
  const server = await startRecorder((response) => response.end(Buffer.from([0x89, 0x50, 0, 0x1b])))
  context.after(() => server.close())
  const shown = await runCliOnTerminal(['get', server.url], ENV)
  assert.deepEqual([shown.exitCode, shown.stdout], [2, ''])
  assert.match(
    shown.stderr,
    /the response is binary.*\nhint: write it to a file with --output FILE/,
  )
  assert.equal((await runCli(['get', server.url], ENV)).exitCode, 0)
})

function bar(total: number | null, env: Record<string, string> = {}, isTTY = true) {
  const written: string[] = []
  let time = 0
  const stderr = Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        written.push(String(chunk))
        done()
      },
    }),
    { isTTY },
  )
  const io = { stdin: process.stdin, stdout: process.stdout, stderr, env }
  const made = createTransferProgress('download', total, io, () => time)
  return {
    ...made,
    wait: (milliseconds: number) => {
      time += milliseconds
    },
    written,
  }
}
const MIB = 1024 * 1024

test('a large transfer has a progress bar that is redrawn in place and erased at the end', () => {
  const { add, end, wait, written } = bar(4 * MIB)
  add(MIB)
  assert.match(
    stripVTControlCharacters(written[0]!),
    /^\rdownload \[={8} {22}\] {2}25 % {2}1\.0 MiB of 4\.0 MiB$/,
  )
  wait(50)
  add(MIB)
  assert.equal(written.length, 1, 'not more often than ten times a second')
  wait(450)
  add(MIB)
  assert.match(
    stripVTControlCharacters(written[1]!),
    / 75 % {2}3\.0 MiB of 4\.0 MiB {2}6\.0 MiB\/s$/,
  )
  end()
  assert.equal(written.at(-1), '\r\x1b[K')
})

test('a small transfer has a progress bar only if it takes more than a second', () => {
  const quick = bar(1000)
  quick.add(500)
  quick.wait(900)
  quick.add(500)
  quick.end()
  assert.deepEqual(quick.written, [])
  const slow = bar(1000)
  slow.wait(1001)
  slow.add(500)
  assert.match(slow.written[0]!, / 50 %/)
})

test('a transfer of unknown length shows the octets and the rate', () => {
  const { add, wait, written } = bar(null)
  add(MIB)
  assert.deepEqual(written, [])
  wait(500)
  add(MIB)
  assert.match(written[0]!, /^\r\x1b\[Kdownload 2\.0 MiB {2}4\.0 MiB\/s$/)
})

test('the progress bar has no colour with NO_COLOR, and is absent with TERM=dumb and in a pipe', () => {
  const plainBar = bar(2 * MIB, { NO_COLOR: '1' })
  plainBar.add(MIB)
  assert.doesNotMatch(plainBar.written[0]!, /\x1b\[\d+m/)
  for (const silent of [bar(2 * MIB, { TERM: 'dumb' }), bar(2 * MIB, {}, false)]) {
    silent.add(MIB)
    silent.end()
    assert.deepEqual(silent.written, [])
  }
})

test('uploads and downloads of a file show a progress bar on a terminal, and not in a pipe', async (context) => {
  const { path } = temporaryFolder(context)
  writeFileSync(join(path, 'big'), Buffer.alloc(3 * MIB))
  const server = await startRecorder((response, { method }) =>
    response.end(method === 'POST' ? 'thanks' : Buffer.alloc(3 * MIB, 'x')),
  )
  context.after(() => server.close())
  const upload = [
    'post',
    server.url,
    '-d',
    `@${join(path, 'big')}`,
    '-H',
    'Content-Type: video/mp4',
  ]
  const shown = await runCliOnTerminal(upload, ENV)
  assert.match(stripVTControlCharacters(shown.stderr), /upload \[=* *\] +\d+ % .* of 3\.0 MiB/)
  assert.ok(shown.stderr.endsWith('\r\x1b[K'))
  assert.equal((await runCli(upload, ENV)).stderr, '')
  const part = await runCliOnTerminal(['post', server.url, '-F', `f=@${join(path, 'big')}`], ENV)
  assert.match(part.stderr, /upload/)
  const download = ['get', server.url, '-o', join(path, 'out')]
  assert.match((await runCliOnTerminal(download, ENV)).stderr, /download .* of 3\.0 MiB/)
  assert.equal(readFileSync(join(path, 'out')).length, 3 * MIB)
  assert.equal(
    (await runCliOnTerminal(['get', server.url], ENV)).stderr,
    '',
    'a body on the terminal has no progress bar',
  )
})
