import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { OAuth1Session, type SessionOptions } from '../../src/client/index.ts'
import { parseAuthorizationHeader } from '../../src/signing/index.ts'
import { createMemoryReplayStore, verifyRequest } from '../../src/server/index.ts'
import { assertHidden, header, KEYS, refusal, serve } from './support.ts'

const VERIFY = 'https://api.twitter.com/1.1/account/verify_credentials.json?a=%7e'

/** What the server says to a request as the third service makes it. */
const isGood = async (method: string, url: string, authorization: string): Promise<boolean> =>
  (
    await verifyRequest(
      { method, url, headers: [['Authorization', authorization]], body: null },
      {
        findConsumer: (key) => (key === KEYS.consumerKey ? KEYS : null),
        findToken: (token) => (token === KEYS.token ? KEYS : null),
        replayStore: createMemoryReplayStore(),
      },
    )
  ).valid

test('the headers are a signed request of the user for another to make', async () => {
  const [[first, url], [second, authorization]] = await new OAuth1Session(KEYS).echoHeaders(VERIFY)
  assert.deepEqual(
    [first, url, second],
    ['X-Auth-Service-Provider', VERIFY, 'X-Verify-Credentials-Authorization'],
  )
  assert.equal(await isGood('GET', url, authorization), true)
  assert.equal(await isGood('POST', url, authorization), false)
  assert.equal(await isGood('GET', 'https://api.twitter.com/other', authorization), false)
})

test('method and realm are options, and the header is used for each transmission of the session', async () => {
  const sessions: Partial<SessionOptions>[] = [
    {},
    { transmission: 'query' },
    { transmission: 'body' },
    { bodyHash: 'SHA-1' },
  ]
  for (const options of sessions) {
    const session = new OAuth1Session({ ...KEYS, realm: 'mine', ...options })
    const [, [, authorization]] = await session.echoHeaders(VERIFY, { method: 'POST' })
    assert.equal(parseAuthorizationHeader(authorization).realm, 'mine')
    assert.doesNotMatch(authorization, /body_hash/)
    assert.equal(await isGood('POST', VERIFY, authorization), true)
  }
  const [, [, authorization]] = await new OAuth1Session({ ...KEYS, realm: 'mine' }).echoHeaders(
    VERIFY,
    { realm: 'http://api.twitter.com/' },
  )
  assert.equal(parseAuthorizationHeader(authorization).realm, 'http://api.twitter.com/')
})

test('they go out as headers of any request, and show no secret', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session({ ...KEYS, baseUrl: 'https://api.twitter.com/1.1/' })
  const headers = await session.echoHeaders('account/verify_credentials.json')
  assertHidden(headers, [KEYS.consumerSecret, KEYS.tokenSecret])
  await fetch(server.origin, { headers })
  await session.post(server.origin, { headers, json: {} })
  assert.equal(
    header(server.received[0]!, 'x-auth-service-provider'),
    'https://api.twitter.com/1.1/account/verify_credentials.json',
  )
  assert.match(
    header(server.received[1]!, 'x-verify-credentials-authorization') ?? '',
    /^OAuth oauth_consumer_key=/,
  )
})

test('every call signs anew', async () => {
  const session = new OAuth1Session(KEYS)
  assert.notDeepEqual(await session.echoHeaders(VERIFY), await session.echoHeaders(VERIFY))
})

test('PLAINTEXT would hand both secrets to the service, and is refused', async () => {
  const session = new OAuth1Session({ ...KEYS, signatureMethod: 'PLAINTEXT' })
  await assert.rejects(session.echoHeaders(VERIFY), (error) => {
    assertHidden(error, [KEYS.consumerSecret, KEYS.tokenSecret])
    return refusal('plaintext-exposed')(error)
  })
})

test('RSA and methods of the caller sign echoes too', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  for (const options of [
    { signatureMethod: 'RSA-SHA1', privateKey },
    { signatureMethod: { name: 'MINE', sign: () => Promise.resolve('signed') } },
  ] as const) {
    const [, [, authorization]] = await new OAuth1Session({ ...KEYS, ...options }).echoHeaders(
      VERIFY,
    )
    assert.match(authorization, /oauth_signature_method="(RSA-SHA1|MINE)"/)
  }
})

test('the clock of the server counts for its echoes', async (t) => {
  const ahead = 5000
  const server = await serve(t, (request, response) => {
    const time = Math.floor(Date.now() / 1000) + ahead
    const isLate = !header(request, 'authorization')?.includes(
      `oauth_timestamp="${String(time).slice(0, 8)}`,
    )
    response.writeHead(isLate ? 401 : 200, { Date: new Date(time * 1000).toUTCString() })
    response.end(isLate ? 'oauth_problem=timestamp_refused' : '')
  })
  const session = new OAuth1Session(KEYS)
  await session.get(server.origin)
  const [, [, authorization]] = await session.echoHeaders(server.origin)
  const [, timestamp] = /oauth_timestamp="(\d+)"/.exec(authorization)!
  assert.ok(Math.abs(Number(timestamp) - Date.now() / 1000 - ahead) < 5)
})
