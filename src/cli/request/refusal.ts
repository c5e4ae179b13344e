/** What the command says of an answer that is a refusal: why, as far as the server tells, and how to go on. */
import { clean, readProblem, readReplyText, withoutQuery } from '../../client/index.ts'
import { adviceFor } from '../../client/problem-advice.ts'
import { redact } from '../../client/server-text.ts'
import type { Identity } from '../profiles/identity.ts'

/** In octets: a problem report is small. */
const LIMIT = 64 * 1024

/** A text without the secrets that the request was signed with. */
export const hideSecrets = (text: string, identity: Identity): string => redact(text, secretsOf(identity))

const secretsOf = ({ secrets: { consumerSecret, tokenSecret } }: Identity): string[] =>
  [consumerSecret, tokenSecret].filter((secret) => secret !== null)

/** @param response whose body nobody else reads */
export async function explainRefusal(response: Response, identity: Identity): Promise<string> {
  const { status, statusText, headers } = response
  const body = await readReplyText(response, LIMIT).catch(() => '')
  const report = readProblem(headers.get('www-authenticate'), body, secretsOf(identity))
  const { problem, advice } = report
  const why = problem === null ? '' : `: ${problem}${advice === null ? '' : ` (${advice})`}`
  const known = problem === null || advice !== null ? null : adviceFor(status, report)
  const hint = hintFor(status, headers.get('location'), known, identity.profile?.name ?? null)
  return (
    `countersign: the server answered ${status} ${clean(statusText)}`.trimEnd() + `${why}\n${hint && `hint: ${hint}\n`}`
  )
}

function hintFor(status: number, location: string | null, advice: string | null, profile: string | null): string {
  if (location !== null && status < 400) {
    return `it leads to ${clean(withoutQuery(location))}; --location follows within the same server`
  }
  if (status !== 401) return advice ?? ''
  const again = profile === null ? 'check the secrets' : `log in again: countersign login --profile ${profile}`
  const further = '--explain shows how the signature came to be, and countersign diagnose finds mistakes in one'
  return `${advice ?? again}; ${further}`
}
