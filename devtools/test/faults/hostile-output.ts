// Hostile text in the output: for a shell, on a terminal, on a page, and secrets that a server
// repeats.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { redact } from '../../../src/internal/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { exampleProfile } from '../cli/example-profile.ts'
import { runCli, runCliOnTerminal, temporaryFolder } from '../cli/run-cli.ts'
import { evaluate, isMissing, SHELLS } from '../cli/shells.ts'
import { KEYS } from '../../../test/client/support.ts'
import { HOSTILE_TEXT, steeringIn, withoutColours } from '../../../test/internal/hostile-text.ts'
import { base64, PREFIXES, SPELLINGS, spellingIn } from '../../../test/internal/spellings.ts'
import type { Fault, FaultTable } from './fault.ts'
import { say, startHostileServer } from './hostile-server.ts'

const ENVIRONMENT = {
  COUNTERSIGN_CONSUMER_KEY: KEYS.consumerKey,
  COUNTERSIGN_CONSUMER_SECRET: KEYS.consumerSecret,
  COUNTERSIGN_PASSWORD: 'p',
}
const COMMAND = "tok'; touch PWNED; echo '$(touch PWNED)`touch PWNED`\\"
const TEXT = HOSTILE_TEXT.replaceAll('\0', '').toWellFormed()

/** Evaluates lines in each installed shell. */
function inShells(lines: string, then: string, check: (stdout: string) => void): void {
  for (const shell of SHELLS.filter((each) => isMissing(each) === false)) {
    const { stdout, made } = evaluate(shell, lines, then)
    assert.deepEqual(made, [], shell.name)
    check(stdout.toString())
  }
}

async function answering(
  t: TestContext,
  body: string,
  headers: readonly string[] = [],
): Promise<string> {
  return (await startHostileServer(t, (socket) => say(socket, '200 OK', headers, body))).origin
}

const faults: readonly Fault[] = [
  {
    fault: 'a token that closes the quotes of a shell and contains a command',
    answer:
      'quotes it: `eval` in bash, zsh, dash and fish sets the exact value and runs no command',
    error: null,
    async run(t) {
      const form = new URLSearchParams({ oauth_token: COMMAND, oauth_token_secret: COMMAND })
      const origin = await answering(t, form.toString())
      const { stdout } = await runCli(
        ['login', '--username', 'u', '--access-token-url', `${origin}/`],
        ENVIRONMENT,
      )
      inShells(stdout, 'env -0', (variables) => {
        assert.ok(variables.split('\0').includes(`COUNTERSIGN_TOKEN=${COMMAND}`))
      })
    },
  },
  {
    fault: 'a method, a header or a body that contains a shell command, with --curl',
    answer: 'quotes each word',
    error: null,
    async run() {
      const args = [
        'request',
        'POST',
        'https://h/',
        '--json',
        COMMAND,
        '-H',
        `X-A: ${COMMAND}`,
        '--curl',
      ]
      const { stdout } = await runCli(args, ENVIRONMENT)
      inShells(stdout.replace(/^curl /, "printf '%s\\n' "), '', (words) =>
        assert.ok(words.split('\n').includes(COMMAND)),
      )
    },
  },
  {
    fault: 'a profile whose name is a shell command, in a hint and in completions',
    answer: 'quotes it in the hint, and completes no name that requires quotes',
    error: null,
    async run(t) {
      const { env } = temporaryFolder(t)
      for (const name of ['default', COMMAND, `${COMMAND}2`]) {
        const origins = [name === 'default' ? 'https://other.example' : 'https://api.example.com']
        await updateProfiles({ env }, (old) => withProfile(old, name, exampleProfile({ origins })))
      }
      const { stderr } = await runCli(['get', 'https://api.example.com/'], env)
      const [, word = ''] = /^hint: choose one, for example --profile (.*)$/m.exec(stderr) ?? []
      inShells(`printf '%s' ${word}\n`, '', (name) => assert.equal(name, COMMAND))
      assert.equal((await runCli(['profiles', '--names'], env)).stdout, 'default\n')
    },
  },
  {
    fault: 'escape sequences, C1 controls and bidirectional controls in a HAR file',
    answer: 'escapes them, for example as `\\u{1B}`, in text, JSON and errors',
    error: null,
    async run(t) {
      const { path } = temporaryFolder(t)
      const file = join(path, 'x.har')
      const entry = {
        request: {
          method: `G${TEXT}`,
          url: `https://h/${TEXT}`,
          headers: [{ name: 'X', value: TEXT }],
        },
      }
      writeFileSync(file, JSON.stringify({ log: { entries: [entry, entry] } }))
      for (const more of [[], ['--entry', '1'], ['--entry', '1', '--json'], ['--entry', TEXT]]) {
        const { stdout, stderr } = await runCliOnTerminal(['explain', '--har', file, ...more], {})
        assert.deepEqual(steeringIn(withoutColours(stdout + stderr)), [])
      }
    },
  },
  {
    fault: 'a body or a header with escape sequences, on a terminal',
    answer: 'escapes them on the terminal, and leaves the body unchanged in a pipe',
    error: null,
    async run(t) {
      const body = 'a\u001b]0;title\u0007b\u009b31m\u202Ec'
      const origin = await answering(t, body, [
        'Content-Type: text/plain',
        `X-A: ${'\u00c2\u009b'}31m`,
      ])
      const args = ['get', `${origin}/`]
      const { stdout } = await runCliOnTerminal([...args, '-i'], ENVIRONMENT)
      assert.deepEqual(steeringIn(stdout), [])
      assert.equal((await runCli(args, ENVIRONMENT)).stdout, body)
    },
  },
  {
    fault:
      'the client name gnp.exe with a right-to-left override, which shows as exe.png, on the consent page',
    answer: 'escapes the override, and isolates the name with `bdi`',
    error: null,
    async run(t) {
      const consumer = { ...KEYS, name: '\u202Egnp.exe' }
      const { consumerKey, consumerSecret, name } = consumer
      const sandbox = await startSandbox({ consumers: [{ consumerKey, consumerSecret, name }] })
      t.after(() => sandbox.close())
      const { createSigner } = await import('../../../src/index.ts')
      const signer = createSigner({ consumerKey, consumerSecret })
      const signed = signer.sign({ method: 'POST', url: sandbox.requestTokenUrl, callback: 'oob' })
      const headers = signed.headers.map(([field, value]): [string, string] => [field, value])
      const reply = await fetch(signed.url, { method: 'POST', headers })
      const token = new URLSearchParams(await reply.text()).get('oauth_token')
      const page = await (await fetch(`${sandbox.authorizeUrl}?oauth_token=${token}`)).text()
      assert.ok(page.includes('<bdi>\\u{202E}gnp.exe</bdi>'))
      assert.deepEqual(steeringIn(page), [])
    },
  },
  {
    fault:
      'a secret that is percent-encoded up to four times, or in HTML, JSON, hex, or base64 after a prefix',
    answer: 'redacts it',
    error: null,
    async run() {
      const secret = 'ab/cd \'x\'&"y"+é'
      const spelled = [
        ...Object.values(SPELLINGS).map((spell) => spell(secret)),
        ...PREFIXES.map((prefix) => base64(prefix, secret)),
      ]
      for (const text of spelled)
        assert.equal(spellingIn(redact(`x ${text} y`, [secret]), secret), null, text)
    },
  },
  {
    fault: 'a secret in the reason phrase or in the Location header of a response',
    answer: 'redacts every spelling in its messages',
    error: null,
    async run(t) {
      const secret = KEYS.consumerSecret
      for (const spell of Object.values(SPELLINGS)) {
        const path = spell(secret)
        const { origin } = await startHostileServer(t, (socket) =>
          say(socket, `302 to ${path}`, [`Location: https://other.example/${path}`], ''),
        )
        for (const more of [[], ['-i'], ['-L']]) {
          const { stdout, stderr } = await runCli(['get', `${origin}/`, ...more], ENVIRONMENT)
          assert.equal(spellingIn(stdout + stderr, secret), null, path)
        }
      }
    },
  },
  {
    fault: 'a PLAINTEXT signature in a curl command without quotes, which curl parses as a URL',
    answer: 'masks it by its form: two secrets joined by "&" are a PLAINTEXT signature',
    error: null,
    async run() {
      const paste = 'curl -H Authorization: OAuth oauth_signature="mysecret77%26tok"'
      for (const command of ['explain', 'diagnose']) {
        const { stdout, stderr } = await runCli(
          [command],
          { COUNTERSIGN_CONSUMER_SECRET: '' },
          paste,
        )
        assert.doesNotMatch(stdout + stderr, /mysecret77/)
      }
    },
  },
]

export const HOSTILE_OUTPUT: FaultTable = {
  title: 'Output: shells, terminals, pages and secrets',
  faults,
}
