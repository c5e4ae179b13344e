/**
 * Formats refusals by the Problem Reporting extension: the challenge and the body hold the same
 * parameters.
 */
import { isSecretName } from 'countersign/internal'
import {
  CountersignError,
  formatAuthorizationHeader,
  formatForm,
  type Parameter,
  type Trace,
} from 'countersign/signing'
import { type Answer, form, text } from './http/answer.ts'
import type { Provider } from './provider.ts'

const REALM = 'countersign sandbox'

/**
 * Problems that are all reported as `signature_invalid`, to not reveal which clients and tokens
 * exist.
 */
const UNDISCLOSED_PROBLEMS = ['consumer_key_unknown', 'token_rejected', 'signature_invalid']

/** RFC 5849 §3.2: 400 or 401, with a challenge. With `teach` it has `oauth_problem_advice`. */
export function refusal(
  error: CountersignError,
  status: number,
  trace: Trace | null,
  provider: Provider,
  name: string = error.problem ?? 'parameter_rejected',
): Answer {
  const hides = !provider.teach && UNDISCLOSED_PROBLEMS.includes(name)
  const code = hides ? 'signature_invalid' : name
  const problem = withAdvice(error, trace, provider)
  const parameters: Parameter[] = [
    ['oauth_problem', code],
    ...detailParameters(code, error, trace, provider),
  ]
  if (provider.teach) parameters.push(['oauth_problem_advice', advice(problem)])
  if (provider.behaviour.refusalsAs200) return { ...text(200, `Error: ${code}`), problem, trace }
  const challenge = formatAuthorizationHeader({ realm: REALM, parameters })
  return { ...form(status, parameters, [['WWW-Authenticate', challenge]]), problem, trace }
}

/** In characters. A message may quote the request, and clients limit the length of a header. */
const MAX_ADVICE_LENGTH = 500

/** The message, hint and section of an error, as one sentence. */
export function advice({ message, hint, section }: CountersignError): string {
  return `${cut(message, MAX_ADVICE_LENGTH)}; ${hint} (RFC 5849 §${section})`
}

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text

function detailParameters(
  code: string,
  { names }: CountersignError,
  trace: Trace | null,
  provider: Provider,
): Parameter[] {
  const [now, window] = [provider.clock(), provider.window]
  switch (code) {
    case 'version_rejected':
      return [['oauth_acceptable_versions', '1.0-1.0']]
    case 'timestamp_refused':
      return [['oauth_acceptable_timestamps', `${now - window}-${now + window}`]]
    case 'parameter_absent':
      return [['oauth_parameters_absent', names.join('&')]]
    case 'parameter_rejected':
      return names.length === 0 ? [] : [['oauth_parameters_rejected', rejected(names, trace)]]
    default:
      return []
  }
}

/**
 * Limits on `oauth_parameters_rejected`: the number of names, and the length of a name or a value.
 */
const MAX_NAMES = 10
const MAX_LENGTH = 200

/**
 * A form, encoded twice. It holds a value if the value is known, is not a secret, and is not too
 * long.
 */
function rejected(names: readonly string[], trace: Trace | null): string {
  return names
    .slice(0, MAX_NAMES)
    .map((name) => {
      const value = trace?.parameters.find((parameter) => parameter.name === name)?.value
      const isShown = value !== undefined && value.length <= MAX_LENGTH && !isSecretName(name)
      return isShown ? formatForm([[cut(name, MAX_LENGTH), value]]) : cut(name, MAX_LENGTH)
    })
    .join('&')
}

/** Explains why a token is rejected, from the store of the other kind of credentials. */
function withAdvice(
  error: CountersignError,
  trace: Trace | null,
  provider: Provider,
): CountersignError {
  if (error.code !== 'token-rejected') return error
  const token = String(trace?.parameters.find(({ name }) => name === 'oauth_token')?.value)
  if (provider.temporaryCredentials.get(token) !== undefined) {
    return reject(
      'it is a temporary token, which only its own client may send, and only to /oauth/access_token',
      'exchange it there, once',
    )
  }
  if (provider.tokenCredentials.get(token) !== undefined) {
    return reject(
      'it is an access token, for calls of its own client to the API alone',
      'leave it out of other calls',
    )
  }
  return reject('it was never issued, or the sandbox no longer stores it', 'log in again')
}

function reject(why: string, hint: string): CountersignError {
  return new CountersignError('token-rejected', `the token is not valid here: ${why}`, {
    section: '3.2',
    hint,
    problem: 'token_rejected',
  })
}
