/** Which profile a request is signed with. Credentials go where they belong, and elsewhere only where an option says so. */
import { nearestName, withoutQuery } from 'countersign/internal'
import { usage } from '../arguments/options.ts'
import { shellWord } from '../shell-text.ts'
import type { Profile } from './profile.ts'
import type { Profiles } from './store.ts'

export interface NamedProfile extends Profile {
  readonly name: string
}

/** @throws CountersignError `usage`: there is no profile by this name */
export function profileByName({ byName }: Profiles, name: string): NamedProfile {
  const profile = byName.get(name)
  if (profile) return { ...profile, name }
  const meant = nearestName(name, [...byName.keys()])
  const known =
    byName.size === 0 ? 'there is none yet: countersign login' : 'countersign profiles lists them'
  throw usage(
    `there is no profile ${JSON.stringify(name)}`,
    meant === null ? known : `did you mean ${meant}?`,
  )
}

/** The default; the only one there is does not have to be named. */
export function defaultProfile(profiles: Profiles): NamedProfile | null {
  const [only] = profiles.byName.size === 1 ? profiles.byName.keys() : []
  const name = profiles.default ?? only
  return name !== undefined && profiles.byName.has(name) ? profileByName(profiles, name) : null
}

/**
 * The profile for a URL: the one that is named; else the one that the URL's origin belongs to, and among several of
 * them the default; else, for a relative URL, the default.
 *
 * @returns `null` where there is none for it
 * @throws CountersignError `usage`: several are as good; or the URL is not the profile's, and `anyOrigin` is not set
 */
export function profileFor(
  profiles: Profiles,
  url: string,
  {
    name,
    anyOrigin = false,
  }: { readonly name?: string | undefined; readonly anyOrigin?: boolean | undefined },
): NamedProfile | null {
  const origin = URL.canParse(url) ? new URL(url).origin : null
  if (name !== undefined) return requireOrigin(profileByName(profiles, name), origin, anyOrigin)
  const standard = defaultProfile(profiles)
  if (origin === null) return standard
  const owners = [...profiles.byName]
    .filter(([, { origins }]) => origins.includes(origin))
    .map(([owner]) => owner)
  if (owners.length === 0) return anyOrigin ? standard : null
  const chosen = owners.length === 1 ? owners[0] : owners.find((owner) => owner === standard?.name)
  if (chosen !== undefined) return profileByName(profiles, chosen)
  throw usage(
    `${owners.length} profiles belong to ${origin}: ${owners.join(', ')}`,
    `such as --profile ${shellWord(owners[0]!)}`,
  )
}

function requireOrigin(
  profile: NamedProfile,
  origin: string | null,
  anyOrigin: boolean,
): NamedProfile {
  if (origin === null || anyOrigin || profile.origins.includes(origin)) return profile
  const own = profile.origins.length === 0 ? 'no server' : profile.origins.join(', ')
  throw usage(
    `the profile ${JSON.stringify(profile.name)} does not belong to ${withoutQuery(origin)}, but to ${own}`,
    '--any-origin sends its credentials there all the same',
  )
}
