/** What completions offer, the same for all shells. */
import { PRESETS } from 'countersign/flow'
import type { Command, Completion, OptionTable } from '../command.ts'

/** Every command takes it; no table lists it. */
const HELP: OptionTable = {
  help: { type: 'boolean', short: 'h', about: 'says more about this command' },
}

export function optionsOf({ options = {} }: Command): OptionTable {
  return { ...options, ...HELP }
}

/** What each argument of `countersign` itself can be. */
export function topWords(commands: readonly Command[]): string[] {
  return [...commands.map(({ name }) => name), 'help', '--help', '--version']
}

/** The words of a completion that are known beforehand; `null` where only the shell, or what is stored, can say. */
export function knownWords(
  completion: Completion,
  commands: readonly Command[],
): readonly string[] | null {
  if (completion === 'preset')
    return [...PRESETS.values()].filter(({ status }) => status !== 'gone').map(({ name }) => name)
  if (completion === 'command') return commands.map(({ name }) => name)
  return typeof completion === 'string' ? null : completion
}

/** How a script asks for the names of the profiles. */
export const PROFILE_NAMES = 'countersign profiles --names 2>/dev/null'
