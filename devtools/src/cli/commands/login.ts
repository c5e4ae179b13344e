/** `countersign login`: token credentials for a service, kept in a profile. */
import { toPrintableJson } from 'countersign/internal'
import type { Command } from '../command.ts'
import { type Io, isColoured, painter } from '../../terminal/index.ts'
import {
  CREDENTIAL_GROUPS,
  CREDENTIAL_OPTIONS,
  SIGNATURE_OPTIONS,
} from '../arguments/credentials.ts'
import { EXIT } from '../exit-code.ts'
import { formatHelp, mergeGroups, type OptionGroup } from '../help.ts'
import { readFacts, requireUrls, SERVICE_OPTIONS } from '../login/facts.ts'
import {
  keepProfile,
  originsOf,
  printCredentials,
  requireSavable,
  saveFile,
  toProfile,
} from '../login/keep.ts'
import { isSameService, keyOptions, readKeys } from '../login/keys.ts'
import {
  asksForLegs,
  type Obtained,
  obtainCredentials,
  READY_OPTIONS,
  requireSoundWay,
  WAY_OPTIONS,
} from '../login/obtain.ts'
import { formatPresets, presetsAsJson } from '../login/preset-list.ts'
import { parseOptions, usage } from '../arguments/options.ts'
import { requireProfileName } from '../profiles/profile.ts'
import { serviceOptions } from '../profiles/service.ts'
import { readProfiles, requireStorable } from '../profiles/store.ts'
import { exportLines } from '../shell-text.ts'

const OUTPUT_OPTIONS = {
  profile: {
    type: 'string',
    value: 'NAME',
    complete: 'profile',
    about: 'the profile to keep it in; defaults to the name of the PRESET',
  },
  save: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'no profile: into a file that only you can read, for --credentials',
  },
  json: { type: 'boolean', about: 'no profile: as JSON on standard output' },
  list: { type: 'boolean', about: 'the presets, and how it stands with each; with --json as JSON' },
} as const

const GROUPS: readonly OptionGroup[] = [
  { title: 'the service, where it is no PRESET or departs from it', options: SERVICE_OPTIONS },
  { title: 'the way back', options: WAY_OPTIONS },
  {
    title: 'without a browser',
    options: READY_OPTIONS,
    note: 'With --token TOKEN, there is no consent to ask for: the service has handed out the token already.',
  },
  {
    title: 'output',
    options: OUTPUT_OPTIONS,
    note: 'Without PRESET and all of these: lines that a shell can read.',
  },
  ...CREDENTIAL_GROUPS,
]

const OPTIONS = {
  ...SERVICE_OPTIONS,
  ...WAY_OPTIONS,
  ...READY_OPTIONS,
  ...OUTPUT_OPTIONS,
  ...CREDENTIAL_OPTIONS,
  ...SIGNATURE_OPTIONS,
} as const

export const login: Command = {
  name: 'login',
  summary: 'log in to a service with a browser, and keep the credentials in a profile',
  help: formatHelp({
    title: 'countersign login: log in to a service, and get token credentials',
    usage: ['login PRESET [OPTIONS]', 'login --profile NAME [OPTIONS]', 'login --list'],
    about:
      'The consumer key and its secret come from the service, which registers programs; they are asked for.',
    groups: GROUPS,
    examples: [
      'countersign login tumblr',
      'countersign login jira --var site=https://jira.example.com --private-key jira.pem --profile work',
      'countersign login netsuite --var account=1234567_SB1 --token 2d05…',
      'COUNTERSIGN_CONSUMER_KEY=… COUNTERSIGN_CONSUMER_SECRET=… countersign login --profile mine \\',
      '  --request-token-url https://api.example.com/oauth/request_token \\',
      '  --authorize-url https://www.example.com/oauth/authorize \\',
      '  --access-token-url https://api.example.com/oauth/access_token --api-url https://api.example.com/',
    ],
  }),
  options: mergeGroups(GROUPS),
  operands: ['preset'],
  run,
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS)
  if (values.list) {
    io.stdout.write(
      values.json ? presetsAsJson() : formatPresets(painter(isColoured(io.stdout, io))),
    )
    return EXIT.success
  }
  const [preset, more] = positionals
  if (more !== undefined)
    throw usage('login takes one preset', 'countersign login --list shows them')
  if (
    [values.save, values.json, values.profile].filter((given) => given !== undefined).length > 1
  ) {
    throw usage(
      'more than one of --save, --json and --profile is given',
      'a login goes to one place',
    )
  }
  requireSoundWay(values)
  const isKept = values.save === undefined && !values.json
  const name = isKept ? (values.profile ?? preset) : undefined
  // A file that is damaged, or open to others, is better found before three legs are walked.
  const old = name === undefined ? undefined : readProfiles(io).byName.get(requireProfileName(name))
  const facts = await readFacts(preset, values, old, io)
  if (asksForLegs(values)) requireUrls(facts)
  const keys = await readKeys(values, facts, old, io)
  if (name !== undefined && keys.privateKey !== null && keys.privateKeyFile === null) {
    throw usage('a profile keeps no private key, but where it is', 'give --private-key FILE')
  }
  const waiver = values['allow-unconfirmed'] ? { allowUnconfirmedCallback: true } : {}
  const options = serviceOptions(facts, { ...keyOptions(keys), ...waiver })
  const further = old !== undefined && isSameService(old, facts) ? old.origins : []
  const origins = originsOf(options, [...further, ...(values.origin ?? [])])
  // What a server hands out once is not asked for where it could not be kept.
  if (name !== undefined) await requireStorable(io)
  else if (values.save !== undefined) requireSavable(values.save)
  const obtained = await obtainCredentials(values, options, io)
  const { consumerKey, consumerSecret } = keys
  const content = { consumerKey, consumerSecret, ...asJson(obtained) }
  if (name !== undefined) {
    const profile = toProfile(
      { ...facts, apiUrl: options.baseUrl == null ? null : String(options.baseUrl) },
      origins,
      keys,
      obtained,
    )
    await keepProfile(name, profile, io)
  } else if (values.save !== undefined) {
    await saveFile(values.save, content, io)
  } else {
    const text = values.json ? `${toPrintableJson(asJson(obtained), 2)}\n` : asLines(obtained)
    return printCredentials(text, content, io)
  }
  return EXIT.success
}

function asJson({ token, tokenSecret, sessionHandle, expiresAt, fields }: Obtained): object {
  return {
    token,
    tokenSecret,
    fields: Object.fromEntries(fields),
    ...(sessionHandle !== null && { sessionHandle }),
    ...(expiresAt !== null && { expiresAt }),
  }
}

function asLines({ token, tokenSecret }: Obtained): string {
  return exportLines({
    ...(token !== null && { COUNTERSIGN_TOKEN: token }),
    ...(tokenSecret !== null && { COUNTERSIGN_TOKEN_SECRET: tokenSecret }),
  })
}
