/**
 * Runs the command in this process, with its own streams and environment, or as a separate process.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../src/cli/program.ts'

export interface CliRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Hides the profiles of the user who runs the tests. */
const NO_PROFILES = { XDG_CONFIG_HOME: '/nonexistent/countersign-tests' }

export async function runCli(
  args: readonly string[],
  env: Record<string, string> = {},
  stdin = '',
): Promise<CliRun> {
  return run(args, env, Readable.from([Buffer.from(stdin)]), false)
}

/**
 * Runs the command on a terminal that answers each prompt with the next line. Prompts are part of
 * standard error.
 */
export async function runCliOnTerminal(
  args: readonly string[],
  env: Record<string, string>,
  ...lines: readonly string[]
): Promise<CliRun> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin })
  const left = [...lines]
  const answer = (): void => {
    const line = left.shift()
    if (line !== undefined) setImmediate(() => stdin.write(`${line}\n`))
  }
  return run(args, env, stdin, true, (shown) => /: $/.test(shown) && answer())
}

async function run(
  args: readonly string[],
  env: Record<string, string>,
  stdin: Readable,
  isTTY: boolean,
  onError = (_: string): unknown => null,
): Promise<CliRun> {
  const [stdout, stderr] = [collect(isTTY), collect(isTTY, onError)]
  const io = {
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: { ...NO_PROFILES, ...env },
  }
  const exitCode = await runProgram(args, io)
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

function collect(
  isTTY: boolean,
  onWrite = (_: string): unknown => null,
): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      onWrite(String(chunk))
      done()
    },
  })
  return { stream: Object.assign(stream, { isTTY }), text: () => Buffer.concat(chunks).toString() }
}

/**
 * Runs the command as a separate process.
 *
 * @param uid the user id of the process. Defaults to that of this process
 * @param blocks the size limit of files that it writes, in blocks of 512 octets. Defaults to no
 *   limit
 */
export async function runProcess(
  args: readonly string[],
  env: Record<string, string> = {},
  uid?: number,
  blocks?: number,
): Promise<CliRun> {
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
  const command = [process.execPath, '--import', 'tsx', main, ...args]
  const limited =
    blocks === undefined
      ? command
      : ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...command]
  const child = spawn(limited[0]!, limited.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...NO_PROFILES, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  })
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { exitCode, stdout, stderr }
}

/** Creates a folder that is removed after the test. `env` makes it the XDG config folder. */
export function temporaryFolder(context: { after: (end: () => void) => void }): {
  path: string
  env: Record<string, string>
} {
  const path = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  context.after(() => rmSync(path, { recursive: true, force: true }))
  return { path, env: { XDG_CONFIG_HOME: path } }
}
