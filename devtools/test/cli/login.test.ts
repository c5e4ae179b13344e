// Logins at a local provider.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { credentialsPath } from '../../src/cli/profiles/location.ts'
import { readProfiles } from '../../src/cli/profiles/store.ts'
import { OAuth1Service, PRESETS } from '../../../src/flow/index.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { runCli, runCliOnTerminal, temporaryFolder } from './run-cli.ts'

let sandbox: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
const oldBrowser = process.env['BROWSER']
before(async () => {
  process.env['BROWSER'] = fileURLToPath(
    new URL('../../../examples/robot-browser.mjs', import.meta.url),
  )
  sandbox = await startSandbox({ approval: 'automatic' })
})
after(async () => {
  if (oldBrowser === undefined) delete process.env['BROWSER']
  else process.env['BROWSER'] = oldBrowser
  rmSync(folder, { recursive: true })
  await sandbox.close()
})

const keys = (): Record<string, string> => ({
  COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
  COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
})
const env = (): Record<string, string> => ({
  ...keys(),
  COUNTERSIGN_REQUEST_TOKEN_URL: sandbox.requestTokenUrl,
  COUNTERSIGN_AUTHORIZE_URL: sandbox.authorizeUrl,
  COUNTERSIGN_ACCESS_TOKEN_URL: sandbox.accessTokenUrl,
})
/** The options that replace the servers of a preset by the sandbox. */
const standIn = (): string[] => [
  '--request-token-url',
  sandbox.requestTokenUrl,
  '--authorize-url',
  sandbox.authorizeUrl,
  '--access-token-url',
  sandbox.accessTokenUrl,
  '--api-url',
  sandbox.baseUrl,
  '--revoke-url',
  sandbox.revokeUrl,
]
const BRANCHES = 'repositories/me/repo/branches'

test('prints export lines on standard output and its progress on standard error', async () => {
  const { exitCode, stdout, stderr } = await runCli(['login'], env())
  assert.equal(exitCode, 0)
  assert.match(stdout, /^export COUNTERSIGN_TOKEN='\w+'\nexport COUNTERSIGN_TOKEN_SECRET='\w+'\n$/)
  assert.match(stderr, /^1\/3 .*\n2\/3 .*http:\/\/127\.0\.0\.1.*\n3\/3 .*\n$/)
})

test('prints JSON, with the further fields of the reply', async () => {
  const { stdout } = await runCli(['login', '--json'], env())
  const { token, tokenSecret, fields } = JSON.parse(stdout)
  assert.ok(token && tokenSecret)
  assert.equal(fields.user_name, 'me')
})

test('saves credentials in a file with mode 0600 that other commands accept', async () => {
  const file = join(folder, 'me.json')
  const login = await runCli(['login', '--save', file], env())
  assert.equal(login.stdout, '')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const { tokenSecret } = JSON.parse(readFileSync(file, 'utf8'))
  assert.ok(!login.stderr.includes(tokenSecret))
  const branches = await runCli(['request', `${sandbox.baseUrl}${BRANCHES}`, '--credentials', file])
  assert.equal(branches.exitCode, 0)
  assert.ok(JSON.parse(branches.stdout).master)
})

test('--save gives an existing file the mode 0600', async () => {
  const file = join(folder, 'open.json')
  writeFileSync(file, '{}', { mode: 0o644 })
  assert.equal((await runCli(['login', '--save', file], env())).exitCode, 0)
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('after login PRESET, get accepts relative and absolute URLs of the service, and no others', async (context) => {
  const config = temporaryFolder(context).env
  const login = await runCli(['login', 'tumblr', ...standIn()], { ...config, ...keys() })
  assert.equal(login.exitCode, 0, login.stderr)
  assert.equal(login.stdout, '')
  assert.match(
    login.stderr,
    /^1\/3 .*tumblr.*\n2\/3 .*\n3\/3 .*\nthe profile tumblr is stored in .*credentials\.json\nnext: countersign get http/,
  )
  const { tokenSecret } = readProfiles({ env: config }).byName.get('tumblr')!
  assert.ok(!login.stderr.includes(tokenSecret!) && !login.stderr.includes(sandbox.consumerSecret))
  for (const url of [BRANCHES, `${sandbox.baseUrl}${BRANCHES}`]) {
    const { exitCode, stdout, stderr } = await runCli(['get', url], config)
    assert.equal(exitCode, 0, stderr)
    assert.ok(JSON.parse(stdout).master)
  }
  // The same consumer key in the environment changes nothing.
  assert.equal(
    (await runCli(['get', `${sandbox.baseUrl}${BRANCHES}`], { ...config, ...keys() })).exitCode,
    0,
  )
  const other = await runCli(['get', 'https://api.tumblr.com/v2/user/info'], config)
  assert.equal(other.exitCode, 2)
  assert.match(
    other.stderr,
    /there are no credentials for https:\/\/api\.tumblr\.com\nhint: log in with countersign login tumblr, /,
  )
})

test('a preset contains the servers of its service', async (context) => {
  const config = temporaryFolder(context).env
  const { exitCode, stderr } = await runCli(['login', 'tumblr', '--token', 'ready-made'], {
    ...config,
    COUNTERSIGN_CONSUMER_KEY: 'key',
    COUNTERSIGN_CONSUMER_SECRET: 's',
    COUNTERSIGN_TOKEN_SECRET: 'ts',
  })
  assert.equal(exitCode, 0, stderr)
  const profile = readProfiles({ env: config }).byName.get('tumblr')!
  assert.deepEqual(
    [profile.origins, profile.token, profile.tokenSecret],
    [['https://api.tumblr.com'], 'ready-made', 'ts'],
  )
  const dry = await runCli(['get', 'https://api.tumblr.com/v2/user/info', '--dry-run'], config)
  assert.match(
    dry.stdout,
    /^GET https:\/\/api\.tumblr\.com\/v2\/user\/info\n[^]*oauth_consumer_key="key", oauth_token="ready-made"/,
  )
  const relative = await runCli(['get', 'user/info', '--dry-run'], config)
  assert.match(relative.stdout, /^GET https:\/\/api\.tumblr\.com\/v2\/user\/info\n/)
})

test('every request has the quirks of its preset: NetSuite has a realm and HMAC-SHA256', async (context) => {
  const config = temporaryFolder(context).env
  const secrets = {
    COUNTERSIGN_CONSUMER_KEY: 'key',
    COUNTERSIGN_CONSUMER_SECRET: 's',
    COUNTERSIGN_TOKEN_SECRET: 'ts',
  }
  const missing = await runCli(['login', 'netsuite', '--token', 't'], { ...config, ...secrets })
  assert.match(
    missing.stderr,
    /the preset requires the variable account: .*\nhint: for example --var account=/,
  )
  const { exitCode, stderr } = await runCli(
    ['login', 'netsuite', '--token', 't', '--var', 'account=123_SB1', '--profile', 'books'],
    { ...config, ...secrets },
  )
  assert.equal(exitCode, 0, stderr)
  const [origin] = readProfiles({ env: config }).byName.get('books')!.origins
  const dry = await runCli(['get', `${origin}/x`, '--dry-run'], config)
  assert.match(dry.stdout, /realm="123_SB1"[^]*oauth_signature_method="HMAC-SHA256"/)
})

test('prompts for missing values on a terminal, and prints no secret', async (context) => {
  const config = temporaryFolder(context).env
  const asked = await runCliOnTerminal(
    ['login', 'netsuite', '--token', 'made'],
    config,
    '123',
    'typed-key',
    'planted-one',
    'planted-two',
  )
  assert.equal(asked.exitCode, 0, asked.stderr)
  assert.match(
    asked.stderr,
    /account.*: [^]*the consumer key.*: [^]*the consumer secret \(input is hidden\): [^]*the token secret \(input is hidden\): /,
  )
  assert.doesNotMatch(asked.stderr + asked.stdout, /planted/)
  const { variables, consumerKey, consumerSecret, tokenSecret } = readProfiles({
    env: config,
  }).byName.get('netsuite')!
  assert.deepEqual(
    [variables, consumerKey, consumerSecret, tokenSecret],
    [{ account: '123' }, 'typed-key', 'planted-one', 'planted-two'],
  )
})

test('a login at a service without tokens sends no request', async (context) => {
  const config = temporaryFolder(context).env
  const shop = ['login', 'woocommerce', '--var', 'site=http://127.0.0.1:8080']
  assert.equal(
    (
      await runCli(shop, {
        ...config,
        COUNTERSIGN_CONSUMER_KEY: 'ck',
        COUNTERSIGN_CONSUMER_SECRET: 'cs',
      })
    ).exitCode,
    0,
  )
  const dry = await runCli(['get', 'products', '--dry-run'], config)
  assert.match(
    dry.stdout,
    /^GET http:\/\/127\.0\.0\.1:8080\/wp-json\/wc\/v3\/products\?.*oauth_consumer_key=ck/,
  )
  assert.doesNotMatch(dry.stdout, /oauth_token=/)
})

test('a second login requires only the name of the profile', async (context) => {
  const config = temporaryFolder(context).env
  await runCli(
    ['login', 'tumblr', ...standIn(), '--origin', 'https://up.example.com/x', '--profile', 'blog'],
    {
      ...config,
      ...keys(),
    },
  )
  const first = readProfiles({ env: config }).byName.get('blog')!
  assert.deepEqual(first.origins, [sandbox.url, 'https://up.example.com'])
  const again = await runCli(['login', '--profile', 'blog'], config)
  assert.equal(again.exitCode, 0, again.stderr)
  const second = readProfiles({ env: config }).byName.get('blog')!
  assert.notEqual(second.token, first.token)
  assert.deepEqual({ ...second, token: first.token, tokenSecret: first.tokenSecret }, first)
})

test('does not send the secrets of a profile to another service with the same profile name', async (context) => {
  const config = temporaryFolder(context).env
  await runCli(
    [
      'login',
      '--profile',
      'a',
      '--keys-only',
      '--api-url',
      'https://a.example/',
      '--access-token-url',
      'https://a.example/t',
    ],
    {
      ...config,
      COUNTERSIGN_CONSUMER_KEY: 'k',
      COUNTERSIGN_CONSUMER_SECRET: 'planted-secret',
    },
  )
  const { exitCode, stderr } = await runCli(
    ['login', 'tumblr', '--profile', 'a', ...standIn()],
    config,
  )
  assert.equal(exitCode, 2)
  assert.match(stderr, /there is no consumer key/)
})

test('logs in with xAuth, and prints no password', async (context) => {
  const { path, env: config } = temporaryFolder(context)
  assert.ok(path)
  const provider = await startSandbox({
    approval: 'automatic',
    behaviour: { passwords: { me: 'planted-password' } },
  })
  context.after(() => provider.close())
  const args = [
    'login',
    '--profile',
    'x',
    '--access-token-url',
    provider.accessTokenUrl,
    '--api-url',
    provider.baseUrl,
    '--username',
    'me',
  ]
  const own = {
    ...config,
    COUNTERSIGN_CONSUMER_KEY: provider.consumerKey,
    COUNTERSIGN_CONSUMER_SECRET: provider.consumerSecret,
  }
  const wrong = await runCli(args, { ...own, COUNTERSIGN_PASSWORD: 'planted-wrong' })
  assert.equal(wrong.exitCode, 4)
  const right = await runCli(args, { ...own, COUNTERSIGN_PASSWORD: 'planted-password' })
  assert.equal(right.exitCode, 0, right.stderr)
  assert.equal((await runCli(['get', BRANCHES], config)).exitCode, 0)
  assert.match(
    (await runCli(args, own)).stderr,
    /there is no password\nhint: set COUNTERSIGN_PASSWORD/,
  )
  for (const { stdout, stderr } of [wrong, right]) assert.doesNotMatch(stdout + stderr, /planted/)
  assert.doesNotMatch(readFileSync(credentialsPath(config), 'utf8'), /planted/)
})

test('prompts for the verifier of a service without authorization URL', async (context) => {
  const config = temporaryFolder(context).env
  const shop = await startSandbox({
    approval: 'automatic',
    behaviour: {
      callbackMode: 'none',
      confirmsCallback: false,
      grantedVerifier: 'given-by-the-shop',
      urls: { requestToken: '/oauth/token/request', accessToken: '/oauth/token/access' },
    },
  })
  context.after(() => shop.close())
  const { exitCode, stderr } = await runCliOnTerminal(
    ['login', 'magento2', '--var', `site=${shop.url}`],
    {
      ...config,
      COUNTERSIGN_CONSUMER_KEY: shop.consumerKey,
      COUNTERSIGN_CONSUMER_SECRET: shop.consumerSecret,
    },
    'given-by-the-shop',
  )
  assert.equal(exitCode, 0, stderr)
  assert.match(stderr, /the verifier from the service for the request token \w+: /)
  assert.ok(readProfiles({ env: config }).byName.get('magento2')!.token)
})

test('prompts for the code that the service shows with --pin', async (context) => {
  const config = temporaryFolder(context).env
  const pages = await startSandbox({
    behaviour: { callbackMode: 'oob', grantedVerifier: '123456' },
  })
  context.after(() => pages.close())
  const { exitCode, stderr } = await runCliOnTerminal(
    [
      'login',
      '--profile',
      'pin',
      '--pin',
      '--no-browser',
      '--request-token-url',
      pages.requestTokenUrl,
      '--authorize-url',
      pages.authorizeUrl,
      '--access-token-url',
      pages.accessTokenUrl,
    ],
    {
      ...config,
      COUNTERSIGN_CONSUMER_KEY: pages.consumerKey,
      COUNTERSIGN_CONSUMER_SECRET: pages.consumerSecret,
    },
    ' 123456 ',
  )
  assert.equal(exitCode, 0, stderr)
  assert.match(stderr, /the code that the service shows: /)
})

test('lists the presets with the status of each, as text and as JSON', async () => {
  const { exitCode, stdout } = await runCli(['login', '--list'])
  assert.equal(exitCode, 0)
  for (const { name, status } of PRESETS.values())
    assert.match(stdout, new RegExp(`^${name} +${status} `, 'm'))
  assert.match(stdout, /^ +--var site=https:\/\/jira\.example\.com$/m)
  const listed = JSON.parse((await runCli(['login', '--list', '--json'])).stdout)
  assert.deepEqual(
    listed.map(({ name }: { name: string }) => name),
    [...PRESETS.keys()],
  )
})

test('refuses a service that is gone with its replacement, and a mistyped preset with the nearest name', async (context) => {
  const config = temporaryFolder(context).env
  const gone = await runCli(['login', 'bitbucket'], { ...config, ...keys() })
  assert.equal(gone.exitCode, 2)
  assert.match(gone.stderr, /Bitbucket.* is gone\nhint: .*OAuth 2\.0/)
  assert.match(
    (await runCli(['login', 'tumbler'], { ...config, ...keys() })).stderr,
    /no preset "tumbler"\nhint: did you mean tumblr\?/,
  )
  assert.match(
    (await runCli(['login', 'qqqqq'], { ...config, ...keys() })).stderr,
    /hint: countersign login --list/,
  )
})

test('suggests the same presets for a mistyped name as OAuth1Service.from', async (context) => {
  const config = temporaryFolder(context).env
  const names = ['tumbler', 'Twitter', 'magento', 'bitbucket-server', 'e-trade', 'jria']
  for (const name of names) {
    const suggested = hintOf(() =>
      OAuth1Service.from(name, { consumerKey: 'k', consumerSecret: 's' }),
    )
    assert.match(suggested, /^did you mean /)
    const { exitCode, stderr } = await runCli(['login', name], { ...config, ...keys() })
    assert.equal(exitCode, 2)
    assert.ok(stderr.endsWith(`hint: ${suggested}\n`), `${name}: ${stderr}`)
  }
})

function hintOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof CountersignError) return error.hint
  }
  return assert.fail('no error was thrown')
}

test('names a missing URL and the options that set it', async () => {
  const { COUNTERSIGN_AUTHORIZE_URL: _, ...rest } = env()
  const { exitCode, stderr } = await runCli(['login'], rest)
  assert.equal(exitCode, 2)
  assert.match(
    stderr,
    /there is no authorize URL\nhint: give --authorize-url or COUNTERSIGN_AUTHORIZE_URL/,
  )
})

test('a refused login exits with 4 and stores no profile', async (context) => {
  const config = temporaryFolder(context).env
  const { exitCode, stderr } = await runCli(['login', 'tumblr', ...standIn()], {
    ...config,
    ...keys(),
    COUNTERSIGN_CONSUMER_SECRET: 'wrong',
  })
  assert.equal(exitCode, 4)
  assert.match(stderr, /the request token was refused with status 401: signature_invalid\nhint: /)
  assert.equal(readProfiles({ env: config }).byName.size, 0)
})

test('ends after its timeout', async () => {
  const { exitCode, stderr } = await runCli(['login', '--no-browser', '--timeout', '0.2'], env())
  assert.equal(exitCode, 3)
  assert.match(stderr, /no callback came within/)
})

test('refuses invalid options', async (context) => {
  const config = temporaryFolder(context).env
  const cases = [
    ['--port', '99999'],
    ['--callback-path', 'callback'],
    ['a', 'b'],
    ['--save', 'x', '--json'],
    ['--profile', 'a b'],
    ['tumblr', '--origin', 'up'],
    ['tumblr', '--var', 'site'],
    ['tumblr', '--token', 't', '--var', 'site=x'],
  ]
  for (const args of cases) {
    const { exitCode, stderr } = await runCli(['login', ...args], {
      ...config,
      ...env(),
      COUNTERSIGN_TOKEN_SECRET: 's',
    })
    assert.equal(exitCode, 2, args.join(' '))
    assert.match(stderr, /hint: /)
  }
})
