/** Completions for fish. */
import type { Command, Completion } from '../command.ts'
import { quoteForShell } from '../shell-text.ts'
import { knownWords, optionsOf, PROFILE_NAMES } from './words.ts'

export function fishScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name)
  const lines = [
    '# countersign completion for fish',
    'complete -c countersign -n __fish_use_subcommand -f -l help -s h -d "list the commands"',
    'complete -c countersign -n __fish_use_subcommand -f -l version -d "print the version"',
    ...commands.map(
      ({ name, summary }) =>
        `complete -c countersign -n __fish_use_subcommand -f -a ${name} -d ${quoteForShell(summary)}`,
    ),
    `complete -c countersign -n "__fish_seen_subcommand_from help" -f -a ${quoteForShell(names.join(' '))}`,
    ...commands.flatMap((command) => ofCommand(command, commands)),
  ]
  return `${lines.join('\n')}\n`
}

function ofCommand(command: Command, commands: readonly Command[]): string[] {
  const when = `complete -c countersign -n "__fish_seen_subcommand_from ${command.name}"`
  const options = Object.entries(optionsOf(command)).map(
    ([name, { type, short, about = '', complete }]) => {
      const flags = `-l ${name}${short === undefined ? '' : ` -s ${short}`}`
      const value = type === 'boolean' ? '' : ` -r ${offer(complete, commands)}`
      return `${when} ${flags}${value} -d ${quoteForShell(about.replace(/\s+/g, ' '))}`
    },
  )
  const operands = (command.operands ?? []).map((completion, index) => {
    const position = `__fish_seen_subcommand_from ${command.name}; and test (count (commandline -opc)) -eq ${index + 2}`
    return `complete -c countersign -n "${position}" ${offer(completion, commands)}`
  })
  return [...operands, ...options]
}

function offer(completion: Completion | undefined, commands: readonly Command[]): string {
  if (completion === 'file') return '-F'
  if (completion === 'profile') return `-f -a ${quoteForShell(`(${PROFILE_NAMES})`)}`
  const words = completion === undefined ? null : knownWords(completion, commands)
  return words === null ? '-f' : `-f -a ${quoteForShell(words.join(' '))}`
}
