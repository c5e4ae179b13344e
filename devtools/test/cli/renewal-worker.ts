/**
 * A process that runs the command once for each line of its input, and reports the result of each
 * run.
 */
import { createInterface } from 'node:readline'
import { Readable, Writable } from 'node:stream'
import { runProgram } from '../../src/cli/program.ts'

const collect = (chunks: string[]): Writable =>
  new Writable({ write: (chunk, _encoding, done) => (chunks.push(String(chunk)), done()) })

for await (const line of createInterface({ input: process.stdin })) {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const io = {
    stdin: Readable.from([]),
    stdout: collect(stdout),
    stderr: collect(stderr),
    env: process.env,
  }
  const exitCode = await runProgram(JSON.parse(line) as string[], io)
  process.stdout.write(
    `${JSON.stringify({ exitCode, stdout: stdout.join(''), stderr: stderr.join('') })}\n`,
  )
}
