// A token that several processes share: one of them renews it, and all continue with the new one.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, readdirSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Profile } from '../../src/cli/profiles/profile.ts'
import {
  readProfiles,
  updateProfiles,
  withoutProfile,
  withProfile,
} from '../../src/cli/profiles/store.ts'
import { exampleProfile } from './example-profile.ts'
import { startRecorder, type Recorded, type Recorder } from './recorder.ts'
import { runStorm } from './renewal-storm.ts'
import { runCli, runProcess, temporaryFolder } from './run-cli.ts'

type Env = Record<string, string>

test(
  'six concurrent processes renew an expired token once, and all of their calls succeed',
  {
    timeout: 300_000,
  },
  async () => {
    const { calls, renewals, refusedRenewals, failures } = await runStorm(3)
    assert.deepEqual(
      { calls, renewals, refusedRenewals, failures },
      { calls: 24, renewals: 3, refusedRenewals: 0, failures: [] },
    )
  },
)

interface Service extends Recorder {
  readonly env: Env
  readonly path: string
  /** Reads the stored profile. */
  profile(): Profile
  change(own: Partial<Profile>): Promise<void>
}

const NEW = 'oauth_token=new&oauth_token_secret=new-secret&oauth_session_handle=new-handle'

/**
 * Starts a service that accepts only the token `new`, and stores a profile with the token `old`.
 *
 * @param refuse answers a request with another token
 * @param renew answers a renewal
 */
async function startService(
  context: TestContext,
  refuse: (response: ServerResponse) => unknown,
  renew: (response: ServerResponse) => unknown = (response) => response.end(NEW),
): Promise<Service> {
  const { path, env } = temporaryFolder(context)
  const recorder = await startRecorder((response, request) => {
    if (request.url === '/renew') renew(response)
    else if (tokenOf(request) === 'new') response.end('ok')
    else refuse(response)
  })
  context.after(() => recorder.close())
  const { url } = recorder
  const profile = (): Profile => readProfiles({ env }).byName.get('p')!
  const store = (stored: Profile): Promise<void> =>
    updateProfiles({ env }, (old) => withProfile(old, 'p', stored))
  await store(
    exampleProfile({
      apiUrl: `${url}/`,
      origins: [url],
      accessTokenUrl: `${url}/renew`,
      token: 'old',
      tokenSecret: 'old-secret',
      sessionHandle: 'old-handle',
    }),
  )
  return { ...recorder, env, path, profile, change: (own) => store({ ...profile(), ...own }) }
}

const tokenOf = ({ headers }: Recorded): string | undefined =>
  /oauth_token="([^"]*)"/.exec(headers.authorization ?? '')?.[1]

const RENEWED = {
  token: 'new',
  tokenSecret: 'new-secret',
  sessionHandle: 'new-handle',
  expiresAt: null,
}
const say = (problem: string) => (response: ServerResponse) =>
  response.writeHead(401, { 'WWW-Authenticate': `OAuth oauth_problem="${problem}"` }).end('no')

test('retries a refused call with the token that another process has renewed', async (context) => {
  for (const problem of ['token_rejected', 'signature_invalid', 'token_expired']) {
    const service = await startService(context, async (response) => {
      // Another process has stored the new token.
      await service.change(RENEWED)
      say(problem)(response)
    })
    for (const args of [
      ['get', 'x'],
      ['post', `${service.url}/x`, '--form', 'a=1'],
    ]) {
      await service.change({ token: 'old', tokenSecret: 'old-secret', sessionHandle: 'old-handle' })
      const { exitCode, stdout, stderr } = await runCli(args, service.env)
      assert.deepEqual([exitCode, stdout], [0, 'ok'], stderr)
      assert.match(stderr, /the token had expired and was renewed/)
    }
    assert.deepEqual(service.requests.map(tokenOf), ['old', 'new', 'old', 'new'])
  }
})

test('does not retry with the token of another login to the profile', async (context) => {
  for (const own of [
    { fields: [['user_id', '2']] },
    { consumerKey: 'another' },
    { origins: ['https://b.example'] },
    { service: 'tumblr' },
  ] as const) {
    const service = await startService(context, async (response) => {
      await service.change({ ...RENEWED, ...own })
      say('token_rejected')(response)
    })
    assert.equal((await runCli(['get', 'x'], service.env)).exitCode, 4)
    assert.deepEqual(service.requests.map(tokenOf), ['old'])
  }
})

test('does not renew the token if the profile has been replaced or removed', async (context) => {
  for (const [change, says] of [
    [
      (service: Service) => service.change({ ...RENEWED, consumerKey: 'another' }),
      /was logged in to again/,
    ],
    [
      (service: Service) => updateProfiles({ env: service.env }, (all) => withoutProfile(all, 'p')),
      /was removed/,
    ],
  ] as const) {
    const service = await startService(context, async (response) => {
      await change(service)
      say('token_expired')(response)
    })
    const { exitCode, stderr } = await runCli(['get', 'x'], service.env)
    assert.equal(exitCode, 2)
    assert.match(stderr, says)
    assert.match(stderr, /\nhint: run the command again\n/)
    assert.deepEqual(
      service.requests.map(({ url }) => url),
      ['/x'],
    )
  }
})

test(
  'reads a renewed token from a read-only folder',
  {
    skip: process.getuid?.() !== 0 && 'only root can run a process as another user',
  },
  async (context) => {
    const otherUid = 65_534
    const give = (uid: number, mode: number): void => {
      for (const name of ['.', ...readdirSync(folder)]) chownSync(join(folder, name), uid, uid)
      chmodSync(folder, mode)
    }
    const service = await startService(context, async (response) => {
      give(0, 0o700)
      await service.change(RENEWED)
      give(otherUid, 0o500)
      say('token_rejected')(response)
    })
    const folder = join(service.path, 'countersign')
    chmodSync(service.path, 0o755)
    give(otherUid, 0o500)
    const { exitCode, stdout, stderr } = await runProcess(['get', 'x'], service.env, otherUid)
    assert.deepEqual([exitCode, stdout], [0, 'ok'], stderr)
  },
)

/**
 * Starts a process whose renewal the service answers when `answer` is called. It answers later
 * renewals at once.
 */
async function startRenewing(
  context: TestContext,
): Promise<{ service: Service; child: ReturnType<typeof spawn>; answer(): void }> {
  let answer: (() => void) | null = null
  let arrived = (): void => {}
  const renewing = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const service = await startService(context, say('token_expired'), (response) => {
    if (answer !== null) return response.end(NEW)
    answer = () => response.end(NEW)
    return arrived()
  })
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', main, 'get', 'x'], {
    env: { PATH: process.env['PATH'], ...service.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  context.after(() => child.kill('SIGKILL'))
  await renewing
  return { service, child, answer: () => answer!() }
}

test('an interrupted process stores the new token before it ends', async (context) => {
  const { service, child, answer } = await startRenewing(context)
  const end = once(child, 'exit')
  const said = text(child.stderr!)
  child.kill('SIGINT')
  await once(child.stderr!, 'data')
  answer()
  assert.deepEqual(await end, [null, 'SIGINT'])
  assert.match(
    await said,
    /^countersign: stops after storing the new token; a second signal stops at once\n/,
  )
  const { token, tokenSecret, sessionHandle } = service.profile()
  assert.deepEqual({ token, tokenSecret, sessionHandle, expiresAt: null }, RENEWED)
  assert.deepEqual(readdirSync(join(service.path, 'countersign')), ['credentials.json'])
})

test('a process that is killed during a renewal does not prevent another process from renewing', async (context) => {
  const { service, child } = await startRenewing(context)
  const end = once(child, 'exit')
  child.kill('SIGKILL')
  await end
  const { exitCode, stdout, stderr } = await runCli(['get', 'x'], service.env)
  assert.deepEqual([exitCode, stdout], [0, 'ok'], stderr)
  assert.equal(service.profile().token, 'new')
  assert.deepEqual(readdirSync(join(service.path, 'countersign')), ['credentials.json'])
})

test('a logout waits for a renewal and revokes the new token', async (context) => {
  const { service, child, answer } = await startRenewing(context)
  await service.change({ revokeUrl: `${service.url}/revoke` })
  const end = once(child, 'exit')
  const out = runCli(['logout', 'p'], service.env)
  await new Promise((resolve) => setTimeout(resolve, 100))
  answer()
  assert.equal((await out).stderr, 'the profile p is removed, and its token is revoked\n')
  assert.deepEqual(service.requests.filter(({ url }) => url === '/revoke').map(tokenOf), ['new'])
  assert.deepEqual(await end, [0, null])
  assert.equal(readProfiles({ env: service.env }).byName.size, 0)
})
