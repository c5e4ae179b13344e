/** `countersign completion`: prints a completion script for bash, zsh or fish. */
import type { Command } from '../command.ts'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { zshScript } from '../completion/zsh.ts'
import { formatHelp } from '../help.ts'
import { parseOptions, usageError } from '../arguments/options.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const
const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

/** @param commands returns all commands, including this one; called when the command runs */
export function createCompletion(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    summary: 'print a completion script for bash, zsh or fish',
    help: formatHelp({
      title:
        'countersign completion: a script that completes commands, options, presets, profiles and files',
      usage: ['completion bash|zsh|fish'],
      examples: [
        "echo 'source <(countersign completion bash)' >> ~/.bashrc",
        "echo 'source <(countersign completion zsh)' >> ~/.zshrc          (after compinit)",
        'countersign completion fish > ~/.config/fish/completions/countersign.fish',
      ],
    }),
    options: {},
    operands: [SHELLS],
    async run(args, { stdout }) {
      const [name, more] = parseOptions(args, {}).positionals
      if (name === undefined || more !== undefined)
        throw usageError('completion takes exactly one shell', `use ${SHELLS.join(', ')}`)
      const shell = SHELLS.find((known) => known === name)
      if (shell === undefined)
        throw usageError(
          `there are no completions for ${JSON.stringify(name)}`,
          `use ${SHELLS.join(', ')}`,
        )
      stdout.write(SCRIPTS[shell](commands()))
      return 0
    },
  }
}
