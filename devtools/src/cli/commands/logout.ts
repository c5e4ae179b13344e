/** `countersign logout`: ends a token at its service, and removes the profile. */
import { readText } from '../arguments/read-file.ts'
import { OAuth1Service } from 'countersign/flow'
import { printable } from 'countersign/internal'
import type { Command } from '../command.ts'
import type { Io } from '../../terminal/index.ts'
import { EXIT } from '../exit-code.ts'
import { formatHelp, mergeGroups, type OptionGroup } from '../help.ts'
import { parseOptions, usage } from '../arguments/options.ts'
import { defaultProfile, type NamedProfile, profileByName } from '../profiles/choose.ts'
import { serviceOptions, signatureOf } from '../profiles/service.ts'
import { readProfiles, updateProfiles, withoutProfile, withProfileLock } from '../profiles/store.ts'

const OPTIONS = {
  'keep-remote': {
    type: 'boolean',
    about: 'leave the token alive at the service, and tell it nothing',
  },
} as const

const GROUPS: readonly OptionGroup[] = [{ title: 'options', options: OPTIONS }]

export const logout: Command = {
  name: 'logout',
  summary: 'end the token of a profile where its service can, and remove the profile',
  help: formatHelp({
    title: 'countersign logout: end a token, and remove the profile that keeps it',
    usage: ['logout [PROFILE] [OPTIONS]'],
    about:
      'Without PROFILE: the default one. A token that the service has no way to end stays alive there.',
    groups: GROUPS,
    examples: ['countersign logout tumblr', 'countersign logout etrade --keep-remote'],
  }),
  options: mergeGroups(GROUPS),
  operands: ['profile'],
  run,
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS)
  const { name } = oneProfile(positionals, io)
  // A renewal that is under way has another token soon, and that is the one to end.
  const { profile, isRevoked } = await withProfileLock(io, name, async () => {
    const profile = profileByName(readProfiles(io), name)
    const isRevoked = !values['keep-remote'] && (await revoke(profile))
    await updateProfiles(io, (profiles) => withoutProfile(profiles, name))
    return { profile, isRevoked }
  })
  const end = isRevoked ? ', and its token is revoked' : ''
  io.stderr.write(`the profile ${printable(profile.name)} is removed${end}\n`)
  if (!isRevoked && profile.token !== null)
    io.stderr.write('its token stays alive at the service: revoke it there\n')
  return EXIT.success
}

/** The profile that is named, or the default. @throws CountersignError `usage`: there is none */
export function oneProfile([name, more]: readonly string[], io: Io): NamedProfile {
  if (more !== undefined) throw usage('give one profile', 'countersign profiles lists them')
  const profiles = readProfiles(io)
  const wanted = name ?? (io.env['COUNTERSIGN_PROFILE'] || undefined)
  const profile = wanted === undefined ? defaultProfile(profiles) : profileByName(profiles, wanted)
  if (profile !== null) return profile
  throw usage(
    'there is no default profile',
    profiles.byName.size === 0 ? 'countersign login' : 'countersign profiles lists them',
  )
}

/** @returns whether the service can end a token. @throws what the call throws; then nothing is removed */
async function revoke(profile: NamedProfile): Promise<boolean> {
  const { consumerKey, consumerSecret, privateKeyFile } = profile
  const privateKey = privateKeyFile === null ? null : readText(privateKeyFile)
  const options = serviceOptions(profile, {
    consumerKey,
    consumerSecret,
    privateKey,
    ...signatureOf(profile),
  })
  if (options.revokeUrl === undefined || profile.token === null) return false
  await new OAuth1Service(options).revoke(profile)
  return true
}
