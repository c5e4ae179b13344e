// Output for shells, evaluated by the installed shells: they read the exact values and run nothing
// else.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { test, type TestContext } from 'node:test'
import type { Io } from '../../src/terminal/index.ts'
import { storeProfile } from '../../src/cli/login/store-credentials.ts'
import { readPrivateFile } from '../../src/cli/profiles/private-file.ts'
import { exportLines, quoteForShell, shellWord } from '../../src/cli/shell-text.ts'
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { saveToFile } from '../../src/cli/profiles/unsaved.ts'
import type { CountersignError } from '../../../src/signing/index.ts'
import { exampleProfile } from './example-profile.ts'
import { runCli, temporaryFolder } from './run-cli.ts'
import { evaluate, isMissing, SHELLS } from './shells.ts'

const HOSTILE: readonly string[] = [
  '',
  'plain-0.9_x',
  "tok'; touch PWNED; echo '",
  "a'b''c'",
  'a"b""c"',
  '$(touch PWNED)',
  '`touch PWNED`',
  '${HOME} $HOME $$ $? $1',
  '$((1+1))',
  'a;touch PWNED',
  'a|touch PWNED&touch PWNED',
  'a>PWNED',
  '<PWNED',
  'bang!bang!! !$ !touch',
  '-n',
  '--help',
  '-',
  '~',
  '~root/x',
  '=ls',
  '=cmd x',
  'a=b=c',
  '*',
  '?[a-z]{a,b}',
  '(touch PWNED)',
  '#comment',
  'a #comment',
  '%self %1',
  '^caret^',
  'back\\slash',
  'ends in a backslash\\',
  "\\'",
  '\\\\',
  "'\\",
  '\\n\\t\\0\\x41\\u0041',
  '\ttab\tand  spaces ',
  'line one\nline two',
  '\n',
  'ends with a line end\n',
  'carriage\rreturn',
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u007f\b\u0001',
  'gnp.\u202Eexe',
  '\u200b\u2066\u2028\u2029\ufeff',
  'é ü 秘密 😀 👩\u200d💻',
  "$'\\x41'",
  '"$(printf x)"',
  'a\\\nb',
  '; end',
]

for (const shell of SHELLS) {
  test(
    `${shell.name} reads a quoted word as its exact value, and runs nothing`,
    { skip: isMissing(shell) },
    () => {
      const words = HOSTILE.map((value) => quoteForShell(value)).join(' ')
      // printf repeats its format for each value, so that \377 terminates each of them.
      const { stdout, stderr, made } = evaluate(shell, `printf '%s\\377' ${words}\n`, '')
      assert.deepEqual([stderr, made], ['', []])
      const values = stdout.toString('latin1').split('\xff').slice(0, -1)
      assert.deepEqual(
        values.map((value) => Buffer.from(value, 'latin1').toString()),
        HOSTILE,
      )
    },
  )

  test(
    `${shell.name} sets exported variables to their exact values, and runs nothing`,
    { skip: isMissing(shell) },
    () => {
      for (const value of HOSTILE) {
        // In fish, export is a function that splits its values at line ends.
        if (shell.name === 'fish' && value.includes('\n')) continue
        const { stdout, stderr, made } = evaluate(
          shell,
          exportLines({ COUNTERSIGN_A: value, COUNTERSIGN_B: 'b' }),
          'env -0',
        )
        const variables = new Map(
          stdout
            .toString()
            .split('\0')
            .map((line) => line.split(/=(.*)/s) as [string, string]),
        )
        assert.deepEqual(
          [variables.get('COUNTERSIGN_A'), variables.get('COUNTERSIGN_B')],
          [value, 'b'],
          JSON.stringify(value),
        )
        assert.deepEqual([stderr, made], ['', []], JSON.stringify(value))
      }
    },
  )

  test(`${shell.name} runs no part of a value with a line end`, { skip: isMissing(shell) }, () => {
    const lines = exportLines({ COUNTERSIGN_A: "a\ntouch PWNED\n'; touch PWNED\n" })
    assert.deepEqual(evaluate(shell, lines, '').made, [])
  })

  test(
    `${shell.name}: the curl command of --curl passes the exact body and headers`,
    { skip: isMissing(shell) },
    async () => {
      const keys = { COUNTERSIGN_CONSUMER_KEY: 'k', COUNTERSIGN_CONSUMER_SECRET: 'planted-secret' }
      for (const value of HOSTILE.filter((each) => !/[\r\n]/.test(each))) {
        const url = 'https://api.example.com/x'
        // A header value cannot contain control characters.
        const header = /^[\t\x20-\x7e]*$/.test(value) ? ['-H', `X-Value: ${value}`] : []
        const run = await runCli(
          ['request', 'POST', url, `--json=${value}`, ...header, '--curl'],
          keys,
        )
        assert.equal(run.exitCode, 0, run.stderr)
        assert.doesNotMatch(run.stdout, /[^\P{C}\n]/u, 'no control characters on a terminal')
        const defined =
          shell.name === 'fish'
            ? 'function curl; printf "%s\\377" $argv; end'
            : 'curl() { printf "%s\\377" "$@"; }'
        const { stdout, made } = evaluate(shell, `${defined}\n${run.stdout}`, '')
        const words = stdout
          .toString('latin1')
          .split('\xff')
          .map((word) => Buffer.from(word, 'latin1').toString())
        assert.equal(words[words.indexOf('--data-raw') + 1], value)
        const sent = value.trim() === '' ? 'x-value;' : `x-value: ${value.trim()}`
        if (header.length > 0) assert.ok(words.includes(sent), JSON.stringify(value))
        assert.deepEqual(made, [], JSON.stringify(value))
      }
    },
  )

  test(
    `${shell.name}: eval treats a token of a hostile server as data`,
    { skip: isMissing(shell) },
    async (t) => {
      const token = "tok'; touch PWNED; echo '$(touch PWNED)`touch PWNED`\\"
      const { env, args } = await hostileService(t, token)
      const run = await runCli(['login', ...args], env)
      assert.equal(run.exitCode, 0, run.stderr)
      const { stdout, stderr, made } = evaluate(shell, run.stdout, 'env -0')
      assert.deepEqual([stderr, made], ['', []])
      const variables = stdout.toString().split('\0')
      assert.ok(variables.includes(`COUNTERSIGN_TOKEN=${token}`))
      assert.ok(variables.includes(`COUNTERSIGN_TOKEN_SECRET=${token}`))
    },
  )

  test(
    `${shell.name}: reads the exact name in the command of a hint`,
    { skip: isMissing(shell) },
    async (t) => {
      const name = "x'; touch PWNED; '"
      const { env } = temporaryFolder(t)
      const other = exampleProfile({ origins: ['https://other.example'] })
      for (const [key, profile] of [
        ['default', other],
        [name, exampleProfile()],
        [`${name}2`, exampleProfile()],
      ] as const) {
        await updateProfiles({ env }, (old) => withProfile(old, key, profile))
      }
      const { stderr } = await runCli(['get', 'https://api.example.com/x'], env)
      const [, word = ''] = /^hint: choose one, for example --profile (.*)$/m.exec(stderr) ?? []
      const { stdout, made } = evaluate(shell, `printf '%s' ${word}\n`, '')
      assert.deepEqual([stdout.toString(), made], [name, []], stderr)
    },
  )

  test(
    `${shell.name}: treats the path, name and URL in a suggested command as data`,
    { skip: isMissing(shell) },
    async (t) => {
      const hostile = "x'; touch PWNED; $(touch PWNED)`touch PWNED` \\"
      for (const [command, value] of await suggestedCommands(t, hostile)) {
        const [, before = '', word = ''] =
          /(countersign (?:login --profile|profiles restore|get)|chmod 600) (.*?)…?\n?$/.exec(
            command,
          ) ?? []
        assert.notEqual(before, '', command)
        const { stdout, stderr, made } = evaluate(shell, `printf '%s' ${word}\n`, '')
        assert.deepEqual([stdout.toString(), stderr, made], [value, '', []], command)
      }
    },
  )
}

interface TestIo extends Io {
  readonly stderr: PassThrough
}

const ioOf = (env: Record<string, string>): TestIo => ({
  stdin: Readable.from([]),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  env,
})

function hintOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return (error as CountersignError).hint
  }
  return assert.fail('nothing was thrown')
}

/** The commands in hints and messages, each with the value that it contains. */
async function suggestedCommands(
  t: TestContext,
  hostile: string,
): Promise<(readonly [command: string, value: string])[]> {
  const { path, env } = temporaryFolder(t)
  const folder = join(path, hostile)
  mkdirSync(folder)
  const lost = { profile: hostile, content: {}, path: null, cause: 'no room' }
  const nowhere = ioOf({ ...env, TMPDIR: join(path, 'missing') })
  const somewhere = ioOf({ ...env, TMPDIR: folder })
  const kept = saveToFile(lost, somewhere).error.hint
  const exposed = join(folder, 'file')
  writeFileSync(exposed, '{}', { mode: 0o644 })
  chmodSync(exposed, 0o644)
  const apiUrl = new URL(`https://h/${encodeURI(hostile)}`).href
  await storeProfile('a', exampleProfile({ apiUrl }), somewhere)
  const said = String(somewhere.stderr.read()).split('\n')
  return [
    [saveToFile(lost, nowhere).error.hint, hostile],
    [
      kept,
      join(folder, readdirSync(folder).find((name) => name.startsWith('countersign-unsaved'))!),
    ],
    [hintOf(() => readPrivateFile(exposed)), exposed],
    [said.find((line) => line.startsWith('next: '))!, apiUrl],
  ]
}

/**
 * A service without callback confirmation that issues one token, which is also the token secret.
 */
async function hostileService(
  t: TestContext,
  token: string,
): Promise<{ env: Record<string, string>; args: string[] }> {
  const reply = new URLSearchParams({ oauth_token: token, oauth_token_secret: token }).toString()
  const server = createServer(
    (request, response) => void request.resume().on('end', () => response.end(reply)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    env: {
      COUNTERSIGN_CONSUMER_KEY: 'k',
      COUNTERSIGN_CONSUMER_SECRET: 's',
      COUNTERSIGN_PASSWORD: 'p',
    },
    args: ['--username', 'u', '--access-token-url', `${origin}/token`],
  }
}

test('refuses NUL and lone surrogates', () => {
  for (const value of ['a\0b', '\0', 'half \ud800', '\udc00']) {
    assert.throws(() => quoteForShell(value), {
      code: 'usage',
      message: /contains NUL or a lone surrogate/,
    })
  }
})

test('leaves a word unquoted only if every shell reads it literally', () => {
  for (const word of [
    'tumblr',
    'https://api.example.com/v2/',
    '/home/me/.config/x-1.json',
    'a@b',
    '1:2,3',
  ]) {
    assert.equal(shellWord(word), word)
  }
  for (const word of [
    '',
    '-x',
    '~',
    '~/x',
    '=x',
    'a b',
    "a'b",
    'a;b',
    '$x',
    'a*',
    'a?b=c&d',
    'é',
    '%1',
    '#x',
    'a!',
  ]) {
    assert.match(shellWord(word), /^'/, word)
  }
})

test('quoted values contain no control characters', () => {
  for (const value of HOSTILE)
    assert.doesNotMatch(quoteForShell(value), /[^\P{C}\n]|[\u2028\u2029]/u, JSON.stringify(value))
})
