// The credentials file: its permissions, damaged files, and atomic writes.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { credentialsPath } from '../../src/cli/profiles/location.ts'
import {
  readProfiles,
  updateProfiles,
  withoutProfile,
  withProfile,
} from '../../src/cli/profiles/store.ts'
import { exampleProfile } from './example-profile.ts'
import { runCli, runProcess, temporaryFolder } from './run-cli.ts'

const isRoot = process.getuid?.() === 0

test('the file is in the XDG config folder, and in APPDATA on Windows', () => {
  const path = (env: Record<string, string>, platform: NodeJS.Platform = 'linux'): string =>
    credentialsPath(env, platform)
  assert.equal(path({ XDG_CONFIG_HOME: '/c', HOME: '/h' }), '/c/countersign/credentials.json')
  assert.equal(path({ HOME: '/h' }), '/h/.config/countersign/credentials.json')
  // "All paths set in these environment variables must be absolute. [If not, …] ignore it": XDG
  // Base Directory 0.8.
  assert.equal(
    path({ XDG_CONFIG_HOME: 'relative', HOME: '/h' }),
    '/h/.config/countersign/credentials.json',
  )
  assert.equal(path({ XDG_CONFIG_HOME: '', HOME: '/h' }), '/h/.config/countersign/credentials.json')
  assert.equal(path({ APPDATA: '/a' }, 'win32'), '/a/countersign/credentials.json')
})

test('the folder has mode 0700, the file has mode 0600, and the folder contains no other file', async (context) => {
  const { path, env } = temporaryFolder(context)
  await updateProfiles({ env }, (profiles) => withProfile(profiles, 'a', exampleProfile()))
  assert.equal(statSync(join(path, 'countersign')).mode & 0o777, 0o700)
  assert.equal(statSync(join(path, 'countersign', 'credentials.json')).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(path, 'countersign')), ['credentials.json'])
})

test('reads back all members of a written profile', async (context) => {
  const { env } = temporaryFolder(context)
  const profile = exampleProfile({
    sessionHandle: 'h',
    expiresAt: 1_800_000_000_000,
    fields: [
      ['name', 'ü'],
      ['name', '2'],
    ],
  })
  assert.deepEqual(readProfiles({ env }), { default: null, byName: new Map() })
  await updateProfiles({ env }, (profiles) => withProfile(profiles, 'a', profile))
  await updateProfiles({ env }, (profiles) =>
    withProfile(profiles, 'constructor', exampleProfile({ token: null })),
  )
  const stored = readProfiles({ env })
  assert.equal(stored.default, 'a')
  assert.deepEqual(stored.byName.get('a'), profile)
  assert.equal(stored.byName.get('constructor')?.token, null)
  await updateProfiles({ env }, (profiles) => withoutProfile(profiles, 'a'))
  assert.deepEqual([...readProfiles({ env }).byName.keys()], ['constructor'])
  assert.equal(readProfiles({ env }).default, null)
})

test('refuses a file that other users can read, with the chmod command as the hint', async (context) => {
  const { path, env } = temporaryFolder(context)
  await updateProfiles({ env }, (profiles) => withProfile(profiles, 'a', exampleProfile()))
  const file = join(path, 'countersign', 'credentials.json')
  for (const mode of [0o640, 0o604, 0o660, 0o644]) {
    chmodSync(file, mode)
    const { exitCode, stderr } = await runCli(['profiles'], env)
    assert.equal(exitCode, 2)
    assert.match(
      stderr,
      new RegExp(`other users can read .*\\nhint: restrict the permissions: chmod 600 ${file}\n$`),
    )
  }
  await assert.rejects(
    updateProfiles({ env }, (profiles) => profiles),
    /other users can read/,
  )
  chmodSync(file, 0o600)
  chmodSync(join(path, 'countersign'), 0o720)
  assert.match(
    (await runCli(['profiles'], env)).stderr,
    /other users can replace files in .*\nhint: restrict the permissions: chmod 700 \S+countersign\n$/,
  )
})

test('the path in the chmod command is quoted for a shell', async (context) => {
  const { path } = temporaryFolder(context)
  const env = { XDG_CONFIG_HOME: join(path, "it's here") }
  mkdirSync(join(env.XDG_CONFIG_HOME, 'countersign'), { recursive: true })
  writeFileSync(credentialsPath(env), '{}', { mode: 0o644 })
  assert.match(
    (await runCli(['profiles'], env)).stderr,
    /hint: restrict the permissions: chmod 600 '.*it'\\''s here\/countersign\/credentials\.json'\n$/,
  )
})

test(
  'an unreadable file is an error, not an empty list of profiles',
  { skip: isRoot && 'root reads every file' },
  async (context) => {
    const { env } = temporaryFolder(context)
    await updateProfiles({ env }, (profiles) => withProfile(profiles, 'a', exampleProfile()))
    chmodSync(credentialsPath(env), 0)
    await assert.rejects(
      updateProfiles({ env }, (profiles) => profiles),
      /cannot be read: EACCES, permission is denied/,
    )
  },
)

test('refuses a damaged file with the position, without its secrets, and never overwrites it', async (context) => {
  const { env } = temporaryFolder(context)
  await updateProfiles({ env }, (profiles) =>
    withProfile(profiles, 'a', exampleProfile({ tokenSecret: 'planted-secret' })),
  )
  const sound = readFileSync(credentialsPath(env), 'utf8')
  const [line, column] = placeOf(sound, '"planted-secret"')
  const cases: [string, RegExp][] = [
    ['', /not JSON: syntax error at line 1, column 1/],
    ['{', /not JSON: syntax error at line 1, column 2/],
    [
      sound.replace('"planted-secret"', 'planted-secret'),
      new RegExp(`not JSON: syntax error at line ${line}, column ${column}`),
    ],
    [
      sound.slice(0, sound.indexOf('planted-secret') + 7),
      new RegExp(`not JSON: syntax error at line ${line}, column ${column}`),
    ],
    [
      `${sound}}`,
      new RegExp(`not JSON: syntax error at line ${sound.split('\n').length}, column 1`),
    ],
    [sound.replace('"version": 1', '"version": 2'), /its version is not 1; a newer/],
    [sound.replace('"planted-secret"', '17'), /profile "a": its tokenSecret is not a string/],
    [
      sound.replace(/"consumerKey": "[^"]*"/, '"consumerKey": ""'),
      /profile "a": its consumerKey is missing/,
    ],
    [sound.replace('"expiresAt": null', '"expiresAt": "soon"'), /its expiresAt is not a number/],
    [
      sound.replace('"fields": [', '"fields": [3'),
      /its fields are not an array of pairs of strings/,
    ],
    [sound.replace('"variables": {}', '"variables": []'), /its variables is not an object/],
    [sound.replace('"origins": [', '"origins": [null,'), /its origins are not an array of strings/],
    [JSON.stringify({ version: 1, profiles: { a: null } }), /profile "a": it is not an object/],
  ]
  for (const [damaged, message] of cases) {
    writeFileSync(credentialsPath(env), damaged)
    const listed = await runCli(['profiles'], env)
    assert.equal(listed.exitCode, 2)
    assert.match(listed.stderr, message)
    assert.ok(!listed.stderr.includes('planted'), listed.stderr)
    const written = await runCli(
      ['login', '--profile', 'b', '--keys-only', '--api-url', 'https://h/'],
      {
        ...env,
        COUNTERSIGN_CONSUMER_KEY: 'k',
        COUNTERSIGN_CONSUMER_SECRET: 's',
      },
    )
    assert.equal(written.exitCode, 2)
    assert.equal(readFileSync(credentialsPath(env), 'utf8'), damaged)
  }
})

test('accepts a byte order mark of UTF-8, and names UTF-16 in the error', async (context) => {
  const { env } = temporaryFolder(context)
  await updateProfiles({ env }, (profiles) => withProfile(profiles, 'a', exampleProfile()))
  const sound = readFileSync(credentialsPath(env), 'utf8')
  writeFileSync(credentialsPath(env), `\ufeff${sound}`)
  assert.deepEqual([...readProfiles({ env }).byName.keys()], ['a'])
  await updateProfiles({ env }, (profiles) => profiles)
  assert.deepEqual(JSON.parse(readFileSync(credentialsPath(env), 'utf8')), JSON.parse(sound))
  for (const text of [`\ufeff${sound}`, sound]) {
    writeFileSync(credentialsPath(env), text, 'utf16le')
    assert.match(
      (await runCli(['profiles'], env)).stderr,
      /is damaged: it is UTF-16, but JSON must be UTF-8\nhint: /,
    )
  }
  writeFileSync(credentialsPath(env), `\ufeff{`)
  assert.match(
    (await runCli(['profiles'], env)).stderr,
    /is damaged: it is not JSON: syntax error at line 1, column 2\n/,
  )
})

function placeOf(text: string, part: string): [number, number] {
  const lines = text.slice(0, text.indexOf(part)).split('\n')
  return [lines.length, lines.at(-1)!.length + 1]
}

test('keeps a symbolic link, and refuses a link to a file that does not exist', async (context) => {
  const { path, env } = temporaryFolder(context)
  const real = join(path, 'elsewhere.json')
  mkdirSync(join(path, 'countersign'), { mode: 0o700 })
  symlinkSync(real, credentialsPath(env))
  await assert.rejects(
    updateProfiles({ env }, (profiles) => profiles),
    /is a symbolic link to a file that does not exist/,
  )
  writeFileSync(real, JSON.stringify({ version: 1, default: null, profiles: {} }), { mode: 0o600 })
  await updateProfiles({ env }, (profiles) => withProfile(profiles, 'a', exampleProfile()))
  assert.ok(lstatSync(credentialsPath(env)).isSymbolicLink())
  assert.ok(readFileSync(real, 'utf8').includes('"a"'))
  assert.equal(statSync(real).mode & 0o777, 0o600)
})

test('a change that throws writes nothing and releases the lock', async (context) => {
  const { path, env } = temporaryFolder(context)
  await updateProfiles({ env }, (profiles) => withProfile(profiles, 'a', exampleProfile()))
  const fails = updateProfiles({ env }, () => {
    throw new Error('changed its mind')
  })
  await assert.rejects(fails, /changed its mind/)
  assert.deepEqual([...readProfiles({ env }).byName.keys()], ['a'])
  assert.deepEqual(readdirSync(join(path, 'countersign')), ['credentials.json'])
})

test(
  'concurrent processes do not overwrite the changes of each other',
  { timeout: 300_000 },
  async (context) => {
    const { path, env } = temporaryFolder(context)
    const names = Array.from({ length: 6 }, (_, index) => `p${index}`)
    const runs = await Promise.all(
      names.map((name) =>
        runProcess(
          ['login', '--profile', name, '--keys-only', '--api-url', `https://${name}.example.com/`],
          {
            ...env,
            COUNTERSIGN_CONSUMER_KEY: `key-${name}`,
            COUNTERSIGN_CONSUMER_SECRET: 's',
          },
        ),
      ),
    )
    assert.deepEqual(
      runs.map(({ exitCode }) => exitCode),
      names.map(() => 0),
      runs.map(({ stderr }) => stderr).join(''),
    )
    const { byName } = readProfiles({ env })
    assert.deepEqual([...byName.keys()].sort(), names)
    for (const name of names) assert.equal(byName.get(name)!.consumerKey, `key-${name}`)
    assert.deepEqual(readdirSync(join(path, 'countersign')), ['credentials.json'])
  },
)

test(
  'a killed writer leaves the complete old file or the complete new file',
  { timeout: 600_000 },
  async (context) => {
    const { env } = temporaryFolder(context)
    const writer = fileURLToPath(new URL('store-writer.ts', import.meta.url))
    const written: number[] = []
    for (let round = 0; round < 10; round += 1) {
      const children = [0, 1].map((each) =>
        spawn(process.execPath, ['--import', 'tsx', writer, `r${round}w${each}`], {
          env: { PATH: process.env['PATH'], ...env },
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      )
      const done = await Promise.all(
        children.map(async (child) => {
          const lines = createInterface({ input: child.stdout })
          let last = -1
          // Vary the write and the moment of the kill.
          lines.on('line', (line) => {
            last = Number(line)
            if (last === round % 5) setTimeout(() => child.kill('SIGKILL'), (round * 7) % 10)
          })
          const closed = once(lines, 'close')
          const [, signal] = await once(child, 'exit')
          await closed
          assert.equal(signal, 'SIGKILL')
          return last
        }),
      )
      // Each reported write is in the file. The interrupted write is there completely or not at
      // all.
      const { byName } = readProfiles({ env })
      done.forEach((last, each) => {
        const own = [...byName.keys()].filter((name) => name.startsWith(`r${round}w${each}-`))
        assert.ok(
          own.length === last + 1 || own.length === last + 2,
          `${own.length} profiles after ${last}`,
        )
        written.push(own.length)
      })
      assert.equal(
        byName.size,
        written.reduce((sum, each) => sum + each, 0),
      )
      assert.equal(statSync(credentialsPath(env)).mode & 0o777, 0o600)
    }
    assert.ok(
      written.some((count) => count > 2),
      'the writers were killed while they wrote',
    )
  },
)
