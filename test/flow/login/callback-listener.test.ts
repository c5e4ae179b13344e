import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import {
  type CallbackListener,
  type CallbackOptions,
  openCallbackListener,
} from '../../../src/flow/index.ts'
import { refusal } from '../../client/support.ts'
import { visit } from '../support.ts'

const NEVER = new AbortController().signal
const APPROVAL = '?oauth_token=T&oauth_verifier=planted-verifier'

async function open(t: TestContext, options?: CallbackOptions): Promise<CallbackListener> {
  const listener = await openCallbackListener(options)
  t.after(() => listener.close())
  return listener
}

/** The result of a wait. The handler is attached at once, so that a rejection is always handled. */
const outcome = (
  listener: CallbackListener,
  verifierRequired = true,
  signal = NEVER,
): Promise<unknown> =>
  listener.receive('T', verifierRequired, signal).catch((error: unknown) => error)

test('it listens on 127.0.0.1, on a free port and a path that cannot be guessed', async (t) => {
  const [one, two] = [await open(t), await open(t)]
  assert.match(one.url, /^http:\/\/127\.0\.0\.1:\d+\/callback\/[0-9a-f]{32}$/)
  assert.notEqual(new URL(one.url).pathname, new URL(two.url).pathname)
})

test('the callback with the pending token resolves to the verifier, and the page repeats nothing of it', async (t) => {
  const listener = await open(t)
  const received = listener.receive('T', true, NEVER)
  const { status, headers, body } = await visit(`${listener.url}${APPROVAL}&x=<script>`)
  assert.equal(status, 200)
  assert.equal(await received, 'planted-verifier')
  assert.match(body, /You are logged in/)
  assert.doesNotMatch(body, /planted|script|oauth/)
  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers['referrer-policy'], 'no-referrer')
  assert.match(headers['content-security-policy'] as string, /^default-src 'none';/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
})

test('a denial is an authorization-denied error with its reason in one line', async (t) => {
  for (const query of [
    '?oauth_token=T&oauth_problem=user_refused',
    '?oauth_problem=user_refused',
    '?error=user_refused',
    '?oauth_token=T&error=user%1B%5Brefused%0A',
  ]) {
    const listener = await open(t)
    const result = outcome(listener)
    const { status, body } = await visit(listener.url + query)
    assert.equal(status, 200)
    assert.match(body, /not logged in/)
    refusal('authorization-denied', /^the user was not authorized: "user/)(await result)
    assert.doesNotMatch(((await result) as Error).message, /[\u001b\n]/)
  }
})

test('at a fixed path, a denial without a token is a stray, because any page can send it', async (t) => {
  const listener = await open(t, { path: '/callback' })
  const result = outcome(listener)
  assert.equal((await visit(`${listener.url}?error=access_denied`)).status, 400)
  await visit(`${listener.url}?error=access_denied&oauth_token=T`)
  refusal('authorization-denied')(await result)
})

test('a callback without a verifier is a denial, or an approval if none is required', async (t) => {
  const strict = await open(t)
  const denied = outcome(strict)
  await visit(`${strict.url}?oauth_token=T`)
  refusal('authorization-denied', /no verifier/)(await denied)
  const waived = await open(t)
  const approved = outcome(waived, false)
  await visit(`${waived.url}?oauth_token=T`)
  assert.equal(await approved, null)
})

test('each kind of stray gets its own status, and does not end the wait', async (t) => {
  const listener = await open(t)
  const result = outcome(listener)
  const { host, origin } = new URL(listener.url)
  const expected: readonly (readonly [number, Promise<{ status: number }>])[] = [
    [404, visit(`${origin}/favicon.ico`)],
    [404, visit(`${origin}/${APPROVAL}`)],
    [404, visit(`${listener.url}/${APPROVAL}`)],
    [404, visit(listener.url.toUpperCase() + APPROVAL)],
    [404, visit(listener.url, { path: listener.url + APPROVAL })],
    [
      404,
      visit(listener.url, {
        path: `http://evil.example${new URL(listener.url).pathname}${APPROVAL}`,
      }),
    ],
    [404, visit(listener.url, { path: `//${host}${new URL(listener.url).pathname}${APPROVAL}` })],
    [404, visit(listener.url, { path: '*', method: 'OPTIONS' })],
    [405, visit(listener.url + APPROVAL, { method: 'POST' })],
    [405, visit(listener.url + APPROVAL, { method: 'HEAD' })],
    [405, visit(listener.url + APPROVAL, { method: 'OPTIONS' })],
    [421, visit(listener.url + APPROVAL, { headers: { host: 'evil.example' } })],
    [
      421,
      visit(listener.url + APPROVAL, { headers: { host: host.replace('127.0.0.1', 'localhost') } }),
    ],
    [403, visit(listener.url + APPROVAL, { headers: { 'sec-fetch-dest': 'image' } })],
    [
      403,
      visit(`${listener.url}?error=access_denied`, { headers: { 'sec-fetch-dest': 'iframe' } }),
    ],
    [400, visit(listener.url)],
    [400, visit(`${listener.url}?oauth_token=U&oauth_verifier=V`)],
    [400, visit(`${listener.url}?oauth_token=U&oauth_problem=user_refused`)],
    [400, visit(`${listener.url}${APPROVAL}&oauth_token=T`)],
  ]
  for (const [status, answer] of expected) assert.equal((await answer).status, status)
  assert.equal(
    (await visit(listener.url + APPROVAL, { headers: { 'sec-fetch-dest': 'document' } })).status,
    200,
  )
  assert.equal(await result, 'planted-verifier')
})

// Sec-Purpose is of the Fetch standard. Chrome, Safari and Firefox sent the others before it.
const AHEAD = [
  { 'sec-purpose': 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { 'sec-purpose': 'prefetch;anonymous-client-ip' },
  { purpose: 'prefetch' },
  { 'x-purpose': 'preview' },
  { 'x-moz': 'prefetch' },
]

test('a prefetch is answered 503, and does not end the wait', async (t) => {
  for (const query of [APPROVAL, '?oauth_token=T&oauth_problem=user_refused']) {
    const listener = await open(t)
    const result = outcome(listener)
    for (const headers of AHEAD) {
      const answer = await visit(listener.url + query, { headers })
      assert.deepEqual(
        [answer.status, answer.headers['cache-control']],
        [503, 'no-store'],
        JSON.stringify(headers),
      )
    }
    assert.equal((await visit(listener.url + APPROVAL)).status, 200)
    assert.equal(await result, 'planted-verifier')
  }
})

test('a hundred strays at once do not end the wait', async (t) => {
  const listener = await open(t)
  const result = outcome(listener)
  const strays = Array.from({ length: 100 }, (_, position) =>
    visit(`${listener.url}?oauth_token=${position}&oauth_verifier=V`),
  )
  for (const { status } of await Promise.all(strays)) assert.equal(status, 400)
  await visit(listener.url + APPROVAL)
  assert.equal(await result, 'planted-verifier')
})

test('garbage and broken or half-open connections do not end the wait, and close ends them', async (t) => {
  const listener = await open(t)
  const result = outcome(listener)
  const { port, host, pathname } = new URL(listener.url)
  const begin = async (
    text: string | Uint8Array,
  ): Promise<{ closed: Promise<unknown>; destroy(): void }> => {
    const socket = connect(Number(port), '127.0.0.1')
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('error', () => {}).resume()
    await once(socket, 'connect')
    socket.write(text)
    return { closed, destroy: () => socket.destroy() }
  }
  const garbage = [
    Uint8Array.of(0, 255, 22, 3, 1),
    'GET\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    `CONNECT evil:1 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  ]
  for (const text of garbage) await (await begin(text)).closed
  ;(await begin(`GET ${pathname}${APPROVAL.slice(0, 20)}`)).destroy()
  const halfOpen = [
    await begin(''),
    await begin(`GET ${pathname}${APPROVAL} HTTP/1.1\r\n`),
    await begin(`POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 9\r\n\r\nx`),
  ]
  assert.equal((await visit(listener.url + APPROVAL)).status, 200)
  assert.equal(await result, 'planted-verifier')
  listener.close()
  await Promise.all(halfOpen.map(({ closed }) => closed))
})

test('a callback before the wait, and a second callback, are strays', async (t) => {
  const listener = await open(t)
  assert.equal((await visit(listener.url + APPROVAL)).status, 400)
  const result = outcome(listener)
  assert.equal((await visit(listener.url + APPROVAL)).status, 200)
  assert.equal(
    (await visit(`${listener.url}?oauth_token=T&oauth_problem=user_refused`)).status,
    400,
  )
  assert.equal(await result, 'planted-verifier')
})

test('a signal ends the wait with its reason', async (t) => {
  const listener = await open(t)
  const controller = new AbortController()
  const reason = new Error('mine')
  const result = outcome(listener, true, controller.signal)
  controller.abort(reason)
  assert.equal(await result, reason)
  assert.equal(await outcome(listener, true, controller.signal), reason)
})

test('port and path can be fixed, and the path can have a query', async (t) => {
  const free = await openCallbackListener()
  const port = Number(new URL(free.url).port)
  free.close()
  const listener = await open(t, { port, path: '/é/cb?app=1' })
  assert.equal(listener.url, `http://127.0.0.1:${port}/%C3%A9/cb?app=1`)
  const result = outcome(listener)
  await visit(`${listener.url}&oauth_token=T&oauth_verifier=V`)
  assert.equal(await result, 'V')
})

test('a port in use, and an invalid port, are listener-failed errors', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  await assert.rejects(
    openCallbackListener({ port }),
    refusal('listener-failed', new RegExp(`port ${port}`)),
  )
  for (const none of [-1, 65536, 1.5])
    await assert.rejects(openCallbackListener({ port: none }), refusal('listener-failed'))
  await assert.rejects(
    openCallbackListener({ port: Number.NaN }),
    refusal('invalid-option', /"port" .* NaN/),
  )
})

test('an invalid path is refused', async () => {
  for (const path of ['', 'cb', '@evil.example/cb', ':80/cb', '/cb#f', '?x'])
    await assert.rejects(openCallbackListener({ path }), refusal('invalid-callback'))
})
