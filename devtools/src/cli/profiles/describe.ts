/** Describes a profile without its secrets: service, account, servers and expiry. */
import { PRESETS } from 'countersign/flow'
import { isSecretName } from 'countersign/internal'
import type { NamedProfile } from './choose.ts'
import { mask } from './profile.ts'

/** Reply fields that name an account, in order of preference. */
const ACCOUNT_FIELDS = [
  'screen_name',
  'user_name',
  'username',
  'fullname',
  'name',
  'user_id',
  'userID',
  'user_nsid',
  'edam_userId',
]

export interface ProfileFacts {
  readonly profile: string
  readonly isDefault: boolean
  /** The title of the preset, or its name. */
  readonly service: string | null
  readonly account: string | null
  readonly apiUrl: string | null
  readonly origins: readonly string[]
  readonly consumerKey: string
  /** The first characters of the token, masked. */
  readonly token: string | null
  readonly fields: Readonly<Record<string, string>>
  /** In ISO 8601 format. */
  readonly expires: string | null
}

export function describeProfile(profile: NamedProfile, isDefault: boolean): ProfileFacts {
  const { name, service, apiUrl, origins, consumerKey, token, fields, expiresAt } = profile
  const account = ACCOUNT_FIELDS.map(
    (wanted) => fields.find(([field]) => field === wanted)?.[1],
  ).find(Boolean)
  return {
    profile: name,
    isDefault,
    service: service === null ? null : (PRESETS.get(service)?.title ?? service),
    account: account ?? null,
    apiUrl,
    origins,
    consumerKey,
    token: token === null ? null : mask(token),
    fields: Object.fromEntries(
      fields.map(([field, value]) => [field, isSecretName(field) ? mask(value) : value]),
    ),
    expires: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
}
