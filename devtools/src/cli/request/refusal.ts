/** What the command says of an answer that is a refusal: why, as far as the server tells, and how to go on. */
import {
  adviceFor,
  isSecretName,
  printable,
  readProblem,
  readReplyText,
  redact,
  redactValues,
  secretsIn,
  withoutQuery,
} from 'countersign/internal'
import type { Identity } from '../profiles/identity.ts'
import { shellWord } from '../shell-text.ts'
import type { SentRequest } from './sent-request.ts'

/** A text of ours without secrets. */
export const hideSecrets = (text: string, identity: Identity): string =>
  redact(text, secretsOf(identity))

/** A text of others, or one that has to work as it is, without the secrets of the identity. */
export const hideOwnSecrets = (text: string, identity: Identity): string =>
  redactValues(text, secretsOf(identity))

function secretsOf({
  secrets: { consumerSecret, tokenSecret, privateKey },
  profile,
}: Identity): string[] {
  const fields = (profile?.fields ?? [])
    .filter(([name]) => isSecretName(name))
    .map(([, value]) => value)
  const all = [consumerSecret, tokenSecret, privateKey, profile?.sessionHandle ?? null, ...fields]
  return all.filter((secret) => secret !== null)
}

/**
 * @param response whose body is not read elsewhere
 * @param request what was refused, as far as it is known
 */
export async function explainRefusal(
  response: Response,
  identity: Identity,
  request: SentRequest | undefined,
): Promise<string> {
  const { status, statusText, headers } = response
  const sent = request === undefined ? [] : [request.url, request.body ?? ''].flatMap(secretsIn)
  const secrets = [...secretsOf(identity), ...sent]
  const body = await readReplyText(response).catch(() => '')
  const report = readProblem(headers.get('www-authenticate'), body, secrets)
  const { problem, advice } = report
  const why = problem === null ? '' : `: ${problem}${advice === null ? '' : ` (${advice})`}`
  const known = problem === null || advice !== null ? null : adviceFor(status, report)
  const hint = hintFor(status, headers.get('location'), known, identity.profile?.name ?? null)
  const answer = `the server answered ${status} ${statusText}`.trimEnd()
  // The server's own words are in both: its reason phrase, and where it leads.
  const [said, advised] = [`${answer}${why}`, hint].map((text) => printable(redact(text, secrets)))
  return `countersign: ${said}\n${advised && `hint: ${advised}\n`}`
}

function hintFor(
  status: number,
  location: string | null,
  advice: string | null,
  profile: string | null,
): string {
  if (location !== null && status < 400) {
    return `it leads to ${withoutQuery(location)}; --location follows within the same server`
  }
  if (status !== 401) return advice ?? ''
  const again =
    profile === null
      ? 'check the secrets'
      : `log in again: countersign login --profile ${shellWord(profile)}`
  const further =
    '--explain shows how the signature came to be, and countersign diagnose finds mistakes in one'
  return `${advice ?? again}; ${further}`
}
