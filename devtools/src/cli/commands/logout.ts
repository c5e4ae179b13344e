/** `countersign logout`: revokes a token at its service and removes the profile. */
import { readText } from '../arguments/read-file.ts'
import { OAuth1Service } from 'countersign/flow'
import { printable } from 'countersign/internal'
import type { Command } from '../command.ts'
import type { Io } from '../../terminal/index.ts'
import { EXIT } from '../exit-code.ts'
import { formatHelp, mergeGroups, type OptionGroup } from '../help.ts'
import { parseOptions, usageError } from '../arguments/options.ts'
import { defaultProfile, type NamedProfile, profileByName } from '../profiles/choose.ts'
import { serviceOptions, signatureOf } from '../profiles/service.ts'
import { readProfiles, updateProfiles, withoutProfile, withProfileLock } from '../profiles/store.ts'

const OPTIONS = {
  'keep-remote': {
    type: 'boolean',
    about: 'do not revoke the token at the service',
  },
} as const

const GROUPS: readonly OptionGroup[] = [{ title: 'options', options: OPTIONS }]

export const logout: Command = {
  name: 'logout',
  summary: 'revoke the token of a profile, if its service supports that, and remove the profile',
  help: formatHelp({
    title: 'countersign logout: revoke a token and remove its profile',
    usage: ['logout [PROFILE] [OPTIONS]'],
    about:
      'PROFILE defaults to the default profile. A token stays valid at a service that does not support revocation.',
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
  // Wait for a renewal in progress: its new token is the one to revoke.
  const { profile, isRevoked } = await withProfileLock(io, name, async () => {
    const profile = profileByName(readProfiles(io), name)
    const isRevoked = !values['keep-remote'] && (await revoke(profile))
    await updateProfiles(io, (profiles) => withoutProfile(profiles, name))
    return { profile, isRevoked }
  })
  const end = isRevoked ? ', and its token is revoked' : ''
  io.stderr.write(`the profile ${printable(profile.name)} is removed${end}\n`)
  if (!isRevoked && profile.token !== null)
    io.stderr.write('its token stays valid at the service: revoke it there\n')
  return EXIT.success
}

/**
 * Returns the named profile, or the default one.
 *
 * @throws CountersignError `usage`: there is no such profile
 */
export function oneProfile([name, more]: readonly string[], io: Io): NamedProfile {
  if (more !== undefined)
    throw usageError('more than one profile is given', 'countersign profiles lists the profiles')
  const profiles = readProfiles(io)
  const wanted = name ?? (io.env['COUNTERSIGN_PROFILE'] || undefined)
  const profile = wanted === undefined ? defaultProfile(profiles) : profileByName(profiles, wanted)
  if (profile !== null) return profile
  throw usageError(
    'there is no default profile',
    profiles.byName.size === 0
      ? 'log in: countersign login'
      : 'choose one: countersign profiles use NAME; countersign profiles lists the profiles',
  )
}

/**
 * @returns whether the service supports revocation
 * @throws CountersignError: the service did not revoke the token
 */
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
