/** `countersign login`: gets token credentials from a service and stores them in a profile. */
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
  storeProfile,
  originsOf,
  printCredentials,
  requireSavable,
  saveFile,
  toProfile,
} from '../login/store-credentials.ts'
import { isSameService, keyOptions, readKeys } from '../login/keys.ts'
import {
  usesThreeLegs,
  type Obtained,
  obtainCredentials,
  AUTHORIZATION_OPTIONS,
  DIRECT_OPTIONS,
  requireValidAuthorization,
} from '../login/obtain.ts'
import { formatPresets, presetsAsJson } from '../login/preset-list.ts'
import { parseOptions, usageError } from '../arguments/options.ts'
import { requireProfileName } from '../profiles/profile.ts'
import { serviceOptions } from '../profiles/service.ts'
import { readProfiles, requireStorable } from '../profiles/store.ts'
import { exportLines } from '../shell-text.ts'

const OUTPUT_OPTIONS = {
  profile: {
    type: 'string',
    value: 'NAME',
    complete: 'profile',
    about: 'the profile that stores the credentials; defaults to the name of PRESET',
  },
  save: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'write a file for --credentials, readable by you alone, instead of a profile',
  },
  json: { type: 'boolean', about: 'print JSON on standard output, instead of a profile' },
  list: { type: 'boolean', about: 'list the presets and the status of each; with --json, as JSON' },
} as const

const GROUPS: readonly OptionGroup[] = [
  { title: 'service, without a PRESET or to override one', options: SERVICE_OPTIONS },
  { title: 'authorization and callback', options: AUTHORIZATION_OPTIONS },
  {
    title: 'without a browser',
    options: DIRECT_OPTIONS,
    note: 'With --token TOKEN, the login has no authorization step: the service has already issued the token.',
  },
  {
    title: 'output',
    options: OUTPUT_OPTIONS,
    note: 'Without PRESET and without these options, prints export lines for a shell.',
  },
  ...CREDENTIAL_GROUPS,
]

const OPTIONS = {
  ...SERVICE_OPTIONS,
  ...AUTHORIZATION_OPTIONS,
  ...DIRECT_OPTIONS,
  ...OUTPUT_OPTIONS,
  ...CREDENTIAL_OPTIONS,
  ...SIGNATURE_OPTIONS,
} as const

export const login: Command = {
  name: 'login',
  summary: 'log in to a service with a browser and store the credentials in a profile',
  help: formatHelp({
    title: 'countersign login: log in to a service and get token credentials',
    usage: ['login PRESET [OPTIONS]', 'login --profile NAME [OPTIONS]', 'login --list'],
    about:
      'The service issues a consumer key and a consumer secret when you register an application. The command prompts for both.',
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
    throw usageError('login takes at most one preset', 'countersign login --list shows the presets')
  if (
    [values.save, values.json, values.profile].filter((given) => given !== undefined).length > 1
  ) {
    throw usageError(
      'more than one of --save, --json and --profile is given',
      'choose one destination for the credentials',
    )
  }
  requireValidAuthorization(values)
  const isSaved = values.save === undefined && !values.json
  const name = isSaved ? (values.profile ?? preset) : undefined
  // Detect a damaged or exposed credentials file before the login, not after it.
  const old = name === undefined ? undefined : readProfiles(io).byName.get(requireProfileName(name))
  const facts = await readFacts(preset, values, old, io)
  if (usesThreeLegs(values)) requireUrls(facts)
  const keys = await readKeys(values, facts, old, io)
  if (name !== undefined && keys.privateKey !== null && keys.privateKeyFile === null) {
    throw usageError(
      'a profile stores the path of a private key, not the key',
      'give the file of the key with --private-key FILE',
    )
  }
  const confirmation = values['allow-unconfirmed'] ? { allowUnconfirmedCallback: true } : {}
  const options = serviceOptions(facts, { ...keyOptions(keys), ...confirmation })
  const further = old !== undefined && isSameService(old, facts) ? old.origins : []
  const origins = originsOf(options, [...further, ...(values.origin ?? [])])
  // The server issues a token once: check that it can be stored before requesting it.
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
    await storeProfile(name, profile, io)
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
