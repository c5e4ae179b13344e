/** Refusals by the problem reporting extension: the same parameters in the challenge and in the body. */
import { isSecretName } from '../internal/index.ts'
import {
  CountersignError, formatAuthorizationHeader, formatForm, type Parameter, type Trace,
} from '../signing/index.ts'
import { type Answer, form, text } from './answer.ts'
import type { Provider } from './provider.ts'

const REALM = 'countersign sandbox'

/** Which of these it was is not for a stranger to learn. */
const KNOWN_TO_NOBODY = ['consumer_key_unknown', 'token_rejected', 'signature_invalid']

/** RFC 5849 §3.2: 400 or 401, with a challenge. `oauth_problem_advice` is there where the sandbox teaches. */
export function refusal(error: CountersignError, status: 400 | 401, trace: Trace | null, provider: Provider): Answer {
  const hides = !provider.teach && KNOWN_TO_NOBODY.includes(error.code)
  const code = hides ? 'signature_invalid' : problemCode(error.code)
  const problem = withAdvice(error, trace, provider)
  const parameters: Parameter[] = [['oauth_problem', code], ...companions(code, error, trace, provider)]
  if (provider.teach) parameters.push(['oauth_problem_advice', advice(problem)])
  if (provider.behaviour.refusalsAs200) return { ...text(200, `Error: ${code}`), problem, trace }
  const challenge = formatAuthorizationHeader({ realm: REALM, parameters })
  return { ...form(status, parameters, [['WWW-Authenticate', challenge]]), problem, trace }
}

/** An error in a sentence, for a person. */
export function advice({ message, hint, section }: CountersignError): string {
  return `${message}; ${hint} (RFC 5849 §${section})`
}

/** The extension's name for an error of the core. */
function problemCode(code: string): string {
  if (code === 'unknown-signature-method') return 'signature_method_rejected'
  return code.includes('-') ? 'parameter_rejected' : code
}

function companions(code: string, { names }: CountersignError, trace: Trace | null, provider: Provider): Parameter[] {
  const [now, window] = [provider.clock(), provider.window]
  switch (code) {
    case 'version_rejected': return [['oauth_acceptable_versions', '1.0-1.0']]
    case 'timestamp_refused': return [['oauth_acceptable_timestamps', `${now - window}-${now + window}`]]
    case 'parameter_absent': return [['oauth_parameters_absent', names.join('&')]]
    case 'parameter_rejected': return names.length === 0 ? [] : [['oauth_parameters_rejected', rejected(names, trace)]]
    default: return []
  }
}

/** A query in itself, encoded twice. A value stands in it where it is known, is no secret, and fits a header. */
function rejected(names: readonly string[], trace: Trace | null): string {
  return names.map((name) => {
    const value = trace?.parameters.find((parameter) => parameter.name === name)?.value
    return value === undefined || value.length > 200 || isSecretName(name) ? name : formatForm([[name, value]])
  }).join('&')
}

/** Says more of a token that is none here: the core cannot know that it is one elsewhere. */
function withAdvice(error: CountersignError, trace: Trace | null, provider: Provider): CountersignError {
  if (error.code !== 'token_rejected') return error
  const token = String(trace?.parameters.find(({ name }) => name === 'oauth_token')?.value)
  if (provider.temporaryCredentials.has(token)) {
    return reject('it is temporary, and for its own client at /oauth/access_token alone', 'exchange it there, once')
  }
  if (provider.tokenCredentials.has(token)) {
    return reject('it is for calls of its own client to the API', 'leave it out of other calls')
  }
  return reject('it was never issued, or is forgotten', 'log in again')
}

function reject(why: string, hint: string): CountersignError {
  return new CountersignError('token_rejected', `the token is not good here: ${why}`, { section: '3.2', hint })
}
