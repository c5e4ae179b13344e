/** The signature base string, RFC 5849 §3.4.1.1: the text that is signed. */
import { fail, quote } from './errors.ts'
import { percentEncode } from './percent-encoding.ts'

/** Joins its three parts. @throws CountersignError `invalid-method`. §3.4.1.1 */
export function signatureBaseString(method: string, baseStringUri: string, normalizedParameters: string): string {
  // §3.4.1.1: each part is percent-encoded as a whole, and a bare "&" stands between them.
  return `${percentEncode(upperCaseMethod(method))}&${percentEncode(baseStringUri)}&${percentEncode(normalizedParameters)}`
}

/** @throws CountersignError `invalid-method` */
export function upperCaseMethod(method: string): string {
  // §3.4.1.1 item 1: in upper case, a method of one's own too. Every HTTP method is an ASCII token.
  if (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) return method.toUpperCase()
  fail('invalid-method', '3.4.1.1', `not an HTTP method: ${quote(method)}`, 'give GET, POST or another token')
}
