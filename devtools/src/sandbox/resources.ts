/**
 * The API of the sandbox: the user's branches in the format of Bitbucket's API 1.0, and an echo.
 */
import { type OctetString, parseForm, percentDecode } from 'countersign/signing'
import { type Answer, json } from './http/answer.ts'
import { authenticated, type Caller, required } from './authenticate.ts'
import { requireBodyHash } from './demands.ts'
import type { IncomingRequest } from './http/incoming-request.ts'
import type { Provider } from './provider.ts'
import { problemOf } from './credentials/renewal.ts'
import { requireScope } from './scopes.ts'

/** Answers a call of the API, with a valid token or with none. */
function answerCall(
  request: IncomingRequest,
  provider: Provider,
  handle: (caller: Caller) => Answer,
): Promise<Answer> {
  return authenticated(
    request,
    provider,
    (caller) => {
      requireBodyHash(request, caller.trace, provider.behaviour)
      const credentials = provider.tokenCredentials.get(caller.token ?? '')
      requireScope(request.method, credentials?.scopes ?? null, provider)
      return handle(caller)
    },
    {
      tokens: provider.tokenCredentials,
      problemOf: (credentials) => problemOf(credentials, provider),
    },
  )
}

/** Answers `/1.0/repositories/{user}/{slug}/branches`. It needs a token of that user. */
export function branches(request: IncomingRequest, provider: Provider): Promise<Answer> {
  return answerCall(request, provider, (caller) => {
    required(caller, 'oauth_token', '3.1')
    const [, , , owner, slug] = request.path
      .split('/')
      .map((segment) => String(percentDecode(segment)))
    const { name, repositories } = provider.user
    if (owner !== name) return json(403, { error: `the token belongs to ${name}` })
    if (!repositories.includes(slug!))
      return json(404, { error: `the repositories of ${name} are ${repositories.join(', ')}` })
    return json(
      200,
      Object.fromEntries(COMMITS.map((commit) => [commit.branch, { ...commit, author: name }])),
    )
  })
}

const COMMITS = [
  {
    branch: 'master',
    node: 'c0ffee5eed1e',
    raw_node: 'c0ffee5eed1e4b7ad0d5a1f2c3b4a5968778695a',
    timestamp: '2012-07-24 14:22:14',
    message: 'Sign what is sent\n',
    parents: ['a11ce0ddba11'],
    files: [{ type: 'modified', file: 'README.md' }],
  },
  {
    branch: 'feature/oob',
    node: 'facade0ff1ce',
    raw_node: 'facade0ff1ce0123456789abcdef0123456789ab',
    timestamp: '2012-07-25 09:03:51',
    message: 'Add the code page\n',
    parents: ['c0ffee5eed1e'],
    files: [{ type: 'added', file: 'code.html' }],
  },
]

/** Answers `/echo` and every path below it with what the sandbox read. It needs no token. */
export function echo(request: IncomingRequest, provider: Provider): Promise<Answer> {
  return answerCall(request, provider, ({ consumerKey, token, trace }) => {
    const pairsFrom = (wanted: string): unknown[] =>
      trace.parameters
        .filter(({ source }) => source === wanted)
        .map(({ name, value }) => [readable(name), readable(value)])
    return json(200, {
      method: request.method,
      url: withoutSignature(request),
      query: pairsFrom('query'),
      form: request.form === null ? null : pairsFrom('body'),
      bodyLength: request.body.length,
      consumerKey,
      token,
    })
  })
}

/** Leaves out the signature, because a PLAINTEXT signature is the secrets. */
function withoutSignature({ url, query }: IncomingRequest): string {
  const pieces = query.split('&').filter((piece) => parseForm(piece)[0]?.[0] !== 'oauth_signature')
  return url.slice(0, url.length - query.length) + pieces.join('&')
}

/** A text for JSON; octets that are not UTF-8 become hex. */
function readable(octets: OctetString): unknown {
  return typeof octets === 'string' ? octets : { hex: Buffer.from(octets).toString('hex') }
}
