/** The protocol parameters, RFC 5849 §3.1 and §3.3: their names, and where nonces and timestamps come from. */
import { randomUUID } from 'node:crypto'
import { fail, quote } from './errors.ts'
import type { Parameter } from './form-encoding.ts'
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

/** 30 letters and digits, 114 random bits, from a cryptographic source. §3.3 */
export function generateNonce(): string {
  // RFC silent on the alphabet: 20 to 30 letters and digits is what every server met so far takes.
  return randomUUID().replaceAll('-', '').slice(2)
}

/** Whole seconds since 1970-01-01T00:00:00Z. §3.3 */
export function currentTimestamp(): number {
  return Math.floor(Date.now() / 1000)
}

/** Timestamp and nonce of one request. §3.3 */
export function freshParameters({ nonce = generateNonce, timestamp = currentTimestamp }: FreshOptions): Parameter[] {
  const fresh = [
    ['oauth_timestamp', typeof timestamp === 'function' ? timestamp() : timestamp],
    ['oauth_nonce', typeof nonce === 'function' ? nonce() : nonce],
  ] as const
  return fresh.flatMap(([name, value]): Parameter[] => (value === null ? [] : [[name, String(value)]]))
}

/** @throws CountersignError `reserved-parameter`: a name that is set here already, twice, or in two places. §3.1, §3.5 */
export function requireUnreserved(own: readonly OctetString[], extra: readonly OctetString[]): void {
  // §3.1, §3.5: no protocol parameter appears twice or in two places; extensions' names begin like the others.
  const taken = own.find((name) => PROTOCOL_PARAMETERS.includes(name) || extra.includes(name))
  const wrong = extra.find((name, position) =>
    PROTOCOL_PARAMETERS.includes(name) || extra.indexOf(name) < position || !String(name).startsWith('oauth_'))
  const name = taken ?? wrong
  if (name === undefined) return
  fail('reserved-parameter', '3.1', `the request may not bring its own ${quote(String(name))}`, 'use the option made for it')
}

/** The protocol parameters of a request that came in, by name, each there once and in the one place. §3.1, §3.2 */
export function readProtocolParameters(found: readonly RequestParameter[]): ReadonlyMap<OctetString, string> {
  const protocol = found.filter(({ name }) => PROTOCOL_PARAMETERS.includes(name))
  const values = new Map(protocol.map(({ name, value }) => [name, String(value)]))
  const places = new Set(protocol.map(({ source }) => source))
  if (protocol.length === 0) fail('credentials_absent', '3.5', 'the request is not signed', 'sign it')
  const inHeader = found.filter(({ source }) => source === 'header').map(({ encodedName }) => encodedName)
  if (values.size < protocol.length || places.size > 1 || new Set(inHeader).size < inHeader.length) {
    fail('parameter_rejected', '3.2', 'protocol parameters came twice or in two places', 'send each once', [...values.keys()].map(String))
  }
  // §3.1: five are required, or with PLAINTEXT the first three.
  const required = PROTOCOL_PARAMETERS.slice(0, values.get('oauth_signature_method') === 'PLAINTEXT' ? 3 : 5).map(String)
  const absent = required.filter((name) => !values.get(name))
  if (absent.length > 0) fail('parameter_absent', '3.2', `the request lacks ${absent.join(', ')}`, 'send them', absent)
  // §3.1: the version may be absent; another one may not be there.
  if ((values.get('oauth_version') ?? '1.0') !== '1.0') fail('version_rejected', '3.2', 'oauth_version is not 1.0', 'send 1.0')
  // §3.3: a positive integer. RFC silent on its length: what a number holds exactly.
  if (!/^0*[1-9][0-9]{0,14}$/.test(values.get('oauth_timestamp') ?? '1')) {
    fail('parameter_rejected', '3.3', 'oauth_timestamp is not a positive integer', 'send whole seconds since 1970', ['oauth_timestamp'])
  }
  return values
}
