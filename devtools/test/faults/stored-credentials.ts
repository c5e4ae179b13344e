// Credentials that several processes share, and files that cannot store them.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Io } from '../../src/terminal/index.ts'
import { storeProfile } from '../../src/cli/login/store-credentials.ts'
import { describeOwner } from '../../src/cli/profiles/lock-owner.ts'
import { withLock } from '../../src/cli/profiles/lock.ts'
import { credentialsPath } from '../../src/cli/profiles/location.ts'
import { shareRenewals } from '../../src/cli/profiles/renewal.ts'
import {
  readProfiles,
  requireStorable,
  updateProfiles,
  withProfile,
} from '../../src/cli/profiles/store.ts'
import { OAuth1Service } from '../../../src/flow/index.ts'
import { exampleProfile } from '../cli/example-profile.ts'
import { temporaryFolder } from '../cli/run-cli.ts'
import { KEYS } from '../../../test/client/support.ts'
import type { Fault, FaultTable } from './fault.ts'
import { say, startHostileServer } from './hostile-server.ts'

interface Store {
  readonly io: Io
  /** The credentials file. */
  readonly path: string
}

function storeIn(t: TestContext): Store {
  const { env } = temporaryFolder(t)
  const stderr = new Writable({ write: (_chunk, _encoding, done) => done() })
  const io = { stdin: process.stdin, stdout: stderr, stderr, env }
  mkdirSync(join(credentialsPath(env), '..'), { mode: 0o700 })
  return { io, path: credentialsPath(env) }
}

const storeExample = ({ io }: Store, own = {}): Promise<void> =>
  updateProfiles(io, (all) => withProfile(all, 'p', exampleProfile({ ...KEYS, ...own })))

/** Starts a process that holds a lock. */
async function startHolder(t: TestContext, path: string): Promise<ReturnType<typeof spawn>> {
  const program = fileURLToPath(new URL('../cli/lock-holder.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  await once(createInterface({ input: child.stdout! }), 'line')
  return child
}

const faults: readonly Fault[] = [
  {
    fault: 'six processes use the expired token of a profile concurrently',
    answer: 'one renews it under the lock of the profile, and the others read the stored token',
    error: null,
    async run(t) {
      const store = storeIn(t)
      let renewals = 0
      const server = await startHostileServer(t, (socket, request) => {
        if (request.startsWith('POST /renew')) {
          renewals += 1
          const isFirst = request.includes('oauth_session_handle="old-handle"') && renewals === 1
          say(
            socket,
            isFirst ? '200 OK' : '401 Unauthorized',
            [],
            isFirst ? 'oauth_token=fresh&oauth_token_secret=s' : 'no',
          )
        } else if (request.includes('oauth_token="fresh"')) say(socket, '200 OK', [], 'ok')
        else
          say(
            socket,
            '401 Unauthorized',
            ['WWW-Authenticate: OAuth oauth_problem=token_expired'],
            'no',
          )
      })
      await storeExample(store, { sessionHandle: 'old-handle' })
      const profile = { name: 'p', ...readProfiles(store.io).byName.get('p')! }
      // Each session has its own service, like a separate process.
      const sessions = Array.from({ length: 6 }, () =>
        new OAuth1Service({
          consumerKey: KEYS.consumerKey,
          consumerSecret: KEYS.consumerSecret,
          accessTokenUrl: `${server.origin}/renew`,
          ...shareRenewals(profile, store.io),
        }).getSession(profile),
      )
      const answers = await Promise.all(
        sessions.map((session) => session.get(`${server.origin}/x`)),
      )
      assert.deepEqual([answers.map(({ status }) => status), renewals], [Array(6).fill(200), 1])
      assert.equal(readProfiles(store.io).byName.get('p')!.token, 'fresh')
    },
  },
  {
    fault: 'a process is killed while it holds the lock',
    answer: 'the next process detects that the owner is dead and acquires the lock at once',
    error: null,
    async run(t) {
      const lock = `${storeIn(t).path}.lock`
      const holder = await startHolder(t, lock)
      holder.kill('SIGKILL')
      await once(holder, 'exit')
      assert.equal(await withLock(lock, () => 'ran', { timeout: 0 }), 'ran')
    },
  },
  {
    fault: 'a process is interrupted while it holds the lock',
    answer: 'it completes its work, releases the lock, and ends with the signal',
    error: null,
    async run(t) {
      const lock = `${storeIn(t).path}.lock`
      const holder = await startHolder(t, lock)
      const end = once(holder, 'exit')
      holder.kill('SIGINT')
      await once(holder.stdout!, 'data')
      assert.ok(existsSync(lock))
      holder.stdin!.end()
      assert.deepEqual(await end, [null, 'SIGINT'])
      assert.ok(!existsSync(lock))
    },
  },
  {
    fault: 'the system clock is changed while a process holds the lock',
    answer: 'waits for the lock and names its owner; the age of the lock file is irrelevant',
    error: 'usage',
    says: /^the credentials file is locked by process \d+ on /,
    async run(t) {
      const lock = `${storeIn(t).path}.lock`
      writeFileSync(lock, JSON.stringify(describeOwner()))
      utimesSync(lock, 1, 1)
      await withLock(lock, () => assert.fail('the lock was acquired'), { timeout: 50 })
    },
  },
  {
    fault: 'the folder of the credentials file is not writable',
    answer: 'reports it before a login or a renewal sends a request',
    error: 'usage',
    says: /credentials\.json" cannot be written: E/,
    run: () => requireStorable({ env: { XDG_CONFIG_HOME: '/sys' } }),
  },
  {
    fault: 'a directory has the path of the credentials file',
    answer: 'reports it before a login or a renewal sends a request',
    error: 'usage',
    says: /is a directory, not a file$/,
    async run(t) {
      const { io, path } = storeIn(t)
      mkdirSync(path)
      await requireStorable(io)
    },
  },
  {
    fault: 'new credentials cannot be stored, although the check before the login succeeded',
    answer:
      'writes them to a file in the same folder or in the folder for temporary files, or offers to print them on a terminal',
    error: 'credentials-not-stored',
    says: /^the new credentials of the profile p could not be stored: /,
    async run(t) {
      const { io, path } = storeIn(t)
      mkdirSync(path)
      try {
        await storeProfile('p', exampleProfile({ ...KEYS, token: 'only-one' }), io)
      } finally {
        const folder = join(path, '..')
        const [kept] = readdirSync(folder).filter((name) => name.includes('.unsaved-'))
        assert.equal(JSON.parse(readFileSync(join(folder, kept!), 'utf8')).token, 'only-one')
      }
    },
  },
  {
    fault: 'another user owns the credentials file, as under sudo',
    answer: 'refuses it, because replacing it would take it from that user',
    error: 'usage',
    says: /belongs to another user \(uid \d+\)/,
    async run(t) {
      const store = storeIn(t)
      await storeExample(store)
      // Only root can change the owner of a file. Other users read a folder of root.
      if (process.getuid?.() !== 0) return readProfiles({ env: { XDG_CONFIG_HOME: '/' } })
      chownSync(store.path, 65_534, 65_534)
      return requireStorable(store.io)
    },
  },
  {
    fault: 'an editor has added a byte order mark to the credentials file',
    answer: 'reads the file',
    error: null,
    async run(t) {
      const store = storeIn(t)
      await storeExample(store)
      writeFileSync(store.path, `\ufeff${readFileSync(store.path, 'utf8')}`)
      assert.deepEqual([...readProfiles(store.io).byName.keys()], ['p'])
    },
  },
  {
    fault: 'an editor has saved the credentials file as UTF-16',
    answer: 'reports the encoding, and does not change the file',
    error: 'usage',
    says: /is damaged: it is UTF-16, but JSON must be UTF-8$/,
    async run(t) {
      const store = storeIn(t)
      await storeExample(store)
      writeFileSync(store.path, `\ufeff${readFileSync(store.path, 'utf8')}`, 'utf16le')
      await storeExample(store)
    },
  },
]

export const STORED_CREDENTIALS: FaultTable = { title: 'Stored credentials', faults }
