import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { runCli } from './run-cli.ts'

let sandbox: Sandbox
before(async () => {
  sandbox = await startSandbox({ consumers: [{ consumerKey: 'key', consumerSecret: 'planted-secret', name: 'test' }] })
})
after(() => sandbox.close())

const ENV = { COUNTERSIGN_CONSUMER_KEY: 'key', COUNTERSIGN_CONSUMER_SECRET: 'planted-secret' }
const echo = (path = ''): string => `${sandbox.url}/echo${path}`

test('prints the body of the answer, and nothing else', async () => {
  const { exitCode, stdout, stderr } = await runCli(['request', echo('?a=1'), '--param', 'b=c d'], ENV)
  assert.equal(exitCode, 0)
  assert.equal(stderr, '')
  assert.deepEqual(JSON.parse(stdout).query, [['a', '1'], ['b', 'c d']])
})

test('sends forms, JSON and headers as they are given', async () => {
  const form = await runCli(['request', 'PUT', echo(), '--form', 'a=b&c', '--form', 'a=ü'], ENV)
  assert.deepEqual(JSON.parse(form.stdout).form, [['a', 'b&c'], ['a', 'ü']])
  const json = await runCli(['request', echo(), '--json', '{"a":1}', '-H', 'X-Test: 1'], ENV)
  const { method, bodyLength } = JSON.parse(json.stdout)
  assert.deepEqual([method, bodyLength], ['POST', 7])
})

test('prints the head before the body with --include', async () => {
  const { stdout } = await runCli(['request', '-i', echo()], ENV)
  assert.match(stdout, /^HTTP\/1\.1 200 OK\n(.+\n)*content-type: application\/json.*\n(.+\n)*\n\{/)
})

test('writes the body into a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  const { stdout } = await runCli(['request', echo(), '-o', join(folder, 'out')], ENV)
  assert.equal(stdout, '')
  assert.equal(JSON.parse(readFileSync(join(folder, 'out'), 'utf8')).method, 'GET')
  rmSync(folder, { recursive: true })
})

test('tells a refused signature from another refusal by its exit code', async () => {
  const wrong = await runCli(['request', echo()], { ...ENV, COUNTERSIGN_CONSUMER_SECRET: 'wrong' })
  assert.equal(wrong.exitCode, 4)
  assert.match(wrong.stderr, /the server answered 401/)
  const missing = await runCli(['request', `${sandbox.url}/nowhere`], ENV)
  assert.equal(missing.exitCode, 1)
})

test('calls a server that does not answer a network error', async () => {
  const gone = await startSandbox({})
  await gone.close()
  const { exitCode, stderr } = await runCli(['request', `${gone.url}/echo`], ENV)
  assert.equal(exitCode, 3)
  assert.match(stderr, /no answer from the server: ECONNREFUSED/)
})

test('refuses a time that is none', async () => {
  const { exitCode, stderr } = await runCli(['request', echo(), '--max-time', 'soon'], ENV)
  assert.equal(exitCode, 2)
  assert.match(stderr, /--max-time takes a number of seconds/)
})

test('a dry run prints a curl command that the shell reads back word for word', async () => {
  const { stdout } = await runCli(['request', 'POST', echo("?q=it's"), '--form', "a=it's", '--dry-run'], ENV)
  const printed = stdout.replace(/^curl/, "printf '%s\\n'")
  const words = execFileSync('/bin/sh', ['-c', printed], { encoding: 'utf8' }).split('\n')
  assert.deepEqual(words.slice(0, 3), ['--globoff', '--request', 'POST'])
  assert.ok(words.includes(`${sandbox.url}/echo?q=it%27s`))
  assert.ok(words.includes('a=it%27s'))
  assert.ok(!stdout.includes('planted-secret'))
})

test('a dry run of HEAD lets curl ask for the head', async () => {
  const { stdout } = await runCli(['request', 'HEAD', echo(), '--dry-run'], ENV)
  assert.match(stdout, /^curl --globoff --head /)
})
