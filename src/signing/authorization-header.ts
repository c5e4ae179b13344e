/** The OAuth Authorization header, RFC 5849 §3.5.1, read and written. */
import { fail, quote } from './errors.ts'
import type { Parameter } from './form-encoding.ts'
import { percentDecode, percentEncode } from './percent-encoding.ts'

/** A header in its parts. `realm` stands apart because it is never signed. */
export interface AuthorizationHeader {
  readonly realm: string | null
  readonly parameters: readonly Parameter[]
}

const PARAMETER = /^([^\s"=,]+)="((?:[^"\\]|\\.)*)"[ \t\r\n]*(?:,[ \t\r\n,]*|$)/s

/** Whether a header value belongs to OAuth 1.0a. Basic, Bearer and OAuth2 do not. */
export function isOAuthHeader(value: string): boolean {
  // §3.5.1: the scheme is compared without regard to case.
  return /^[ \t]*OAuth(?:[ \t\r\n]|$)/i.test(value)
}

/** Reads a header value, in its order. @throws CountersignError `invalid-header`: other scheme, bad syntax, second realm */
export function parseAuthorizationHeader(value: string): AuthorizationHeader {
  if (!isOAuthHeader(value)) refuse('its scheme is not OAuth')
  const parameters: Parameter[] = []
  let realm: string | null = null
  // §3.5.1 item 3: commas and white space stand between parameters. RFC silent: also before the first, after the last.
  let rest = value.replace(/^[ \t]*OAuth[ \t\r\n,]*/i, '')
  while (rest !== '') {
    const position = value.length - rest.length + 1
    const [whole, name = '', quoted = ''] = PARAMETER.exec(rest) ?? refuse(`no name="value" and comma at character ${position}`)
    rest = rest.slice(whole.length)
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
  }
  if (parameters.length === 0) refuse('it holds no parameter')
  return { realm, parameters }
}

/** Writes a header value, realm first. @throws CountersignError `invalid-realm`. §3.5.1 */
export function formatAuthorizationHeader({ realm, parameters }: AuthorizationHeader): string {
  const items = parameters.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`)
  return `OAuth ${realm === null ? '' : `realm="${escapeRealm(realm)}", `}${items.join(', ')}`
}

function escapeRealm(realm: string): string {
  if (/^[\x20-\x7E]*$/.test(realm)) return realm.replace(/["\\]/g, '\\$&')
  fail('invalid-realm', '3.5.1', `realm holds characters that no header may carry: ${quote(realm)}`, 'use printable ASCII')
}

function refuse(why: string): never {
  fail('invalid-header', '3.5.1', `not an OAuth 1.0a Authorization header: ${why}`, 'write OAuth name="value", name="value"')
}
