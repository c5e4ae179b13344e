import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from './run-cli.ts'

const COMMANDS = ['login', 'request', 'sign', 'sandbox', 'adapter']

test('prints its help without a command, and with --help', async () => {
  for (const args of [[], ['--help'], ['-h'], ['help']]) {
    const { exitCode, stdout, stderr } = await runCli(args)
    assert.equal(exitCode, 0)
    assert.equal(stderr, '')
    for (const name of COMMANDS) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'))
    assert.match(stdout, /exit codes: 0 success/)
  }
})

test('every command has a help with a usage line and an example', async () => {
  for (const name of COMMANDS) {
    for (const flag of ['--help', '-h']) {
      const { exitCode, stdout } = await runCli([name, flag])
      assert.equal(exitCode, 0)
      assert.match(stdout, new RegExp(`^usage: countersign ${name}`, 'm'))
      assert.match(stdout, /^examples?:/m)
      assert.ok(stdout.split('\n').every((line) => line.length <= 120), `a line of ${name} --help is too long`)
    }
  }
})

test('prints the version of the package', async () => {
  const { stdout } = await runCli(['--version'])
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
})

test('names the commands when it is given another', async () => {
  const { exitCode, stdout, stderr } = await runCli(['sing'])
  assert.equal(exitCode, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /^countersign: error: there is no command "sing"\nhint: use login, request/)
})

test('refuses an option that it does not know', async () => {
  for (const name of COMMANDS) {
    const { exitCode, stderr } = await runCli([name, '--frobnicate'])
    assert.equal(exitCode, 2)
    assert.match(stderr, /unknown option "--frobnicate"/)
    assert.match(stderr, /\nhint: /)
  }
})
