/** The replies of credential endpoints, RFC 5849 §2.1 and §2.3: read by content, since servers mislabel them. */
import { excerpt, readProblem, refusalError, ResponseError } from '../client/index.ts'
import { redact } from '../client/server-text.ts'
import { type Parameter, parseForm } from '../signing/index.ts'

/** Credentials as a server hands them out. */
export interface IssuedCredentials {
  readonly token: string
  readonly tokenSecret: string
  /** Every further field of the reply, such as `user_id`, in its order. */
  readonly fields: readonly Parameter[]
}

export interface CredentialsReply {
  readonly status: number
  /** The WWW-Authenticate header. */
  readonly challenge: string | null
  readonly body: string
}

/**
 * Reads a form, whatever its Content-Type says.
 *
 * @param what it is, for messages
 * @param secrets of the request, which no message is to repeat
 * @throws ResponseError `credentials-refused`; `invalid-reply`: a field is missing, empty, there twice, or no text
 */
export function readCredentials(what: string, reply: CredentialsReply, secrets: readonly string[]): IssuedCredentials {
  const { status, challenge, body } = reply
  // §2.1, §2.3: 200 is success. RFC silent: servers send credentials with others of the 200s, and refusals with 200.
  const saysError = /^\s*error\b/i.test(body) || readProblem(challenge, body).problem !== null
  if (saysError || status < 200 || status > 299) throw refusalError(what, status, challenge, body, secrets)
  // RFC silent: white space around the form, as some servers send it, and a byte order mark, are not part of it.
  const parameters = parseForm(body.trim())
  const [token, tokenSecret] = ['oauth_token', 'oauth_token_secret'].map((name) => readable(one(parameters, name)))
  // §2.1, §2.3: both are required; a secret may be empty, a token may not.
  const found = redact(body, secrets)
  if (!token) throw invalidReply(what, status, 'oauth_token', found)
  if (tokenSecret == null) throw invalidReply(what, status, 'oauth_token_secret', found)
  const fields = parameters.filter(([name]) => name !== 'oauth_token' && name !== 'oauth_token_secret')
  return { token, tokenSecret, fields }
}

function invalidReply(what: string, status: number, lacking: string, found: string): ResponseError {
  const beginning = excerpt(found) || 'an empty reply'
  const message = `${what} came without exactly one readable ${lacking} (status ${status}): ${beginning}`
  return new ResponseError('invalid-reply', message, status, { problem: null, advice: null, details: [] }, {
    section: '2.1', hint: 'is this the URL of that endpoint?', names: [lacking],
  })
}

/** What was no UTF-8 came as U+FFFD, and control characters belong to no credential. */
const readable = (value: string | null): string | null => (/[\p{Cc}\uFFFD]/u.test(value ?? '') ? null : value)

/** The value of a name that is there exactly once, and is text. */
export function one(parameters: readonly Parameter[], name: string): string | null {
  const values = parameters.filter(([other]) => other === name).map(([, value]) => value)
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : null
}
