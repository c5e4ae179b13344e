// docs/debugging.md: every command on the page prints what the page shows.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, before, test } from 'node:test'
import { diagnose } from '../../src/cli/commands/diagnose.ts'
import { splitShell } from '../../src/input/curl/shell-words.ts'

const page = readFileSync(new URL('../../../docs/debugging.md', import.meta.url), 'utf8')
const files = [...page.matchAll(/^```text (\S+)\n(.*?)^```$/gms)].map(
  ([, name, text]) => [name!, text!] as const,
)
const commands = [
  ...page.matchAll(/^```console\n\$ countersign diagnose (.*?)\n(read: .*?)^```$/gms),
].map(([, command, output]) => ({ command: command!, output: output! }))

const folder = mkdtempSync(join(tmpdir(), 'countersign-debugging-'))
const home = process.cwd()
before(() => {
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  process.chdir(folder)
})
after(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

/** Runs a command line like a shell, with `< FILE` for standard input. */
async function run(command: string): Promise<{ code: number; output: string }> {
  const [, line = '', input] = /^(.*?)(?: < (\S+))?$/s.exec(command)!
  let output = ''
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      output += String(chunk)
      done()
    },
  })
  const stdin = Readable.from(input === undefined ? [] : [readFileSync(input)])
  const code = await diagnose.run(splitShell(line), { stdin, stdout, stderr: stdout, env: {} })
  return { code, output }
}

/** The pattern for a block of output. A line that is only "…" matches any text. */
const patternOf = (output: string): RegExp =>
  new RegExp(
    `^${output
      .split(/^…\n/m)
      .map((part) => part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
    's',
  )

test('the page has five cases in five input formats, and a reply of a server', () => {
  assert.equal(page.match(/^## \d\. /gm)?.length, 5)
  assert.equal(commands.length, 6)
  const kinds = new Set(commands.map(({ output }) => /^read: ([^,]+),/.exec(output)?.[1]))
  assert.deepEqual(
    [...kinds],
    [
      'a curl command line',
      'a raw HTTP request',
      'a HAR entry',
      'an Authorization header',
      'method and URL',
    ],
  )
})

for (const { command, output } of commands) {
  test(`diagnose ${command.split('\n', 1)[0]!.slice(0, 60)} prints what the page shows`, async () => {
    const ended = await run(command)
    assert.match(ended.output, patternOf(output))
    const isSolved = !command.includes('--server-base-string')
    assert.equal(ended.code, isSolved ? 1 : 0)
    assert.equal(
      /^The signature is wrong\. One mistake explains it exactly\.$/m.test(ended.output),
      isSolved,
    )
  })
}

test('the page omits only the warning about the age of the timestamp', async () => {
  const { output } = await run(commands[0]!.command)
  const [, rest = ''] = /\nWarnings\n(.*)$/s.exec(output) ?? []
  assert.match(
    rest,
    /^ {2}! oauth_timestamp is \d+ \w+ (?:behind|ahead of) this computer's clock {2}clock §3\.3\n {4}[^!]+$/,
  )
})

test('the commands print no secret of the page', () => {
  const secrets = files.flatMap(([, text]) =>
    [...text.matchAll(/Secret": "([^"]+)"/g)].map(([, secret]) => secret!),
  )
  assert.ok(secrets.length >= 3)
  for (const { output } of commands)
    for (const secret of secrets) assert.ok(!output.includes(secret))
})
