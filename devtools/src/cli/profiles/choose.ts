/**
 * Chooses the profile that signs a request. Credentials go to the origins of their profile, unless
 * `anyOrigin` is set.
 */
import { parseUrl } from 'countersign/signing'
import { nearestName, withoutQuery } from 'countersign/internal'
import { usageError } from '../arguments/options.ts'
import { shellWord } from '../shell-text.ts'
import type { Profile } from './profile.ts'
import type { Profiles } from './store.ts'

export interface NamedProfile extends Profile {
  readonly name: string
}

/** @throws CountersignError `usage`: there is no profile with this name */
export function profileByName({ byName }: Profiles, name: string): NamedProfile {
  const profile = byName.get(name)
  if (profile) return { ...profile, name }
  const meant = nearestName(name, [...byName.keys()])
  const known =
    byName.size === 0
      ? 'create a profile with countersign login'
      : 'countersign profiles lists the profiles'
  throw usageError(
    `there is no profile ${JSON.stringify(name)}`,
    meant === null ? known : `did you mean ${meant}?`,
  )
}

/** Returns the default profile. A single profile is the default. */
export function defaultProfile(profiles: Profiles): NamedProfile | null {
  const [only] = profiles.byName.size === 1 ? profiles.byName.keys() : []
  const name = profiles.default ?? only
  return name !== undefined && profiles.byName.has(name) ? profileByName(profiles, name) : null
}

/**
 * Returns the profile for a URL: the named profile; else the profile with the origin of the URL,
 * and the default among several of them; else, for a relative URL, the default profile.
 *
 * @returns `null` if no profile matches
 * @throws CountersignError `usage`: several profiles match and none is the default; or the origin
 *   of the URL is not an origin of the named profile, and `anyOrigin` is not set
 */
export function profileFor(
  profiles: Profiles,
  url: string,
  {
    name,
    anyOrigin = false,
  }: { readonly name?: string | undefined; readonly anyOrigin?: boolean | undefined },
): NamedProfile | null {
  const origin = parseUrl(url)?.origin ?? null
  if (name !== undefined) return requireOrigin(profileByName(profiles, name), origin, anyOrigin)
  const standard = defaultProfile(profiles)
  if (origin === null) return standard
  const owners = [...profiles.byName]
    .filter(([, { origins }]) => origins.includes(origin))
    .map(([owner]) => owner)
  if (owners.length === 0) return anyOrigin ? standard : null
  const chosen = owners.length === 1 ? owners[0] : owners.find((owner) => owner === standard?.name)
  if (chosen !== undefined) return profileByName(profiles, chosen)
  throw usageError(
    `${owners.length} profiles belong to ${origin}: ${owners.join(', ')}`,
    `choose one, for example --profile ${shellWord(owners[0]!)}`,
  )
}

function requireOrigin(
  profile: NamedProfile,
  origin: string | null,
  anyOrigin: boolean,
): NamedProfile {
  if (origin === null || anyOrigin || profile.origins.includes(origin)) return profile
  const own = profile.origins.length === 0 ? 'no server' : profile.origins.join(', ')
  throw usageError(
    `the profile ${JSON.stringify(profile.name)} belongs to ${own}, not to ${withoutQuery(origin)}`,
    '--any-origin sends the credentials to that server',
  )
}
