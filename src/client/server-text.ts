/** Text from a server, made fit for a message: short, without control characters, and without a credential. */
import { spellings } from './secret-spellings.ts'

/** One line, no control characters, not long: fit for a terminal. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim().slice(0, 200)
}

/** Takes out secrets that are known, in every spelling: servers repeat a request in their answer. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets
    .filter((secret) => secret.length > 3)
    // The longest first: another may be a part of it.
    .sort((a, b) => b.length - a.length)
  return known.length === 0 ? text : text.replace(new RegExp(known.map(spellings).join('|'), 'giu'), '***')
}

// The name of a credential. In a sentence, as in "invalid signature and token", a short word or the end comes next.
const NAMED_CREDENTIAL =
  /\w*(?:oauth_|_token|secret|verifier|signature|handle)\w*(?!\w| +[a-z]{1,12}(?=[ .,;:!?]|$)|[.!]? *$)/i

/** What a server says is wrong, which may well have the words of a credential in it. */
const NAMED_PROBLEM = /\boauth_problem=[a-z_]{1,40}\b/g

/** The beginning of a reply, up to where the first credential may stand. */
export function excerpt(body: string): string {
  if (/<html|<!doctype/i.test(body)) return 'an HTML page'
  const text = clean(body)
  const position = text.replace(NAMED_PROBLEM, (problem) => '-'.repeat(problem.length)).search(NAMED_CREDENTIAL)
  return position < 0 ? text : `${text.slice(0, position)}…`
}
