/** What is kept of a service after a login. */
import { usage } from '../arguments/options.ts'

export interface Profile {
  /** The preset's name; `null` where the URLs were given by hand. */
  readonly service: string | null
  /** What fills the holes of the preset, such as the site. */
  readonly variables: Readonly<Record<string, string>>
  /** What relative URLs are resolved against. */
  readonly apiUrl: string | null
  /** Where the credentials may be sent, such as `https://api.example.com`. */
  readonly origins: readonly string[]
  readonly requestTokenUrl: string | null
  readonly authorizeUrl: string | null
  readonly accessTokenUrl: string | null
  readonly renewUrl: string | null
  readonly revokeUrl: string | null
  readonly consumerKey: string
  readonly consumerSecret: string | null
  /** An RSA key stays in its own file. */
  readonly privateKeyFile: string | null
  /** `null` leaves these three to the preset. */
  readonly signatureMethod: string | null
  readonly transmission: string | null
  readonly realm: string | null
  readonly token: string | null
  readonly tokenSecret: string | null
  readonly sessionHandle: string | null
  /** In milliseconds since 1970. */
  readonly expiresAt: number | null
  /** Further fields of the service's reply, such as `screen_name`; some services put secrets there. */
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

/** Reads a profile out of parsed JSON. @throws Error that names the member that is not as it has to be */
export function readProfile(data: unknown): Profile {
  const given = asRecord(data, 'it')
  const texts = Object.fromEntries(TEXTS.map((name) => [name, readText(name, given[name] ?? null)]))
  const { consumerKey, variables = {}, origins = [], fields = [], expiresAt = null } = given
  if (typeof consumerKey !== 'string' || consumerKey === '')
    throw new TypeError('its consumerKey is missing')
  if (expiresAt !== null && typeof expiresAt !== 'number')
    throw new TypeError('its expiresAt is no number')
  if (!isList(origins, isText)) throw new TypeError('its origins are no list of texts')
  if (
    !isList(
      fields,
      (field): field is [string, string] => isList(field, isText) && field.length === 2,
    )
  ) {
    throw new TypeError('its fields are no list of pairs')
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
  throw new TypeError(`its ${name} is no text`)
}

function asRecord(data: unknown, what: string): Record<string, unknown> {
  if (typeof data === 'object' && data !== null && !Array.isArray(data))
    return data as Record<string, unknown>
  throw new TypeError(`${what} is no object`)
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isList = <Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] =>
  Array.isArray(value) && value.every(isItem)

/** @throws CountersignError `usage` */
export function requireProfileName(name: string): string {
  if (/^[A-Za-z0-9][\w.@-]{0,63}$/.test(name)) return name
  throw usage(
    `a profile cannot be called ${JSON.stringify(name)}`,
    'use letters, digits, and . _ @ - behind the first',
  )
}

/** The beginning of a credential, to tell it from others by. */
export function mask(text: string): string {
  return text.length < 12 ? '…' : `${text.slice(0, 4)}…`
}
