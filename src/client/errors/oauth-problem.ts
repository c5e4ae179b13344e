/**
 * The problem that a server reports (Problem Reporting extension), and how much of its text a
 * message may quote.
 */
import { isSecretName, redact, singleLine } from '../../internal/index.ts'
import { type OctetString, type Parameter, parseForm, percentDecode } from '../../signing/index.ts'

export interface OAuthProblem {
  /** The `oauth_problem`, such as `nonce_used`. `null` if the server names none. */
  readonly problem: string | null
  /**
   * `oauth_problem_advice`: the server's text for the user, without control characters and
   * credentials.
   */
  readonly advice: string | null
  /** All parameters of the report, such as `oauth_parameters_absent`, decoded. */
  readonly details: readonly Parameter[]
}

const CHALLENGE_PART = /[\s,]*([^\s=,"]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/gy

/**
 * The parameters of the OAuth challenge in a `WWW-Authenticate` header. Other challenges are
 * skipped. §3.5.1
 *
 * @example parseChallenge('OAuth oauth_problem=nonce_used') // [['oauth_problem', 'nonce_used']]
 */
export function parseChallenge(header: string): Parameter[] {
  const parameters: Parameter[] = []
  let scheme = ''
  for (const [whole, name = '', quoted, token] of header.matchAll(CHALLENGE_PART)) {
    if (!whole.includes('=')) scheme = name.toLowerCase()
    // RFC silent: the values are quoted or not, and percent-encoded as in a request.
    else if (scheme === 'oauth')
      parameters.push([name, percentDecode(quoted?.replace(/\\(.)/g, '$1') ?? token ?? '')])
  }
  return parameters
}

/**
 * Where a problem was found: in the challenge, as the whole body, or in the field that
 * `problemField` names.
 */
export type ProblemSource = 'header' | 'body' | 'field'

/**
 * The parameters of a problem report and their source.
 *
 * @param header the value of `WWW-Authenticate`
 * @param field the path of the report in a JSON body, as `problemField` of a session. Defaults to
 *   `null`.
 * @returns `null` if the server reports no problem
 * @example findProblem(null, 'oauth_problem=token_used')?.source // 'body'
 */
export function findProblem(
  header: string | null,
  body: string,
  field: string | null = null,
): { readonly source: ProblemSource; readonly parameters: readonly Parameter[] } | null {
  const challenge = parseChallenge(header ?? '')
  if (namesProblem(challenge)) return { source: 'header', parameters: challenge }
  const form = parseForm(body.trim())
  if (isProblemForm(form)) return { source: 'body', parameters: form }
  const inField = field === null ? [] : parseForm(readField(body, field).trim())
  return isProblemForm(inField) ? { source: 'field', parameters: inField } : null
}

/**
 * Reads the problem from the header, or from the body if the header has none. A report inside
 * another text does not count, because servers repeat parts of the request there.
 *
 * @param header the value of `WWW-Authenticate`
 * @param secrets are redacted in the decoded values. Defaults to none.
 * @param field the path of the report in a JSON body, as `problemField` of a session. Defaults to
 *   `null`.
 * @example readProblem('OAuth oauth_problem=nonce_used', '').problem // 'nonce_used'
 */
export function readProblem(
  header: string | null,
  body: string,
  secrets: readonly string[] = [],
  field: string | null = null,
): OAuthProblem {
  const found = findProblem(header, body, field)?.parameters ?? []
  const details = found.map(
    ([name, value]): Parameter => [hide(name, secrets), hide(value, secrets)],
  )
  const valueOf = (parameter: string): string | null => {
    const value = details.find(([name]) => name === parameter)?.[1]
    return value === undefined ? null : excerpt(display(value)) || null
  }
  return { problem: valueOf('oauth_problem'), advice: valueOf('oauth_problem_advice'), details }
}

/**
 * The names of the parameters that a problem is about. Servers give a list of names, or a query
 * whose values are dropped.
 *
 * @example problemNames([['oauth_parameters_absent', 'oauth_nonce']]) // ['oauth_nonce']
 */
export function problemNames(details: readonly Parameter[]): string[] {
  return details
    .filter(([name]) => name === 'oauth_parameters_absent' || name === 'oauth_parameters_rejected')
    .flatMap(([, value]) => parseForm(display(value)).map(([name]) => singleLine(display(name))))
}

/** The text at a path of names and positions in a JSON body. Empty if there is none. */
function readField(body: string, path: string): string {
  let found: unknown
  try {
    found = JSON.parse(body.trim())
  } catch {
    return ''
  }
  for (const name of path.split('.')) {
    const isThere = typeof found === 'object' && found !== null && Object.hasOwn(found, name)
    found = isThere ? (found as Record<string, unknown>)[name] : null
  }
  return typeof found === 'string' ? found : ''
}

/** Problem Reporting extension: a report is a form whose names all belong to the protocol. */
const isProblemForm = (form: readonly Parameter[]): boolean =>
  namesProblem(form) && form.every(([name]) => /^x?oauth_/.test(display(name)))

const namesProblem = (parameters: readonly Parameter[]): boolean => {
  const [problem, ...others] = parameters.filter(([name]) => name === 'oauth_problem')
  return problem !== undefined && problem[1].length > 0 && others.length === 0
}

const hide = (octets: OctetString, secrets: readonly string[]): OctetString =>
  secrets.length === 0 ? octets : redact(display(octets), secrets)

/** Octets that are not UTF-8 become U+FFFD. */
const display = (octets: OctetString): string => Buffer.from(octets as string).toString()

/** Words that name credentials, secret or not. */
const CREDENTIAL = /oauth_|_token|secret|verifier|signature|handle/i
/**
 * The rest of a sentence, as in "invalid signature and token": a short word or the end follows, and
 * no value.
 */
const REST_OF_SENTENCE = /^(?: +[a-z]{1,12}(?:[ .,;:!?]|$)|[.!]? *$)/i

/** A problem such as `token_rejected` contains a word that names a credential. */
const NAMED_PROBLEM = /\boauth_problem=[a-z_]{1,40}\b/g

/**
 * The beginning of a reply on one line, cut before the first word that may name a credential with
 * its value.
 *
 * @example excerpt('Bad request. oauth_token=abc') // 'Bad request. …'
 */
export function excerpt(body: string): string {
  if (/<html|<!doctype/i.test(body)) return 'an HTML page'
  const text = singleLine(body)
  const searched = text.replace(NAMED_PROBLEM, (problem) => '-'.repeat(problem.length))
  for (const { 0: word, index } of searched.matchAll(/[\w-]+/g)) {
    const isNamed = CREDENTIAL.test(word) || isSecretName(word)
    if (isNamed && !REST_OF_SENTENCE.test(text.slice(index + word.length))) {
      return `${text.slice(0, index)}…`
    }
  }
  return text
}
