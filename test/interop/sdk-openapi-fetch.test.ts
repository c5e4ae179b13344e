// npm's openapi-fetch with a session for its fetch: it hands over a Request that its middleware may have replaced.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import createClient from 'openapi-fetch'
import { CountersignError } from '../../src/index.ts'
import { header } from '../client/support.ts'
import { AWKWARD, onlyCall, serveApi, statuses } from './sdk-api.ts'

test('openapi-fetch: a path and a query with everything awkward are signed as they are sent', async (t) => {
  const api = await serveApi(t)
  const client = createClient({ baseUrl: `${api.url}/2.0`, fetch: api.session().fetch })
  const path = { user: 'é b', repo: 'a/b' }
  const query = { tag: ['a', 'b c'], filter: { state: 'öpen' }, q: '☃ +&=%20', marks: "~*!'()" }
  const { data } = await client.GET('/repositories/{user}/{repo}', { params: { path, query } })
  const expected = [
    ['tag', 'a'],
    ['tag', 'b c'],
    ['filter[state]', 'öpen'],
    ['q', '☃ +&=%20'],
    ['marks', "~*!'()"],
  ]
  assert.deepEqual(onlyCall(api).query, expected)
  assert.equal((data as { path: string }).path, '/2.0/repositories/%C3%A9%20b/a%2Fb')
})

test('openapi-fetch: JSON goes out as it is', async (t) => {
  const api = await serveApi(t)
  const client = createClient({ baseUrl: api.url, fetch: api.session().fetch })
  await client.POST('/notes', { body: { text: 'é ☃' } })
  const { form, type, body } = onlyCall(api)
  assert.deepEqual([form, type, JSON.parse(body)], [[], 'application/json', { text: 'é ☃' }])
})

test('openapi-fetch: a form by its bodySerializer is signed', async (t) => {
  const api = await serveApi(t)
  const client = createClient({ baseUrl: api.url, fetch: api.session().fetch })
  await client.POST('/notes', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: AWKWARD,
    bodySerializer: (pairs: [string, string][]) => new URLSearchParams(pairs),
  })
  assert.deepEqual(onlyCall(api).form, AWKWARD)
})

test('openapi-fetch: an error status is its error, with the body read', async (t) => {
  const api = await serveApi(t, statuses(409))
  const client = createClient({ baseUrl: api.url, fetch: api.session().fetch })
  const { data, error, response } = await client.PUT('/notes/{id}', {
    params: { path: { id: 7 } },
    body: {},
  })
  assert.deepEqual(
    [data, response.status, (error as { path: string }).path],
    [undefined, 409, '/notes/7'],
  )
})

test('openapi-fetch: a wrong secret is the 401 of the server', async (t) => {
  const api = await serveApi(t)
  const client = createClient({
    baseUrl: api.url,
    fetch: api.session({ tokenSecret: 'wrong' }).fetch,
  })
  assert.equal((await client.GET('/notes')).response.status, 401)
})

test('openapi-fetch: an answer without a body is one without data', async (t) => {
  const api = await serveApi(t, (_, response) => void response.writeHead(204).end())
  const client = createClient({ baseUrl: api.url, fetch: api.session().fetch })
  const { data, error } = await client.DELETE('/notes')
  assert.deepEqual([data, error, onlyCall(api).method], [undefined, undefined, 'DELETE'])
})

test('openapi-fetch: what its middleware makes of a request is what is signed', async (t) => {
  const api = await serveApi(t)
  const client = createClient({ baseUrl: api.url, fetch: api.session().fetch })
  const seen: number[] = []
  client.use({
    onRequest({ request }) {
      request.headers.set('X-Own', 'yes')
      return new Request(`${request.url}&page=2`, request)
    },
    onResponse: ({ response }) => void seen.push(response.status),
  })
  await client.POST('/notes', { params: { query: { a: 'b c' } }, body: { text: '☃' } })
  const call = onlyCall(api)
  assert.deepEqual(
    [call.query, seen, call.body],
    [
      [
        ['a', 'b c'],
        ['page', '2'],
      ],
      [200],
      '{"text":"☃"}',
    ],
  )
  assert.equal(header(call.request, 'x-own'), 'yes')
})

test('openapi-fetch: its middleware is told of an error of the session, as it is', async (t) => {
  const api = await serveApi(
    t,
    (_, response) => void response.writeHead(302, { Location: '/other' }).end(),
  )
  const client = createClient({ baseUrl: api.url, fetch: api.session().fetch })
  const codes: string[] = []
  client.use({
    onError: ({ error }) => void (error instanceof CountersignError && codes.push(error.code)),
  })
  await assert.rejects(client.GET('/notes'), { code: 'redirect-not-followed' })
  assert.deepEqual(codes, ['redirect-not-followed'])
})

test('openapi-fetch: an abort ends a request', async (t) => {
  const controller = new AbortController()
  const api = await serveApi(t, () => controller.abort())
  const client = createClient({ baseUrl: api.url, fetch: api.session().fetch })
  await assert.rejects(client.GET('/notes', { signal: controller.signal }), { name: 'AbortError' })
})
