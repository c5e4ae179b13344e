/** A profile for people: which service, whose account, until when. It holds no secret. */
import { PRESETS } from 'countersign/flow'
import { isSecretName } from 'countersign/internal'
import type { NamedProfile } from './choose.ts'
import { mask } from './profile.ts'

/** Fields that name an account, in the order in which they are looked for. */
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
  /** What people call the service. */
  readonly service: string | null
  readonly account: string | null
  readonly apiUrl: string | null
  readonly origins: readonly string[]
  readonly consumerKey: string
  /** Its beginning. */
  readonly token: string | null
  readonly fields: Readonly<Record<string, string>>
  /** As ISO 8601 has it. */
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
