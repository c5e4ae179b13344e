/** Refusals by the problem reporting extension: the same parameters in the challenge and in the body. */
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

/** Which of these it was is not for a stranger to learn. */
const KNOWN_TO_NOBODY = ['consumer_key_unknown', 'token_rejected', 'signature_invalid']

/** RFC 5849 §3.2: 400 or 401, with a challenge. `oauth_problem_advice` is there where the sandbox teaches. */
export function refusal(
  error: CountersignError,
  status: number,
  trace: Trace | null,
  provider: Provider,
  name: string = error.problem ?? 'parameter_rejected',
): Answer {
  const hides = !provider.teach && KNOWN_TO_NOBODY.includes(name)
  const code = hides ? 'signature_invalid' : name
  const problem = withAdvice(error, trace, provider)
  const parameters: Parameter[] = [
    ['oauth_problem', code],
    ...companions(code, error, trace, provider),
  ]
  if (provider.teach) parameters.push(['oauth_problem_advice', advice(problem)])
  if (provider.behaviour.refusalsAs200) return { ...text(200, `Error: ${code}`), problem, trace }
  const challenge = formatAuthorizationHeader({ realm: REALM, parameters })
  return { ...form(status, parameters, [['WWW-Authenticate', challenge]]), problem, trace }
}

/** In characters. A client reads no header that is much longer, and a message may quote what the request brought. */
const ADVICE_LENGTH = 500

/** An error in a sentence, for a person. */
export function advice({ message, hint, section }: CountersignError): string {
  return `${cut(message, ADVICE_LENGTH)}; ${hint} (RFC 5849 §${section})`
}

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text

function companions(
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

/** Of names and values in a header. */
const NAMES = 10
const LENGTH = 200

/** A query in itself, encoded twice. A value stands in it where it is known, is no secret, and fits a header. */
function rejected(names: readonly string[], trace: Trace | null): string {
  return names
    .slice(0, NAMES)
    .map((name) => {
      const value = trace?.parameters.find((parameter) => parameter.name === name)?.value
      const isShown = value !== undefined && value.length <= LENGTH && !isSecretName(name)
      return isShown ? formatForm([[cut(name, LENGTH), value]]) : cut(name, LENGTH)
    })
    .join('&')
}

/** Says more of a token that is none here: the core cannot know that it is one elsewhere. */
function withAdvice(
  error: CountersignError,
  trace: Trace | null,
  provider: Provider,
): CountersignError {
  if (error.code !== 'token-rejected') return error
  const token = String(trace?.parameters.find(({ name }) => name === 'oauth_token')?.value)
  if (provider.temporaryCredentials.get(token) !== undefined) {
    return reject(
      'it is temporary, and for its own client at /oauth/access_token alone',
      'exchange it there, once',
    )
  }
  if (provider.tokenCredentials.get(token) !== undefined) {
    return reject('it is for calls of its own client to the API', 'leave it out of other calls')
  }
  return reject('it was never issued, or is forgotten', 'log in again')
}

function reject(why: string, hint: string): CountersignError {
  return new CountersignError('token-rejected', `the token is not good here: ${why}`, {
    section: '3.2',
    hint,
    problem: 'token_rejected',
  })
}
