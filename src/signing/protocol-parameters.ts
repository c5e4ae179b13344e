/** The protocol parameters, RFC 5849 §3.1 and §3.3: their names, and where nonces and timestamps come from. */
import { randomUUID } from 'node:crypto'
import { fail, quote } from './errors.ts'
import type { OctetString } from './percent-encoding.ts'
import type { RequestParameter } from './request-parameters.ts'

/** The names that a signer sets by itself. Other names that begin with `oauth_` are the caller's. */
const PROTOCOL_PARAMETERS: readonly OctetString[] = [
  'oauth_consumer_key', 'oauth_signature_method', 'oauth_signature', 'oauth_timestamp', 'oauth_nonce',
  'oauth_token', 'oauth_version', 'oauth_callback', 'oauth_verifier',
]

export interface FreshOptions {
  /** `oauth_nonce`, or where the next one comes from; `null` leaves it out, which only PLAINTEXT may. §3.1 */
  readonly nonce?: string | (() => string) | null
  /** `oauth_timestamp` in seconds, or where the next one comes from; `null` leaves it out likewise. */
  readonly timestamp?: string | number | (() => string | number) | null
}

/** 27 letters and digits, 108 random bits, from a cryptographic source. §3.3 */
export function generateNonce(): string {
  // RFC silent on the alphabet: 20 to 30 letters and digits is what every server met so far takes.
  const id = randomUUID()
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(15, 18) + id.slice(24)
}

/** Whole seconds since 1970-01-01T00:00:00Z. §3.3 */
export function currentTimestamp(): number {
  return Math.floor(Date.now() / 1000)
}

/** Timestamp and nonce of one request, as text. §3.3 */
export function freshValues({ nonce = generateNonce, timestamp = currentTimestamp }: FreshOptions): (string | null)[] {
  const values = [typeof timestamp === 'function' ? timestamp() : timestamp, typeof nonce === 'function' ? nonce() : nonce]
  return values.map((value) => (value === null ? null : String(value)))
}

/** @throws CountersignError `reserved-parameter`: a name that is set here already, twice, or in two places */
export function requireUnreserved(own: readonly OctetString[], extra: readonly OctetString[]): void {
  // §3.1, §3.5: no protocol parameter appears twice or in two places; extensions' names begin like the others.
  const wrong = [...own, ...extra].find((name) => PROTOCOL_PARAMETERS.includes(name)) ??
    own.find((name) => extra.includes(name)) ??
    extra.find((name, position) => extra.indexOf(name) < position || !String(name).startsWith('oauth_'))
  if (wrong === undefined) return
  fail('reserved-parameter', '3.1', `the request may not bring its own ${quote(String(wrong))}`, 'use the option made for it')
}

/** The protocol parameters of a request that came in, by name, each there once and in the one place. §3.1, §3.2 */
export function readProtocolParameters(found: readonly RequestParameter[]): ReadonlyMap<OctetString, string> {
  const protocol = found.filter(({ name, source }) => source === 'header' || PROTOCOL_PARAMETERS.includes(name))
  const repeated = protocol.filter((one, position) =>
    one.source !== protocol[0]!.source || protocol.findIndex(({ encodedName }) => encodedName === one.encodedName) < position)
  const values = new Map(protocol.map(({ name, value }) => [name, String(value)]))
  if (protocol.length === 0) fail('credentials_absent', '3.5', 'the request is not signed', 'sign it')
  reject('parameter_rejected', repeated.map(({ encodedName }) => encodedName), 'twice, or in two places')
  // §3.1: five are required, or with PLAINTEXT the first three. The version may be absent, but no other one may be there.
  const required = PROTOCOL_PARAMETERS.slice(0, values.get('oauth_signature_method') === 'PLAINTEXT' ? 3 : 5)
  reject('parameter_absent', required.filter((name) => !values.get(name)), 'missing')
  reject('version_rejected', (values.get('oauth_version') ?? '1.0') === '1.0' ? [] : ['oauth_version'], 'not 1.0')
  // §3.3: a positive integer. RFC silent on its length, and on that of a nonce: what a number holds, and 256 characters.
  const isTime = /^0*[1-9][0-9]{0,14}$/.test(values.get('oauth_timestamp') ?? '1')
  reject('parameter_rejected', isTime ? [] : ['oauth_timestamp'], 'not a positive number of seconds')
  reject('parameter_rejected', (values.get('oauth_nonce') ?? '').length > 256 ? ['oauth_nonce'] : [], 'too long')
  return values
}

function reject(problem: string, names: readonly OctetString[], why: string): void {
  if (names.length === 0) return
  const texts = [...new Set(names)].map(String)
  fail(problem, '3.2', `${texts.join(', ')}: ${why}`, 'each is sent once, in one place', texts)
}
