/** The signature base string, RFC 5849 §3.4.1.1: the text that is signed. */
import { fail, quote, refuseType } from './errors.ts'
import type { EncodedParameter } from './form-encoding.ts'
import { percentEncode } from './percent-encoding.ts'
import { sortParameters } from './request-parameters.ts'

/** A base string, and what it was joined from. */
export interface BaseString {
  readonly uri: string
  readonly sorted: readonly EncodedParameter[]
  readonly text: string
}

type Parts = [method: string, uri: string, parameters: readonly EncodedParameter[]]

/** Joins the base string of a request. @throws CountersignError `invalid-method` */
export function writeBaseString(...[method, uri, parameters]: Parts): BaseString {
  const sorted = sortParameters(parameters)
  let signedTexts = ''
  // §3.4.1.1: the normalized parameters, percent-encoded. "%26" is the "&" between two of them.
  for (const { signedText } of sorted) signedTexts += `${signedTexts && '%26'}${signedText}`
  return { uri, sorted, text: joinParts(method, uri, signedTexts) }
}

/** @example signatureBaseString('get', 'http://h/', 'a=1') // 'GET&http%3A%2F%2Fh%2F&a%3D1' */
export function signatureBaseString(method: string, uri: string, normalized: string): string {
  return joinParts(method, uri, percentEncode(normalized))
}

function joinParts(method: string, uri: string, encodedParameters: string): string {
  // §3.4.1.1: each part is percent-encoded as a whole, and a bare "&" stands between the parts.
  return `${percentEncode(upperCaseMethod(method))}&${percentEncode(uri)}&${encodedParameters}`
}

/** @throws CountersignError `invalid-method` */
export function upperCaseMethod(method: string): string {
  if (typeof method !== 'string') refuseType('method', method, 'GET, POST or another token')
  // §3.4.1.1 item 1: in upper case, custom methods too. Every HTTP method is an ASCII token.
  if (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) return method.toUpperCase()
  fail(
    'invalid-method',
    '3.4.1.1',
    `not an HTTP method: ${quote(method)}`,
    'give GET, POST or another',
  )
}
