// Mistyped options, secrets as options, and the option tables behind the help.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COMMANDS } from '../../src/cli/commands.ts'
import { runCli } from './run-cli.ts'

test('suggests the nearest name for a mistyped command or option', async () => {
  assert.match(
    (await runCli(['logni'])).stderr,
    /there is no command "logni"\nhint: did you mean login\?\n$/,
  )
  assert.match((await runCli(['help', 'pots'])).stderr, /hint: did you mean post\?/)
  assert.match(
    (await runCli(['get', 'https://h/', '--hedaer', 'a: b'])).stderr,
    /unknown option "--hedaer"\nhint: did you mean --header\?\n$/,
  )
  assert.match(
    (await runCli(['get', 'https://h/', '--zzz'])).stderr,
    /hint: --help lists the options of the command/,
  )
})

test('refuses a secret as an option, does not print it, and names the environment variable', async () => {
  for (const args of [
    ['--consumer-secret=planted-secret'],
    ['--token-secret', 'planted-secret'],
    ['--password', 'planted-secret'],
  ]) {
    const { exitCode, stderr } = await runCli(['get', 'https://h/', ...args])
    assert.equal(exitCode, 2)
    assert.match(
      stderr,
      /hint: other users can see arguments, so pass secrets in the environment: COUNTERSIGN_CONSUMER_SECRET/,
    )
    assert.ok(!stderr.includes('planted'))
  }
})

test('the help of a command lists exactly the options of its table', () => {
  assert.ok(COMMANDS.length > 12)
  for (const { name: command, help, options = {} } of COMMANDS) {
    for (const [option, { short }] of Object.entries(options)) {
      const spellings = [`--${option}`, ...(short === undefined ? [] : [`-${short}`])]
      assert.ok(
        spellings.some((spelling) =>
          new RegExp(`(^|[\\s(,])${spelling}(?![\\w-])`, 'm').test(help),
        ),
        `${command} --${option}`,
      )
    }
    const told = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, option]) => option!)
    if (Object.keys(options).length > 0)
      assert.deepEqual(
        told.filter((option) => !(option in options)),
        [],
        command,
      )
  }
})

test('each short option of a command is unique', () => {
  for (const { name, options = {} } of COMMANDS) {
    const shorts = Object.values(options).flatMap(({ short }) =>
      short === undefined ? [] : [short],
    )
    assert.deepEqual(shorts, [...new Set(shorts)], name)
  }
})
