/** The completions that all shells have in common. */
import { PRESETS } from 'countersign/flow'
import type { Command, Completion, OptionTable } from '../command.ts'

/** The option of every command, which no option table lists. */
const HELP: OptionTable = {
  help: { type: 'boolean', short: 'h', about: 'print the help of this command' },
}

export function optionsOf({ options = {} }: Command): OptionTable {
  return { ...options, ...HELP }
}

/** The completions of the first argument of `countersign`. */
export function topWords(commands: readonly Command[]): string[] {
  return [...commands.map(({ name }) => name), 'help', '--help', '--version']
}

/**
 * Returns the words of a fixed completion, or `null` for files and profiles, which the shell script
 * looks up.
 */
export function knownWords(
  completion: Completion,
  commands: readonly Command[],
): readonly string[] | null {
  if (completion === 'preset')
    return [...PRESETS.values()].filter(({ status }) => status !== 'gone').map(({ name }) => name)
  if (completion === 'command') return commands.map(({ name }) => name)
  return typeof completion === 'string' ? null : completion
}

/** The shell command that lists the names of the profiles. */
export const PROFILE_NAMES = 'countersign profiles --names 2>/dev/null'
