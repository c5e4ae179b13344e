/** `countersign profiles`: lists the profiles, chooses the default one, and restores one. */
import { printable, toPrintableJson } from 'countersign/internal'
import type { Command } from '../command.ts'
import type { Io } from '../../terminal/index.ts'
import { EXIT } from '../exit-code.ts'
import { formatHelp, mergeGroups, type OptionGroup } from '../help.ts'
import { parseOptions, usageError } from '../arguments/options.ts'
import { defaultProfile, profileByName } from '../profiles/choose.ts'
import { describeProfile, type ProfileFacts } from '../profiles/describe.ts'
import { restoreProfile } from '../profiles/restore.ts'
import { readProfiles, updateProfiles } from '../profiles/store.ts'
import { shellWord } from '../shell-text.ts'

const OPTIONS = {
  json: { type: 'boolean', about: 'print JSON' },
  names: { type: 'boolean', about: 'print the names alone, one per line' },
} as const
const GROUPS: readonly OptionGroup[] = [{ title: 'options', options: OPTIONS }]

export const profiles: Command = {
  name: 'profiles',
  summary: 'list the profiles, choose the default profile, or restore a profile',
  help: formatHelp({
    title: 'countersign profiles: list the services that you are logged in to',
    usage: ['profiles [OPTIONS]', 'profiles use NAME', 'profiles restore FILE'],
    about:
      'A star marks the default profile, which signs requests to a relative URL. FILE contains a profile that could not be stored.',
    groups: GROUPS,
    examples: ['countersign profiles', 'countersign profiles use tumblr'],
  }),
  options: mergeGroups(GROUPS),
  operands: [['use', 'restore'], 'profile'],
  async run(args, io) {
    const { values, positionals } = parseOptions(args, OPTIONS)
    const [verb, name, more] = positionals
    if (verb !== undefined) {
      const act = verb === 'use' ? use : verb === 'restore' ? restore : null
      if (act === null || name === undefined || more !== undefined) {
        const hint = 'for example: countersign profiles use tumblr'
        throw usageError('profiles takes no argument, "use NAME" or "restore FILE"', hint)
      }
      return act(name, io)
    }
    const stored = readProfiles(io)
    const standard = defaultProfile(stored)?.name
    const all = [...stored.byName.keys()]
      .sort()
      .map((each) => describeProfile(profileByName(stored, each), each === standard))
    if (values.json) io.stdout.write(`${toPrintableJson(all, 2)}\n`)
    else if (values.names)
      io.stdout.write(
        all
          .filter(isPlainName)
          .map(({ profile }) => `${profile}\n`)
          .join(''),
      )
    else if (all.length === 0)
      io.stderr.write('there is no profile yet: log in with countersign login\n')
    else io.stdout.write(formatTable(all))
    return EXIT.success
  },
}

async function use(name: string, io: Io): Promise<number> {
  await updateProfiles(io, (stored) => ({ ...stored, default: profileByName(stored, name).name }))
  io.stderr.write(`${printable(`the default profile is ${name}`)}\n`)
  return EXIT.success
}

async function restore(path: string, io: Io): Promise<number> {
  const name = await restoreProfile(path, io)
  io.stderr.write(`${printable(`the profile ${name} is restored`)}\n`)
  return EXIT.success
}

/** Shell completion inserts names without quotes, so names that need quotes are omitted. */
const isPlainName = ({ profile }: ProfileFacts): boolean => shellWord(profile) === profile

function formatTable(all: readonly ProfileFacts[]): string {
  const rows = all.map(({ profile, isDefault, service, account, origins, expires }) =>
    [
      `${isDefault ? '*' : ' '} ${profile}`,
      service ?? '',
      account ?? '',
      origins[0] ?? '',
      expires === null ? '' : `until ${expires}`,
    ].map(printable),
  )
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
