/** The replies of credential endpoints, RFC 5849 §2.1 and §2.3: read by content, since servers mislabel them. */
import { excerpt, readProblem, ResponseError } from '../client/index.ts'
import { type Parameter, parseForm } from '../signing/index.ts'

/** Credentials as a server hands them out. */
export interface IssuedCredentials {
  readonly token: string
  readonly tokenSecret: string
  /** Every further field of the reply, such as `user_id`, in its order. */
  readonly fields: readonly Parameter[]
}

/**
 * Reads a form, whatever its Content-Type says.
 *
 * @throws ResponseError `invalid-reply`: a field is missing, empty, or there twice; the reply is HTML, JSON or nothing
 */
export function readCredentials(what: string, status: number, body: string): IssuedCredentials {
  // RFC silent: white space around the form, as some servers send it, is not part of it.
  const parameters = parseForm(body.trim())
  const token = one(parameters, 'oauth_token')
  const tokenSecret = one(parameters, 'oauth_token_secret')
  // §2.1, §2.3: both are required; a secret may be empty, a token may not.
  if (!token || tokenSecret === null) {
    const lacking = token ? 'oauth_token_secret' : 'oauth_token'
    throw new ResponseError(
      'invalid-reply', `${what} came without one ${lacking} (status ${status}): ${excerpt(body) || 'an empty reply'}`,
      status, readProblem(null, body), { section: '2.1', hint: 'is this the URL of that endpoint?', names: [lacking] },
    )
  }
  const fields = parameters.filter(([name]) => name !== 'oauth_token' && name !== 'oauth_token_secret')
  return { token, tokenSecret, fields }
}

/** The value of a name that is there exactly once, as text. */
export function one(parameters: readonly Parameter[], name: string): string | null {
  const values = parameters.filter(([other]) => other === name).map(([, value]) => value)
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : null
}
