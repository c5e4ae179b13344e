/** Describes a refused request: the reason that the server gives, and a hint for the next step. */
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

/** Redacts text that the command itself wrote. */
export const hideSecrets = (text: string, identity: Identity): string =>
  redact(text, secretsOf(identity))

/** Redacts only the values of the secrets, in text that must otherwise stay unchanged. */
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
 * @param response a response whose body has not been read
 * @param request the refused request, if it is known
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
  const reason = problem === null ? '' : `: ${problem}${advice === null ? '' : ` (${advice})`}`
  const known = problem === null || advice !== null ? null : adviceFor(status, report)
  const hint = hintFor(status, headers.get('location'), known, identity.profile?.name ?? null)
  const answer = `the server answered ${status} ${statusText}`.trimEnd()
  // Both contain text of the server: its reason phrase and its Location header.
  const [message, advised] = [`${answer}${reason}`, hint].map((text) =>
    printable(redact(text, secrets)),
  )
  return `countersign: ${message}\n${advised && `hint: ${advised}\n`}`
}

function hintFor(
  status: number,
  location: string | null,
  advice: string | null,
  profile: string | null,
): string {
  if (location !== null && status < 400) {
    return `the server redirects to ${withoutQuery(location)}; --location follows redirects to the same origin`
  }
  if (status !== 401) return advice ?? ''
  const fallback =
    profile === null
      ? 'check the consumer secret and the token secret'
      : `log in again: countersign login --profile ${shellWord(profile)}`
  const tools =
    '--explain shows how the signature is computed, and countersign diagnose finds the mistake in a wrong signature'
  return `${advice ?? fallback}; ${tools}`
}
