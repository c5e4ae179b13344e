/** How what the options, the environment and a file say goes together with a profile. */
import type { TokenCredentials } from 'countersign/client'
import type { Io } from '../../terminal/index.ts'
import type { GivenCredentials } from '../arguments/credentials.ts'
import { type NamedProfile, profileFor } from './choose.ts'
import type { Profile } from './profile.ts'
import { type Profiles, readProfiles } from './store.ts'

export interface Search {
  readonly given: GivenCredentials
  readonly name: string | undefined
  /** Whether a credentials file speaks for itself. */
  readonly isAlone: boolean
  readonly anyOrigin: boolean | undefined
}

/** @throws CountersignError `usage`: like `readProfiles` and `profileFor` */
export function findProfile(
  { given, name, isAlone, anyOrigin }: Search,
  url: string,
  io: Io,
): NamedProfile | null {
  const isComplete = given.consumerKey !== undefined && given.token !== undefined
  if (name === undefined && (isAlone || isComplete)) return null
  const profiles = readProfiles(io)
  return profileFor(name === undefined ? ofConsumer(profiles, given.consumerKey) : profiles, url, {
    name,
    anyOrigin,
  })
}

/** A token belongs to the consumer that it was given to: another consumer's key leaves out the profile. */
function ofConsumer(
  { byName, default: standard }: Profiles,
  consumerKey: string | undefined,
): Profiles {
  if (consumerKey === undefined) return { byName, default: standard }
  return {
    byName: new Map([...byName].filter(([, profile]) => profile.consumerKey === consumerKey)),
    default: standard,
  }
}

export type Merged = Pick<
  Profile,
  'consumerKey' | 'consumerSecret' | 'privateKeyFile' | keyof TokenCredentials | 'fields'
>

/** Each given one wins. What hangs together with one that it replaces goes with that one. */
export function merge(profile: Profile | null, given: GivenCredentials): Merged {
  const isSameConsumer =
    profile !== null && (given.consumerKey ?? profile.consumerKey) === profile.consumerKey
  const stored = isSameConsumer ? profile : null
  const kept = stored !== null && (given.token ?? stored.token) === stored.token ? stored : null
  return {
    consumerKey: given.consumerKey ?? stored?.consumerKey ?? '',
    consumerSecret: given.consumerSecret ?? stored?.consumerSecret ?? null,
    privateKeyFile: given.privateKeyFile ?? stored?.privateKeyFile ?? null,
    token: given.token ?? kept?.token ?? null,
    tokenSecret: given.tokenSecret ?? kept?.tokenSecret ?? null,
    sessionHandle: kept?.sessionHandle ?? null,
    expiresAt: kept?.expiresAt ?? null,
    fields: kept?.fields ?? [],
  }
}
