import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { runCli } from './run-cli.ts'

let sandbox: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
const oldBrowser = process.env['BROWSER']
before(async () => {
  process.env['BROWSER'] = fileURLToPath(new URL('../../examples/robot-browser.mjs', import.meta.url))
  sandbox = await startSandbox({ approval: 'automatic' })
})
after(async () => {
  if (oldBrowser === undefined) delete process.env['BROWSER']
  else process.env['BROWSER'] = oldBrowser
  rmSync(folder, { recursive: true })
  await sandbox.close()
})

const env = (): Record<string, string> => ({
  COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
  COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
  COUNTERSIGN_REQUEST_TOKEN_URL: sandbox.requestTokenUrl,
  COUNTERSIGN_AUTHORIZE_URL: sandbox.authorizeUrl,
  COUNTERSIGN_ACCESS_TOKEN_URL: sandbox.accessTokenUrl,
})

test('prints lines that a shell can read, and its progress apart from them', async () => {
  const { exitCode, stdout, stderr } = await runCli(['login'], env())
  assert.equal(exitCode, 0)
  assert.match(stdout, /^COUNTERSIGN_TOKEN='\w+'\nCOUNTERSIGN_TOKEN_SECRET='\w+'\n$/)
  assert.match(stderr, /^1\/3 .*\n2\/3 .*http:\/\/127\.0\.0\.1.*\n3\/3 .*\n$/)
})

test('prints JSON, with the further fields of the reply', async () => {
  const { stdout } = await runCli(['login', '--json'], env())
  const { token, tokenSecret, fields } = JSON.parse(stdout)
  assert.ok(token && tokenSecret)
  assert.equal(fields.user_name, 'me')
})

test('saves credentials that only their owner can read, and that the other commands take', async () => {
  const file = join(folder, 'me.json')
  const login = await runCli(['login', '--save', file], env())
  assert.equal(login.stdout, '')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const { tokenSecret } = JSON.parse(readFileSync(file, 'utf8'))
  assert.ok(!login.stderr.includes(tokenSecret))
  const branches = await runCli(['request', `${sandbox.baseUrl}repositories/me/repo/branches`, '--credentials', file])
  assert.equal(branches.exitCode, 0)
  assert.ok(JSON.parse(branches.stdout).master)
})

test('closes a file that others could read before it writes into it', async () => {
  const file = join(folder, 'open.json')
  writeFileSync(file, '{}', { mode: 0o644 })
  assert.equal((await runCli(['login', '--save', file], env())).exitCode, 0)
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('says which URL is missing, and where it can come from', async () => {
  const { COUNTERSIGN_AUTHORIZE_URL: _, ...rest } = env()
  const { exitCode, stderr } = await runCli(['login'], rest)
  assert.equal(exitCode, 2)
  assert.match(stderr, /there is no authorize URL\nhint: give --authorize-url or COUNTERSIGN_AUTHORIZE_URL/)
})

test('calls a refused login unauthorized', async () => {
  const { exitCode, stderr } = await runCli(['login'], { ...env(), COUNTERSIGN_CONSUMER_SECRET: 'wrong' })
  assert.equal(exitCode, 4)
  assert.match(stderr, /the request token was refused with status 401: signature_invalid\nhint: /)
})

test('ends after its deadline', async () => {
  const { exitCode, stderr } = await runCli(['login', '--no-browser', '--timeout', '0.2'], env())
  assert.equal(exitCode, 3)
  assert.match(stderr, /nobody came back/)
})

test('refuses a port, a path and words that it cannot use', async () => {
  for (const args of [['--port', '99999'], ['--callback-path', 'callback'], ['tumblr']]) {
    const { exitCode, stderr } = await runCli(['login', ...args], env())
    assert.equal(exitCode, 2)
    assert.match(stderr, /hint: /)
  }
})
