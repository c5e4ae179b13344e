/** What a server says about its refusal: the Problem Reporting extension, in a WWW-Authenticate header or a body. */
import { redact, singleLine } from '../internal/index.ts'
import { type OctetString, type Parameter, parseForm, percentDecode } from '../signing/index.ts'
import { excerpt } from './server-text.ts'

export interface OAuthProblem {
  /** The `oauth_problem`, such as `nonce_used`; `null` where the server names none. */
  readonly problem: string | null
  /** `oauth_problem_advice`: the server's words for the user, without control characters and credentials. */
  readonly advice: string | null
  /** All parameters that came with the problem, such as `oauth_parameters_absent`, decoded. */
  readonly details: readonly Parameter[]
}

const CHALLENGE_PART = /[\s,]*([^\s=,"]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/gy

/** The parameters of the OAuth challenge, among whatever other challenges the header holds. §3.5.1 */
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

/** Where a server says its problem: the challenge, the whole body, or the field that the service documents for it. */
export type ProblemSource = 'header' | 'body' | 'field'

/** The parameters of a problem, and where they stood; `null` where the server names none. */
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
 * Reads the problem from the header, or else from the body. What stands inside another text is no problem: servers
 * repeat there what they were sent.
 *
 * @param secrets are taken out of the values, after these are decoded
 * @param field of a JSON body, as `problemField` of a session
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
  const valueOf = (wanted: string): string | null => {
    const value = details.find(([name]) => name === wanted)?.[1]
    return value === undefined ? null : excerpt(display(value)) || null
  }
  return { problem: valueOf('oauth_problem'), advice: valueOf('oauth_problem_advice'), details }
}

/** The parameters that a problem is about: from a list of names, or from a query, whose values are left out. */
export function problemNames(details: readonly Parameter[]): string[] {
  return details
    .filter(([name]) => name === 'oauth_parameters_absent' || name === 'oauth_parameters_rejected')
    .flatMap(([, value]) => parseForm(display(value)).map(([name]) => singleLine(display(name))))
}

/** The text at a path of names and positions in a JSON body; empty where there is none. */
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

/** Problem Reporting extension: a form of the protocol's own names alone. */
const isProblemForm = (form: readonly Parameter[]): boolean =>
  namesProblem(form) && form.every(([name]) => /^x?oauth_/.test(display(name)))

const namesProblem = (parameters: readonly Parameter[]): boolean => {
  const [problem, ...others] = parameters.filter(([name]) => name === 'oauth_problem')
  return problem !== undefined && problem[1].length > 0 && others.length === 0
}

const hide = (octets: OctetString, secrets: readonly string[]): OctetString =>
  secrets.length === 0 ? octets : redact(display(octets), secrets)

/** Octets that are no UTF-8 show as U+FFFD. */
const display = (octets: OctetString): string => Buffer.from(octets as string).toString()
