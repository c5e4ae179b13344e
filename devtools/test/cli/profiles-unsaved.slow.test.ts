// Credentials are requested only if they can be stored, and are saved elsewhere if storing them
// fails.
import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, beforeEach, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { credentialsPath } from '../../src/cli/profiles/location.ts'
import { readProfiles, updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { currentTimestamp } from '../../../src/signing/index.ts'
import { exampleProfile } from './example-profile.ts'
import { type CliRun, runCli, runCliOnTerminal, runProcess, temporaryFolder } from './run-cli.ts'

type Env = Record<string, string>

const isRoot = process.getuid?.() === 0
const needsRoot = { skip: !isRoot && 'only root can give files away' }
const OTHER_UID = 65_534

let sandbox: Sandbox
/** The offset of the sandbox's clock, in seconds. */
let clockOffset = 0
/** The paths of the requests to the sandbox. */
let asked: string[] = []
/** Called at most once, before the client receives a response. */
let onAnswer = (): void => {}
before(async () => {
  sandbox = await startSandbox({
    approval: 'automatic',
    clock: () => currentTimestamp() + clockOffset,
    window: 100_000,
    behaviour: { passwords: { me: 'pw' }, tokenLifetime: 3600, renewal: 'handle' },
    onRequest({ path }) {
      asked.push(path)
      onAnswer()
      onAnswer = () => {}
    },
  })
})
after(() => sandbox.close())
beforeEach(() => {
  asked = []
  onAnswer = () => {}
})

const keys = (): Env => ({
  COUNTERSIGN_PASSWORD: 'pw',
  COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
  COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
})
const loginArguments = (...more: string[]): string[] => [
  'login',
  '--username',
  'me',
  '--access-token-url',
  sandbox.accessTokenUrl,
  '--api-url',
  sandbox.baseUrl,
  ...more,
]
const login = (env: Env, ...more: string[]): Promise<CliRun> =>
  runCli(loginArguments(...more), { ...env, ...keys() })
const BRANCHES = 'repositories/me/repo/branches'

/** Creates a profile whose token has expired according to the profile. */
async function logInExpired(env: Env): Promise<void> {
  assert.equal((await login(env, '--profile', 'mine')).exitCode, 0)
  const stored = readProfiles({ env }).byName.get('mine')!
  await updateProfiles({ env }, (old) => withProfile(old, 'mine', { ...stored, expiresAt: 1 }))
  asked = []
}

/**
 * Obstacles to storing the credentials: name, function that creates the obstacle, expected message.
 */
const OBSTACLES: readonly (readonly [string, (path: string) => void, RegExp])[] = [
  [
    'a directory in place of the file',
    (path) => mkdirSync(path),
    /credentials\.json" is a directory, not a file\nhint: /,
  ],
  [
    'a FIFO in place of the file',
    (path) => void spawnSync('mkfifo', ['-m', '600', path]),
    /credentials\.json" is not a regular file\nhint: /,
  ],
  [
    'a file in place of the folder',
    (path) => {
      rmSync(join(path, '..'), { recursive: true })
      writeFileSync(join(path, '..'), '')
    },
    /cannot be (?:read|written): ENOTDIR, a part of the path is not a folder\nhint: /,
  ],
]

for (const [what, make, says] of OBSTACLES) {
  test(`detects ${what} before a login sends a request`, async (context) => {
    const { env } = temporaryFolder(context)
    const path = credentialsPath(env)
    mkdirSync(join(path, '..'), { mode: 0o700 })
    make(path)
    const { exitCode, stderr } = await login(env, '--profile', 'mine')
    assert.equal(exitCode, 2)
    assert.match(stderr, says)
    assert.deepEqual(asked, [])
  })
}

test('detects a read-only folder before a login and before a renewal send a request', async (context) => {
  const { path, env } = temporaryFolder(context)
  await logInExpired(env)
  const folder = join(path, 'countersign')
  if (isRoot) {
    for (const each of [path, folder, credentialsPath(env)]) chownSync(each, OTHER_UID, OTHER_UID)
  }
  chmodSync(folder, 0o500)
  const run = (...args: string[]): Promise<CliRun> =>
    runProcess(
      args,
      { ...env, ...(args[0] === 'login' ? keys() : {}) },
      isRoot ? OTHER_UID : undefined,
    )
  for (const args of [loginArguments('--profile', 'mine'), ['get', BRANCHES]]) {
    const { exitCode, stderr } = await run(...args)
    assert.equal(exitCode, 2, stderr)
    assert.match(
      stderr,
      /credentials\.json" cannot be written: EACCES, permission is denied\nhint: /,
    )
  }
  assert.deepEqual(asked, [])
})

test('detects a full disk before a login sends a request', async (context) => {
  const { path, env } = temporaryFolder(context)
  // A limit on the file size simulates it: 4 blocks are less than the test file of the login.
  const run = await runProcess(
    loginArguments('--profile', 'mine'),
    { ...env, ...keys() },
    undefined,
    4,
  )
  assert.equal(run.exitCode, 2, run.stderr)
  assert.match(run.stderr, /credentials\.json" cannot be written: EFBIG, .*\nhint: /)
  assert.deepEqual(asked, [])
  assert.deepEqual(readdirSync(join(path, 'countersign')), [])
})

test('detects an unusable path of --save before a login sends a request', async (context) => {
  const { path, env } = temporaryFolder(context)
  mkdirSync(join(path, 'folder'))
  writeFileSync(join(path, 'file'), '')
  for (const [place, says] of [
    ['folder', /folder" is a directory, not a file/],
    ['absent/x.json', /x\.json" cannot be written: ENOENT, the file does not exist/],
    ['file/x.json', /x\.json" cannot be \w+: ENOTDIR/],
  ] as const) {
    const { exitCode, stderr } = await login(env, '--save', join(path, place))
    assert.equal(exitCode, 2)
    assert.match(stderr, says)
  }
  const device = await login(env, '--save', '/dev/null')
  assert.match(device.stderr, /"\/dev\/null" is not a regular file/)
  assert.deepEqual(asked, [])
  assert.deepEqual(readdirSync(path).sort(), ['file', 'folder'])
})

test('--save replaces a file atomically', async (context) => {
  const { path, env } = temporaryFolder(context)
  const file = join(path, 'me.json')
  writeFileSync(file, 'old', { mode: 0o644 })
  const old = statSync(file).ino
  symlinkSync(file, join(path, 'link.json'))
  onAnswer = () => assert.equal(readFileSync(file, 'utf8'), 'old')
  assert.equal((await login(env, '--save', join(path, 'link.json'))).exitCode, 0)
  assert.ok(JSON.parse(readFileSync(file, 'utf8')).token)
  assert.notEqual(statSync(file).ino, old, 'the old file is replaced, not overwritten')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(path).sort(), ['link.json', 'me.json'])
})

test(
  'refuses a file or folder of another user before it sends a request',
  needsRoot,
  async (context) => {
    const { path, env } = temporaryFolder(context)
    await logInExpired(env)
    const folder = join(path, 'countersign')
    const file = credentialsPath(env)
    const whose =
      /belongs to another user \(uid 65534\)[^]*\nhint: run countersign as that user, without sudo/
    for (const place of [file, folder]) {
      chownSync(place, OTHER_UID, OTHER_UID)
      for (const run of [
        runCli(['whoami'], env),
        runCli(['get', BRANCHES], env),
        login(env, '--profile', 'mine'),
      ]) {
        const { exitCode, stderr } = await run
        assert.equal(exitCode, 2)
        assert.match(stderr, whose)
      }
      assert.equal(statSync(place).uid, OTHER_UID)
      chownSync(place, 0, 0)
    }
    const saved = join(path, 'saved.json')
    writeFileSync(saved, '{}')
    chownSync(saved, OTHER_UID, OTHER_UID)
    assert.match((await login(env, '--save', saved)).stderr, whose)
    assert.deepEqual([readFileSync(saved, 'utf8'), statSync(saved).uid], ['{}', OTHER_UID])
    assert.deepEqual(asked, [])
  },
)

test('root does not create a folder in the home of another user', needsRoot, async (context) => {
  const { path } = temporaryFolder(context)
  chownSync(path, OTHER_UID, OTHER_UID)
  const { exitCode, stderr } = await login(
    { XDG_CONFIG_HOME: join(path, '.config') },
    '--profile',
    'mine',
  )
  assert.equal(exitCode, 2)
  assert.match(stderr, /belongs to another user \(uid 65534\)/)
  assert.deepEqual(readdirSync(path), [])
})

test('the hint for a file of root names sudo chown', needsRoot, async (context) => {
  const { path, env } = temporaryFolder(context)
  await updateProfiles({ env }, (old) => withProfile(old, 'a', exampleProfile()))
  for (const place of [path, join(path, 'countersign')]) chownSync(place, OTHER_UID, OTHER_UID)
  const { exitCode, stderr } = await runProcess(['whoami'], env, OTHER_UID)
  assert.equal(exitCode, 2)
  assert.match(
    stderr,
    /belongs to another user \(uid 0\)\nhint: it may have been created under sudo: sudo chown 65534 \//,
  )
})

/**
 * Puts a directory in place of the credentials file at the next request.
 *
 * @returns a function that restores the file
 */
function breakStore(env: Env): () => void {
  const path = credentialsPath(env)
  onAnswer = () => {
    if (existsSync(path)) renameSync(path, `${path}.old`)
    mkdirSync(path)
  }
  return () => {
    rmSync(path, { recursive: true })
    if (existsSync(`${path}.old`)) renameSync(`${path}.old`, path)
  }
}

const keptAt = (stderr: string): string => /saved in "([^"]+)"/.exec(stderr)![1]!

test('a renewal that cannot be stored is saved in another file, the call continues, and restore stores it', async (context) => {
  const { env } = temporaryFolder(context)
  await logInExpired(env)
  const old = readProfiles({ env }).byName.get('mine')!
  const restoreStore = breakStore(env)
  const { exitCode, stdout, stderr } = await runCli(['get', BRANCHES], env)
  assert.equal(exitCode, 0, stderr)
  assert.ok(JSON.parse(stdout).master)
  assert.match(
    stderr,
    /the new credentials of the profile mine could not be stored: .* is a directory/,
  )
  assert.match(
    stderr,
    /\nhint: they are saved in ".*\/countersign\/.*"; to restore the profile, run countersign profiles restore \S+\n/,
  )
  const kept = keptAt(stderr)
  assert.equal(statSync(kept).mode & 0o777, 0o600)
  const { tokenSecret } = JSON.parse(readFileSync(kept, 'utf8')) as { tokenSecret: string }
  assert.notEqual(tokenSecret, old.tokenSecret)
  assert.ok(!stderr.includes(tokenSecret))
  // The file is also a valid credentials file.
  assert.equal(
    (await runCli(['get', `${sandbox.baseUrl}${BRANCHES}`, '--credentials', kept], env)).exitCode,
    0,
  )
  restoreStore()
  const restored = await runCli(['profiles', 'restore', kept], env)
  assert.deepEqual([restored.exitCode, restored.stderr], [0, 'the profile mine is restored\n'])
  assert.ok(!existsSync(kept))
  const profile = readProfiles({ env }).byName.get('mine')!
  assert.deepEqual([profile.tokenSecret, profile.origins], [tokenSecret, old.origins])
  assert.equal((await runCli(['get', BRANCHES], env)).exitCode, 0)
})

test('a login that cannot be stored is saved in another file, and is an error', async (context) => {
  const { path, env } = temporaryFolder(context)
  const restoreStore = breakStore(env)
  const profile = await login(env, '--profile', 'mine')
  assert.equal(profile.exitCode, 2)
  assert.match(
    profile.stderr,
    /error: the new credentials of the profile mine could not be stored: .* is a directory/,
  )
  restoreStore()
  assert.equal((await runCli(['profiles', 'restore', keptAt(profile.stderr)], env)).exitCode, 0)
  assert.equal((await runCli(['get', BRANCHES], env)).exitCode, 0)

  const file = join(path, 'me.json')
  onAnswer = () => mkdirSync(file)
  const saved = await login(env, '--save', file)
  assert.equal(saved.exitCode, 2)
  assert.match(
    saved.stderr,
    /error: the new credentials could not be stored: .*\nhint: they are saved in "[^"]+"\n$/,
  )
  const kept = keptAt(saved.stderr)
  assert.equal(
    (await runCli(['get', `${sandbox.baseUrl}${BRANCHES}`, '--credentials', kept], env)).exitCode,
    0,
  )
})

test('a login whose standard output is closed is saved in the folder for temporary files', async (context) => {
  const { path, env } = temporaryFolder(context)
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...loginArguments('--json')], {
    env: { PATH: process.env['PATH'], ...env, ...keys(), TMPDIR: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  const stderr = await text(child.stderr)
  assert.match(
    stderr,
    /error: the new credentials could not be stored: .*EPIPE\nhint: they are saved in /,
  )
  const kept = keptAt(stderr)
  assert.ok(kept.startsWith(path))
  const args = ['get', `${sandbox.baseUrl}${BRANCHES}`, '--credentials', kept]
  assert.equal((await runCli(args, env)).exitCode, 0)
})

test('credentials are saved in the folder for temporary files if their own folder is missing', async (context) => {
  const { path, env } = temporaryFolder(context)
  const temporary = join(path, 'tmp')
  mkdirSync(temporary)
  await logInExpired(env)
  onAnswer = () => rmSync(join(path, 'countersign'), { recursive: true })
  // The command creates a missing folder, so a file takes its place.
  const onBoth = onAnswer
  onAnswer = () => {
    onBoth()
    writeFileSync(join(path, 'countersign'), '')
  }
  const { exitCode, stderr } = await runCli(['get', BRANCHES], { ...env, TMPDIR: temporary })
  assert.equal(exitCode, 0, stderr)
  assert.ok(keptAt(stderr).startsWith(temporary))
  assert.equal(statSync(keptAt(stderr)).mode & 0o777, 0o600)
})

function leaveNoPlace(path: string): Env {
  onAnswer = () => {
    rmSync(join(path, 'countersign'), { recursive: true })
    writeFileSync(join(path, 'countersign'), '')
  }
  return { XDG_CONFIG_HOME: path, TMPDIR: join(path, 'absent'), NO_COLOR: '1' }
}

test('prompts on a terminal whether to print credentials that cannot be written to any file', async (context) => {
  const { path, env } = temporaryFolder(context)
  await logInExpired(env)
  const printed = await runCliOnTerminal(['get', BRANCHES], leaveNoPlace(path), 'yes')
  assert.equal(printed.exitCode, 0, printed.stderr)
  const [, json] =
    /print them here\? \(yes or no\): [^]*?(\{[^]*?\n\})\n/.exec(printed.stderr) ?? []
  const { token, tokenSecret, consumerKey } = JSON.parse(json!) as Record<string, string>
  assert.ok(token && tokenSecret && consumerKey === sandbox.consumerKey)
  assert.match(printed.stderr, /hint: they were printed above\n/)
})

test('losing the credentials is an error without a terminal, and after the answer "no"', async (context) => {
  for (const answer of ['no', null]) {
    const { path, env } = temporaryFolder(context)
    await logInExpired(env)
    const none = leaveNoPlace(path)
    const lost = await (answer === null
      ? runCli(['get', BRANCHES], none)
      : runCliOnTerminal(['get', BRANCHES], none, answer))
    assert.equal(lost.exitCode, 2)
    assert.match(
      lost.stderr,
      /error: the new credentials of the profile mine could not be stored: .*\nhint: log in again: countersign login --profile mine\n$/,
    )
    assert.doesNotMatch(lost.stderr, /"tokenSecret"/)
  }
})

test('restore accepts only a private file that countersign has written', async (context: TestContext) => {
  const { path, env } = temporaryFolder(context)
  const file = join(path, 'x.json')
  const restore = async (text: string): Promise<string> => {
    writeFileSync(file, text, { mode: 0o600 })
    const { exitCode, stderr } = await runCli(['profiles', 'restore', file], env)
    assert.equal(exitCode, 2)
    assert.ok(existsSync(file))
    return stderr
  }
  assert.match(
    await restore('{'),
    /x\.json" is damaged: it is not JSON: syntax error at line 1, column 2/,
  )
  assert.match(await restore('{}'), /its consumerKey is missing/)
  assert.match(
    await restore(JSON.stringify({ ...exampleProfile(), profile: '../x' })),
    /"\.\.\/x" is not a valid profile name/,
  )
  assert.match(await restore(JSON.stringify(exampleProfile())), /it does not name a profile/)
  chmodSync(file, 0o644)
  assert.match((await runCli(['profiles', 'restore', file], env)).stderr, /other users can read/)
  assert.match(
    (await runCli(['profiles', 'restore', join(path, 'absent')], env)).stderr,
    /cannot be read: ENOENT/,
  )
  assert.match(
    (await runCli(['profiles', 'restore'], env)).stderr,
    /profiles takes no argument, "use NAME" or/,
  )
})

test('does not renew a token from the environment, because no profile could store the new token', async (context) => {
  const { env } = temporaryFolder(context)
  await logInExpired(env)
  const stored = readProfiles({ env }).byName.get('mine')!
  await updateProfiles({ env }, (old) =>
    withProfile(old, 'mine', {
      ...stored,
      renewUrl: sandbox.renewUrl!,
      token: 'another',
      tokenSecret: 'another',
    }),
  )
  const given = { COUNTERSIGN_TOKEN: stored.token!, COUNTERSIGN_TOKEN_SECRET: stored.tokenSecret! }
  clockOffset += 3601
  const { exitCode, stderr } = await runCli(['get', BRANCHES], { ...env, ...given })
  assert.equal(exitCode, 4)
  assert.match(stderr, /token_expired/)
  assert.deepEqual(asked, [`/1.0/${BRANCHES}`])
})
