/** Runs the command in this process, with streams and an environment of its own. */
import { PassThrough, Readable, Writable } from 'node:stream'
import { runProgram } from '../../src/cli/program.ts'

export interface CliRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export async function runCli(args: readonly string[], env: Record<string, string> = {}, stdin = ''): Promise<CliRun> {
  const [stdout, stderr] = [collect(), collect()]
  const io = { stdin: Readable.from([Buffer.from(stdin)]), stdout: stdout.stream, stderr: stderr.stream, env }
  const exitCode = await runProgram(args, io)
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

/** A terminal that types one line; what it shows is in the run's standard error. */
export async function runCliOnTerminal(args: readonly string[], env: Record<string, string>, line: string): Promise<CliRun> {
  const [stdout, stderr] = [collect(), collect()]
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin })
  stdin.write(`${line}\n`)
  const exitCode = await runProgram(args, { stdin, stdout: stdout.stream, stderr: stderr.stream, env })
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

function collect(): { stream: Writable; text: () => string } {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}
