// Plants secrets in every input of the command, and searches every output for them.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { exampleProfile } from './example-profile.ts'
import { startRecorder } from './recorder.ts'
import { type CliRun, runCli, runCliOnTerminal, runProcess, temporaryFolder } from './run-cli.ts'

const PLANTED = /planted|cGxhbnRlZ|706c616e746564/

function search({ stdout, stderr }: CliRun, what: string): void {
  assert.doesNotMatch(stdout, PLANTED, what)
  assert.doesNotMatch(stderr, PLANTED, what)
}

test('no output contains a secret of the profile, the environment or a credentials file', async (context) => {
  const { path, env } = temporaryFolder(context)
  // A malicious server repeats a secret and a part of the Authorization header.
  const server = await startRecorder((response, { headers }) => {
    response.writeHead(401, {
      'www-authenticate': `OAuth oauth_problem="signature_invalid", oauth_problem_advice="planted-token-secret"`,
    })
    response.end(`key was ${headers.authorization?.slice(0, 5)}`)
  })
  context.after(() => server.close())
  const secrets = { consumerSecret: 'planted-consumer-secret', tokenSecret: 'planted-token-secret' }
  await updateProfiles({ env }, (old) =>
    withProfile(
      old,
      'a',
      exampleProfile({
        ...secrets,
        sessionHandle: 'planted-handle',
        apiUrl: `${server.url}/`,
        origins: [server.url],
        fields: [['token_secret', 'planted-field-value']],
      }),
    ),
  )
  writeFileSync(join(path, 'me.json'), JSON.stringify({ consumerKey: 'k', token: 't', ...secrets }))
  writeFileSync(join(path, 'bad.json'), '{ "consumerSecret": "planted-consumer-secret", ')
  const variables = {
    COUNTERSIGN_CONSUMER_SECRET: secrets.consumerSecret,
    COUNTERSIGN_TOKEN_SECRET: secrets.tokenSecret,
  }
  const sources: [string, string[], Record<string, string>][] = [
    ['profile', [], env],
    [
      'environment',
      [],
      { ...env, ...variables, COUNTERSIGN_CONSUMER_KEY: 'k', COUNTERSIGN_TOKEN: 't' },
    ],
    ['file', ['--credentials', join(path, 'me.json')], env],
  ]
  for (const [source, args, own] of sources) {
    for (const more of [
      [],
      ['-i'],
      ['--explain'],
      ['--dry-run'],
      ['--curl'],
      ['--max-time', 'x'],
      ['-o', '/nowhere/x'],
      ['--zzz'],
    ]) {
      for (const method of ['HMAC-SHA1', 'PLAINTEXT', 'RSA-SHA1']) {
        const command = ['get', `${server.url}/x`, ...args, ...more, '-s', method]
        search(await runCli(command, own), `${source}: ${command.join(' ')}`)
        search(
          await runCliOnTerminal(command, own),
          `${source} on a terminal: ${command.join(' ')}`,
        )
      }
    }
    search(
      await runCli(['get', 'http://127.0.0.1:1/', ...args, '--any-origin'], own),
      `${source}: no answer`,
    )
  }
  for (const command of [
    ['whoami'],
    ['whoami', '--json'],
    ['profiles'],
    ['profiles', '--json'],
    ['get', 'x', '--credentials', join(path, 'bad.json')],
    ['logout'],
  ]) {
    search(await runCli(command, { ...env, ...variables }), command.join(' '))
  }
})

test('no output of a separate process that fails contains a secret', async (context) => {
  const { env } = temporaryFolder(context)
  const own = {
    ...env,
    COUNTERSIGN_CONSUMER_KEY: 'k',
    COUNTERSIGN_CONSUMER_SECRET: 'planted-consumer-secret',
    NODE_DEBUG: '',
  }
  for (const args of [
    ['get', 'http://127.0.0.1:1/'],
    ['login', 'tumblr', '--timeout', '0'],
  ]) {
    const run = await runProcess(args, own)
    assert.notEqual(run.exitCode, 0)
    search(run, args.join(' '))
  }
})
