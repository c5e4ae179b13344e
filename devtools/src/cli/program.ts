/** The `countersign` command: runs the subcommand, and maps errors to messages and exit codes. */
import { nearestName } from 'countersign/internal'
import type { Command } from './command.ts'
import type { Io } from '../terminal/index.ts'
import { COMMANDS } from './commands.ts'
import { describeError } from './error-text.ts'
import { EXIT, EXIT_HELP, exitCodeOf } from './exit-code.ts'
import { usageError } from './arguments/options.ts'
import { version } from './version.ts'

const HELP = `countersign: OAuth 1.0a, RFC 5849, on the command line

usage: countersign COMMAND [OPTIONS]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}

  countersign COMMAND --help   prints the help of a command, like countersign help COMMAND
  countersign --version        prints the version

${EXIT_HELP}

examples:
  countersign login tumblr
  countersign get https://api.tumblr.com/v2/user/info
  countersign sandbox --teach
`

/** @returns the exit code */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
  const [name = '--help', ...rest] = args
  try {
    if (name === '--version') return print(io, `${version()}\n`)
    if (name === '--help' || name === '-h') return print(io, HELP)
    if (name === 'help')
      return print(io, rest[0] === undefined ? HELP : `${findCommand(rest[0]).help}\n`)
    const command = findCommand(name)
    return asksForHelp(rest) ? print(io, `${command.help}\n`) : await command.run(rest, io)
  } catch (error) {
    // The reader of the output has closed the pipe.
    if ((error as NodeJS.ErrnoException | null)?.code === 'EPIPE') return EXIT.success
    io.stderr.write(describeError(error, io))
    return exitCodeOf(error)
  }
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name)
  if (command) return command
  const names = COMMANDS.map((known) => known.name)
  const meant = nearestName(name, names)
  throw usageError(
    `there is no command ${JSON.stringify(name)}`,
    meant === null ? `use ${names.join(', ')}` : `did you mean ${meant}?`,
  )
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === '--help' || arg === '-h')
}

function print({ stdout }: Io, text: string): number {
  stdout.write(text)
  return EXIT.success
}
