/** RFC 5849 §3.2 over HTTP: refusals, their status, and what they reveal. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import type { SandboxRequest } from '../../src/sandbox/index.ts'
import {
  formatAuthorizationHeader,
  parseAuthorizationHeader,
  parseForm,
  signRequest,
} from '../../../src/signing/index.ts'
import { type Client, get, keysOf, type Reply, send, type Sendable, start } from './client.ts'

const echoOf = (client: Client): string => `${client.sandbox.url}/echo`

/** A correctly signed request to the echo, for tests to alter. */
function signed(client: Client, options = {}, request = {}): Sendable {
  const { consumerKey, consumerSecret } = client.sandbox
  const credentials = { consumerKey, consumerSecret, ...options }
  return signRequest({ method: 'GET', url: `${echoOf(client)}?a=1`, ...request }, credentials)
}

/** The same with other parameters in its header. */
function withParameters(
  request: Sendable,
  change: (pairs: [string, string][]) => [string, string][],
): Sendable {
  const { parameters } = parseAuthorizationHeader(
    request.headers.find(([name]) => name === 'Authorization')![1],
  )
  const pairs = change(parameters.map(([name, value]) => [String(name), String(value)]))
  return {
    ...request,
    headers: [['Authorization', formatAuthorizationHeader({ realm: null, parameters: pairs })]],
  }
}

/** Asserts that the challenge and the body of a refusal hold the same parameters. */
function assertRefused(reply: Reply, status: number, parameters: Record<string, string>): void {
  assert.equal(reply.status, status)
  assert.deepEqual(reply.form, parameters)
  const challenge = parseAuthorizationHeader(reply.headers.get('www-authenticate')!)
  assert.equal(challenge.realm, 'countersign sandbox')
  assert.deepEqual(challenge.parameters, parseForm(reply.text))
  assert.equal(reply.headers.get('content-type'), 'application/x-www-form-urlencoded')
  assert.equal(reply.headers.get('cache-control'), 'no-store')
}

test('an unsigned request gets a challenge', async (t) => {
  const client = await start(t)
  const { baseUrl, accessTokenUrl } = client.sandbox
  for (const url of [echoOf(client), `${baseUrl}repositories/me/repo/branches`, accessTokenUrl]) {
    assertRefused(await get(url), 401, { oauth_problem: 'credentials_absent' })
  }
  const headers = [['Authorization', 'Basic eDp5']] as const
  assertRefused(await send({ method: 'GET', url: echoOf(client), headers, body: null }), 401, {
    oauth_problem: 'credentials_absent',
  })
})

const REQUIRED = [
  'oauth_consumer_key',
  'oauth_signature_method',
  'oauth_signature',
  'oauth_timestamp',
  'oauth_nonce',
]
for (const name of REQUIRED) {
  test(`a refusal names the missing ${name}`, async (t) => {
    const client = await start(t)
    const request = withParameters(signed(client), (pairs) =>
      pairs.filter(([other]) => other !== name),
    )
    assertRefused(await send(request), 400, {
      oauth_problem: 'parameter_absent',
      oauth_parameters_absent: name,
    })
  })
}

test('several missing names are joined by an encoded ampersand', async (t) => {
  const client = await start(t)
  const request = withParameters(signed(client), (pairs) =>
    pairs.filter(([name]) => !/nonce|timestamp/.test(name)),
  )
  const reply = await send(request)
  assert.ok(reply.text.includes('oauth_parameters_absent=oauth_timestamp%26oauth_nonce'))
})

test('refuses another version, and names the accepted one', async (t) => {
  const client = await start(t)
  const request = withParameters(signed(client), (pairs) =>
    pairs.map(([name, value]) => [name, name === 'oauth_version' ? '1.1' : value]),
  )
  assertRefused(await send(request), 400, {
    oauth_problem: 'version_rejected',
    oauth_acceptable_versions: '1.0-1.0',
  })
})

test('accepts an absent version', async (t) => {
  const client = await start(t)
  assert.equal((await send(signed(client, { version: null }))).status, 200)
})

for (const method of ['HMAC-MD5', 'hmac-sha1', 'none']) {
  test(`the signature method ${method} is refused`, async (t) => {
    const client = await start(t)
    const request = signed(client, { signatureMethod: { name: method, sign: () => 'x' } })
    assertRefused(await send(request), 400, { oauth_problem: 'signature_method_rejected' })
  })
}

test('a client without a public key cannot use RSA, and one without a secret cannot use HMAC', async (t) => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const client = await start(t, {
    consumers: [
      { consumerKey: 'shared', consumerSecret: 's', name: 'Shared' },
      { consumerKey: 'pair', publicKey, name: 'Pair' },
    ],
  })
  const wrong = [
    { signatureMethod: 'RSA-SHA1', privateKey: pair.privateKey },
    { consumerKey: 'pair', consumerSecret: publicKey },
    { consumerKey: 'pair', consumerSecret: '' },
    { consumerKey: 'pair', consumerSecret: '', signatureMethod: 'PLAINTEXT' },
  ]
  for (const options of wrong) {
    assertRefused(await send(signed(client, options)), 401, { oauth_problem: 'signature_invalid' })
  }
})

test('a change anywhere in the request breaks the signature', async (t) => {
  const client = await start(t)
  const change = (name: string, text: string) => (request: Sendable) =>
    withParameters(request, (pairs) =>
      pairs.map(([other, value]) => [other, other === name ? text : value]),
    )
  const changes: ((request: Sendable) => Sendable)[] = [
    (request) => ({ ...request, method: 'DELETE' }),
    (request) => ({ ...request, url: request.url.replace('/echo', '/echo/') }),
    (request) => ({ ...request, url: request.url.replace('a=1', 'a=2') }),
    (request) => ({ ...request, url: `${request.url}&a=1` }),
    change('oauth_nonce', 'other'),
    ...[' ', '*', 'AAAA', 'A'.repeat(10_000)].map((text) => change('oauth_signature', text)),
    (request) => withParameters(request, (pairs) => [...pairs, ['OAuth_Token', 'x']]),
  ]
  for (const spoil of changes) {
    assertRefused(await send(spoil(signed(client))), 401, { oauth_problem: 'signature_invalid' })
  }
})

test('an unknown client, an unknown token and a wrong secret get the same answer', async (t) => {
  const client = await start(t)
  const token = await client.login()
  const replies = await Promise.all([
    send(signed(client, { consumerKey: 'unknown' })),
    send(signed(client, { ...token, token: 'unknown' })),
    send(signed(client, { ...token, tokenSecret: 'wrong' })),
    send(signed(client, { consumerSecret: 'wrong' })),
  ])
  for (const reply of replies) {
    assertRefused(reply, 401, { oauth_problem: 'signature_invalid' })
    const [own, first] = [reply, replies[0]!].map(({ headers }) =>
      [...headers].filter(([name]) => name !== 'date'),
    )
    assert.deepEqual(own, first)
  }
})

test('with teach a refusal names the cause and the next step', async (t) => {
  const client = await start(t, { teach: true })
  const token = await client.login()
  const { temporary } = await client.approved()
  const refused = async (options: object, problem: string, words: RegExp): Promise<void> => {
    const reply = await send(signed(client, options))
    assert.equal(reply.status, 401)
    assert.equal(reply.form['oauth_problem'], problem)
    assert.match(reply.form['oauth_problem_advice']!, words)
  }
  await refused(
    { consumerKey: 'unknown' },
    'consumer_key_unknown',
    /consumer key is unknown.*§3\.2/,
  )
  await refused({ ...token, token: 'unknown' }, 'token_rejected', /never issued/)
  await refused(temporary, 'token_rejected', /temporary.*access_token/)
  await refused({ consumerSecret: 'wrong' }, 'signature_invalid', /does not match this request/)
  assert.match(
    (await client.accessToken(token, 'x')).form['oauth_problem_advice']!,
    /for calls .* to the API/,
  )
})

test('no refusal reveals a secret, the right signature or the base string', async (t) => {
  const seen: SandboxRequest[] = []
  const client = await start(t, { teach: true, onRequest: (request) => seen.push(request) })
  const token = await client.login()
  const { temporary } = await client.approved()
  const replies = [
    await send(signed(client, { ...token, signatureMethod: 'PLAINTEXT', consumerSecret: 'wrong' })),
    await send(signed(client, { ...token, consumerSecret: 'wrong' })),
    await client.accessToken(temporary, 'x'),
    await send(withParameters(signed(client), (pairs) => [...pairs, ['oauth_nonce', 'b']])),
  ]
  const secrets = [client.sandbox.consumerSecret, token.tokenSecret!, temporary.tokenSecret!]
  for (const { status, text, headers } of replies) {
    assert.ok(status === 400 || status === 401)
    const all = text + JSON.stringify([...headers])
    assert.ok(!secrets.some((secret) => all.includes(secret)))
    assert.ok(!all.includes('GET&http') && !all.includes('GET%26http'))
  }
  const log = JSON.stringify(seen)
  assert.ok(!secrets.some((secret) => log.includes(secret)))
})

test('accepts a request once', async (t) => {
  const client = await start(t)
  const request = signed(client)
  assert.equal((await send(request)).status, 200)
  assertRefused(await send(request), 401, { oauth_problem: 'nonce_used' })
})

test('accepts one of many simultaneous copies', async (t) => {
  const client = await start(t)
  const request = signed(client)
  const statuses = (await Promise.all(Array.from({ length: 10 }, () => send(request)))).map(
    ({ status }) => status,
  )
  assert.deepEqual(statuses.sort(), [200, ...Array.from({ length: 9 }, () => 401)])
})

test('a wrong signature does not use up the nonce', async (t) => {
  const client = await start(t)
  const fresh = { nonce: 'once', timestamp: Math.floor(Date.now() / 1000) }
  assert.equal((await send(signed(client, { ...fresh, consumerSecret: 'wrong' }))).status, 401)
  assert.equal((await send(signed(client, fresh))).status, 200)
})

test('a nonce is unique by timestamp, client and token', async (t) => {
  const now = 1_700_000_000
  const consumers = ['a', 'b'].map((consumerKey) => ({
    consumerKey,
    consumerSecret: 's',
    name: consumerKey,
  }))
  const client = await start(t, { clock: () => now, consumers })
  const [a, b] = [
    await client.login({ timestamp: now }),
    await client.login({ timestamp: now, consumerKey: 'b' }),
  ]
  const uses = [{ ...a }, { ...a, timestamp: now - 1 }, { ...b }, { timestamp: now }, { ...a }]
  const statuses: number[] = []
  for (const use of uses)
    statuses.push((await send(signed(client, { ...use, nonce: 'abc' }))).status)
  assert.deepEqual(statuses, [200, 200, 200, 200, 401])
})

test('PLAINTEXT ignores the nonce', async (t) => {
  const client = await start(t)
  const request = signed(client, { signatureMethod: 'PLAINTEXT', nonce: null, timestamp: null })
  assert.deepEqual([(await send(request)).status, (await send(request)).status], [200, 200])
})

test('accepts timestamps within the window, in any order', async (t) => {
  const now = 1_700_000_000
  const client = await start(t, { clock: () => now })
  for (const timestamp of [now + 300, now, now - 300]) {
    assert.equal((await send(signed(client, { timestamp }))).status, 200)
  }
  for (const timestamp of [now - 301, now + 301]) {
    assertRefused(await send(signed(client, { timestamp })), 400, {
      oauth_problem: 'timestamp_refused',
      oauth_acceptable_timestamps: '1699999700-1700000300',
    })
  }
  const narrow = await start(t, { clock: () => now, window: 5 })
  assert.equal((await send(signed(narrow, { timestamp: now - 6 }))).status, 400)
})

test('a protocol parameter in two places is refused, and so is a second one in the header', async (t) => {
  const client = await start(t)
  const token = await client.login()
  const twice = signed(client, token)
  const replies = {
    oauth_token: await send({ ...twice, url: `${twice.url}&oauth_token=${token.token}` }),
    oauth_nonce: await send(
      withParameters(signed(client), (pairs) => [...pairs, ['oauth_nonce', 'b']]),
    ),
  }
  for (const [name, { status, form }] of Object.entries(replies)) {
    assert.equal(status, 400)
    assert.equal(form['oauth_problem'], 'parameter_rejected')
    assert.match(form['oauth_parameters_rejected']!, new RegExp(`^${name}`))
  }
})

test('refuses a malformed header', async (t) => {
  const client = await start(t)
  for (const header of [
    'OAuth',
    'OAuth oauth_nonce=a',
    'OAuth realm="a", realm="b", oauth_nonce="c"',
  ]) {
    const headers = [['Authorization', header]] as const
    assertRefused(await send({ method: 'GET', url: echoOf(client), headers, body: null }), 400, {
      oauth_problem: 'parameter_rejected',
    })
  }
})

test('checks the body hash, and refuses one with a form', async (t) => {
  const client = await start(t)
  // SHA-1 of "Hello World!", as printed in the body hash extension.
  const extra = [['oauth_body_hash', 'Lve95gjOVATpfV8EL5X4nxwjKHE=']] as const
  const text = {
    method: 'PUT',
    body: 'Hello World!',
    headers: [['Content-Type', 'text/plain']],
    extra,
  }
  const request = signed(client, {}, text)
  const refused = {
    oauth_problem: 'parameter_rejected',
    oauth_parameters_rejected: 'oauth_body_hash=Lve95gjOVATpfV8EL5X4nxwjKHE%3D',
  }
  assertRefused(await send({ ...request, body: 'Hello World?' }), 400, refused)
  assert.equal((await send(request)).status, 200)
  const form = { ...text, headers: [['Content-Type', 'application/x-www-form-urlencoded']] }
  assertRefused(await send(signed(client, {}, form)), 400, refused)
})

test('refuses a body that is not a form under the Content-Type of a form', async (t) => {
  const client = await start(t)
  const headers = [['Content-Type', 'application/x-www-form-urlencoded']]
  const request = signed(client, {}, { method: 'POST', body: 'a=b', headers })
  assertRefused(await send({ ...request, body: '{"a":1}' }), 400, {
    oauth_problem: 'parameter_rejected',
  })
  assertRefused(await send({ ...request, body: new Uint8Array([0xff]) }), 400, {
    oauth_problem: 'parameter_rejected',
  })
})

test('ignores forwarding headers', async (t) => {
  const client = await start(t)
  const request = signed(client)
  const headers = [
    ...request.headers,
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'api.example'],
  ] as const
  assert.equal((await send({ ...request, headers })).status, 200)
})

test('reports each request once, with its problem and its trace', async (t) => {
  const seen: SandboxRequest[] = []
  const client = await start(t, { onRequest: (request) => seen.push(request) })
  await send(signed(client))
  await send(signed(client, { consumerKey: 'unknown' }))
  await get(`${echoOf(client)}?secret=1`)
  await get(`${client.sandbox.url}/nothing`)
  assert.deepEqual(
    seen.map(({ method, path, status, problem }) => [method, path, status, problem]),
    [
      ['GET', '/echo', 200, null],
      ['GET', '/echo', 401, 'consumer_key_unknown'],
      ['GET', '/echo', 401, 'credentials_absent'],
      ['GET', '/nothing', 404, null],
    ],
  )
  assert.deepEqual(
    seen.map(({ trace }) => trace?.signatureMethod ?? null),
    ['HMAC-SHA1', 'HMAC-SHA1', null, null],
  )
  assert.match(seen[1]!.advice!, /the consumer key is unknown/)
  assert.equal(seen[0]!.advice, null)
})

test('reports a request without the query in its path, and with masked secrets in its trace', async (t) => {
  const seen: SandboxRequest[] = []
  const client = await start(t, { onRequest: (request) => seen.push(request) })
  const url = `${echoOf(client)}?a=visible&api_key=PLANTED&oauth%5Fsession_handle=PLANTED`
  const body = 'x_auth_password=PLANTED&user%5Bpassword%5D=PLANTED&b=shown'
  const headers = [['Content-Type', 'application/x-www-form-urlencoded']] as const
  for (const signatureMethod of ['HMAC-SHA1', 'PLAINTEXT'] as const) {
    for (const transmission of ['header', 'query', 'body'] as const) {
      const request = { method: 'POST', headers, body, verifier: 'PLANTED' }
      const options = { signatureMethod, transmission, exposePlaintextSecrets: true } as const
      await send(signed(client, options, { ...request, url }))
      const wrong = { ...options, consumerSecret: 'PLANTED' }
      await send(signed(client, wrong, { ...request, url }))
    }
  }
  assert.deepEqual(
    seen.map(({ status }) => status),
    Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 200 : 401)),
  )
  for (const request of seen) {
    assert.equal(request.path, '/echo')
    const text = JSON.stringify(request)
    assert.ok(!text.includes('PLANTED'), text)
    assert.ok(!text.includes(keysOf(client).consumerSecret), text)
    assert.match(request.trace!.url, /\?a=visible&api_key=hidden&oauth%5Fsession_handle=hidden/)
    assert.match(request.trace!.normalizedParameters, /^a=visible&api_key=hidden&b=shown&/)
  }
})
