/** `countersign profiles`: the services with a login, and which of them is the default. */
import { printable, toPrintableJson } from 'countersign/internal'
import type { Command } from '../command.ts'
import type { Io } from '../../terminal/index.ts'
import { EXIT } from '../exit-code.ts'
import { formatHelp, mergeGroups, type OptionGroup } from '../help.ts'
import { parseOptions, usage } from '../arguments/options.ts'
import { defaultProfile, profileByName } from '../profiles/choose.ts'
import { describeProfile, type ProfileFacts } from '../profiles/describe.ts'
import { restoreProfile } from '../profiles/restore.ts'
import { readProfiles, updateProfiles } from '../profiles/store.ts'
import { shellWord } from '../shell-text.ts'

const OPTIONS = {
  json: { type: 'boolean', about: 'as JSON' },
  names: { type: 'boolean', about: 'the names alone, one a line' },
} as const
const GROUPS: readonly OptionGroup[] = [{ title: 'options', options: OPTIONS }]

export const profiles: Command = {
  name: 'profiles',
  summary: 'list the profiles, choose the default one, or restore one',
  help: formatHelp({
    title: 'countersign profiles: the services that you are logged in to',
    usage: ['profiles [OPTIONS]', 'profiles use NAME', 'profiles restore FILE'],
    about:
      'The default, which has a star, gets the requests that say nothing else. A FILE holds a profile that could not be stored.',
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
        const hint = 'such as countersign profiles use tumblr'
        throw usage('profiles takes nothing, or "use NAME", or "restore FILE"', hint)
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
    else if (all.length === 0) io.stderr.write('there is no profile yet: countersign login\n')
    else io.stdout.write(formatTable(all))
    return EXIT.success
  },
}

async function use(name: string, io: Io): Promise<number> {
  await updateProfiles(io, (stored) => ({ ...stored, default: profileByName(stored, name).name }))
  io.stderr.write(`${printable(`the default is ${name}`)}\n`)
  return EXIT.success
}

async function restore(path: string, io: Io): Promise<number> {
  const name = await restoreProfile(path, io)
  io.stderr.write(`${printable(`the profile ${name} is restored`)}\n`)
  return EXIT.success
}

/** Completions put a name into a command line as it is: one that a shell would act on is left out. */
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
