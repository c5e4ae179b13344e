// whoami, profiles, logout, and the precedence of the environment over profiles.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Profile } from '../../src/cli/profiles/profile.ts'
import { readProfiles, updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { exampleProfile } from './example-profile.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

type Env = Record<string, string>

async function store(env: Env, profiles: Record<string, Partial<Profile>>): Promise<void> {
  for (const [name, own] of Object.entries(profiles)) {
    await updateProfiles({ env }, (old) => withProfile(old, name, exampleProfile(own)))
  }
}

/** The protocol parameters of a dry run. */
async function identityOf(
  args: readonly string[],
  env: Env,
): Promise<{ key: string | undefined; token: string | undefined; error: string }> {
  const { stdout, stderr } = await runCli(['get', ...args, '--dry-run'], env)
  const [, key] = /oauth_consumer_key="([^"]*)"/.exec(stdout) ?? []
  const [, token] = /oauth_token="([^"]*)"/.exec(stdout) ?? []
  return { key, token, error: stderr }
}

test('whoami prints account, servers and expiry, and no secret', async (context) => {
  const { env } = temporaryFolder(context)
  await store(env, {
    x: {
      service: 'x',
      consumerKey: 'my-key',
      token: '819797-Jxq8aYUDRmykzVKrgoLhXSq67TEa5ruc4GJC2rWimw',
      consumerSecret: 'planted-one',
      tokenSecret: 'planted-two',
      sessionHandle: 'planted-three',
      expiresAt: Date.UTC(2027, 0, 2),
      fields: [
        ['screen_name', 'jack\u001b[31m'],
        ['user_id', '12'],
        ['edam_secret', 'planted-four-long-enough'],
      ],
    },
    other: {},
  })
  const { exitCode, stdout } = await runCli(['whoami', 'x'], {
    ...env,
    COUNTERSIGN_TOKEN: 'planted-five',
  })
  assert.equal(exitCode, 0)
  for (const line of [
    /^profile +x \(default\)$/m,
    /^service +X/m,
    /^account +jack\\u\{1B\}\[31m$/m,
    /^servers +https:\/\/api\.example\.com$/m,
    /^consumer key +my-key$/m,
    /^token +8197…$/m,
    /^user_id +12$/m,
    /^edam_secret +plan…$/m,
    /^expires +2027-01-02T00:00:00\.000Z$/m,
    /^stored in +.*\/countersign\/credentials\.json$/m,
    /^overridden by +COUNTERSIGN_TOKEN$/m,
  ])
    assert.match(stdout, line)
  const json = await runCli(['whoami', '--json'], env)
  assert.deepEqual(
    [JSON.parse(json.stdout).profile, JSON.parse(json.stdout).isDefault],
    ['x', true],
  )
  for (const text of [stdout, json.stdout]) assert.doesNotMatch(text, /planted|\u001b|Jxq8/)
  assert.equal(
    JSON.parse(
      (await runCli(['whoami', '--json'], { ...env, COUNTERSIGN_PROFILE: 'other' })).stdout,
    ).profile,
    'other',
  )
})

test('profiles lists all profiles with a star at the default, and "use" changes the default', async (context) => {
  const { env } = temporaryFolder(context)
  const none = await runCli(['profiles'], env)
  assert.deepEqual([none.exitCode, none.stdout], [0, ''])
  assert.match(none.stderr, /there is no profile yet: log in with countersign login/)
  assert.match(
    (await runCli(['whoami'], env)).stderr,
    /there is no default profile\nhint: log in: countersign login/,
  )
  await store(env, { b: { service: 'tumblr', fields: [['name', 'jo']] }, a: { expiresAt: 0 } })
  assert.equal(
    (await runCli(['profiles'], env)).stdout,
    '  a                  https://api.example.com  until 1970-01-01T00:00:00.000Z\n* b  Tumblr  jo  https://api.example.com\n'.replace(
      '  a                  ',
      '  a              ',
    ),
  )
  assert.equal((await runCli(['profiles', '--names'], env)).stdout, 'a\nb\n')
  assert.equal((await runCli(['profiles', 'use', 'a'], env)).exitCode, 0)
  const listed = JSON.parse((await runCli(['profiles', '--json'], env)).stdout) as {
    profile: string
    isDefault: boolean
  }[]
  assert.deepEqual(
    listed.map(({ profile, isDefault }) => [profile, isDefault]),
    [
      ['a', true],
      ['b', false],
    ],
  )
  assert.match((await runCli(['profiles', 'use', 'c'], env)).stderr, /there is no profile "c"/)
})

test('logout revokes the token at the service and then removes the profile', async (context) => {
  const { env } = temporaryFolder(context)
  const sandbox = await startSandbox({
    approval: 'automatic',
    behaviour: { passwords: { me: 'pw' } },
  })
  context.after(() => sandbox.close())
  const login = (name: string, ...more: string[]): Promise<{ exitCode: number }> =>
    runCli(
      [
        'login',
        '--profile',
        name,
        '--username',
        'me',
        '--access-token-url',
        sandbox.accessTokenUrl,
        '--api-url',
        sandbox.baseUrl,
        ...more,
      ],
      {
        ...env,
        COUNTERSIGN_PASSWORD: 'pw',
        COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
        COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
      },
    )
  assert.equal((await login('first', '--revoke-url', sandbox.revokeUrl)).exitCode, 0)
  const { token, tokenSecret } = readProfiles({ env }).byName.get('first')!
  const get = (): Promise<{ exitCode: number }> =>
    runCli(['get', `${sandbox.baseUrl}repositories/me/repo/branches`], {
      ...env,
      COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
      COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
      COUNTERSIGN_TOKEN: token!,
      COUNTERSIGN_TOKEN_SECRET: tokenSecret!,
    })
  assert.equal((await get()).exitCode, 0)
  const out = await runCli(['logout'], env)
  assert.deepEqual(
    [out.exitCode, out.stderr],
    [0, 'the profile first is removed, and its token is revoked\n'],
  )
  assert.equal((await get()).exitCode, 4)
  assert.equal(readProfiles({ env }).byName.size, 0)

  await login('kept', '--revoke-url', sandbox.revokeUrl)
  const kept = await runCli(['logout', 'kept', '--keep-remote'], env)
  assert.match(kept.stderr, /the profile kept is removed\nits token stays valid at the service/)
  await login('stuck', '--revoke-url', 'http://127.0.0.1:1/')
  const stuck = await runCli(['logout', 'stuck'], env)
  assert.equal(stuck.exitCode, 3)
  assert.ok(readProfiles({ env }).byName.has('stuck'), 'the profile is kept for another attempt')
})

test('the environment overrides a profile, and another consumer key discards the stored token', async (context) => {
  const { env } = temporaryFolder(context)
  await store(env, { a: { consumerKey: 'key', token: 'token' } })
  const url = 'https://api.example.com/x'
  const given = (variables: Env): Promise<{ key: string | undefined; token: string | undefined }> =>
    identityOf([url], { ...env, ...variables }).then(({ key, token }) => ({ key, token }))
  assert.deepEqual(await given({}), { key: 'key', token: 'token' })
  assert.deepEqual(await given({ COUNTERSIGN_CONSUMER_KEY: 'key' }), { key: 'key', token: 'token' })
  assert.deepEqual(await given({ COUNTERSIGN_TOKEN: 'mine', COUNTERSIGN_TOKEN_SECRET: 's' }), {
    key: 'key',
    token: 'mine',
  })
  assert.deepEqual(
    await given({ COUNTERSIGN_CONSUMER_KEY: 'mine', COUNTERSIGN_CONSUMER_SECRET: 's' }),
    {
      key: 'mine',
      token: undefined,
    },
  )
  assert.deepEqual(
    await given({
      COUNTERSIGN_CONSUMER_KEY: 'mine',
      COUNTERSIGN_CONSUMER_SECRET: 's',
      COUNTERSIGN_PROFILE: 'a',
    }),
    { key: 'mine', token: undefined },
  )
  // The stored token secret belongs to the stored token only.
  assert.match(
    (await identityOf([url], { ...env, COUNTERSIGN_TOKEN: 'mine' })).error,
    /there is no token secret/,
  )
})

test('a credentials file replaces the profile', async (context) => {
  const { path, env } = temporaryFolder(context)
  await store(env, { a: {} })
  writeFileSync(
    join(path, 'me.json'),
    JSON.stringify({ consumerKey: 'from-file', consumerSecret: 's' }),
  )
  const { key, token } = await identityOf(
    ['https://api.example.com/', '--credentials', join(path, 'me.json')],
    {
      ...env,
      COUNTERSIGN_PROFILE: 'a',
    },
  )
  assert.deepEqual([key, token], ['from-file', undefined])
})

test('sends a token only to the origins of its profile, unless --any-origin is given', async (context) => {
  const { env } = temporaryFolder(context)
  await store(env, { a: {}, b: { origins: ['https://b.example'], token: 'token-b' } })
  for (const args of [
    ['https://evil.example/'],
    ['https://evil.example/', '--profile', 'a'],
    ['http://api.example.com/'],
    ['//evil.example/x'],
    ['https://b.example/', '--profile', 'a'],
  ]) {
    const { token, error } = await identityOf(args, env)
    assert.equal(token, undefined, args.join(' '))
    assert.match(error, /\nhint: /)
  }
  assert.match(
    (await identityOf(['https://evil.example/'], { ...env, COUNTERSIGN_PROFILE: 'a' })).error,
    /hint: --any-origin/,
  )
  assert.equal((await identityOf(['https://b.example/'], env)).token, 'token-b')
  assert.equal(
    (await identityOf(['https://evil.example/', '--profile', 'b', '--any-origin'], env)).token,
    'token-b',
  )
})

test('stores renewed credentials in the profile', async (context) => {
  const { env } = temporaryFolder(context)
  const sandbox = await startSandbox({
    approval: 'automatic',
    behaviour: { passwords: { me: 'pw' }, tokenLifetime: 3600, renewal: 'handle' },
  })
  context.after(() => sandbox.close())
  const login = await runCli(
    [
      'login',
      '--profile',
      'mine',
      '--username',
      'me',
      '--access-token-url',
      sandbox.accessTokenUrl,
      '--renew-url',
      sandbox.renewUrl!,
      '--api-url',
      sandbox.baseUrl,
    ],
    {
      ...env,
      COUNTERSIGN_PASSWORD: 'pw',
      COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
      COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
    },
  )
  assert.equal(login.exitCode, 0, login.stderr)
  const first = readProfiles({ env }).byName.get('mine')!
  assert.ok(first.sessionHandle && first.expiresAt! > Date.now())
  await updateProfiles({ env }, (old) =>
    withProfile(old, 'mine', { ...first, expiresAt: Date.now() - 1000 }),
  )
  const { exitCode, stderr } = await runCli(['get', 'repositories/me/repo/branches'], env)
  assert.equal(exitCode, 0, stderr)
  const second = readProfiles({ env }).byName.get('mine')!
  assert.notEqual(second.token, first.token)
  assert.notEqual(second.tokenSecret, first.tokenSecret)
  assert.ok(second.expiresAt! > Date.now())
  assert.deepEqual([second.consumerKey, second.origins], [first.consumerKey, first.origins])
})
