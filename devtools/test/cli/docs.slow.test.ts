// docs/command.md: its commands run, and its tables are complete.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { COMMANDS } from '../../src/cli/commands.ts'
import { EXIT_HELP } from '../../src/cli/exit-code.ts'
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { writeCommand } from './command-file.ts'
import { exampleProfile } from './example-profile.ts'
import { startRecorder } from './recorder.ts'
import { temporaryFolder } from './run-cli.ts'

const run = promisify(execFile)
const root = new URL('../../../', import.meta.url)
const page = readFileSync(new URL('docs/command.md', root), 'utf8')
const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!)

const lacking = ['bash', 'jq'].find((program) => spawnSync(program, ['--version']).status !== 0)

test(
  'every command of the page runs',
  { skip: lacking && `${lacking} is not installed`, timeout: 120_000 },
  async (context) => {
    const { path, env } = temporaryFolder(context)
    const api = await startRecorder((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
    )
    const sandbox = await startSandbox({ approval: 'automatic' })
    context.after(() => (api.close(), sandbox.close()))
    for (const file of ['data.json', 'cat.png', 'cat.mp4']) writeFileSync(join(path, file), '{}')
    writeCommand(join(path, 'bin'))
    const shell = {
      PATH: `${join(path, 'bin')}:${process.env['PATH']}`,
      HOME: path,
      ...env,
      BROWSER: fileURLToPath(new URL('examples/robot-browser.mjs', root)),
      COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
      COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
    }
    // The sandbox replaces the provider, and a local server replaces the API.
    const standIn =
      `login tumblr --request-token-url ${sandbox.requestTokenUrl} --authorize-url ${sandbox.authorizeUrl} ` +
      `--access-token-url ${sandbox.accessTokenUrl} --api-url ${api.url}/`
    let count = 0
    for (const block of blocks) {
      const own = exampleProfile({
        consumerKey: sandbox.consumerKey,
        apiUrl: `${api.url}/`,
        origins: [api.url],
      })
      await updateProfiles({ env }, () =>
        withProfile({ default: null, byName: new Map() }, 'tumblr', own),
      )
      const script = block
        .replaceAll('https://api.tumblr.com', api.url)
        .replaceAll('login tumblr', standIn)
      const { stdout, stderr } = await run('bash', ['-ec', script], {
        cwd: path,
        env: shell,
        maxBuffer: 2 ** 22,
      })
      assert.doesNotMatch(stdout + stderr, /error:/, block)
      count += block.match(/countersign /g)!.length
    }
    assert.ok(count > 25, `${count} commands`)
    assert.ok(api.requests.length >= 13)
    assert.ok(readdirSync(path).includes('export.zip'))
  },
)

test('the page names every command, every environment variable and every exit code', () => {
  for (const { name } of COMMANDS)
    assert.match(page, new RegExp(`^\\|.*\`[^\`]*\\b${name}\\b`, 'm'), name)
  const sources = readdirSync(new URL('devtools/src/cli', root), {
    recursive: true,
    encoding: 'utf8',
  }).filter((path) => path.endsWith('.ts'))
  const variables = new Set(
    sources.flatMap((path) =>
      [
        ...readFileSync(new URL(`devtools/src/cli/${path}`, root), 'utf8').matchAll(
          /\bCOUNTERSIGN_[A-Z_]+[A-Z]\b/g,
        ),
      ].map(([name]) => name),
    ),
  )
  assert.ok(variables.size > 10)
  for (const name of variables) assert.ok(page.includes(`\`${name}\``), name)
  for (const [, code, meaning] of EXIT_HELP.matchAll(/^ {2}(\d) {2}(.*)$/gm))
    assert.ok(page.includes(`| ${code} | ${meaning} |`))
})
