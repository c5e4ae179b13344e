/** The OAuth Authorization header, RFC 5849 §3.5.1, read and written. */
import { fail, quote } from './errors.ts'
import type { Parameter } from './form-encoding.ts'
import { percentDecode, percentEncode } from './percent-encoding.ts'

/** A header in its parts. `realm` stands apart because it is never signed. */
export interface AuthorizationHeader {
  readonly realm: string | null
  readonly parameters: readonly Parameter[]
}

const PARAMETER = /([^\s"=,]+)="((?:[^"\\]|\\.)*)"[ \t\r\n]*(?:,|$)/sy
const SEPARATORS = /[ \t\r\n,]*/y

/** Whether a header value belongs to OAuth 1.0a. Basic, Bearer and OAuth2 do not. */
export function isOAuthHeader(value: string): boolean {
  // §3.5.1: the scheme is compared without regard to case.
  return /^[ \t]*OAuth(?:[ \t\r\n]|$)/i.test(value)
}

/**
 * Reads a header value: parameters percent-decoded, in the order of the header.
 *
 * @throws CountersignError `invalid-header`: another scheme, bad syntax (with its position), or a second realm. §3.5.1
 */
export function parseAuthorizationHeader(value: string): AuthorizationHeader {
  if (!isOAuthHeader(value)) refuse('its scheme is not OAuth')
  const parameters: Parameter[] = []
  let realm: string | null = null
  // §3.5.1 item 3: commas and white space stand between parameters. RFC silent: also before the first, after the last.
  let position = skip(SEPARATORS, value, value.search(/h/i) + 1)
  while (position < value.length) {
    PARAMETER.lastIndex = position
    const [whole, name = '', quoted = ''] = PARAMETER.exec(value) ?? []
    if (whole === undefined) refuse(`no name="value" and comma at character ${position + 1}`)
    // RFC silent: a backslash escapes as in every quoted string of HTTP.
    const text = quoted.replace(/\\(.)/gs, '$1')
    if (name.toLowerCase() === 'realm') {
      // §3.5.1 item 4: realm is HTTP's: not percent-encoded, its name in any case.
      if (realm !== null) refuse('it has two realms')
      realm = text
    } else {
      // §3.5.1 item 1: names and values are percent-encoded; a "+" stays a plus, because this is no form.
      parameters.push([percentDecode(name), percentDecode(text)])
    }
    position = skip(SEPARATORS, value, position + whole.length)
  }
  if (parameters.length === 0) refuse('it holds no parameter')
  return { realm, parameters }
}

/** Writes a header value, realm first. @throws CountersignError `invalid-realm`. §3.5.1 */
export function formatAuthorizationHeader({ realm, parameters }: AuthorizationHeader): string {
  return joinHeader(realm, parameters.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`))
}

export function joinHeader(realm: string | null, items: readonly string[]): string {
  return `OAuth ${realm === null ? '' : `realm="${escapeRealm(realm)}", `}${items.join(', ')}`
}

function escapeRealm(realm: string): string {
  if (/^[\x20-\x7E]*$/.test(realm)) return realm.replace(/["\\]/g, '\\$&')
  fail('invalid-realm', '3.5.1', `realm holds characters that no header may carry: ${quote(realm)}`, 'use printable ASCII')
}

function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position
  return position + (pattern.exec(text)?.[0].length ?? 0)
}

function refuse(why: string): never {
  fail('invalid-header', '3.5.1', `not an OAuth 1.0a Authorization header: ${why}`, 'write OAuth name="value", name="value"')
}
