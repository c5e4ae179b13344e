/** The OAuth Authorization header, RFC 5849 §3.5.1, read and written. */
import { fail, quote } from './errors.ts'
import { decodeParameter, encodeParameter, encodeSeparators } from './form-encoding.ts'
import type { EncodedParameter, Parameter } from './form-encoding.ts'
import { canonicalSpelling, isUnreserved } from './percent-encoding.ts'

/** A header in its parts. `realm` stands apart because it is never signed. */
export interface AuthorizationHeader<Item = Parameter> {
  readonly realm: string | null
  readonly parameters: readonly Item[]
}

const PARAMETER = /([^\s"=,]+)="([^"\\]*(?:\\.[^"\\]*)*)"[ \t\r\n]*(?:,[ \t\r\n,]*|$)/sy

// §3.5.1: the scheme is compared without regard to case. Item 3: commas and white space separate.
// RFC silent: they may begin or end the list.
const SCHEME = /^[ \t]*OAuth(?![^ \t\r\n])[ \t\r\n,]*/i

/** Whether a header value has the scheme of OAuth 1.0a, and not Basic, Bearer or OAuth2. */
export const isOAuthHeader = (value: string): boolean => SCHEME.test(value)

/** Reads a header value: decoded, in order. @throws CountersignError `invalid-header` */
export function parseAuthorizationHeader(value: string): AuthorizationHeader {
  const { realm, parameters } = readHeader(value)
  return { realm, parameters: parameters.map(decodeParameter) }
}

export function readHeader(value: string): AuthorizationHeader<EncodedParameter> {
  const [scheme] = SCHEME.exec(value) ?? refuse('its scheme is not OAuth')
  const parameters: EncodedParameter[] = []
  let realm: string | null = null
  let position = scheme.length
  while (position < value.length) {
    PARAMETER.lastIndex = position
    const found = PARAMETER.exec(value)
    if (found === null) refuse(`no name="value" and comma at character ${position + 1}`)
    const [whole, name = '', quoted = ''] = found
    position += whole.length
    // RFC silent: a backslash escapes the next character, as in every quoted string of HTTP.
    const text = quoted.includes('\\') ? quoted.replace(/\\(.)/gs, '$1') : quoted
    // §3.5.1 item 1: names and values are percent-encoded. "+" stays a plus, unlike in a form.
    const isRealm = /^realm$/i.test(name)
    if (!isRealm) parameters.push({ name: readText(name), value: readText(text) })
    // §3.5.1 item 4: realm is a parameter of HTTP: not percent-encoded, its name in any case.
    else if (realm === null) realm = text
    else refuse('it has two realms')
  }
  if (parameters.length === 0) refuse('it holds no parameter')
  return { realm, parameters }
}

const readText = (text: string): string =>
  isUnreserved(text) ? text : encodeSeparators(canonicalSpelling(text))

/** Writes a value, realm first. @throws CountersignError `invalid-realm`, `lone-surrogate` */
export function formatAuthorizationHeader({ realm, parameters }: AuthorizationHeader): string {
  return joinHeader(realm, parameters.map(encodeParameter))
}

export function joinHeader(realm: string | null, parameters: readonly EncodedParameter[]): string {
  let items = realm === null ? '' : `realm="${escapeRealm(realm)}"`
  for (const { name, value } of parameters) items += `${items && ', '}${name}="${value}"`
  return `OAuth ${items}`
}

function escapeRealm(realm: string): string {
  if (/^[\x20-\x7E]*$/.test(realm)) return realm.replace(/["\\]/g, '\\$&')
  fail('invalid-realm', '3.5.1', `the realm ${quote(realm)} is not ASCII`, 'use printable ASCII')
}

function refuse(why: string): never {
  const message = `not an OAuth 1.0a Authorization header: ${why}`
  fail('invalid-header', '3.5.1', message, 'write OAuth name="value", name="value"')
}
