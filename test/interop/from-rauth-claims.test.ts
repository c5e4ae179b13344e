// What docs/from-rauth.md says of how the other libraries behave. Where one has changed, its test says so.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { header, only, type RawServer, serve } from '../client/support.ts'
import { serveApi } from './sdk-api.ts'

const require = createRequire(import.meta.url)

interface DdoRequest {
  readonly url: string
  readonly method: string
  readonly data?: unknown
  readonly includeBodyHash?: boolean
}
interface Ddo {
  authorize(request: DdoRequest): Record<string, string>
  getBaseString(request: DdoRequest, data: object): string
  getBaseUrl(url: string): string
  deParam(text: string): object
  getNonce(): string
  toHeader(data: object): { readonly Authorization: string }
}
const Ddo = require('oauth-1.0a') as new (options: object) => Ddo
const consumer = { key: 'key', secret: 'secret' }
const signing = {
  consumer,
  signature_method: 'HMAC-SHA1',
  hash_function: (text: string, key: string) =>
    createHmac('sha1', key).update(text).digest('base64'),
}

test('oauth-1.0a: PLAINTEXT unless another method is given', () => {
  const signed = new Ddo({ consumer }).authorize({ url: 'http://a.b/', method: 'GET' })
  assert.deepEqual(
    [signed['oauth_signature_method'], signed['oauth_signature']],
    ['PLAINTEXT', 'secret&'],
  )
})

test('oauth-1.0a: authorize writes the parameters of the query into the data', () => {
  const request = { url: 'http://a.b/?q=1', method: 'POST', data: { a: 'b' } }
  new Ddo(signing).authorize(request)
  assert.deepEqual(request.data, { a: 'b', q: '1' })
})

test('oauth-1.0a: JSON is signed, a character at a time', () => {
  const text = new Ddo(signing).getBaseString(
    { url: 'http://a.b/', method: 'POST', data: '{}' },
    {},
  )
  assert.equal(text, 'POST&http%3A%2F%2Fa.b%2F&0%3D%257B%261%3D%257D')
})

test('oauth-1.0a: a body hash is the HMAC, unless another function is given', () => {
  const request = { url: 'http://a.b/', method: 'POST', data: '{}', includeBodyHash: true }
  const hmac = signing.hash_function('{}', 'secret&')
  assert.equal(new Ddo(signing).authorize(request)['oauth_body_hash'], hmac)
})

test('oauth-1.0a: a realm is not escaped', () => {
  const ddo = new Ddo({ ...signing, realm: '"' })
  assert.match(
    ddo.toHeader(ddo.authorize({ url: 'http://a.b/', method: 'GET' })).Authorization,
    /^OAuth realm=""", /,
  )
})

test('oauth-1.0a: the base URL is what stands before "?"', () => {
  assert.equal(new Ddo(signing).getBaseUrl('HTTP://A.b:80?q=1'), 'HTTP://A.b:80')
})

test('oauth-1.0a: a plus stays a plus, and names stay encoded', () => {
  assert.deepEqual({ ...new Ddo(signing).deParam('%C3%A9=a+b') }, { '%C3%A9': 'a+b' })
})

test('oauth-1.0a and oauth: nonces come from Math.random', (t) => {
  t.mock.method(Math, 'random', () => 0)
  assert.match(new Ddo(signing).getNonce(), /^a{32}$/)
  assert.match(nodeOauth().authHeader('http://a.b/', 't', 's'), /oauth_nonce="a{32}"/)
})

type Callback = (error: unknown, first?: string, second?: unknown) => void
interface NodeOauth {
  getOAuthRequestToken(params: object, callback: Callback): void
  get(url: string, token: string, secret: string, callback: Callback): void
  post(url: string, token: string, secret: string, body: unknown, callback: Callback): void
  signUrl(url: string, token: string, secret: string): string
  authHeader(url: string, token: string, secret: string): string
}
type Construct = new (...options: (string | null)[]) => NodeOauth
const library = require('oauth') as { OAuth: Construct; OAuthEcho: Construct }

const nodeOauth = (url = '', method = 'HMAC-SHA1', [key, secret] = ['key', 'secret']): NodeOauth =>
  new library.OAuth(`${url}/request`, `${url}/access`, key!, secret!, '1.0', 'oob', method)

const called = (start: (callback: Callback) => void): Promise<unknown[]> =>
  new Promise((resolve) => start((...results) => resolve(results)))

test('oauth: a reply without a token is no error', async (t) => {
  const server = await serve(t)
  const [error, token] = await called((done) =>
    nodeOauth(server.origin).getOAuthRequestToken({}, done),
  )
  assert.deepEqual([error, token], [null, undefined])
})

test('oauth: what goes with the call for a request token travels in its form', async (t) => {
  const server = await serve(t)
  await called((done) => nodeOauth(server.origin).getOAuthRequestToken({ scope: 'read' }, done))
  assert.deepEqual([only(server).target, String(only(server).body)], ['/request', 'scope=read'])
})

/** A server that sends every request on to another one, by another name. */
async function serveRedirect(t: TestContext): Promise<{ from: RawServer; to: RawServer }> {
  const to = await serve(t)
  const Location = `${to.origin.replace('127.0.0.1', 'localhost')}/elsewhere`
  return {
    from: await serve(t, (_, response) => void response.writeHead(302, { Location }).end()),
    to,
  }
}

test('oauth: a redirect takes both secrets of PLAINTEXT to another host', async (t) => {
  const { from, to } = await serveRedirect(t)
  await called((done) => nodeOauth('', 'PLAINTEXT').get(from.origin, 'token', 'token secret', done))
  assert.match(header(only(to), 'authorization')!, /oauth_signature="secret%26token%2520secret"/)
})

test('oauth: names that begin with oauth_ are removed from the object that it is given', async (t) => {
  const server = await serve(t)
  const body = { oauth_verifier: 'v', a: 'b' }
  await called((done) => nodeOauth().post(server.origin, 't', 's', body, done))
  assert.deepEqual(body, { a: 'b' })
})

test('oauth: a form that is given as text goes out unsigned', async (t) => {
  const api = await serveApi(t)
  const { consumerKey, credentials } = api.session()
  const client = nodeOauth('', 'HMAC-SHA1', [consumerKey, 'kd94hf93k423kf44'])
  const post = (body: unknown): Promise<unknown> =>
    called((done) => client.post(api.url, credentials.token!, credentials.tokenSecret!, body, done))
  await post({ a: 'b' })
  assert.deepEqual([api.calls.length, api.refused()], [1, 0])
  await post('a=b')
  assert.deepEqual([api.calls.length, api.refused()], [1, 1])
})

test('oauth: a name that is in the query twice is renamed', () => {
  assert.match(nodeOauth().signUrl('http://a.b/?a=1&a=2', 't', 's'), /\?a\[0\]=1&a\[1\]=2&/)
})

test('oauth: an echo sends one of the two headers', async (t) => {
  const server = await serve(t)
  const echo = new library.OAuthEcho(
    'http://a.b/',
    'http://a.b/verify',
    'key',
    'secret',
    '1.0',
    'HMAC-SHA1',
  )
  await called((done) => echo.get(server.origin, 'token', 'secret', done))
  assert.match(
    header(only(server), 'x-verify-credentials-authorization')!,
    /^OAuth realm="http:\/\/a\.b\/"/,
  )
  assert.equal(header(only(server), 'x-auth-service-provider'), null)
})

/** What a program prints, as JSON, that has a session of requests-oauthlib. */
async function python(program: string, url = ''): Promise<unknown> {
  const begin = `
import json, sys
from requests_oauthlib import OAuth1Session
url = sys.argv[1]
session = OAuth1Session('key', 'secret', 'token', 'token secret')
`
  const { stdout } = await promisify(execFile)(
    '/usr/bin/python3',
    ['-I', '-c', begin + program, url],
    { env: {} },
  )
  return JSON.parse(stdout)
}

test('requests-oauthlib: the token of the authorization response is taken over, whichever it is', async () => {
  const said = await python(`
session.parse_authorization_response('https://a.b/?oauth_token=another&oauth_verifier=v')
print(json.dumps(session.token['oauth_token']))`)
  assert.equal(said, 'another')
})

test('requests-oauthlib: no callback is sent unless one is given, and none has to be confirmed', async (t) => {
  const server = await serve(t, (_, response) => response.end('oauth_token=a&oauth_token_secret=b'))
  const said = await python(
    `print(json.dumps(session.fetch_request_token(url)['oauth_token']))`,
    server.origin,
  )
  assert.equal(said, 'a')
  assert.doesNotMatch(header(only(server), 'authorization')!, /oauth_callback/)
})

test('requests-oauthlib: the error of a refusal quotes the reply', async (t) => {
  const server = await serve(
    t,
    (_, response) => void response.writeHead(401).end('oauth_token_secret=hidden'),
  )
  const said = await python(
    `
try: session.fetch_request_token(url)
except Exception as error: print(json.dumps([type(error).__name__, str(error)]))`,
    server.origin,
  )
  const [name, message] = said as [string, string]
  assert.equal(name, 'TokenRequestDenied')
  assert.match(message, /oauth_token_secret=hidden/)
})

test('requests-oauthlib: a redirect is signed for whatever host it names', async (t) => {
  const { from, to } = await serveRedirect(t)
  await python(
    `
session.auth.client.signature_method = 'PLAINTEXT'
print(session.get(url).status_code)`,
    from.origin,
  )
  assert.match(header(only(to), 'authorization')!, /oauth_signature="secret%26token%2520secret"/)
})

test('requests-oauthlib: a Content-Type is guessed, and what stands behind it is taken off', async (t) => {
  const server = await serve(t)
  await python(
    `
session.post(url, data='a=b')
session.post(url, data='a=b', headers={'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8'})
print(0)`,
    server.origin,
  )
  const types = server.received.map((request) => header(request, 'content-type'))
  assert.deepEqual(types, [
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded',
  ])
})
