/** What a server says about its refusal: the Problem Reporting extension, in a WWW-Authenticate header or a body. */
import { type Parameter, parseForm, percentDecode } from '../signing/index.ts'

export interface OAuthProblem {
  /** The `oauth_problem`, such as `nonce_used`; `null` where the server names none. */
  readonly problem: string | null
  /** `oauth_problem_advice`: the server's words for the user, without control characters. */
  readonly advice: string | null
  /** The companions, such as `oauth_parameters_absent`, decoded. */
  readonly details: readonly Parameter[]
}

const CHALLENGE_PART = /[\s,]*([^\s=,"]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/gy

/** The parameters of the OAuth challenge, among whatever other challenges the header holds. §3.5.1 */
export function parseChallenge(header: string): Parameter[] {
  const parameters: Parameter[] = []
  let scheme = ''
  for (const [whole, name = '', quoted, token] of header.matchAll(CHALLENGE_PART)) {
    if (!whole.includes('=')) scheme = name.toLowerCase()
    else if (scheme === 'oauth') parameters.push([name, percentDecode(quoted?.replace(/\\(.)/g, '$1') ?? token ?? '')])
  }
  return parameters
}

/** Reads the problem from the header, or else from the body. */
export function readProblem(header: string | null, body: string): OAuthProblem {
  const challenge = parseChallenge(header ?? '')
  const details = hasProblem(challenge) ? challenge : readBodyProblem(body)
  const valueOf = (wanted: string): string | null => {
    const value = details.find(([name]) => name === wanted)?.[1]
    return value === undefined ? null : clean(String(value))
  }
  return { problem: valueOf('oauth_problem'), advice: valueOf('oauth_problem_advice'), details }
}

function readBodyProblem(body: string): Parameter[] {
  const form = parseForm(body.trim())
  if (hasProblem(form)) return form
  // Some servers wrap the form in JSON, HTML or a sentence.
  const [, problem] = /\boauth_problem=([a-z0-9_]+)/i.exec(body) ?? []
  return problem === undefined ? [] : [['oauth_problem', problem]]
}

const hasProblem = (parameters: readonly Parameter[]): boolean => parameters.some(([name]) => name === 'oauth_problem')

/** Text from the network, fit for a terminal: one line, no control characters, not long. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim().slice(0, 200)
}
