/** Combines a profile with the credentials from the options, the environment and a file. */
import type { TokenCredentials } from 'countersign/client'
import type { Io } from '../../terminal/index.ts'
import type { GivenCredentials } from '../arguments/credentials.ts'
import { type NamedProfile, profileFor } from './choose.ts'
import type { Profile } from './profile.ts'
import { type Profiles, readProfiles } from './store.ts'

export interface ProfileQuery {
  readonly given: GivenCredentials
  readonly name: string | undefined
  /** Whether a credentials file is given. It replaces the profile. */
  readonly hasCredentialsFile: boolean
  readonly anyOrigin: boolean | undefined
}

/** @throws CountersignError `usage`, like `readProfiles` and `profileFor` */
export function findProfile(
  { given, name, hasCredentialsFile, anyOrigin }: ProfileQuery,
  url: string,
  io: Io,
): NamedProfile | null {
  const isComplete = given.consumerKey !== undefined && given.token !== undefined
  if (name === undefined && (hasCredentialsFile || isComplete)) return null
  const profiles = readProfiles(io)
  return profileFor(name === undefined ? ofConsumer(profiles, given.consumerKey) : profiles, url, {
    name,
    anyOrigin,
  })
}

/**
 * Keeps the profiles of a consumer key, because a token is valid only with the consumer key that it
 * was issued to.
 */
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

export type MergedCredentials = Pick<
  Profile,
  'consumerKey' | 'consumerSecret' | 'privateKeyFile' | keyof TokenCredentials | 'fields'
>

/**
 * Overrides the values of a profile with the given ones. Another consumer key discards the stored
 * token, and another token discards the stored token secret.
 */
export function mergeCredentials(
  profile: Profile | null,
  given: GivenCredentials,
): MergedCredentials {
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
