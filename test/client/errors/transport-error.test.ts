import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { OAuth1Session, TransportError } from '../../../src/client/index.ts'
import { explainFailure } from '../../../src/client/errors/transport-error.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { assertHidden, KEYS, refusal, serve } from '../support.ts'

/** A server of octets, which does with the first of them what a test wants. */
async function raw(
  t: TestContext,
  answer: (socket: Socket, request: string) => void,
): Promise<number> {
  const server = createServer((socket) =>
    socket.on('error', () => {}).once('data', (data) => answer(socket, String(data))),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return (server.address() as { port: number }).port
}

const session = new OAuth1Session({ ...KEYS, retry: false })

async function failureOf(call: Promise<unknown>): Promise<TransportError> {
  const error = await call.then(
    () => assert.fail('an answer came'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof TransportError && error instanceof CountersignError, String(error))
  return error
}

test('each kind of failure says what it is, by the code of the system, with a hint of its own', async (t) => {
  const closed = await serve(t)
  closed.close()
  const table: [string, string, RegExp][] = [
    ['http://name.invalid/', 'ENOTFOUND|EAI_AGAIN', /its name was not found/],
    [closed.origin, 'ECONNREFUSED', /refuses connections/],
    [
      `http://127.0.0.1:${await raw(t, (socket) => socket.destroy())}`,
      'UND_ERR_SOCKET',
      /broke before the answer/,
    ],
    [
      `http://127.0.0.1:${await raw(t, (socket) => socket.resetAndDestroy())}`,
      'ECONNRESET',
      /broke before the answer/,
    ],
    [
      `https://127.0.0.1:${await raw(t, (socket) => socket.destroy())}`,
      'ERR_TLS_HANDSHAKE',
      /no secure connection/,
    ],
    [
      `https://127.0.0.1:${await raw(t, (socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))}`,
      'ERR_SSL_\\w+',
      /no secure connection/,
    ],
    [
      `http://127.0.0.1:${await raw(t, (socket) => socket.end('SSH-2.0-planted\r\n'))}`,
      '(?:HPE_\\w+)?',
      /no HTTP/,
    ],
    ['http://127.0.0.1:1/', 'BAD_PORT', /fetch goes to no such port/],
  ]
  const hints = new Set<string>()
  for (const [url, code, meaning] of table) {
    const error = await failureOf(session.get(url))
    refusal('connection-failed', meaning)(error)
    const shown = error.systemCode === null ? '' : ` (${error.systemCode})`
    assert.ok(
      error.message.startsWith(`no answer from ${new URL(url).host}: `) &&
        error.message.endsWith(shown),
    )
    assert.match(error.systemCode ?? '', new RegExp(`^(?:${code})$`))
    hints.add(error.hint)
    // session.fetch is fetch: it throws what fetch throws.
    await assert.rejects(
      session.fetch(url),
      (error) => error instanceof TypeError && error.message === 'fetch failed',
    )
  }
  assert.equal(hints.size, 6)
})

test('an unknown certificate is a failure of TLS', () => {
  for (const code of [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'EPROTO',
  ]) {
    const cause = Object.assign(new Error('wrong'), { code })
    const error = explainFailure(
      new TypeError('fetch failed', { cause }),
      'https://h:8443/?q',
      1000,
    )
    refusal(
      'connection-failed',
      new RegExp(`^no answer from h:8443: no secure connection came about \\(${code}\\)$`),
    )(error)
  }
})

test('a timeout of the session says how long it was, and one of the system that it was one', async (t) => {
  const server = await serve(t, () => {})
  const error = await failureOf(session.get(`${server.origin}/a?planted`, { timeout: 25 }))
  refusal(
    'timeout',
    new RegExp(`^no answer from ${new URL(server.origin).host} within 25 ms$`),
  )(error)
  assert.equal(error.systemCode, null)
  for (const code of ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']) {
    const cause = Object.assign(new Error('slow'), { code })
    refusal(
      'timeout',
      /in time/,
    )(explainFailure(new TypeError('fetch failed', { cause }), 'https://h/', null))
  }
})

test('a signature that never comes is a timeout as well', async (t) => {
  const server = await serve(t)
  const signatureMethod = { name: 'SLOW', sign: () => new Promise<string>(() => {}) }
  const slow = new OAuth1Session({ ...KEYS, signatureMethod })
  await assert.rejects(
    slow.get(server.origin, { timeout: 20 }),
    refusal('timeout', /127\.0\.0\.1:/),
  )
  assert.equal(server.received.length, 0)
})

test('the reason of a caller who aborts is passed on unchanged, for each type of value', async (t) => {
  const server = await serve(t, () => {})
  const reasons = [
    new Error('mine'),
    new DOMException('mine', 'TimeoutError'),
    new TypeError('fetch failed'),
    'text',
    null,
  ]
  for (const reason of reasons) {
    const controller = new AbortController()
    const call = session.get(server.origin, { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 10)
    assert.equal(await call.catch((error: unknown) => error), reason)
    assert.equal(
      await session
        .get(server.origin, { signal: AbortSignal.abort(reason) })
        .catch((error: unknown) => error),
      reason,
    )
  }
  const signal = AbortSignal.timeout(20)
  assert.equal(
    await session.get(server.origin, { signal }).catch((error: unknown) => error),
    signal.reason,
  )
})

test('what is no failure of the network stays what it is', async () => {
  await assert.rejects(
    session.fetch('https://h/', { method: 'GET', body: 'x' }),
    (error) => error instanceof TypeError && !(error instanceof CountersignError),
  )
  const mine = new Error('mine')
  const custom = (() => Promise.reject(mine)) as typeof fetch
  await assert.rejects(new OAuth1Session({ ...KEYS, fetch: custom }).get('https://h/'), mine)
  const signatureMethod = { name: 'MINE', sign: () => Promise.reject(mine) }
  await assert.rejects(new OAuth1Session({ ...KEYS, signatureMethod }).get('https://h/'), mine)
})

test('a fetch of the caller that fails with a code of the system is understood', async () => {
  const custom = (() =>
    Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))) as typeof fetch
  await assert.rejects(
    new OAuth1Session({ ...KEYS, fetch: custom }).get('https://h/'),
    refusal('connection-failed', /ECONNREFUSED/),
  )
})

test('a port that the runtime refuses, and a stream of the caller that fails, have their cause', async (t) => {
  const port = await failureOf(session.get('http://127.0.0.1:1/'))
  assert.match(String(port.cause), /bad port/)
  const server = await serve(t)
  const mine = new Error('mine')
  const body = new ReadableStream({ pull: (controller) => controller.error(mine) })
  const error = await failureOf(session.post(server.origin, { body, duplex: 'half' }))
  assert.equal(error.cause, mine)
  assert.match(error.message, /the request could not be sent$/)
})

test('a failure names the host of the hop that failed, and nothing of an answer that was no HTTP', async (t) => {
  const port = await raw(t, (socket) => socket.end('oauth_token_secret=planted'))
  const server = await serve(t, (_, response) =>
    response.writeHead(302, { Location: `http://127.0.0.1:${port}/?planted` }).end(),
  )
  const follower = new OAuth1Session({ ...KEYS, followRedirects: [`http://127.0.0.1:${port}`] })
  const error = await failureOf(follower.get(server.origin))
  assert.match(error.message, new RegExp(`^no answer from 127.0.0.1:${port}: `))
  assertHidden(error, ['planted'])
})

test('what fetch throws for an answer that is no HTTP does not quote it: a server may repeat the request there', async (t) => {
  const port = await raw(t, (socket, request) => socket.end(`NO ${request}`))
  const keys = {
    ...KEYS,
    tokenSecret: 'planted-token-secret',
    signatureMethod: 'PLAINTEXT',
  } as const
  await assert.rejects(new OAuth1Session(keys).fetch(`http://127.0.0.1:${port}`), (error) => {
    assert.ok(error instanceof TypeError && error.message === 'fetch failed')
    assert.equal((error.cause as Error).name, 'HTTPParserError')
    assertHidden(error, ['planted-token-secret'])
    return true
  })
  await assert.rejects(new OAuth1Session(keys).get(`http://127.0.0.1:${port}`), (error) => {
    assertHidden(error, ['planted-token-secret'])
    return refusal('connection-failed', /no HTTP/)(error)
  })
})

test('what the caller hung on an error of its own stays there', async () => {
  const mine = Object.assign(new Error('mine'), { data: 'mine' })
  const custom = (() =>
    Promise.reject(new TypeError('fetch failed', { cause: mine }))) as typeof fetch
  await new OAuth1Session({ ...KEYS, fetch: custom }).fetch('https://h/').catch(() => {})
  assert.equal(mine.data, 'mine')
})

/** What a runtime throws: its outer words, and what it says of the cause or of itself. */
type Thrown = readonly [kind: RegExp, error: (url: string) => Error]

const caused = (message: string, details: object = {}): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), details) })
const coded = (
  code: string,
  path: string,
  message = `${code} fetching "${path}". For more information, pass verbose`,
): Error => Object.assign(new TypeError(message), { code, path, errno: 0 })

/** As Node 24 and later, Bun and Deno were seen to throw them. */
const THROWN: readonly Thrown[] = [
  [
    /is no HTTP/,
    () => {
      const parser = Object.assign(
        new Error('Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)'),
        { code: undefined },
      )
      parser.name = 'HTTPParserError'
      return new TypeError('fetch failed', { cause: parser })
    },
  ],
  [
    /is no HTTP/,
    () =>
      caused('Response body length does not match', {
        code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
      }),
  ],
  [/is no HTTP/, (url) => coded('Malformed_HTTP_Response', url)],
  [/is no HTTP/, (url) => coded('InvalidContentLength', url)],
  [
    /is no HTTP/,
    (url) =>
      caused(
        `error sending request from 127.0.0.1:1 for ${url} (127.0.0.1:2): client error (SendRequest): invalid HTTP version parsed`,
      ),
  ],
  [
    /is no HTTP/,
    (url) =>
      caused(
        `error sending request from 127.0.0.1:1 for ${url} (127.0.0.1:2): client error (SendRequest): invalid content-length parsed`,
      ),
  ],
  [/head of its answer is too long/, (url) => coded('ResponseHeadersTooLarge', url)],
  [
    /head of its answer is too long/,
    (url) =>
      caused(
        `error sending request from 127.0.0.1:1 for ${url}: client error (SendRequest): message head is too large`,
      ),
  ],
  [
    /connection broke/,
    (url) => coded('ECONNRESET', url, 'ECONNRESET: The socket connection was closed unexpectedly'),
  ],
  [
    /connection broke/,
    (url) =>
      caused(
        `error sending request from 127.0.0.1:1 for ${url} (127.0.0.1:2): client error (SendRequest): connection closed before message completed`,
      ),
  ],
  [/connection broke/, () => caused('Connection reset by peer (os error 104)')],
  [/refuses connections/, (url) => coded('ECONNREFUSED', url, 'ECONNREFUSED: Unable to connect')],
  [
    /refuses connections/,
    (url) =>
      caused(
        `error sending request for url (${url}): client error (Connect): tcp connect error: Connection refused (os error 111)`,
      ),
  ],
  [
    /name was not found/,
    (url) =>
      caused(
        `error sending request for url (${url}): client error (Connect): dns error: failed to lookup address information: Name or service not known`,
      ),
  ],
  [/no secure connection/, (url) => coded('EPROTO', url, 'EPROTO: The TLS handshake failed')],
  [
    /no secure connection/,
    (url) =>
      caused(
        `error sending request for url (${url}): client error (Connect): invalid peer certificate: UnknownIssuer`,
      ),
  ],
  [
    /no secure connection/,
    (url) =>
      caused(`error sending request for url (${url}): client error (Connect): tls handshake eof`),
  ],
  [
    /no secure connection/,
    (url) =>
      caused(
        `error sending request for url (${url}): client error (Connect): received corrupt message of type InvalidContentType`,
      ),
  ],
  [
    /fetch goes to no such port/,
    () => new TypeError('Fetch failed: Requests to port 1 are blocked'),
  ],
  [/could not be sent/, (url) => coded('SomethingNew', url)],
  [/could not be sent/, (url) => caused(`something new about ${url}`)],
]

test('each runtime is understood, and no error of it keeps the signed URL', async () => {
  const keys = {
    ...KEYS,
    signatureMethod: 'PLAINTEXT',
    transmission: 'query',
    exposePlaintextSecrets: true,
  } as const
  for (const [kind, make] of THROWN) {
    const thrower = ((url: string) => Promise.reject(make(url))) as typeof fetch
    const failing = new OAuth1Session({ ...keys, fetch: thrower, retry: false })
    const error = await failureOf(failing.get('https://h/x?q=planted-verifier'))
    assert.match(error.message, kind)
    for (const thrown of [
      error,
      await failing.fetch('https://h/?q=planted-verifier').catch((reason: unknown) => reason),
    ]) {
      assertHidden(thrown, [
        KEYS.consumerSecret,
        KEYS.tokenSecret,
        'planted-verifier',
        'oauth_signature',
      ])
    }
  }
})

test('a broken connection is tried again in the words of each runtime', async () => {
  for (const [kind, make] of THROWN.filter(([pattern]) => pattern.source === 'connection broke')) {
    let calls = 0
    const flaky = ((url: string) =>
      ++calls === 1 ? Promise.reject(make(url)) : Promise.resolve(new Response())) as typeof fetch
    assert.equal(
      (await new OAuth1Session({ ...KEYS, fetch: flaky }).get('https://h/')).status,
      200,
      String(kind),
    )
    assert.equal(calls, 2)
  }
})

test("words of a failure in the URL itself are not the runtime's", async () => {
  const thrower = ((url: string) =>
    Promise.reject(caused(`something new about ${url}`))) as typeof fetch
  const error = await failureOf(
    new OAuth1Session({ ...KEYS, fetch: thrower }).get('https://h/?q=tls+handshake&r=Broken pipe'),
  )
  assert.match(error.message, /could not be sent/)
})
