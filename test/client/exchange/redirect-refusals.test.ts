import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Session } from '../../../src/client/index.ts'
import { KEYS, refusal, serve } from '../support.ts'

const CODES = [301, 302, 303, 307, 308]

test('a redirect is a clear error, and nothing is sent to where it leads', async (t) => {
  const other = await serve(t)
  const server = await serve(t, ({ target }, response) => {
    response
      .writeHead(Number(target.slice(1)), {
        Location: `${other.origin}/next?oauth_token=planted#planted`,
      })
      .end('body')
  })
  const session = new OAuth1Session(KEYS)
  for (const code of CODES) {
    await assert.rejects(session.get(`${server.origin}/${code}`), (error: Error) => {
      assert.doesNotMatch(error.message, /planted/)
      return refusal(
        'redirect-not-followed',
        new RegExp(`\\(${code}\\) to ${other.origin}/next$`),
      )(error)
    })
    await assert.rejects(
      session.get(`${server.origin}/${code}`, { redirect: 'error' }),
      refusal('redirect-not-followed'),
    )
  }
  assert.equal(other.received.length, 0)
})

test('with redirect manual the response comes back as it is', async (t) => {
  const server = await serve(t, ({ target }, response) =>
    response.writeHead(Number(target.slice(1)), { Location: '/next' }).end('body'),
  )
  for (const code of CODES) {
    const response = await new OAuth1Session(KEYS).post(`${server.origin}/${code}`, {
      redirect: 'manual',
      form: { a: 1 },
    })
    assert.deepEqual(
      [response.status, response.headers.get('location'), await response.text()],
      [code, '/next', 'body'],
    )
  }
  assert.equal(server.received.length, CODES.length)
})

test('a relative Location is quoted as it is', async (t) => {
  const server = await serve(t, (_, response) =>
    response.writeHead(302, { Location: '../login?next=planted' }).end(),
  )
  await assert.rejects(
    new OAuth1Session(KEYS).get(server.origin),
    refusal('redirect-not-followed', /to \.\.\/login$/),
  )
})

test('the Location in a message has no userinfo and no control characters', async () => {
  const headers = new Headers({ Location: 'https://u:planted@h/\x9b31m' })
  const custom = (() =>
    Promise.resolve({ type: 'basic', status: 302, headers, body: null })) as unknown as typeof fetch
  await assert.rejects(
    new OAuth1Session({ ...KEYS, fetch: custom }).get('https://h/'),
    refusal('redirect-not-followed', /to https:\/\/h\/ 31m$/),
  )
})

test('without a Location there is nothing to follow, as with the global fetch', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(302).end('body'))
  const session = new OAuth1Session(KEYS)
  assert.equal((await session.get(server.origin)).status, 302)
  assert.equal((await session.get(server.origin, { redirect: 'manual' })).status, 302)
  await assert.rejects(
    session.get(server.origin, { redirect: 'error' }),
    refusal('redirect-not-followed', /to another URL/),
  )
})

test('300, 304 and 201 are no redirects, even with a Location', async (t) => {
  const server = await serve(t, ({ target }, response) =>
    response.writeHead(Number(target.slice(1)), { Location: '/next' }).end(),
  )
  for (const code of [300, 304, 201])
    assert.equal((await new OAuth1Session(KEYS).get(`${server.origin}/${code}`)).status, code)
})

test('a redirect that the runtime hides is refused too', async () => {
  const hidden = { type: 'opaqueredirect', status: 0, headers: new Headers(), body: null }
  const custom = (() => Promise.resolve(hidden)) as unknown as typeof fetch
  const session = new OAuth1Session({ ...KEYS, fetch: custom })
  await assert.rejects(
    session.get('https://h/'),
    refusal('redirect-not-followed', /to another URL/),
  )
  assert.equal(await session.get('https://h/', { redirect: 'manual' }), hidden)
})

test('a body that fails while it is cancelled has no effect', async () => {
  const body = new ReadableStream({ cancel: () => Promise.reject(new Error('gone')) })
  const custom = (() =>
    Promise.resolve(
      new Response(body, { status: 307, headers: { Location: '/' } }),
    )) as typeof fetch
  await assert.rejects(
    new OAuth1Session({ ...KEYS, fetch: custom }).get('https://h/'),
    refusal('redirect-not-followed'),
  )
  await new Promise((resolve) => setImmediate(resolve))
})
