/** Runs the command in this process, with streams and an environment of its own, or as a process of its own. */
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

/** No test may see the profiles of the person who runs it. */
const NOBODY = { XDG_CONFIG_HOME: '/nonexistent/countersign-tests' }

export async function runCli(
  args: readonly string[],
  env: Record<string, string> = {},
  stdin = '',
): Promise<CliRun> {
  return run(args, env, Readable.from([Buffer.from(stdin)]), false)
}

/** A terminal that types lines, each as soon as the one before was asked for; what it shows is in standard error. */
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
  const io = { stdin, stdout: stdout.stream, stderr: stderr.stream, env: { ...NOBODY, ...env } }
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
 * The command as a process of its own.
 *
 * @param uid of the user that it runs as. Defaults to this one
 * @param blocks of 512 octets, the limit of the files that it writes
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
    env: { PATH: process.env['PATH'], ...NOBODY, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  })
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { exitCode, stdout, stderr }
}

/** A folder for one test, removed after it, that is the XDG config folder too. */
export function temporaryFolder(context: { after: (end: () => void) => void }): {
  path: string
  env: Record<string, string>
} {
  const path = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  context.after(() => rmSync(path, { recursive: true, force: true }))
  return { path, env: { XDG_CONFIG_HOME: path } }
}
