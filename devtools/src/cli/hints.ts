/** How to go on after an error of the library, in the words of the command. */
import type { CountersignError } from 'countersign/signing'

const HINTS: ReadonlyMap<string, string> = new Map([
  [
    'callback-unconfirmed',
    'it may speak OAuth 1.0: --allow-unconfirmed waives this, if you know the risk',
  ],
  ['login-timeout', 'start again, or allow more time with --timeout'],
  ['redirect-cross-origin', 'request that URL itself, if signed requests may go there'],
  ['renewal-unavailable', 'log in again'],
])

export function hintFor(error: CountersignError): string {
  if (error.code === 'invalid-url' && error.hint.includes('baseUrl')) {
    return 'give an absolute URL, or --profile with one that has an API'
  }
  return HINTS.get(error.code) ?? error.hint
}
