/** `countersign whoami`: as whom requests are sent, and where the credentials come from. */
import { printable, toPrintableJson } from 'countersign/internal'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { formatHelp, mergeGroups, type OptionGroup } from '../help.ts'
import { parseOptions } from '../arguments/options.ts'
import { defaultProfile } from '../profiles/choose.ts'
import { describeProfile, type ProfileFacts } from '../profiles/describe.ts'
import { credentialsPath } from '../profiles/location.ts'
import { readProfiles } from '../profiles/store.ts'
import { oneProfile } from './logout.ts'

const OPTIONS = { json: { type: 'boolean', about: 'as JSON' } } as const
const GROUPS: readonly OptionGroup[] = [{ title: 'options', options: OPTIONS }]

/** What wins over a profile, in this order. */
const VARIABLES = [
  'COUNTERSIGN_PROFILE',
  'COUNTERSIGN_CONSUMER_KEY',
  'COUNTERSIGN_CONSUMER_SECRET',
  'COUNTERSIGN_TOKEN',
  'COUNTERSIGN_TOKEN_SECRET',
  'COUNTERSIGN_PRIVATE_KEY_FILE',
]

export const whoami: Command = {
  name: 'whoami',
  summary: 'say as whom requests are sent, and where the credentials come from',
  help: formatHelp({
    title: 'countersign whoami: as whom requests are sent; it asks no server, and prints no secret',
    usage: ['whoami [PROFILE] [OPTIONS]'],
    about: 'Without PROFILE: the default one.',
    groups: GROUPS,
    examples: ['countersign whoami', 'countersign whoami tumblr --json'],
  }),
  options: mergeGroups(GROUPS),
  operands: ['profile'],
  async run(args, io) {
    const { values, positionals } = parseOptions(args, OPTIONS)
    const profile = oneProfile(positionals, io)
    const facts = describeProfile(profile, defaultProfile(readProfiles(io))?.name === profile.name)
    const from = {
      file: credentialsPath(io.env),
      environment: VARIABLES.filter((name) => io.env[name] !== undefined),
    }
    io.stdout.write(
      values.json ? `${toPrintableJson({ ...facts, from }, 2)}\n` : formatFacts(facts, from),
    )
    return EXIT.success
  },
}

interface Origin {
  readonly file: string
  readonly environment: readonly string[]
}

function formatFacts(facts: ProfileFacts, { file, environment }: Origin): string {
  const lines: (readonly [string, string | null])[] = [
    ['profile', `${facts.profile}${facts.isDefault ? ' (the default)' : ''}`],
    ['service', facts.service],
    ['account', facts.account],
    ['API', facts.apiUrl],
    ['belongs to', facts.origins.join(' ') || 'no server'],
    ['consumer key', facts.consumerKey],
    ['token', facts.token ?? 'none: requests are signed with the consumer key alone'],
    ...Object.entries(facts.fields),
    ['expires', facts.expires],
    ['from', file],
    ['wins over it', environment.length === 0 ? null : environment.join(' ')],
  ]
  const shown = lines.filter((line): line is [string, string] => line[1] !== null)
  const width = Math.max(...shown.map(([name]) => name.length))
  return shown
    .map(([name, value]) => `${printable(name).padEnd(width)}  ${printable(value)}\n`)
    .join('')
}
