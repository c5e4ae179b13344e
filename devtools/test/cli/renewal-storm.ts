/**
 * Load test: six processes share one profile and send concurrent requests each time its token
 * expires.
 *
 *     npx tsx devtools/test/cli/renewal-storm.ts [EXPIRIES] [--spawn]
 *
 * With --spawn, each request runs in a new process. Otherwise, six processes send all requests.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { readProfiles, updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { OAuth1Service } from '../../../src/flow/index.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { currentTimestamp } from '../../../src/signing/index.ts'
import { exampleProfile } from './example-profile.ts'
import { type CliRun, runProcess } from './run-cli.ts'

const PROCESSES = 6
const LIFETIME = 3600

export interface Storm {
  readonly calls: number
  readonly renewals: number
  /** Renewals that the provider refused. */
  readonly refusedRenewals: number
  /** The exit code and the messages of each failed call. */
  readonly failures: readonly string[]
}

/** Runs the command repeatedly. */
interface Runner {
  run(args: readonly string[]): Promise<CliRun>
  end(): Promise<unknown>
}

/** @param spawns whether each call runs in a new process. Defaults to `false` */
export async function runStorm(expiries: number, spawns = false): Promise<Storm> {
  const path = mkdtempSync(join(tmpdir(), 'countersign-storm-'))
  const env = { XDG_CONFIG_HOME: path }
  let clockOffset = 0
  let isEndingSoon = false
  const endToken = (): void => {
    clockOffset += LIFETIME + 1
    isEndingSoon = false
  }
  let [renewals, refusedRenewals] = [0, 0]
  const sandbox = await startSandbox({
    approval: 'automatic',
    behaviour: { renewal: 'handle', tokenLifetime: LIFETIME, passwords: { me: 'pw' } },
    clock: () => currentTimestamp() + clockOffset,
    window: (expiries + 2) * LIFETIME,
    onRequest({ path: at, status }) {
      if (isEndingSoon) endToken()
      if (at !== '/oauth/access_token') return
      if (status === 200) renewals += 1
      else refusedRenewals += 1
    },
  })
  const runners = Array.from({ length: PROCESSES }, () =>
    spawns ? createSpawner(env) : startWorker(env),
  )
  const runs: CliRun[] = []
  const callAtOnce = async (): Promise<void> => {
    runs.push(
      ...(await Promise.all(
        runners.map((runner, index) => runner.run(argumentsOf(sandbox.url, index))),
      )),
    )
  }
  try {
    await logIn(sandbox, env)
    renewals = 0
    for (let round = 0; round < expiries; round += 1) {
      if (round % 3 === 2) {
        // The token expires after the first response, while the other calls are in flight.
        isEndingSoon = true
        await callAtOnce()
      } else {
        endToken()
        // In every third round, the profile contains the expiry as well.
        if (round % 3 === 1) await setExpiry(env, Date.now() - 1000)
      }
      await callAtOnce()
    }
    const failures = runs
      .filter(({ exitCode }) => exitCode !== 0)
      .map(({ exitCode, stderr }) => `${exitCode} ${stderr}`)
    return { calls: runs.length, renewals, refusedRenewals, failures }
  } finally {
    await Promise.all(runners.map((runner) => runner.end()))
    await sandbox.close()
    rmSync(path, { recursive: true, force: true })
  }
}

const argumentsOf = (url: string, index: number): string[] =>
  index % 2 === 0
    ? ['get', 'repositories/me/repo/branches']
    : ['post', `${url}/echo`, '--form', `number=${index}`]

async function logIn(
  sandbox: Awaited<ReturnType<typeof startSandbox>>,
  env: Record<string, string>,
): Promise<void> {
  const { consumerKey, consumerSecret, accessTokenUrl, baseUrl, url } = sandbox
  const issued = await new OAuth1Service({
    consumerKey,
    consumerSecret,
    accessTokenUrl,
  }).getAccessTokenByPassword({
    username: 'me',
    password: 'pw',
  })
  const { token, tokenSecret, sessionHandle, expiresAt } = issued
  const own = { consumerKey, consumerSecret, accessTokenUrl, apiUrl: baseUrl, origins: [url] }
  await updateProfiles({ env }, (old) =>
    withProfile(
      old,
      'shared',
      exampleProfile({ ...own, token, tokenSecret, sessionHandle, expiresAt }),
    ),
  )
}

async function setExpiry(env: Record<string, string>, expiresAt: number): Promise<void> {
  const stored = readProfiles({ env }).byName.get('shared')!
  await updateProfiles({ env }, (old) => withProfile(old, 'shared', { ...stored, expiresAt }))
}

const createSpawner = (env: Record<string, string>): Runner => ({
  run: (args) => runProcess(args, env),
  end: () => Promise.resolve(),
})

function startWorker(env: Record<string, string>): Runner {
  const worker = fileURLToPath(new URL('renewal-worker.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', worker], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  return {
    async run(args) {
      const line = once(lines, 'line') as Promise<[string]>
      child.stdin.write(`${JSON.stringify(args)}\n`)
      return JSON.parse((await line)[0]) as CliRun
    },
    async end() {
      const exit = once(child, 'exit')
      child.stdin.end()
      await exit
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [expiries = '50'] = process.argv.slice(2).filter((arg) => arg !== '--spawn')
  const storm = await runStorm(Number(expiries), process.argv.includes('--spawn'))
  const { calls, renewals, refusedRenewals, failures } = storm
  console.log(
    `${calls} calls of ${PROCESSES} processes over ${expiries} expiries: ${failures.length} failed`,
  )
  console.log(`${renewals} successful renewals, ${refusedRenewals} refused by the provider`)
  for (const failure of new Set(failures)) console.log(failure)
  process.exitCode = failures.length === 0 ? 0 : 1
}
