/**
 * The replies of credential endpoints, RFC 5849 §2.1 and §2.3.
 *
 * RFC silent: the body decides how a reply is parsed, because some servers send a wrong
 * Content-Type.
 */
import { readProblem, refusalError, ResponseError } from '../../client/index.ts'
import { type Parameter, parseForm } from '../../signing/index.ts'
import type { ReplyDecoder } from '../quirks.ts'

/** Credentials that a server issued. */
export interface IssuedCredentials {
  readonly token: string
  readonly tokenSecret: string
  /** The other fields of the reply, such as `user_id`, in their order. */
  readonly fields: readonly Parameter[]
}

export interface CredentialsReply {
  readonly status: number
  /** The `WWW-Authenticate` header. */
  readonly challenge: string | null
  readonly contentType?: string | null
  /** `problemField` of the service. */
  readonly problemField?: string | null
  readonly body: string
}

/**
 * Reads the credentials of a reply that is a form or a JSON object.
 *
 * @param what the subject of error messages, such as `the request token`
 * @param secrets the secrets of the request; no message contains them
 * @throws ResponseError `credentials-refused`: the server refused the request
 * @throws ResponseError `invalid-reply`: the body is HTML, other JSON or empty; or `oauth_token` or
 *   `oauth_token_secret` is missing, occurs twice or is not text
 */
export function readCredentials(
  what: string,
  reply: CredentialsReply,
  secrets: readonly string[],
  decode: ReplyDecoder = decodeFormOrJson,
): IssuedCredentials {
  requireSuccess(what, reply, secrets)
  const parameters = [...decode(reply.body, reply.contentType ?? null)]
  const [token, tokenSecret] = CREDENTIAL_FIELDS.map((name) =>
    textOrNull(singleValue(parameters, name)),
  )
  // §2.1, §2.3: both fields are required. The secret may be empty, the token may not.
  if (!token) throw invalidReply(what, reply, 'oauth_token')
  if (tokenSecret == null) throw invalidReply(what, reply, 'oauth_token_secret')
  const fields = parameters.filter(([name]) => !CREDENTIAL_FIELDS.includes(String(name)))
  return { token, tokenSecret, fields }
}

/** @throws ResponseError `credentials-refused` */
export function requireSuccess(
  what: string,
  reply: CredentialsReply,
  secrets: readonly string[],
): void {
  const { status, challenge, body, problemField = null } = reply
  // §2.1, §2.3: status 200 is success. RFC silent: some servers send credentials with another 2xx
  // status, and some send a refusal with 200.
  const isRefusal =
    /^\s*error\b/i.test(body) || readProblem(challenge, body, [], problemField).problem !== null
  if (isRefusal || status < 200 || status > 299) {
    throw refusalError(what, status, challenge, body, secrets, problemField)
  }
}

const CREDENTIAL_FIELDS = ['oauth_token', 'oauth_token_secret']

/**
 * §2.1: the reply is a form. RFC silent: some servers send the same fields as JSON. Nested JSON is
 * ignored.
 */
const decodeFormOrJson: ReplyDecoder = (text) => {
  // RFC silent: white space and a byte order mark around the form are ignored. Some servers send
  // them.
  const json = parseJsonObject(text.trim())
  if (json === null) return parseForm(text.trim())
  return Object.entries(json).flatMap(([name, value]): Parameter[] => {
    const isCredential = CREDENTIAL_FIELDS.includes(name)
    // JSON.parse keeps the last of two members with one name. A credential that occurs twice is
    // invalid.
    const isDuplicate = isCredential && text.split(JSON.stringify(name)).length > 2
    const isPlain = typeof value === 'string' || (typeof value !== 'object' && !isCredential)
    return isPlain && !isDuplicate ? [[name, String(value)]] : []
  })
}

function parseJsonObject(text: string): object | null {
  if (!text.startsWith('{')) return null
  try {
    return JSON.parse(text) as object
  } catch {
    return null
  }
}

/** The message does not quote the reply: it may hold credentials under other names. */
function invalidReply(
  what: string,
  { status, body }: CredentialsReply,
  missingField: string,
): ResponseError {
  const [found, hint] = describeReply(body.trim(), missingField)
  return new ResponseError(
    'invalid-reply',
    `${what} is missing: the reply ${found} (status ${status})`,
    status,
    { problem: null, advice: null, details: [] },
    { section: '2.1', hint, names: [missingField] },
  )
}

function describeReply(text: string, missingField: string): readonly [found: string, hint: string] {
  const checkUrl = 'check the URL of the endpoint'
  if (text === '') return ['is empty', checkUrl]
  if (/<html|<!doctype/i.test(text)) {
    return ['is an HTML page', `${checkUrl}; a proxy or a sign-in page may have answered`]
  }
  const decoderHint = `${checkUrl}; decodeReply parses other formats`
  return /^[[{]/.test(text)
    ? [`is JSON without exactly one valid ${missingField}`, decoderHint]
    : [`does not have exactly one valid ${missingField}`, decoderHint]
}

/**
 * `null` for a value with control characters, lone surrogates or U+FFFD, which replaces octets that
 * are not UTF-8.
 */
const textOrNull = (value: string | null): string | null =>
  /[\p{Cc}\p{Cs}\uFFFD]/u.test(value ?? '') ? null : value

/** The value of a parameter that occurs exactly once and is text; else `null`. */
export function singleValue(parameters: readonly Parameter[], name: string): string | null {
  const values = parameters.filter(([other]) => other === name).map(([, value]) => value)
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : null
}
