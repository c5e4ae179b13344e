import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COMMANDS } from '../../src/cli/commands.ts'
import { runCli } from './run-cli.ts'

const NAMES = COMMANDS.map(({ name }) => name)
const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'request']

test('has all documented commands', () => {
  const wanted = [
    'login',
    'logout',
    'whoami',
    'profiles',
    ...VERBS,
    'sign',
    'explain',
    'diagnose',
    'sandbox',
    'conformance',
    'adapter',
    'completion',
  ]
  assert.deepEqual(NAMES, wanted)
})

test('prints its help without a command, and with --help', async () => {
  for (const args of [[], ['--help'], ['-h'], ['help']]) {
    const { exitCode, stdout, stderr } = await runCli(args)
    assert.equal(exitCode, 0)
    assert.equal(stderr, '')
    for (const name of NAMES) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'))
    assert.match(stdout, /exit codes:\n {2}0 {2}success/)
  }
})

test('--help, -h and help print a usage line and an example for every command', async () => {
  for (const name of NAMES) {
    const helps = await Promise.all(
      [
        [name, '--help'],
        [name, '-h'],
        ['help', name],
      ].map((args) => runCli(args)),
    )
    for (const { exitCode, stdout } of helps) {
      assert.equal(exitCode, 0)
      assert.equal(stdout, helps[0]!.stdout)
      assert.match(stdout, new RegExp(`^usage: countersign ${name}`, 'm'))
      assert.match(stdout, /^examples?:/m)
    }
  }
})

test('help fits 100 columns', async () => {
  // These contain long example lines.
  const others = ['explain', 'diagnose', 'sandbox']
  for (const args of [
    ['--help'],
    ...NAMES.filter((name) => !others.includes(name)).map((name) => ['help', name]),
  ]) {
    const { stdout } = await runCli(args)
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 100),
      [],
      args.join(' '),
    )
  }
})

test('passes --help after -- to the adapter', async () => {
  const { stdout } = await runCli(['conformance', '--list', '--', '--help'])
  assert.doesNotMatch(stdout, /^usage: /m)
})

test('prints the version of the package', async () => {
  const { stdout } = await runCli(['--version'])
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
})

test('lists the commands for an unknown command', async () => {
  const { exitCode, stdout, stderr } = await runCli(['frobnicate'])
  assert.equal(exitCode, 2)
  assert.equal(stdout, '')
  assert.match(
    stderr,
    /^countersign: error: there is no command "frobnicate"\nhint: use login, logout/,
  )
})

test('refuses an unknown option', async () => {
  for (const name of NAMES) {
    const { exitCode, stderr } = await runCli([name, '--frobnicate'])
    assert.equal(exitCode, 2)
    assert.match(stderr, /unknown option "--frobnicate"/)
    assert.match(stderr, /\nhint: /)
  }
})

test('refuses a wrong number of arguments and unknown arguments', async () => {
  for (const args of [
    ['get'],
    ['get', 'https://a/', 'https://b/'],
    ['whoami', 'a', 'b'],
    ['profiles', 'drop', 'a'],
    ['profiles', 'use'],
    ['login', 'a', 'b'],
    ['completion'],
    ['completion', 'tcsh'],
  ]) {
    const { exitCode, stderr } = await runCli(args)
    assert.equal(exitCode, 2, args.join(' '))
    assert.match(stderr, /\nhint: /)
  }
})
