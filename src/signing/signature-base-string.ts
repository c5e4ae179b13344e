/** The signature base string, RFC 5849 §3.4.1.1: the text that is signed. */
import { fail, quote, refuseType } from './errors.ts'
import { percentEncode } from './percent-encoding.ts'

/** @example signatureBaseString('get', 'http://h/', 'a=1') // 'GET&http%3A%2F%2Fh%2F&a%3D1' */
export function signatureBaseString(method: string, uri: string, parameters: string): string {
  // §3.4.1.1: each part is percent-encoded as a whole, and a bare "&" stands between the parts.
  return `${percentEncode(upperCaseMethod(method))}&${percentEncode(uri)}&${percentEncode(parameters)}`
}

/** @throws CountersignError `invalid-method` */
export function upperCaseMethod(method: string): string {
  if (typeof method !== 'string') refuseType('method', method, 'GET, POST or another token')
  // §3.4.1.1 item 1: in upper case, custom methods too. Every HTTP method is an ASCII token.
  if (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) return method.toUpperCase()
  fail('invalid-method', '3.4.1.1', `not an HTTP method: ${quote(method)}`, 'give GET or another')
}
