import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import {
  OAuth1Session,
  type RequestAttempt,
  requireOk,
  type SessionOptions,
} from '../../src/client/index.ts'
import { createSigner, signRequest } from '../../src/signing/index.ts'
import { assertHidden, only, serve, verified } from './support.ts'

const CONSUMER_SECRET = 'planted-consumer-secret'
const TOKEN_SECRET = 'planted-token-secret'
const HANDLE = 'planted-session-handle'
const VERIFIER = 'planted-verifier'
const PASSWORD = 'planted-password'
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const PLAINTEXT_SIGNATURE = `${CONSUMER_SECRET}&${TOKEN_SECRET}`
const SECRETS = [
  CONSUMER_SECRET,
  TOKEN_SECRET,
  HANDLE,
  VERIFIER,
  PASSWORD,
  privateKey.split('\n')[1]!,
  PLAINTEXT_SIGNATURE,
]

const OPTIONS: SessionOptions = {
  consumerKey: 'key',
  consumerSecret: CONSUMER_SECRET,
  token: 'token',
  tokenSecret: TOKEN_SECRET,
  privateKey,
  sessionHandle: HANDLE,
  fields: [['oauth_session_handle', HANDLE]],
  baseUrl: 'https://api.example.com/',
}

test('nothing shows the secrets of a session, a signer or a signed request', () => {
  for (const signatureMethod of ['HMAC-SHA1', 'RSA-SHA1'] as const) {
    const options = { ...OPTIONS, signatureMethod }
    assertHidden(new OAuth1Session(options), SECRETS)
    const { sessionHandle: _, fields: __, baseUrl: ___, ...signing } = options
    assertHidden(createSigner(signing), SECRETS)
    assertHidden(signRequest({ method: 'GET', url: 'https://h/' }, signing), SECRETS)
  }
})

test('no error of a request shows a secret', async (t) => {
  const server = await serve(t, ({ target }, response) => {
    if (target.startsWith('/redirect'))
      response.writeHead(302, { Location: `/x?oauth_token_secret=${TOKEN_SECRET}` }).end()
    else if (target.startsWith('/hang')) response.socket?.destroy()
  })
  const attempts: ((session: OAuth1Session) => Promise<unknown>)[] = [
    (session) => session.get(`${server.origin}/redirect`),
    (session) => session.get(`${server.origin}/hang`),
    (session) => session.get(`${server.origin}/slow`, { timeout: 20 }),
    (session) => session.get('http://127.0.0.1:1/'),
    (session) => session.get(`https://user:${TOKEN_SECRET}@h/`),
    (session) =>
      session.get(`https://user:${TOKEN_SECRET}@h:99999/?oauth_token_secret=${TOKEN_SECRET}`),
    (session) => session.get(`//h/?x=${TOKEN_SECRET}`),
    (session) => session.get('https://h/', { headers: { Authorization: TOKEN_SECRET } }),
    (session) =>
      session.get('https://h/', {
        params: { oauth_token_secret: { toString: () => TOKEN_SECRET } as unknown as string },
      }),
    (session) => session.post('https://h/', { form: { oauth_nonce: TOKEN_SECRET } }),
    (session) => session.get('ftp://h/'),
  ]
  for (const attempt of attempts) {
    for (const transmission of ['header', 'query'] as const) {
      const session = new OAuth1Session({
        ...OPTIONS,
        transmission,
        signatureMethod: 'PLAINTEXT',
        exposePlaintextSecrets: true,
      })
      await assert.rejects(attempt(session), (error) => {
        assertHidden(error, SECRETS)
        return true
      })
    }
  }
})

test('options that are refused are not repeated', () => {
  const wrong: Partial<SessionOptions>[] = [
    { consumerKey: '' },
    { baseUrl: `https://u:${TOKEN_SECRET}@h/?${TOKEN_SECRET}` },
    { signatureMethod: 'RSA-SHA1', privateKey: `no key ${TOKEN_SECRET}` },
  ]
  for (const change of wrong) {
    assert.throws(
      () => new OAuth1Session({ ...OPTIONS, ...change }),
      (error) => {
        assertHidden(error, SECRETS)
        return true
      },
    )
  }
})

test('a secret with half of a surrogate pair is refused, and not repeated', () => {
  assert.throws(
    () => new OAuth1Session({ ...OPTIONS, tokenSecret: `${TOKEN_SECRET}\ud800` }),
    (error) => {
      assertHidden(error, SECRETS)
      return true
    },
  )
})

/** A server for everything that can go wrong, which knows the secrets and tells them wherever it can. */
async function hostile(t: TestContext): Promise<(target: string) => string> {
  // Only the caller knows which fields of a form are secret. No server ever gets a private key.
  const all = [CONSUMER_SECRET, TOKEN_SECRET, HANDLE, VERIFIER, PLAINTEXT_SIGNATURE].join(' and ')
  const server = await serve(t, ({ target }, response) => {
    const [, status, location] = /^\/(\d{3})(?:\/(.*))?/.exec(decodeURIComponent(target)) ?? []
    if (target.startsWith('/hang-up')) response.socket?.destroy()
    else if (target.startsWith('/garbage')) response.socket?.end(`${all}\r\n\r\n`)
    else if (status === undefined) return
    else if (location !== undefined)
      response.writeHead(Number(status), { Location: location }).end(all)
    else {
      const challenge = `OAuth realm="${all}", oauth_problem="${all}", oauth_problem_advice="${all}", oauth_parameters_rejected="a=${VERIFIER}"`
      response
        .writeHead(Number(status), { 'WWW-Authenticate': challenge })
        .end(`{"message": "${all}"}`)
    }
  })
  return (target) => `${server.origin}/${target}`
}

const PLACES = ['header', 'query', 'body'] as const
const METHODS = ['HMAC-SHA1', 'RSA-SHA1', 'PLAINTEXT'] as const

test('no failure of a call shows a secret, for each signature method and transmission', async (t) => {
  const at = await hostile(t)
  const query = `?x=${TOKEN_SECRET}#${TOKEN_SECRET}`
  const places = [
    'hang-up',
    'garbage',
    'slow',
    '401',
    '400',
    '403',
    '500',
    ...[
      'http://127.0.0.1:1',
      '/next',
      'ftp://h/',
      `http://u:${TOKEN_SECRET}@h/`,
      `//${TOKEN_SECRET}@h/`,
    ].map((location) => `307/${encodeURIComponent(location + query)}`),
  ]
  let failures = 0
  for (const transmission of PLACES) {
    for (const signatureMethod of METHODS) {
      const session = new OAuth1Session({
        ...OPTIONS,
        transmission,
        signatureMethod,
        exposePlaintextSecrets: true,
        followRedirects: ['http://127.0.0.1:1'],
      })
      const protocol = { verifier: VERIFIER, extra: [['oauth_session_handle', HANDLE]] } as const
      for (const place of places) {
        const form = { x_auth_password: PASSWORD }
        await assert.rejects(
          session.post(at(place), { form, protocol, timeout: 50, requireOk: true }),
          (error) => {
            failures++
            assertHidden(error, SECRETS)
            return true
          },
        )
        await session
          .fetch(at(place), {
            method: 'POST',
            body: new URLSearchParams(form),
            signal: AbortSignal.timeout(50),
          })
          .then(
            async (response) =>
              requireOk(response, { secrets: SECRETS }).catch((error) =>
                assertHidden(error, SECRETS),
              ),
            (error: unknown) => assertHidden(error, SECRETS),
          )
      }
    }
  }
  assert.equal(failures, PLACES.length * METHODS.length * places.length)
})

test('what onAttempt is told hides the values that are secret, and is right in all else', async (t) => {
  const server = await serve(t)
  for (const transmission of PLACES) {
    for (const signatureMethod of METHODS) {
      const attempts: RequestAttempt[] = []
      const onAttempt = (attempt: RequestAttempt): unknown => attempts.push(attempt)
      const session = new OAuth1Session({
        ...OPTIONS,
        transmission,
        signatureMethod,
        exposePlaintextSecrets: true,
        onAttempt,
      })
      const protocol = { verifier: VERIFIER, extra: [['oauth_session_handle', HANDLE]] } as const
      await session.post(`${server.origin}/?a=%7e`, {
        form: { x_auth_password: PASSWORD, b: '1 2' },
        protocol,
      })
      assertHidden(attempts, SECRETS)
      const { trace } = attempts[0]!
      assertHidden(trace, SECRETS)
      const valueOf = (wanted: string): unknown =>
        trace.parameters.find(({ name }) => name === wanted)?.value
      for (const name of ['oauth_verifier', 'oauth_session_handle', 'x_auth_password'])
        assert.equal(valueOf(name), 'hidden')
      assert.deepEqual([valueOf('a'), valueOf('b'), valueOf('oauth_token')], ['~', '1 2', 'token'])
      assert.match(
        trace.normalizedParameters,
        /^a=~&b=1%202&.*&oauth_verifier=hidden&.*&x_auth_password=hidden$/,
      )
      assert.match(trace.signatureBaseString, /^POST&http%3A.*oauth_verifier%3Dhidden/)
      assert.equal(trace.url.includes('oauth_verifier=hidden'), transmission === 'query')
    }
  }
})

test('a trace without a secret is the one of the core', async (t) => {
  const server = await serve(t)
  const attempts: RequestAttempt[] = []
  await new OAuth1Session({ ...OPTIONS, onAttempt: (attempt) => attempts.push(attempt) }).get(
    server.origin,
  )
  const [{ number, reason, clockOffset, trace } = assert.fail()] = attempts
  assert.deepEqual([number, reason, clockOffset], [1, 'first', 0])
  assert.deepEqual(trace, await verified(server, only(server), { ...OPTIONS } as SessionOptions))
})

test('a session whose options are all in use shows none of its secrets, and neither do its echoes', async () => {
  const session = new OAuth1Session({
    ...OPTIONS,
    followRedirects: true,
    bodyHash: 'SHA-1',
    expiresAt: 1,
    renew: () => Promise.reject(new Error('no')),
    onRenewed: () => {},
  })
  assertHidden(session, SECRETS)
  assertHidden(await session.echoHeaders('x'), SECRETS)
  await assert.rejects(session.get('x'), (error) => {
    assertHidden(error, SECRETS)
    return true
  })
})

test('what renew brings is not repeated where it is no good', async () => {
  const renew = (): Promise<never> =>
    Promise.resolve({ tokenSecret: TOKEN_SECRET, sessionHandle: HANDLE } as never)
  await assert.rejects(new OAuth1Session({ ...OPTIONS, expiresAt: 1, renew }).get('x'), (error) => {
    assertHidden(error, SECRETS)
    return true
  })
})
