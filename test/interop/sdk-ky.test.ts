// npm's ky with a session for its fetch: it hands over a Request, clones it, and tries again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import ky, { HTTPError, TimeoutError } from 'ky'
import { header, refusal } from '../client/support.ts'
import { assertFreshNonces, AWKWARD, onlyCall, serveApi, statuses } from './sdk-api.ts'

const soon = { limit: 2, delay: (): number => 1 }

test('ky: a query with everything awkward is signed as it is sent', async (t) => {
  const api = await serveApi(t)
  const client = ky.create({ prefixUrl: api.url, fetch: api.session().fetch })
  const answer = await client.get('search', { searchParams: AWKWARD }).json()
  assert.deepEqual((answer as { query: unknown }).query, AWKWARD)
  assert.deepEqual(onlyCall(api).query, AWKWARD)
})

test('ky: JSON goes out as it is, and a signature does not cover it', async (t) => {
  const api = await serveApi(t)
  await ky.post(`${api.url}/notes?draft=1`, {
    fetch: api.session().fetch,
    json: { text: 'é ☃', tags: ['a', 'b'] },
  })
  const { query, form, type, body } = onlyCall(api)
  assert.deepEqual(
    { query, form, type },
    { query: [['draft', '1']], form: [], type: 'application/json' },
  )
  assert.deepEqual(JSON.parse(body), { text: 'é ☃', tags: ['a', 'b'] })
})

test('ky: a form is signed, from a URLSearchParams and from text', async (t) => {
  const api = await serveApi(t)
  const client = ky.create({ fetch: api.session().fetch })
  const form = new URLSearchParams(AWKWARD.map(([name, value]): [string, string] => [name, value]))
  await client.post(api.url, { body: form })
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  await client.post(api.url, { body: String(form), headers })
  assert.deepEqual(
    api.calls.map((call) => call.form),
    [AWKWARD, AWKWARD],
  )
})

test('ky: multipart goes out whole, unsigned, with the boundary that ky chose', async (t) => {
  const api = await serveApi(t)
  const body = new FormData()
  body.set('photo', new Blob(['☃']), 'snow.txt')
  await ky.post(api.url, { fetch: api.session().fetch, body })
  const call = onlyCall(api)
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(call.type ?? '')?.[1]
  assert.ok(
    boundary && call.body.startsWith(`--${boundary}`) && call.body.includes('☃'),
    call.body,
  )
})

test('ky: an error status is an HTTPError with the body to read', async (t) => {
  const api = await serveApi(t, statuses(404))
  const error = await ky(`${api.url}/gone`, { fetch: api.session().fetch }).catch(
    (error: unknown) => error,
  )
  assert.ok(error instanceof HTTPError)
  assert.equal(error.response.status, 404)
  assert.equal(((await error.response.json()) as { path: string }).path, '/gone')
})

test('ky: a wrong secret is the 401 of the server, and is not tried again', async (t) => {
  const api = await serveApi(t)
  const { fetch } = api.session({ consumerSecret: 'wrong' })
  await assert.rejects(ky(api.url, { fetch, retry: soon }), { name: 'HTTPError', message: /401/ })
  assert.deepEqual([api.calls.length, api.refused()], [0, 1])
})

test('ky: each retry is signed afresh', async (t) => {
  const api = await serveApi(t, statuses(503, 500, 200))
  await ky(`${api.url}/slow`, { fetch: api.session().fetch, retry: soon, searchParams: AWKWARD })
  assertFreshNonces(api, 3)
})

test('ky: a retried form and a retried JSON body are whole each time', async (t) => {
  const api = await serveApi(t, statuses(503, 200, 503, 200))
  const client = ky.create({ fetch: api.session().fetch, retry: soon })
  await client.put(api.url, { body: new URLSearchParams({ a: 'b c' }) })
  await client.put(api.url, { json: { a: 'b c' } })
  assertFreshNonces(api, 4)
  assert.deepEqual(
    api.calls.map(({ body }) => body),
    ['a=b+c', 'a=b+c', '{"a":"b c"}', '{"a":"b c"}'],
  )
})

test('ky: what a hook changes before the request is what is signed', async (t) => {
  const api = await serveApi(t)
  const seen: number[] = []
  const response = await ky(`${api.url}/a`, {
    fetch: api.session().fetch,
    hooks: {
      beforeRequest: [
        (request) => request.headers.set('X-Own', 'yes'),
        (request) => new Request(`${request.url}?page=2&page=3`, request),
      ],
      afterResponse: [(_request, _options, { status }) => void seen.push(status)],
    },
  })
  const call = onlyCall(api)
  assert.deepEqual([response.status, seen, call.path], [200, [200], '/a'])
  assert.deepEqual(call.query, [
    ['page', '2'],
    ['page', '3'],
  ])
  assert.equal(header(call.request, 'x-own'), 'yes')
})

test('ky: its time-out ends a request that nobody answers', async (t) => {
  const api = await serveApi(t, () => {})
  const { fetch } = api.session()
  await assert.rejects(
    ky(api.url, { fetch, timeout: 50, retry: 0 }),
    (error) => error instanceof TimeoutError,
  )
})

test('ky: an abort ends a request, and a Request that was aborted before is never sent', async (t) => {
  const controller = new AbortController()
  const api = await serveApi(t, () => controller.abort())
  const { fetch } = api.session()
  const options = { fetch, signal: controller.signal, retry: 0 }
  await assert.rejects(ky(api.url, options), { name: 'AbortError' })
  await assert.rejects(ky(api.url, options), { name: 'AbortError' })
  assert.equal(api.calls.length, 1)
})

test('ky: a Request for its input keeps method, headers and body', async (t) => {
  const api = await serveApi(t)
  const request = new Request(`${api.url}/form?q=1`, {
    method: 'PUT',
    body: new URLSearchParams([['a', 'b c']]),
  })
  request.headers.set('X-Own', 'yes')
  await ky(request, { fetch: api.session().fetch })
  const call = onlyCall(api)
  assert.deepEqual([call.method, call.query, call.form], ['PUT', [['q', '1']], [['a', 'b c']]])
  assert.equal(header(call.request, 'x-own'), 'yes')
})

test('ky: the error of a redirect comes through as it is', async (t) => {
  const api = await serveApi(
    t,
    (_, response) => void response.writeHead(302, { Location: '/other' }).end(),
  )
  await assert.rejects(
    ky(api.url, { fetch: api.session().fetch, retry: 0 }),
    refusal('redirect-not-followed'),
  )
  assert.equal(api.calls.length, 1)
})

test('ky: with a session that follows redirects, each hop is signed afresh', async (t) => {
  const api = await serveApi(t, ({ path }, response) => {
    if (path === '/from') response.writeHead(302, { Location: '/to?a=b' })
    response.end('there')
  })
  const client = ky.create({ fetch: api.session({ followRedirects: true }).fetch, retry: 0 })
  assert.equal(
    await (await client.get(`${api.url}/from`, { searchParams: AWKWARD })).text(),
    'there',
  )
  assertFreshNonces(api, 2)
  assert.deepEqual(api.calls[1]!.query, [['a', 'b']])
})

test('ky: a stream goes out as it comes', async (t) => {
  const api = await serveApi(t)
  const body = new Blob(['a '.repeat(50_000)]).stream()
  await ky.post(api.url, { fetch: api.session().fetch, body })
  assert.equal(onlyCall(api).body.length, 100_000)
})
