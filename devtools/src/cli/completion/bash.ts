/** Completions for bash, 3.2 and later. */
import type { Command, Completion } from '../command.ts'
import { quoteForShell } from '../shell-text.ts'
import { knownWords, optionsOf, PROFILE_NAMES, topWords } from './words.ts'

export function bashScript(commands: readonly Command[]): string {
  return `# countersign completion for bash
_countersign() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} offered= kind=
  # bash splits --option=value at the equals sign.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W ${wordList(topWords(commands))} -- "$cur"))
    return
  fi
  local options=' ' values=' '
  case $command in
    help) offered=${wordList(commands.map(({ name }) => name))} ;;
${commands.map((command) => commandCase(command, commands)).join('\n')}
  esac
  case $kind in
    file) ;;
    profile)
      # compgen -W would expand shell syntax in the names.
      local name
      while IFS= read -r name; do
        if [[ -n $name && $name == "$cur"* ]]; then COMPREPLY+=("$name"); fi
      done <<< "$(${PROFILE_NAMES})"
      return ;;
    value) return ;;
    *) if [[ $cur == -* ]]; then offered=$options; fi ;;
  esac
  if [[ $kind == file || ( -z $kind && $cur != -* && -z $offered ) ]]; then
    local at=
    # @FILE as in curl, alone or after name=.
    if [[ $cur == *@* ]]; then at=\${cur%%@*}@; fi
    local IFS=$'\\n'
    COMPREPLY=($(compgen -f -- "\${cur#"$at"}"))
    COMPREPLY=("\${COMPREPLY[@]/#/$at}")
    compopt -o filenames 2>/dev/null
    return
  fi
  COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}
complete -F _countersign countersign
`
}

const wordList = (words: readonly string[]): string => quoteForShell(words.join(' '))

function commandCase(command: Command, commands: readonly Command[]): string {
  const options = Object.entries(optionsOf(command))
  const spelled = options.flatMap(([name, { short }]) =>
    short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`],
  )
  const cases = options
    .filter(([, { type }]) => type === 'string')
    .map(([name, { short, complete }]) => {
      const pattern = short === undefined ? `--${name}` : `--${name}|-${short}`
      return `        ${pattern}) ${setOffer(complete, commands)} ;;`
    })
  return [
    `    ${command.name})`,
    `      options=${wordList(spelled)}`,
    '      case $prev in',
    ...cases,
    `        *) ${operandOffer(command, commands)} ;;`,
    '      esac ;;',
  ].join('\n')
}

function setOffer(completion: Completion | undefined, commands: readonly Command[]): string {
  if (completion === undefined) return 'kind=value'
  const words = knownWords(completion, commands)
  return words === null ? `kind=${String(completion)}` : `kind=words offered=${wordList(words)}`
}

/** Shell code that sets the completions of each positional argument. */
function operandOffer({ operands = [] }: Command, commands: readonly Command[]): string {
  const offers = operands.map((completion, index) => {
    const words = knownWords(completion, commands)
    const offer = words === null ? `kind=${String(completion)}` : `offered=${wordList(words)}`
    return `if [[ $COMP_CWORD -eq ${index + 2} && $cur != -* ]]; then ${offer}; fi`
  })
  return offers.length === 0 ? ':' : offers.join('; ')
}
