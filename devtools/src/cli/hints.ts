/** Hints for errors of the library, in terms of the command's options. */
import type { CountersignError } from 'countersign/signing'

const HINTS: ReadonlyMap<string, string> = new Map([
  [
    'callback-unconfirmed',
    'for a server without OAuth 1.0a, --allow-unconfirmed skips this check; such a login can be hijacked',
  ],
  ['login-timeout', 'run login again, or allow more time with --timeout'],
  ['redirect-cross-origin', 'if that server may receive signed requests, request its URL directly'],
  ['renewal-unavailable', 'log in again: countersign login'],
])

export function hintFor(error: CountersignError): string {
  if (error.code === 'invalid-url' && error.hint.includes('baseUrl')) {
    return 'give an absolute URL, or --profile NAME of a profile with an API URL'
  }
  return HINTS.get(error.code) ?? error.hint
}
