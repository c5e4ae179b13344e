/** Text from a server, as far as it may be quoted in a message. */
import { isSecretName, singleLine } from '../internal/index.ts'

/** Words that name credentials, whether or not their values are secrets. */
const CREDENTIAL = /oauth_|_token|secret|verifier|signature|handle/i
/** In a sentence, as in "invalid signature and token", a short word or the end comes next, and no value. */
const GOES_ON_AS_SENTENCE = /^(?: +[a-z]{1,12}(?:[ .,;:!?]|$)|[.!]? *$)/i

/** What a server says is wrong, which may well have the words of a credential in it. */
const NAMED_PROBLEM = /\boauth_problem=[a-z_]{1,40}\b/g

/** The beginning of a reply, up to where the first credential may stand. */
export function excerpt(body: string): string {
  if (/<html|<!doctype/i.test(body)) return 'an HTML page'
  const text = singleLine(body)
  // The name of a problem may hold the words of a credential; its value never does.
  const searched = text.replace(NAMED_PROBLEM, (problem) => '-'.repeat(problem.length))
  for (const { 0: word, index } of searched.matchAll(/[\w-]+/g)) {
    const isNamed = CREDENTIAL.test(word) || isSecretName(word)
    if (isNamed && !GOES_ON_AS_SENTENCE.test(text.slice(index + word.length))) {
      return `${text.slice(0, index)}…`
    }
  }
  return text
}
