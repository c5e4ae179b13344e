/** Completions for zsh. */
import type { Command, Completion, Option } from '../command.ts'
import { quoteForShell } from '../shell-text.ts'
import { knownWords, optionsOf, PROFILE_NAMES } from './words.ts'

export function zshScript(commands: readonly Command[]): string {
  return `#compdef countersign
# countersign completion for zsh
_countersign_profiles() {
  local -a names
  names=(\${(f)"$(${PROFILE_NAMES})"})
  compadd -a names
}
_countersign_at_file() {
  # @FILE as in curl, alone or after name=.
  compset -P '*@'
  _files
}
_countersign() {
  local curcontext=$curcontext state line
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoteForShell(`${name}:${summary}`)}`).join('\n')}
    ${quoteForShell('help:print the help of a command')}
  )
  _arguments -C '(- *)--version[print the version]' '(- *)'{-h,--help}'[list the commands]' \\
    '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
        help) _arguments ${quoteForShell(`1:command:(${commands.map(({ name }) => name).join(' ')})`)} ;;
${commands.map((command) => ofCommand(command, commands)).join('\n')}
      esac ;;
  esac
}
if [ "$funcstack[1]" = _countersign ]; then _countersign "$@"; else compdef _countersign countersign; fi
`
}

function ofCommand(command: Command, commands: readonly Command[]): string {
  const options = Object.entries(optionsOf(command)).map(([name, option]) =>
    ofOption(name, option, commands),
  )
  const operands = command.operands ?? ['file']
  const positions = operands.map((completion, index) =>
    quoteForShell(`${index + 1}: :${action(completion, commands)}`),
  )
  const specs = [...positions, ...options].map((spec) => `          ${spec}`).join(' \\\n')
  return `        ${command.name}) _arguments -s \\\n${specs} ;;`
}

function ofOption(
  name: string,
  { type, short, multiple, about = '', value = 'TEXT', complete }: Option,
  commands: readonly Command[],
): string {
  const text = about.replace(/\s+/g, ' ').replace(/[[\]:\\]/g, '\\$&')
  const end =
    type === 'boolean'
      ? ''
      : `:${value.replace(/[:\\]/g, '\\$&')}:${complete === undefined ? ' ' : action(complete, commands)}`
  const spec = (flag: string): string =>
    quoteForShell(`${multiple ? '*' : ''}${flag}[${text}]${end}`)
  const long = spec(type === 'boolean' ? `--${name}` : `--${name}=`)
  return short === undefined
    ? long
    : `${spec(type === 'boolean' ? `-${short}` : `-${short}+`)} ${long}`
}

function action(completion: Completion, commands: readonly Command[]): string {
  if (completion === 'file') return '_countersign_at_file'
  if (completion === 'profile') return '_countersign_profiles'
  return `(${(knownWords(completion, commands) ?? []).join(' ')})`
}
