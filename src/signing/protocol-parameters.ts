/** The protocol parameters, RFC 5849 §3.1 and §3.3: their names, nonces and timestamps. */
import { randomHex } from './cryptography.ts'
import { fail, optionalText, quote } from './errors.ts'
import type { EncodedParameter } from './form-encoding.ts'

/** The names that a signer sets by itself. Other names with `oauth_` are the caller's. */
const PROTOCOL_PARAMETERS = new Set(
  ['consumer_key', 'signature_method', 'signature', 'timestamp', 'nonce']
    .concat('token', 'version', 'callback', 'verifier')
    .map((name) => `oauth_${name}`),
)

export const isProtocolParameter = ({ name }: EncodedParameter): boolean =>
  name.startsWith('oauth_') && PROTOCOL_PARAMETERS.has(name)

export interface FreshOptions {
  /** `oauth_nonce`, or a function that returns one. `null`, only for PLAINTEXT, sends none. */
  readonly nonce?: string | (() => string) | null
  /** `oauth_timestamp`, seconds since 1970, or a function that returns one. `null` as for nonce. */
  readonly timestamp?: string | number | (() => string | number) | null
  /** Accepts any text as timestamp, for test vectors. Defaults to `false`. */
  readonly allowMalformedTimestamp?: boolean
}

/** 30 hexadecimal digits, 120 random bits, from a cryptographic source. §3.3 */
export function generateNonce(): string {
  // RFC silent on the alphabet: every known server accepts 20 to 30 letters and digits.
  return randomHex(15)
}

/** Whole seconds since 1970-01-01T00:00:00Z. §3.3 */
export const currentTimestamp = (): number => Math.floor(Date.now() / 1000)

/** The nonce of one request. @throws CountersignError `invalid-nonce`, `invalid-option` */
export function nextNonce({ nonce = generateNonce }: FreshOptions): string | null {
  const text = optionalText('nonce', typeof nonce === 'function' ? nonce() : nonce)
  if (text === '') fail('invalid-nonce', '3.3', 'the nonce is empty', 'give letters and digits')
  return text
}

/** The timestamp of one request. @throws CountersignError `invalid-timestamp`, `invalid-option` */
export function nextTimestamp(options: FreshOptions): string | null {
  const { timestamp = currentTimestamp, allowMalformedTimestamp = false } = options
  const value = typeof timestamp === 'function' ? timestamp() : timestamp
  const text = optionalText('timestamp', typeof value === 'number' ? String(value) : value)
  if (text === null || allowMalformedTimestamp) return text
  const isValid = isTimestamp(text)
  if (isValid && Number(text) < 1e12) return text
  const hint = isValid ? 'give seconds, not milliseconds' : 'give whole seconds since 1970'
  fail('invalid-timestamp', '3.3', `not a timestamp: ${quote(text)}`, hint, ['timestamp'])
}

// §3.3: a positive integer. RFC silent on its length: 15 digits fit into a number.
export const isTimestamp = (text: string): boolean => /^0*[1-9][0-9]{0,14}$/.test(text)

type Parameters = readonly EncodedParameter[]

/** @throws `reserved-parameter`: a name of the signer, one without "oauth_", or one twice */
export function requireUnreserved(own: Parameters, extra: Parameters): void {
  // §3.1, §3.5: no protocol parameter appears twice, or in two places.
  const reserved = own.find(isProtocolParameter)
  if (reserved) refuse(reserved.name, 'the request brings', 'leave it to the signer')
  extra.forEach(({ name }, position) => {
    const option = `use the option for ${name.replace('oauth_', '')}`
    if (PROTOCOL_PARAMETERS.has(name)) refuse(name, '"extra" brings', option)
    if (!/^oauth_./.test(name)) refuse(name, '"extra" brings', 'put it into query or form')
    const others = [...own, ...extra.slice(0, position)]
    if (others.some((other) => other.name === name)) refuse(name, 'there are two', 'give one')
  })
}

function refuse(name: string, what: string, hint: string): never {
  fail('reserved-parameter', '3.1', `${what} ${quote(name)}`, hint, [name])
}
