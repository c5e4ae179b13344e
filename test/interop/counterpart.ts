/** Starts the software written by others, and always ends what it started. install.sh puts that software in place. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Debian's python3-requests-oauthlib; `requests-oauthlib-client.py --help` lists its environment. */
export const requestsOauthlibClient: readonly string[] = [
  '/usr/bin/python3',
  '-I',
  here('requests-oauthlib-client.py'),
]

/** npm's oauth; `npm-oauth-client.mjs --help` lists its environment. */
export const npmOauthClient: readonly string[] = [process.execPath, here('npm-oauth-client.mjs')]

const oauthlibProvider: readonly string[] = ['/usr/bin/python3', '-I', here('oauthlib-provider.py')]

export interface OauthlibProviderOptions {
  /** PEM. Without it the provider takes no RSA signature and `rsaConsumerKey` is null. */
  readonly publicKeyFile?: string
  /** Instead of 30 random letters and digits. */
  readonly consumerSecret?: string
  /** How long the provider may live, in milliseconds, whether or not somebody stops it. */
  readonly deadline?: number
}

export interface OauthlibProvider {
  readonly url: string
  readonly requestTokenUrl: string
  readonly authorizeUrl: string
  readonly accessTokenUrl: string
  readonly resourceUrl: string
  readonly echoUrl: string
  /** The consumer of HMAC and PLAINTEXT. */
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly rsaConsumerKey: string | null
  /** oauthlib's version, for the names of tests. */
  readonly oauthlib: string
  /** What it said so far, with the signature base string that it made of each request whose signature it refused. */
  log(): string
  /** Ends the provider and waits until it is gone. Once or often. */
  stop(): Promise<void>
}

export interface Step {
  readonly step: string
  /** Null where the client does not tell. */
  readonly status: number | null
  readonly body: unknown
}

export interface ClientRun {
  readonly steps: readonly Step[]
  /** Null when the deadline ended the client. */
  readonly exitCode: number | null
  readonly stderr: string
}

/** Debian's python3-oauthlib as a provider on loopback. It also ends by itself when its standard input is closed. */
export async function startOauthlibProvider(
  options: OauthlibProviderOptions = {},
): Promise<OauthlibProvider> {
  const { publicKeyFile, consumerSecret, deadline = 120_000 } = options
  const command =
    publicKeyFile === undefined ? oauthlibProvider : [...oauthlibProvider, publicKeyFile]
  const program = start(
    command,
    consumerSecret === undefined ? {} : { CONSUMER_SECRET: consumerSecret },
    deadline,
  )
  const stop = async (): Promise<void> => {
    program.child.stdin.end()
    const killer = setTimeout(() => program.child.kill('SIGKILL'), 2_000)
    await program.end
    clearTimeout(killer)
  }
  const tooSlow = setTimeout(() => program.child.kill('SIGKILL'), 10_000)
  try {
    for await (const line of createInterface({ input: program.child.stdout })) {
      const { url, consumerKey, consumerSecret, rsaConsumerKey, oauthlib } = JSON.parse(
        line,
      ) as OauthlibProvider
      return {
        url,
        requestTokenUrl: `${url}/oauth/request_token`,
        authorizeUrl: `${url}/oauth/authorize`,
        accessTokenUrl: `${url}/oauth/access_token`,
        resourceUrl: `${url}/1.0/repositories/me/repo/branches`,
        echoUrl: `${url}/echo`,
        consumerKey,
        consumerSecret,
        rsaConsumerKey,
        oauthlib,
        log: () => program.stderr(),
        stop,
      }
    }
    await program.end
    throw new Error(`the oauthlib provider did not start: ${program.stderr()}`)
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(tooSlow)
  }
}

/** Runs a client to its end, or to its deadline in milliseconds. It gets this environment and no other. */
export async function runClient(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  deadline = 60_000,
): Promise<ClientRun> {
  const program = start(command, env, deadline)
  program.child.stdin.end()
  const steps: Step[] = []
  try {
    for await (const line of createInterface({ input: program.child.stdout }))
      steps.push(JSON.parse(line) as Step)
  } catch (error) {
    program.child.kill('SIGKILL')
    throw error
  }
  return { steps, exitCode: await program.end, stderr: program.stderr() }
}

interface Program {
  readonly child: ChildProcessWithoutNullStreams
  readonly end: Promise<number | null>
  stderr(): string
}

function start(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  deadline: number,
): Program {
  const [file = '', ...args] = command
  // Nothing else of the environment: no proxy, no search path of Python's, no coverage of ours.
  const child = spawn(file, args, { env })
  // Not spawn's own timeout, whose timer outlives a program that could not be started.
  const killer = setTimeout(() => child.kill('SIGKILL'), deadline)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const end = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve(code))
  }).finally(() => clearTimeout(killer))
  // Whoever awaits `end` sees the failure; nobody may be awaiting it yet when it comes.
  end.catch(() => {})
  return { child, end, stderr: () => stderr }
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
