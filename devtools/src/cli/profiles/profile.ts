/** A profile: a service and the credentials of a login. */
import { usageError } from '../arguments/options.ts'

export interface Profile {
  /** The name of the preset, or `null` for a service with explicit URLs. */
  readonly service: string | null
  /** The variables of the preset, such as the site. */
  readonly variables: Readonly<Record<string, string>>
  /** The base of relative URLs. */
  readonly apiUrl: string | null
  /** The origins that may receive the credentials, such as `https://api.example.com`. */
  readonly origins: readonly string[]
  readonly requestTokenUrl: string | null
  readonly authorizeUrl: string | null
  readonly accessTokenUrl: string | null
  readonly renewUrl: string | null
  readonly revokeUrl: string | null
  readonly consumerKey: string
  readonly consumerSecret: string | null
  /** The absolute path of the RSA private key. The key itself is not stored. */
  readonly privateKeyFile: string | null
  /** `null` for the default of the preset, like the next two. */
  readonly signatureMethod: string | null
  readonly transmission: string | null
  readonly realm: string | null
  readonly token: string | null
  readonly tokenSecret: string | null
  readonly sessionHandle: string | null
  /** In milliseconds since the Unix epoch. */
  readonly expiresAt: number | null
  /** Further fields of the service's reply, such as `screen_name`. They can contain secrets. */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

const TEXTS = [
  'service',
  'apiUrl',
  'requestTokenUrl',
  'authorizeUrl',
  'accessTokenUrl',
  'renewUrl',
  'revokeUrl',
  'consumerSecret',
  'privateKeyFile',
  'signatureMethod',
  'transmission',
  'realm',
  'token',
  'tokenSecret',
  'sessionHandle',
] as const

/** Validates a profile from parsed JSON. @throws TypeError: names the invalid member */
export function readProfile(data: unknown): Profile {
  const given = asRecord(data, 'it')
  const texts = Object.fromEntries(TEXTS.map((name) => [name, readText(name, given[name] ?? null)]))
  const { consumerKey, variables = {}, origins = [], fields = [], expiresAt = null } = given
  if (typeof consumerKey !== 'string' || consumerKey === '')
    throw new TypeError('its consumerKey is missing')
  if (expiresAt !== null && typeof expiresAt !== 'number')
    throw new TypeError('its expiresAt is not a number')
  if (!isList(origins, isText)) throw new TypeError('its origins are not an array of strings')
  if (
    !isList(
      fields,
      (field): field is [string, string] => isList(field, isText) && field.length === 2,
    )
  ) {
    throw new TypeError('its fields are not an array of pairs of strings')
  }
  const values = asRecord(variables, 'its variables')
  for (const [name, value] of Object.entries(values)) readText(name, value)
  return {
    ...(texts as Record<(typeof TEXTS)[number], string | null>),
    consumerKey,
    variables: values as Record<string, string>,
    origins,
    fields,
    expiresAt,
  }
}

function readText(name: string, value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  throw new TypeError(`its ${name} is not a string`)
}

function asRecord(data: unknown, what: string): Record<string, unknown> {
  if (typeof data === 'object' && data !== null && !Array.isArray(data))
    return data as Record<string, unknown>
  throw new TypeError(`${what} is not an object`)
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isList = <Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] =>
  Array.isArray(value) && value.every(isItem)

/**
 * @throws CountersignError `usage`: not 1 to 64 letters, digits and `._@-`, or the first is neither
 *   letter nor digit
 */
export function requireProfileName(name: string): string {
  if (/^[A-Za-z0-9][\w.@-]{0,63}$/.test(name)) return name
  throw usageError(
    `${JSON.stringify(name)} is not a valid profile name`,
    'use at most 64 letters, digits and . _ @ -, with a letter or a digit first',
  )
}

/** Shortens a credential to its first characters, so that it can be recognized but not used. */
export function mask(text: string): string {
  return text.length < 12 ? '…' : `${text.slice(0, 4)}…`
}
