// What people mistype, and what help says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COMMANDS } from '../../src/cli/commands.ts'
import { runCli } from './run-cli.ts'

test('a mistyped command or option is told what it was meant to be', async () => {
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
    /hint: the --help of the command lists its options/,
  )
})

test('a secret as an option is refused, is not repeated, and is told where it belongs', async () => {
  for (const args of [
    ['--consumer-secret=planted-secret'],
    ['--token-secret', 'planted-secret'],
    ['--password', 'planted-secret'],
  ]) {
    const { exitCode, stderr } = await runCli(['get', 'https://h/', ...args])
    assert.equal(exitCode, 2)
    assert.match(
      stderr,
      /hint: secrets are no arguments, because others can see those: set COUNTERSIGN_CONSUMER_SECRET/,
    )
    assert.ok(!stderr.includes('planted'))
  }
})

test('every option of a command stands in its help, and every option of its help in its table', () => {
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

test('no short name stands for two options of a command', () => {
  for (const { name, options = {} } of COMMANDS) {
    const shorts = Object.values(options).flatMap(({ short }) =>
      short === undefined ? [] : [short],
    )
    assert.deepEqual(shorts, [...new Set(shorts)], name)
  }
})
