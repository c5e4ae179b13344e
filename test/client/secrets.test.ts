import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { OAuth1Session, type SessionOptions } from '../../src/client/index.ts'
import { createSigner, signRequest } from '../../src/signing/index.ts'
import { assertHidden, serve } from './support.ts'

const CONSUMER_SECRET = 'planted-consumer-secret'
const TOKEN_SECRET = 'planted-token-secret'
const HANDLE = 'planted-session-handle'
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const SECRETS = [CONSUMER_SECRET, TOKEN_SECRET, HANDLE, privateKey.split('\n')[1]!]

const OPTIONS: SessionOptions = {
  consumerKey: 'key',
  consumerSecret: CONSUMER_SECRET,
  token: 'token',
  tokenSecret: TOKEN_SECRET,
  privateKey,
  fields: [['oauth_session_handle', HANDLE]],
  baseUrl: 'https://api.example.com/',
}

test('nothing shows the secrets of a session, a signer or a signed request', () => {
  for (const signatureMethod of ['HMAC-SHA1', 'RSA-SHA1'] as const) {
    const options = { ...OPTIONS, signatureMethod }
    assertHidden(new OAuth1Session(options), SECRETS)
    assertHidden(createSigner(options), SECRETS)
    assertHidden(signRequest({ method: 'GET', url: 'https://h/' }, options), SECRETS)
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
    (session) => session.get(`https://user:${TOKEN_SECRET}@h:99999/?oauth_token_secret=${TOKEN_SECRET}`),
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
