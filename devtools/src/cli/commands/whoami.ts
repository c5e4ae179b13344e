/** `countersign whoami`: shows the account of a profile and the source of its credentials. */
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

const OPTIONS = { json: { type: 'boolean', about: 'print JSON' } } as const
const GROUPS: readonly OptionGroup[] = [{ title: 'options', options: OPTIONS }]

/** The environment variables that override a profile. */
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
  summary: 'show the account that signs requests, and the source of its credentials',
  help: formatHelp({
    title: 'countersign whoami: show the account that signs requests',
    usage: ['whoami [PROFILE] [OPTIONS]'],
    about: 'PROFILE defaults to the default profile. It sends no request and prints no secret.',
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
    ['profile', `${facts.profile}${facts.isDefault ? ' (default)' : ''}`],
    ['service', facts.service],
    ['account', facts.account],
    ['API URL', facts.apiUrl],
    ['servers', facts.origins.join(' ') || 'none'],
    ['consumer key', facts.consumerKey],
    ['token', facts.token ?? 'none: requests are signed with the consumer key alone'],
    ...Object.entries(facts.fields),
    ['expires', facts.expires],
    ['stored in', file],
    ['overridden by', environment.length === 0 ? null : environment.join(' ')],
  ]
  const shown = lines.filter((line): line is [string, string] => line[1] !== null)
  const width = Math.max(...shown.map(([name]) => name.length))
  return shown
    .map(([name, value]) => `${printable(name).padEnd(width)}  ${printable(value)}\n`)
    .join('')
}
