import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  OAuth1Session,
  type RequestAttempt,
  type RequestOptions,
  type SessionOptions,
} from '../../../src/client/index.ts'
import { SPELLINGS, spellingIn } from '../../internal/spellings.ts'
import {
  assertHidden,
  header,
  KEYS,
  NO_DISPATCHER,
  protocolHeader,
  type RawServer,
  refusal,
  serve,
  signedPairs,
  verified,
} from '../support.ts'

const CODES = [301, 302, 303, 307, 308]
const FORM = 'application/x-www-form-urlencoded'

type BodyInit = NonNullable<RequestInit['body']>

/** A server whose path `/302` redirects so, to where `leadsTo` says; anything else is the end. */
async function redirecting(
  t: Parameters<typeof serve>[0],
  leadsTo = (): string => '/end',
): Promise<RawServer> {
  return serve(t, ({ target }, response) => {
    const [, code] = /^\/(3\d\d)/.exec(target) ?? []
    if (code === undefined) response.end('arrived')
    else response.writeHead(Number(code), { Location: leadsTo() }).end('moved')
  })
}

const follower = (options: Partial<SessionOptions> = {}): OAuth1Session =>
  new OAuth1Session({ ...KEYS, followRedirects: true, ...options })

/** What came, without what a signature adds. */
const summary = ({ received }: RawServer): unknown[] =>
  received.map((request) => [
    request.method,
    request.target,
    String(request.body),
    header(request, 'content-type'),
    header(request, 'content-encoding'),
    header(request, 'x-own'),
  ])

test('methods, bodies and their headers go from hop to hop as with the global fetch', async (t) => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    for (const code of CODES) {
      const init: RequestInit = {
        method,
        headers: { 'X-Own': '1', 'Content-Encoding': 'identity' },
      }
      if (!['GET', 'HEAD'].includes(method)) init.body = '{"a":1}'
      const [ours, theirs] = [await redirecting(t), await redirecting(t)]
      const [response, expected] = [
        await follower().fetch(`${ours.origin}/${code}`, init),
        await fetch(`${theirs.origin}/${code}`, init),
      ]
      assert.deepEqual(summary(ours), summary(theirs), `${method} ${code}`)
      assert.deepEqual(
        [response.url, response.redirected, response.status, await response.text()],
        [`${ours.origin}/end`, expected.redirected, expected.status, await expected.text()],
      )
      for (const request of ours.received) await verified(ours, request)
    }
  }
})

test('each hop has a nonce and a signature of its own, and is told of', async (t) => {
  let hops = 0
  const server = await redirecting(t, () => (++hops < 5 ? `/302/${hops}?a=%7e&b=${hops}` : '/end'))
  const attempts: RequestAttempt[] = []
  const response = await follower({ onAttempt: (attempt) => attempts.push(attempt) }).get(
    `${server.origin}/302`,
  )
  assert.equal(await response.text(), 'arrived')
  assert.equal(server.received.length, 6)
  for (const name of ['oauth_nonce', 'oauth_signature']) {
    assert.equal(
      new Set(server.received.map((request) => protocolHeader(request).get(name))).size,
      6,
      name,
    )
  }
  for (const request of server.received) await verified(server, request)
  assert.deepEqual(
    attempts.map(({ number, reason, trace }) => [number, reason, trace.url]),
    server.received.map(({ target }, hop) => [
      hop + 1,
      hop === 0 ? 'first' : 'redirect',
      server.origin + target,
    ]),
  )
})

test('the sixth redirect is one too many, and so is a circle', async (t) => {
  const server = await redirecting(t, () => '/302')
  await assert.rejects(
    follower().get(`${server.origin}/302`),
    refusal('redirect-limit', /after 5 redirects/),
  )
  assert.equal(server.received.length, 6)
})

test('another origin is refused unless it is listed: another port, host or scheme', async (t) => {
  const other = await serve(t)
  const server = await redirecting(t, () => `${other.origin}/?oauth_token=planted#planted`)
  const elsewhere = 'https://cdn.example.com'
  for (const followRedirects of [true, [], [elsewhere], [server.origin]]) {
    await assert.rejects(
      follower({ followRedirects }).get(`${server.origin}/302`),
      (error: Error) => {
        assert.doesNotMatch(error.message, /planted/)
        return refusal(
          'redirect-cross-origin',
          new RegExp(`to ${other.origin}/, on another origin$`),
        )(error)
      },
    )
  }
  const sameHost = await redirecting(t, () => `${server.origin.replace('127.0.0.1', 'localhost')}/`)
  await assert.rejects(follower().get(`${sameHost.origin}/302`), refusal('redirect-cross-origin'))
  assert.equal(other.received.length, 0)
})

test('the error of a redirect that is not followed repeats no secret of the path', async (t) => {
  const protocol = {
    verifier: 'planted-verifier',
    extra: [['oauth_session_handle', 'planted+handle']] as const,
  }
  const secrets = [KEYS.consumerSecret, KEYS.tokenSecret, 'planted-verifier', 'planted+handle']
  for (const secret of secrets) {
    for (const [kind, spell] of Object.entries(SPELLINGS)) {
      const path = spell(secret).replace(/[?#].*/s, '')
      const server = await redirecting(t, () => `https://other.example/${path}`)
      await assert.rejects(follower().get(`${server.origin}/302`, { protocol }), (error: Error) => {
        assert.equal(spellingIn(error.message, secret), null, kind)
        return true
      })
    }
  }
})

test('a listed origin gets a signature of its own, and none of the credentials of the caller', async (t) => {
  const other = await serve(t)
  const server = await redirecting(t, () => `${other.origin}/x?a=%7e`)
  const mine = { 'User-Agent': 'mine/1', Accept: 'text/x', 'X-Trace': '1', 'X-Ping': '1' }
  const secret = {
    Cookie: 'a=planted',
    'X-Api-Key': 'planted',
    'X-CSRF': 'planted',
    'X-Auth-User': 'planted',
    'X-Session': 'planted',
    'X-Password': 'planted',
    'Proxy-Authorization': 'planted',
    'X-Amz-Security-Token': 'planted',
    'Client-Secret': 'planted',
    'X-Pin': 'planted',
    'X-Pin-Code': 'planted',
    'X-Pass': 'planted',
    'X-Passphrase': 'planted',
  }
  const session = follower({
    followRedirects: [other.origin],
    headers: { ...secret, 'User-Agent': 'mine/1' },
  })
  const response = await session.put(`${server.origin}/307`, { json: { a: 1 }, headers: mine })
  assert.equal(response.url, `${other.origin}/x?a=%7e`)
  const [first, second] = [server.received[0]!, other.received[0]!]
  assert.equal(header(first, 'x-api-key'), 'planted')
  assertHidden(second, ['planted'])
  for (const [name, value] of Object.entries(mine))
    assert.equal(header(second, name.toLowerCase()), value)
  assert.equal(String(second.body), '{"a":1}')
  assert.notEqual(
    protocolHeader(first).get('oauth_nonce'),
    protocolHeader(second).get('oauth_nonce'),
  )
  await verified(other, second)
})

test('what was taken off for another origin does not come back on the way home', async (t) => {
  const other = await serve(t, (_, response) =>
    response.writeHead(302, { Location: `${server.origin}/end` }).end(),
  )
  const server = await redirecting(t, () => `${other.origin}/`)
  const session = follower({ followRedirects: [other.origin, server.origin] })
  await session.get(`${server.origin}/302`, { headers: { Cookie: 'planted' } })
  assert.deepEqual(
    server.received.map((request) => header(request, 'cookie')),
    ['planted', null],
  )
})

test('an Authorization of the caller, where the signature is in the query, stays with its origin', async (t) => {
  const other = await serve(t)
  const server = await redirecting(t, () => `${other.origin}/`)
  const session = follower({ followRedirects: [other.origin], transmission: 'query' })
  await session.get(`${server.origin}/302`, { headers: { Authorization: 'Basic planted' } })
  assert.equal(header(server.received[0]!, 'authorization'), 'Basic planted')
  assert.equal(header(other.received[0]!, 'authorization'), null)
})

test('never from https to http, even where that is listed', async () => {
  const custom = (() =>
    Promise.resolve(
      new Response(null, { status: 302, headers: { Location: 'http://h/' } }),
    )) as typeof fetch
  await assert.rejects(
    follower({ followRedirects: ['http://h'], fetch: custom }).get('https://h/'),
    refusal('redirect-downgrade', /from https to http/),
  )
})

test('from http to https is another origin, which can be listed', async () => {
  const urls: string[] = []
  const custom = ((url: string) => {
    urls.push(url)
    return Promise.resolve(
      new Response(
        null,
        urls.length > 1 ? {} : { status: 301, headers: { Location: 'https://h/' } },
      ),
    )
  }) as typeof fetch
  await assert.rejects(
    follower({ fetch: custom }).get('http://h/'),
    refusal('redirect-cross-origin'),
  )
  urls.length = 0
  await follower({ followRedirects: ['https://h'], fetch: custom }).get('http://h/')
  assert.deepEqual(urls, ['http://h/', 'https://h/'])
})

test('PLAINTEXT is never sent a second time, not even to the same origin', async (t) => {
  const server = await redirecting(t)
  const session = follower({ signatureMethod: 'PLAINTEXT', followRedirects: [server.origin] })
  await assert.rejects(session.get(`${server.origin}/302`), (error) => {
    assertHidden(error, [KEYS.consumerSecret, KEYS.tokenSecret])
    return refusal('redirect-plaintext')(error)
  })
  assert.equal(server.received.length, 1)
})

test('a Location with a user in it, of another scheme, or that is no URL is refused', async (t) => {
  let location = ''
  const server = await redirecting(t, () => location)
  for (location of [
    'http://planted:planted@127.0.0.1/',
    '//planted@127.0.0.1/',
    'ftp://h/',
    'data:,x',
    'http://[',
    'mailto:a@b',
  ]) {
    await assert.rejects(follower().get(`${server.origin}/302`), (error: Error) => {
      assert.doesNotMatch(error.message, /planted/)
      return refusal('redirect-invalid')(error)
    })
  }
  assert.equal(server.received.length, 6)
})

test('a relative Location is resolved against the URL of its hop, and UTF-8 in it is read as such', async (t) => {
  const places = ['/302/b/c?x', '../302', '?y=1', '/end/é#fragment']
  const server = await redirecting(t, () => Buffer.from(places.shift()!).toString('latin1'))
  const response = await follower().get(`${server.origin}/302/a#mine`)
  assert.deepEqual(
    server.received.map(({ target }) => target),
    ['/302/a', '/302/b/c?x', '/302/302', '/302/302?y=1', '/end/%C3%A9'],
  )
  assert.equal(response.url, `${server.origin}/end/%C3%A9`)
  for (const request of server.received) await verified(server, request)
})

test('a form goes on within its origin, signed afresh, wherever the protocol parameters travel', async (t) => {
  for (const transmission of ['header', 'query', 'body'] as const) {
    // A server that repeats the query of the request, as servers do.
    const server: RawServer = await redirecting(t, () =>
      server.received[0]!.target.replace('/307', '/end'),
    )
    await follower({ transmission }).post(`${server.origin}/307?q=%7e`, { form: { a: '1 2' } })
    const [first, second] = server.received
    for (const request of [first!, second!]) {
      assert.deepEqual(
        signedPairs(await verified(server, request)),
        [
          ['q', '~'],
          ['a', '1 2'],
        ],
        transmission,
      )
    }
    assert.match(
      second!.target,
      transmission === 'query' ? /^\/end\?q=%7e&oauth_consumer_key=/ : /^\/end\?q=%7e$/,
    )
    assert.equal(String(second!.body).split('oauth_nonce').length, transmission === 'body' ? 2 : 1)
    assert.notEqual(first!.target + String(first!.body), second!.target + String(second!.body))
  }
})

test('the query credentials of a request are not carried on, even if the server repeats them', async (t) => {
  const other = await serve(t)
  const server: RawServer = await redirecting(t, () => other.origin + server.received[0]!.target)
  const session = follower({ followRedirects: [other.origin], transmission: 'query' })
  await session.get(`${server.origin}/302?a=1`)
  const [first, second] = [server.received[0]!.target, other.received[0]!.target]
  const valuesOf = (target: string, name: string): string[] =>
    new URL(target, 'http://h').searchParams.getAll(name)
  for (const name of ['oauth_nonce', 'oauth_signature']) {
    assert.equal(valuesOf(second, name).length, 1, name)
    assert.notDeepEqual(valuesOf(second, name), valuesOf(first, name), name)
  }
  await verified(other, other.received[0]!)
  const header = follower({ followRedirects: [other.origin] })
  const encoded = await redirecting(
    t,
    () => `${other.origin}/?oauth%5Ftoken=planted&oauth_nonce=%E9planted`,
  )
  await header.get(`${encoded.origin}/302`)
  assert.equal(other.received[1]!.target, '/')
})

test('a signed form is not carried over to another origin', async (t) => {
  const other = await serve(t)
  const server = await redirecting(t, () => `${other.origin}/`)
  for (const transmission of ['header', 'body'] as const) {
    const session = follower({ followRedirects: [other.origin], transmission })
    await assert.rejects(
      session.post(`${server.origin}/307`, { form: { a: 'planted' } }),
      refusal('redirect-form'),
    )
    await assert.rejects(
      session.put(`${server.origin}/302`, { form: { a: 'planted' } }),
      refusal('redirect-form'),
    )
  }
  await follower({ followRedirects: [other.origin] }).post(`${server.origin}/303`, {
    form: { a: 'planted' },
  })
  assert.deepEqual(
    other.received.map(({ method, body }) => `${method} ${body}`),
    ['GET '],
  )
})

test('where a POST becomes a GET, there is no body for the protocol parameters', async (t) => {
  const server = await redirecting(t)
  const session = follower({ transmission: 'body' })
  await assert.rejects(
    session.post(`${server.origin}/302`, { form: { a: 1 } }),
    refusal('redirect-form', /by GET/),
  )
})

test('octets, Blob, FormData and the body of a Request are sent again', async (t) => {
  const form = new FormData()
  form.append('a', '1')
  const bodies: BodyInit[] = [
    'text',
    new TextEncoder().encode('text'),
    new Blob(['text'], { type: 'text/x' }),
  ]
  for (const body of bodies) {
    const server = await redirecting(t)
    await follower().fetch(`${server.origin}/307`, { method: 'POST', body })
    await follower(NO_DISPATCHER).fetch(
      new Request(`${server.origin}/308`, { method: 'PUT', body }),
    )
    assert.deepEqual(
      server.received.map(({ body }) => String(body)),
      Array(4).fill('text'),
    )
    const types = server.received.map((request) => header(request, 'content-type'))
    assert.deepEqual([types[1], types[3]], [types[0], types[2]])
    for (const request of server.received) await verified(server, request)
  }
  const server = await redirecting(t)
  await follower().fetch(`${server.origin}/307`, { method: 'POST', body: form })
  const [, boundary] =
    /boundary=(.+)$/.exec(header(server.received[1]!, 'content-type') ?? '') ?? []
  assert.ok(boundary && String(server.received[1]!.body).includes(boundary))
})

test('a stream is gone: only a redirect by 303 can be followed, as with the global fetch', async (t) => {
  for (const code of CODES) {
    const server = await redirecting(t)
    const call = (fetcher: typeof fetch): Promise<Response> =>
      fetcher(`${server.origin}/${code}`, {
        method: 'POST',
        body: new Blob(['x']).stream(),
        duplex: 'half',
      })
    if (code === 303) {
      assert.equal(await (await call(follower().fetch)).text(), 'arrived')
      assert.equal(await (await call(fetch)).text(), 'arrived')
    } else {
      await assert.rejects(call(follower().fetch), refusal('redirect-unreplayable', /stream/))
      await assert.rejects(call(fetch), TypeError)
      assert.equal(server.received.length, 2)
    }
  }
})

test('the long body of a Request is not kept in memory to be sent again', async (t) => {
  const server = await redirecting(t)
  const long = new Request(`${server.origin}/307`, {
    method: 'POST',
    body: 'x'.repeat(1024 * 1024 + 1),
  })
  await assert.rejects(follower().fetch(long), refusal('redirect-unreplayable'))
  assert.equal(server.received[0]!.body.length, 1024 * 1024 + 1)
})

test('redirect manual and redirect error take precedence over followRedirects', async (t) => {
  const server = await redirecting(t)
  const response = await follower().get(`${server.origin}/302`, { redirect: 'manual' })
  assert.deepEqual(
    [response.status, response.redirected, await response.text()],
    [302, false, 'moved'],
  )
  await assert.rejects(
    follower().get(`${server.origin}/302`, { redirect: 'error' }),
    refusal('redirect-not-followed'),
  )
  assert.equal(server.received.length, 2)
})

test('a credential endpoint is never followed', async (t) => {
  const server = await redirecting(t)
  const calls: RequestOptions['protocol'][] = [
    { callback: 'oob' },
    { verifier: 'v' },
    { extra: [['oauth_session_handle', 'h']] },
  ]
  for (const protocol of calls) {
    await assert.rejects(
      follower().post(`${server.origin}/302`, { protocol: protocol! }),
      refusal('redirect-not-followed'),
    )
  }
  assert.equal(server.received.length, 3)
})

test('a redirect without a Location is an answer, and not one that was redirected', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(302).end())
  const response = await follower().get(server.origin)
  assert.deepEqual([response.status, response.redirected], [302, false])
})

test('a list that is changed later changes nothing, and one of no origins is refused', async (t) => {
  const other = await serve(t)
  const server = await redirecting(t, () => other.origin)
  const followRedirects: string[] = []
  const session = follower({ followRedirects })
  followRedirects.push(other.origin)
  await assert.rejects(session.get(`${server.origin}/302`), refusal('redirect-cross-origin'))
  for (const origin of [
    'cdn.example.com',
    'https://h/path',
    'https://h?q',
    'https://u@h',
    'ftp://h',
    '*',
    '',
  ]) {
    assert.throws(
      () => follower({ followRedirects: [origin] }),
      refusal('invalid-url', /not an origin/),
      origin,
    )
  }
  follower({ followRedirects: ['https://H:443/'] })
})

test('the time of a call is that of all its hops', async (t) => {
  const server = await serve(t, (_, response) => {
    setTimeout(() => response.writeHead(302, { Location: '/' }).end(), 60)
  })
  await assert.rejects(follower({ timeout: 100 }).get(server.origin), refusal('timeout'))
  assert.ok(server.received.length < 4)
  const controller = new AbortController()
  const aborting = await serve(t, (_, response) => {
    response.writeHead(302, { Location: '/' }).end()
    controller.abort(new Error('mine'))
  })
  await assert.rejects(follower().get(aborting.origin, { signal: controller.signal }), /mine/)
  assert.equal(aborting.received.length, 1)
})

test('a form that is posted with a Content-Type of the caller keeps it', async (t) => {
  const server = await redirecting(t)
  await follower().fetch(`${server.origin}/308`, {
    method: 'POST',
    body: 'a=1',
    headers: { 'content-type': `${FORM}; charset=x` },
  })
  assert.deepEqual(
    server.received.map((request) => header(request, 'content-type')),
    Array(2).fill(`${FORM}; charset=x`),
  )
})

test('where the protocol parameters are the whole body, it is a signed form too', async (t) => {
  const other = await serve(t)
  const server = await redirecting(t, () => `${other.origin}/`)
  const session = follower({ followRedirects: [other.origin], transmission: 'body' })
  await assert.rejects(
    session.post(`${server.origin}/307`),
    refusal('redirect-form', /on another origin/),
  )
  assert.equal(other.received.length, 0)
  const within = await redirecting(t)
  assert.equal((await session.post(`${within.origin}/307`)).status, 200)
})
