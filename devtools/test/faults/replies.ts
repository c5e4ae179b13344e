// Faults in the replies of credential endpoints, RFC 5849 §2.1 and §2.3.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { CountersignError } from '../../../src/signing/index.ts'
import { CONSUMER, ISSUED, serviceOf } from '../../../test/flow/support.ts'
import type { Fault, FaultTable } from './fault.ts'
import { say, startHostileServer } from './hostile-server.ts'

interface Reply {
  readonly status?: string
  readonly headers?: readonly string[]
  readonly body?: string | Buffer
  /** A pattern of the error message. */
  readonly says?: RegExp
}

function reply(fault: string, answer: string, error: string | null, options: Reply): Fault {
  const { status = '200 OK', headers = [], body = '', says = /./ } = options
  return {
    fault,
    answer,
    error,
    async run(t) {
      const issued = requestToken(t, (socket) => say(socket, status, headers, body))
      const thrown = await issued.then(
        () => null,
        (reason: unknown) => reason,
      )
      if (thrown instanceof CountersignError) assert.match(thrown.message, says)
      await issued
    },
  }
}

/** Requests token credentials, whose reply needs no oauth_callback_confirmed. */
async function requestToken(
  t: TestContext,
  answer: Parameters<typeof startHostileServer>[1],
  timeout = 10_000,
): Promise<Record<string, unknown>> {
  const { origin } = await startHostileServer(t, answer)
  const service = serviceOf(origin, { timeout })
  const temporary = { token: 'hh5s93j4hdidpola', tokenSecret: 'hdhd0244k9j7ao03' }
  const { token, tokenSecret } = await service.getAccessToken(temporary, {
    verifier: 'hfdp7dh39dks9884',
  })
  assert.deepEqual(
    { token, tokenSecret },
    { token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' },
  )
  return { token, tokenSecret }
}

const HTML =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Hotel Wi-Fi</body></html>'
const JSON_TYPE = ['Content-Type: application/json']

const faults: readonly Fault[] = [
  reply(
    'an HTML page with status 200, for example of a captive portal',
    'reports HTML in place of credentials',
    'invalid-reply',
    { body: HTML, says: /HTML/ },
  ),
  reply('JSON without credentials', 'reports JSON and the missing members', 'invalid-reply', {
    headers: JSON_TYPE,
    body: '{"status":"ok"}',
    says: /JSON/,
  }),
  reply('an empty reply with status 200', 'reports an empty reply', 'invalid-reply', {
    says: /empty/,
  }),
  reply('status 204 in place of credentials', 'reports an empty reply', 'invalid-reply', {
    status: '204 No Content',
    says: /empty/,
  }),
  reply('credentials as JSON', 'reads them', null, {
    headers: JSON_TYPE,
    body: '{"oauth_token":"nnch734d00sl2jdk","oauth_token_secret":"pfkkdhi9sl3r4s00"}',
  }),
  reply('credentials as a form with the Content-Type text/html', 'reads them', null, {
    headers: ['Content-Type: text/html'],
    body: ISSUED,
  }),
  reply('white space and a byte order mark around the credentials', 'reads them', null, {
    body: `\uFEFF\r\n${ISSUED}\n`,
  }),
  reply('a token without a token secret', 'names the missing parameter', 'invalid-reply', {
    body: 'oauth_token=nnch734d00sl2jdk',
    says: /oauth_token_secret/,
  }),
  reply('two tokens', 'refuses the reply', 'invalid-reply', {
    body: `${ISSUED}&oauth_token=other`,
    says: /oauth_token/,
  }),
  reply(
    'a token that is not valid UTF-8',
    'refuses it, because no request could contain it',
    'invalid-reply',
    { body: 'oauth_token=%E9%FF&oauth_token_secret=x' },
  ),
  reply('a token with control characters', 'refuses it', 'invalid-reply', {
    body: 'oauth_token=a%0D%0AX-Evil:1&oauth_token_secret=x',
  }),
  reply(
    'a refusal with status 200 that begins with "Error"',
    'treats it as a refusal',
    'credentials-refused',
    { body: 'Error: Invalid signature', says: /Invalid signature/ },
  ),
  reply(
    'a refusal with status 200 and an oauth_problem',
    'treats it as a refusal',
    'credentials-refused',
    { body: 'oauth_problem=token_rejected', says: /token_rejected/ },
  ),
  reply(
    'a refusal in the WWW-Authenticate header alone',
    'reads the header',
    'credentials-refused',
    {
      status: '401 Unauthorized',
      headers: ['WWW-Authenticate: OAuth realm="x", oauth_problem="nonce_used"'],
      says: /nonce_used/,
    },
  ),
  reply(
    'status 500 with an HTML page',
    'reports the status and the beginning of the page in one line',
    'credentials-refused',
    {
      status: '500 Internal Server Error',
      body: HTML,
      says: /500/,
    },
  ),
  reply(
    'a refusal that repeats the secrets of the request',
    'redacts them in the message',
    'credentials-refused',
    {
      status: '401 Unauthorized',
      body: `bad key ${CONSUMER.consumerSecret}&hdhd0244k9j7ao03`,
      says: /^(?!.*(kd94hf93k423kf44|hdhd0244k9j7ao03))/s,
    },
  ),
  reply(
    'a refusal with terminal escape sequences',
    'removes the control characters',
    'credentials-refused',
    { status: '401 Unauthorized', body: '\x1b[2J\x1b]0;evil\x07no', says: /^\P{Cc}*$/u },
  ),
  reply(
    'a redirect of a credential endpoint',
    'does not follow it, because credentials go only to the configured URL',
    'redirect-not-followed',
    { status: '302 Found', headers: ['Location: /elsewhere'], says: /302/ },
  ),
  reply(
    'a reply of 50 MiB in 50 KB of gzip',
    'stops at 64 KiB, counted after decompression',
    'reply-too-large',
    { headers: ['Content-Encoding: gzip'], body: gzipSync(Buffer.alloc(50 * 1024 * 1024)) },
  ),
  {
    fault: 'an endless reply',
    answer: 'stops at 64 KiB',
    error: 'reply-too-large',
    run: (t) =>
      requestToken(t, (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const more = (): boolean =>
          !socket.destroyed && socket.write('x'.repeat(10_000), () => setImmediate(more))
        more()
      }),
  },
  {
    fault: 'a reply that arrives one octet at a time',
    answer: 'fails at the timeout, which covers the body',
    error: 'timeout',
    run: (t) =>
      requestToken(
        t,
        (socket) => {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
          const drip = setInterval(() => socket.write('o'), 20)
          socket.on('close', () => clearInterval(drip))
        },
        400,
      ),
  },
  {
    fault: 'a reply that stalls, with a custom fetch that ignores its signal',
    answer: 'fails at the timeout',
    error: 'timeout',
    async run() {
      const stalling = (): Promise<Response> => Promise.resolve(new Response(new ReadableStream()))
      const service = serviceOf('https://api.example.com', { timeout: 50, fetch: stalling })
      await service.getAccessToken({ token: 't', tokenSecret: 's' }, { verifier: 'v' })
    },
  },
  {
    fault: 'a reply that breaks off',
    answer: 'reports that the connection broke',
    error: 'connection-failed',
    run: (t) =>
      requestToken(t, (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\noauth_token=nnch734d00sl2jdk')
        setTimeout(() => socket.destroy(), 20)
      }),
  },
  {
    fault: 'NODE_TLS_REJECT_UNAUTHORIZED=0, which accepts any certificate',
    answer: 'refuses https endpoints before it sends a request, unless an option allows it',
    error: 'insecure-endpoint',
    async run(t) {
      const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env
      t.after(() => {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
      })
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
      serviceOf('https://127.0.0.1:1')
    },
  },
  {
    fault: 'a server that does not confirm the callback',
    answer: 'ends the login, which could be hijacked (advisory 2009.1), unless an option allows it',
    error: 'callback-unconfirmed',
    async run(t) {
      const { origin } = await startHostileServer(t, (socket) => say(socket, '200 OK', [], ISSUED))
      await serviceOf(origin).getRequestToken()
    },
  },
]

export const REPLIES: FaultTable = { title: 'Replies of credential endpoints', faults }
