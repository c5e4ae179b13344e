// The quirks of former services that no current preset has. Each of them is plain options.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { OAuth1Service, type PresetSettings, type ServiceOptions } from '../../src/flow/index.ts'
import type { SandboxBehaviour } from '../../devtools/src/sandbox/index.ts'
import { protocolHeader, refusal, serve, verified } from '../client/support.ts'
import { CLIENT, callApi, logIn, startStandIn } from './stand-in.ts'
import { CONSUMER, ISSUED, serviceOf, startProvider, TEMPORARY } from './support.ts'

interface Past {
  readonly settings: PresetSettings
  readonly api: string
  readonly behaviour: SandboxBehaviour
  /** The options that undo a quirk, and the error that follows. */
  readonly undone: Partial<ServiceOptions>
  readonly refusal: RegExp
}

const YAHOO = 'https://api.login.yahoo.com/oauth/v2'
const FREELANCER = 'https://api.freelancer.com'

const PAST: Readonly<Record<string, Past>> = {
  etsy: {
    settings: {
      requestTokenUrl: 'https://openapi.etsy.com/v2/oauth/request_token',
      accessTokenUrl: 'https://openapi.etsy.com/v2/oauth/access_token',
      requestTokenParams: { scope: 'email_r listings_r' },
      authorizeUrlField: 'login_url',
    },
    api: 'https://openapi.etsy.com',
    behaviour: {
      urls: {
        requestToken: 'https://openapi.etsy.com/v2/oauth/request_token',
        authorize: 'https://www.etsy.com/oauth/signin',
        accessToken: 'https://openapi.etsy.com/v2/oauth/access_token',
      },
      requestTokenParams: { scope: 'email_r listings_r' },
      authorizeUrlField: 'login_url',
    },
    undone: { requestTokenParams: {} },
    refusal: /parameter_absent/,
  },
  yahoo: {
    settings: {
      requestTokenUrl: `${YAHOO}/get_request_token`,
      authorizeUrl: `${YAHOO}/request_auth`,
      accessTokenUrl: `${YAHOO}/get_token`,
      authorizeUrlField: 'xoauth_request_auth_url',
      signatureMethod: 'PLAINTEXT',
    },
    api: 'https://social.yahooapis.com',
    behaviour: {
      urls: {
        requestToken: `${YAHOO}/get_request_token`,
        authorize: `${YAHOO}/request_auth`,
        accessToken: `${YAHOO}/get_token`,
      },
      origins: ['https://social.yahooapis.com'],
      authorizeUrlField: 'xoauth_request_auth_url',
      signatureMethods: ['PLAINTEXT'],
      renewal: 'handle',
      tokenLifetime: 3600,
    },
    undone: { signatureMethod: 'HMAC-SHA1' },
    refusal: /signature_method_rejected/,
  },
  freelancer: {
    settings: {
      requestTokenUrl: `${FREELANCER}/RequestRequestToken/requestRequestToken.xml`,
      authorizeUrl: 'https://www.freelancer.com/users/api-token/auth.php',
      accessTokenUrl: `${FREELANCER}/RequestAccessToken/requestAccessToken.xml`,
      requestTokenMethod: 'GET',
      accessTokenMethod: 'GET',
      transmission: 'query',
    },
    api: FREELANCER,
    behaviour: {
      urls: {
        requestToken: `${FREELANCER}/RequestRequestToken/requestRequestToken.xml`,
        authorize: 'https://www.freelancer.com/users/api-token/auth.php',
        accessToken: `${FREELANCER}/RequestAccessToken/requestAccessToken.xml`,
      },
      requestTokenMethods: ['GET'],
      accessTokenMethods: ['GET'],
      transmissions: ['query'],
    },
    undone: { transmission: 'header' },
    refusal: /parameter_rejected/,
  },
  goodreads: {
    settings: {
      requestTokenUrl: 'https://www.goodreads.com/oauth/request_token',
      authorizeUrl: 'https://www.goodreads.com/oauth/authorize',
      accessTokenUrl: 'https://www.goodreads.com/oauth/access_token',
      callbackMode: 'authorize',
      requireVerifier: false,
      authorizeParams: { mobile: '1' },
    },
    api: 'https://www.goodreads.com',
    behaviour: {
      urls: {
        requestToken: 'https://www.goodreads.com/oauth/request_token',
        authorize: 'https://www.goodreads.com/oauth/authorize',
        accessToken: 'https://www.goodreads.com/oauth/access_token',
      },
      callbackMode: 'authorize',
      confirmsCallback: false,
      verifier: false,
      authorizeParams: { mobile: '1' },
    },
    undone: { authorizeParams: {} },
    refusal: /the service shows: The URL lacks mobile=1/,
  },
}

for (const [name, { settings, api, behaviour, undone, refusal: pattern }] of Object.entries(PAST)) {
  test(`the options for ${name} log in`, async (t) => {
    const standIn = await startStandIn(t, behaviour)
    const made = (more: Partial<ServiceOptions> = {}): OAuth1Service =>
      new OAuth1Service({
        ...CLIENT,
        privateKey: null,
        name,
        fetch: standIn.fetch,
        ...settings,
        ...more,
      })
    await callApi(await logIn(made(), standIn), api)
    await assert.rejects(logIn(made(undone), standIn), pattern)
  })
}

test('an authorize URL from the reply must be https or loopback, and have this token', async (t) => {
  for (const [given, code] of [
    ['http://login.example.com/?oauth_token=hh5s93j4hdidpola', 'insecure-endpoint'],
    ['javascript:alert(1)', 'invalid-url'],
    ['/login', 'invalid-url'],
    ['https://user@login.example.com/', 'invalid-url'],
    ['https://login.example.com/?oauth_token=another', 'reserved-parameter'],
  ] as const) {
    const request = `${TEMPORARY}&login_url=${encodeURIComponent(given)}`
    const { service } = await startProvider(t, { request }, { authorizeUrlField: 'login_url' })
    const requestToken = await service.getRequestToken()
    assert.throws(() => service.getAuthorizeUrl(requestToken), refusal(code), given)
  }
})

test('an authorize URL from the reply gets a missing token, and a missing URL is an error', async (t) => {
  const url = 'https://login.example.com/?lang=en'
  const request = `${TEMPORARY}&login_url=${encodeURIComponent(url)}`
  const { service } = await startProvider(t, { request }, { authorizeUrlField: 'login_url' })
  const requestToken = await service.getRequestToken()
  assert.equal(service.getAuthorizeUrl(requestToken), `${url}&oauth_token=hh5s93j4hdidpola`)
  const bare = new OAuth1Service({ ...CONSUMER, authorizeUrlField: 'login_url' })
  assert.throws(() => bare.getAuthorizeUrl({ token: 't' }), refusal('missing-endpoint'))
})

test('a raw key is the two secrets without encoding, joined by an ampersand', async (t) => {
  for (const [signatureMethod, digest] of [
    ['HMAC-SHA1', 'sha1'],
    ['HMAC-SHA256', 'sha256'],
  ] as const) {
    const server = await serve(t)
    const options = { consumerKey: 'ck', consumerSecret: 'a b+%/&ü', signatureMethod, rawKey: true }
    const session = new OAuth1Service({ ...options, baseUrl: server.origin }).getSession({
      token: 't',
      tokenSecret: 'ü/=',
    })
    await session.get('x?a=1')
    const protocol = protocolHeader(server.received[0]!)
    const signature = protocol.get('oauth_signature')!
    protocol.delete('oauth_signature')
    // Derived by hand: only the URL and the separators have reserved characters.
    const pairs = ['a=1', ...[...protocol].map(([name, value]) => `${name}=${value}`)]
      .sort()
      .join('&')
    const base = `GET&${encodeURIComponent(`${server.origin}/x`)}&${encodeURIComponent(pairs)}`
    assert.equal(signature, createHmac(digest, 'a b+%/&ü&ü/=').update(base).digest('base64'))
  }
})

test('a raw key with PLAINTEXT is sent without encoding', async (t) => {
  const server = await serve(t)
  const options = {
    consumerKey: 'ck',
    consumerSecret: 'a b',
    signatureMethod: 'PLAINTEXT',
    rawKey: true,
  } as const
  await new OAuth1Service(options).getSession(null).get(server.origin)
  assert.equal(protocolHeader(server.received[0]!).get('oauth_signature'), 'a b&')
})

test('a raw key needs a consumer secret, and a method with a shared secret', () => {
  const custom = { name: 'X', sign: () => '' }
  const wrong = [
    { signatureMethod: 'RSA-SHA1' },
    { signatureMethod: custom },
    { consumerSecret: null },
  ] as const
  for (const options of wrong) {
    assert.throws(
      () => new OAuth1Service({ ...CONSUMER, rawKey: true, ...options }),
      refusal('invalid-option'),
    )
  }
})

test('urlAsRealm sends the URL of each request without its query, and the signature is valid', async (t) => {
  const server = await serve(t)
  const service = new OAuth1Service({ ...CONSUMER, urlAsRealm: true, baseUrl: server.origin })
  const session = service.getSession(null)
  await session.get('a/b?c=d&realm=x')
  await session.post('e', { json: {} })
  const realms = await Promise.all(
    server.received.map(async (request) => (await verified(server, request, CONSUMER)).realm),
  )
  assert.deepEqual(realms, [`${server.origin}/a/b`, `${server.origin}/e`])
  await session.fetch(new Request(`${server.origin}/f`))
  assert.equal((await verified(server, server.received[2]!, CONSUMER)).realm, `${server.origin}/f`)
})

test('urlAsRealm sends a URL with special characters unchanged', async (t) => {
  const server = await serve(t)
  const service = new OAuth1Service({ ...CONSUMER, urlAsRealm: true })
  const url = `${server.origin}/Items('a$')/$&/$1`
  await service.getSession({ token: 't', tokenSecret: 's' }).get(url)
  const [, value = ''] = server.received[0]!.headers.find(
    ([name]) => name.toLowerCase() === 'authorization',
  )!
  assert.ok(value.startsWith(`OAuth realm="${new URL(url).href}", oauth_consumer_key="`), value)
})

test('calls to credential endpoints have no body hash and follow no redirect, with any session options', async (t) => {
  const server = await serve(t, ({ target }, response) => {
    if (target.startsWith('/moved')) response.writeHead(307, { Location: '/request' }).end()
    else response.end(target === '/access' ? ISSUED : TEMPORARY)
  })
  const made = (place: string): OAuth1Service =>
    serviceOf(server.origin, {
      bodyHash: 'SHA-1',
      followRedirects: true,
      retry: false,
      renewMethod: 'GET',
      requestTokenUrl: `${server.origin}${place}`,
      renewUrl: `${server.origin}${place}`,
      revokeUrl: `${server.origin}${place}`,
    })
  const [service, moved] = [made('/request'), made('/moved')]
  const owned = { token: 't', tokenSecret: 's' }
  await service.getAccessToken(await service.getRequestToken(), { verifier: 'v' })
  await service.renewAccessToken(owned)
  await service.revoke(owned)
  assert.equal(server.received.length, 4)
  assert.ok(server.received.every((request) => !protocolHeader(request).has('oauth_body_hash')))
  await service.getSession(owned).get(`${server.origin}/request`)
  assert.ok(
    protocolHeader(server.received.at(-1)!).has('oauth_body_hash'),
    'a session of the same service sends one',
  )
  for (const call of [
    moved.getRequestToken(),
    moved.renewAccessToken(owned),
    moved.revoke(owned),
  ]) {
    await assert.rejects(call, refusal('redirect-not-followed'))
  }
  assert.equal(
    (await moved.getSession(owned).get(`${server.origin}/moved`)).status,
    200,
    'which also follows one',
  )
})

test('a callback is refused if the service only uses the registered one', async (t) => {
  for (const callbackMode of ['oob', 'none'] as const) {
    const provider = await startProvider(t, {}, { callbackMode })
    await assert.rejects(
      provider.service.getRequestToken({ callback: 'https://h/cb' }),
      refusal('invalid-callback'),
    )
    await provider.service.getRequestToken()
    const told = protocolHeader(provider.received[0]!).get('oauth_callback')
    assert.equal(told, callbackMode === 'oob' ? 'oob' : undefined)
  }
})

test('with callbackMode authorize, the callback is on the authorize URL and not in the signed call', async (t) => {
  const provider = await startProvider(t, {}, { callbackMode: 'authorize' })
  const requestToken = await provider.service.getRequestToken({ callback: 'https://h/cb?x=1' })
  assert.equal(protocolHeader(provider.received[0]!).has('oauth_callback'), false)
  assert.equal(
    new URL(provider.service.getAuthorizeUrl(requestToken)).searchParams.get('oauth_callback'),
    'https://h/cb?x=1',
  )
  const without = await provider.service.getRequestToken()
  assert.equal(
    provider.service.getAuthorizeUrl(without),
    `${provider.origin}/authorize?oauth_token=${without.token}`,
  )
})

test('requireCallbackConfirmed and requireVerifier are independent', async (t) => {
  const request = 'oauth_token=t&oauth_token_secret=s'
  const unconfirmed = await startProvider(t, { request }, { requireCallbackConfirmed: false })
  const requestToken = await unconfirmed.service.getRequestToken()
  assert.equal(requestToken.callbackConfirmed, false)
  await assert.rejects(
    unconfirmed.service.getAccessToken(requestToken, { verifier: null }),
    refusal('missing-verifier'),
  )
  const unverified = await startProvider(t, { request }, { requireVerifier: false })
  await assert.rejects(unverified.service.getRequestToken(), refusal('callback-unconfirmed'))
  await unverified.service.getAccessToken(requestToken, { verifier: null })
})

test('decodeReply parses all replies of the service', async (t) => {
  const decodeReply = (text: string): [string, string][] =>
    [...text.matchAll(/<(\w+)>(.*?)<\/\1>/g)].map(([, name, value]) => [name!, value!])
  const xml = (form: string): string =>
    [...new URLSearchParams(form)].map(([name, value]) => `<${name}>${value}</${name}>`).join('')
  const provider = await startProvider(
    t,
    { request: xml(TEMPORARY), access: xml(ISSUED) },
    { decodeReply },
  )
  const session = await provider.service.getAuthSession(await provider.service.getRequestToken(), {
    verifier: 'v',
  })
  assert.equal(session.credentials.tokenSecret, 'pfkkdhi9sl3r4s00')
})

test('the authorize URL has the token and the consumer key under the names of the service', () => {
  const service = serviceOf('https://h', {
    authorizeTokenName: 'token',
    authorizeConsumerKeyName: 'key',
  })
  assert.equal(
    service.getAuthorizeUrl({ token: 't' }),
    `https://h/authorize?token=t&key=${CONSUMER.consumerKey}`,
  )
  assert.throws(
    () => service.getAuthorizeUrl({ token: 't' }, { token: 'x' }),
    refusal('reserved-parameter'),
  )
})
