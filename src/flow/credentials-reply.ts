/** The replies of credential endpoints, RFC 5849 §2.1 and §2.3: read by content, since servers mislabel them. */
import { readProblem, refusalError, ResponseError } from '../client/index.ts'
import { type Parameter, parseForm } from '../signing/index.ts'
import type { ReplyDecoder } from './deviations.ts'

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
  readonly contentType?: string | null
  /** As `problemField` of a session. */
  readonly problemField?: string | null
  readonly body: string
}

/**
 * Reads a form or a JSON object, whatever its Content-Type says.
 *
 * @param what it is, for messages
 * @param secrets of the request, which no message is to repeat
 * @throws ResponseError `credentials-refused`; `invalid-reply`: HTML, JSON or nothing where credentials were due, or a
 *   field is missing, empty, there twice, or no text
 */
export function readCredentials(
  what: string,
  reply: CredentialsReply,
  secrets: readonly string[],
  decode: ReplyDecoder = decodeReply,
): IssuedCredentials {
  requireSuccess(what, reply, secrets)
  const parameters = [...decode(reply.body, reply.contentType ?? null)]
  const [token, tokenSecret] = CREDENTIALS.map((name) => readable(one(parameters, name)))
  // §2.1, §2.3: both are required; a secret may be empty, a token may not.
  if (!token) throw invalidReply(what, reply, 'oauth_token')
  if (tokenSecret == null) throw invalidReply(what, reply, 'oauth_token_secret')
  const fields = parameters.filter(([name]) => !CREDENTIALS.includes(String(name)))
  return { token, tokenSecret, fields }
}

/** @throws ResponseError `credentials-refused` */
export function requireSuccess(
  what: string,
  reply: CredentialsReply,
  secrets: readonly string[],
): void {
  const { status, challenge, body, problemField = null } = reply
  // §2.1, §2.3: 200 is success. RFC silent: servers send credentials with others of the 200s, and refusals with 200.
  const saysError =
    /^\s*error\b/i.test(body) || readProblem(challenge, body, [], problemField).problem !== null
  if (saysError || status < 200 || status > 299) {
    throw refusalError(what, status, challenge, body, secrets, problemField)
  }
}

const CREDENTIALS = ['oauth_token', 'oauth_token_secret']

/** §2.1 has a form; some servers send the same fields as JSON. What is nested in it is left out. */
const decodeReply: ReplyDecoder = (text) => {
  // RFC silent: white space around the form, as some servers send it, and a byte order mark, are not part of it.
  const json = readJsonObject(text.trim())
  if (json === null) return parseForm(text.trim())
  return Object.entries(json).flatMap(([name, value]): Parameter[] => {
    // As in a form, a name that is there twice has no value. The parser keeps the last.
    const isTwice = CREDENTIALS.includes(name) && text.split(JSON.stringify(name)).length > 2
    const isPlain =
      typeof value === 'string' || (typeof value !== 'object' && !CREDENTIALS.includes(name))
    return isPlain && !isTwice ? [[name, String(value)]] : []
  })
}

function readJsonObject(text: string): object | null {
  if (!text.startsWith('{')) return null
  try {
    return JSON.parse(text) as object
  } catch {
    return null
  }
}

/** Of a reply that is no refusal nothing is quoted: under whatever names, it may well be credentials. */
function invalidReply(
  what: string,
  { status, body }: CredentialsReply,
  lacking: string,
): ResponseError {
  const [came, hint] = describe(body.trim(), lacking)
  const message = `${what} came ${came} (status ${status})`
  return new ResponseError(
    'invalid-reply',
    message,
    status,
    { problem: null, advice: null, details: [] },
    {
      section: '2.1',
      hint,
      names: [lacking],
    },
  )
}

/** What came in place of credentials, and what to look at. */
function describe(text: string, lacking: string): readonly [came: string, hint: string] {
  const elsewhere = 'is this the URL of that endpoint?'
  if (text === '') return ['as an empty reply where credentials were due', elsewhere]
  if (/<html|<!doctype/i.test(text)) {
    return [
      'as an HTML page where credentials were due',
      `${elsewhere} A proxy or a sign-in page may stand before it`,
    ]
  }
  if (/^[[{]/.test(text)) {
    return [`as JSON without one readable ${lacking}`, `${elsewhere} decodeReply reads other forms`]
  }
  return [`without exactly one readable ${lacking}`, `${elsewhere} decodeReply reads other forms`]
}

/** What was no UTF-8 came as U+FFFD. Control characters and halves of surrogate pairs belong to no credential. */
const readable = (value: string | null): string | null =>
  /[\p{Cc}\p{Cs}\uFFFD]/u.test(value ?? '') ? null : value

/** The value of a name that is there exactly once, and is text. */
export function one(parameters: readonly Parameter[], name: string): string | null {
  const values = parameters.filter(([other]) => other === name).map(([, value]) => value)
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : null
}
