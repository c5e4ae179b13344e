/** The `countersign` command: finds the subcommand, runs it, and turns errors into messages and exit codes. */
import { styleText } from 'node:util'
import { CountersignError } from '../signing/index.ts'
import type { Command, Io } from './command.ts'
import { adapter } from './commands/adapter.ts'
import { conformance } from './commands/conformance.ts'
import { diagnose } from './commands/diagnose.ts'
import { explain } from './commands/explain.ts'
import { login } from './commands/login.ts'
import { request } from './commands/request.ts'
import { sandbox } from './commands/sandbox.ts'
import { sign } from './commands/sign.ts'
import { exitCodeOf, isNetworkError } from './exit-code.ts'
import { usage } from './options.ts'
import { version } from './version.ts'

const COMMANDS: readonly Command[] = [login, request, sign, explain, diagnose, sandbox, conformance, adapter]

const HELP = `countersign: OAuth 1.0a, RFC 5849, on the command line

usage: countersign COMMAND [OPTIONS]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

  countersign COMMAND --help   says more about one
  countersign --version        prints the version

exit codes: 0 success, 1 the server answered with an error, 2 usage, 3 network or time-out, 4 the login or the
signature was refused
`

/** @returns the exit code */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  const [name = '--help', ...rest] = args
  try {
    if (name === '--help' || name === '-h' || name === 'help') return print(io, HELP)
    if (name === '--version') return print(io, `${version()}\n`)
    const command = COMMANDS.find((candidate) => candidate.name === name)
    if (!command) throw usage(`there is no command ${JSON.stringify(name)}`, `use ${COMMANDS.map((known) => known.name).join(', ')}`)
    const isHelp = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : undefined).some((arg) => arg === '--help' || arg === '-h')
    return isHelp ? print(io, `${command.help}\n`) : await command.run(rest, io)
  } catch (error) {
    io.stderr.write(describe(error, io))
    return exitCodeOf(error)
  }
}

function describe(error: unknown, { stderr, env }: Io): string {
  const isColoured = 'isTTY' in stderr && stderr.isTTY === true && !env['NO_COLOR']
  const label = isColoured ? styleText('red', 'error:', { validateStream: false }) : 'error:'
  const hint = error instanceof CountersignError ? error.hint : ''
  return `countersign: ${label} ${messageOf(error)}\n${hint && `hint: ${hint}\n`}`
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!isNetworkError(error)) return error.message
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException
  return `no answer from the server: ${code ?? message}`
}

function print({ stdout }: Io, text: string): number {
  stdout.write(text)
  return 0
}
