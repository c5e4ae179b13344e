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
    else if (scheme === 'oauth') parameters.push([name, percentDecode(quoted?.replace(/\\(.)/g, '$1') ?? token ?? '')])
  }
  return parameters
}

/**
 * Reads the problem from the header, or else from the body.
 *
 * @param secrets are taken out of the values, after these are decoded
 */
export function readProblem(header: string | null, body: string, secrets: readonly string[] = []): OAuthProblem {
  const challenge = parseChallenge(header ?? '')
  const found = hasProblem(challenge) ? challenge : readBodyProblem(body)
  const details = found.map(([name, value]): Parameter => [hide(name, secrets), hide(value, secrets)])
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

function readBodyProblem(body: string): readonly Parameter[] {
  // Some servers wrap the form in JSON, HTML or a sentence, and some spell it as JSON.
  const [wrapped = ''] = /\boauth_problem=[^\s"'<\\]+/i.exec(body) ?? []
  const [, member] = /\boauth_problem\\*["']\s*:\s*\\*["'](\w+)/i.exec(body) ?? []
  const asForm = [parseForm(body.trim()), parseForm(wrapped)].find(hasProblem)
  return asForm ?? (member === undefined ? [] : [['oauth_problem', member]])
}

const hasProblem = (parameters: readonly Parameter[]): boolean =>
  parameters.some(([name, value]) => name === 'oauth_problem' && value.length > 0)

const hide = (octets: OctetString, secrets: readonly string[]): OctetString =>
  (secrets.length === 0 ? octets : redact(display(octets), secrets))

/** Octets that are no UTF-8 show as U+FFFD. */
const display = (octets: OctetString): string => Buffer.from(octets as string).toString()
