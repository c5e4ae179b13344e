// npm's bitbucket, for the service that this project began with: it takes a `fetch` and a `baseUrl`.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { type TestContext, test } from 'node:test'
import { type Api, assertFreshNonces, onlyCall, serveApi, statuses } from './sdk-api.ts'

type Method = (params: Readonly<Record<string, unknown>>) => Promise<{ readonly data: unknown }>

interface BitbucketClient {
  readonly refs: { readonly listBranches: Method; readonly createBranch: Method }
  getNextPage(data: unknown): Promise<{ readonly data: unknown }>
}

// Not imported: its declarations are sources, which the project's own compiler options would be held against.
const { Bitbucket } = createRequire(import.meta.url)('bitbucket') as {
  Bitbucket: new (options: {
    baseUrl: string
    notice: boolean
    request: { fetch: typeof fetch }
  }) => BitbucketClient
}

const bitbucketOn = (api: Api): BitbucketClient =>
  new Bitbucket({
    baseUrl: `${api.url}/2.0`,
    notice: false,
    request: { fetch: api.session().fetch },
  })

const WHERE = { workspace: 'me', repo_slug: 'repo' }
const BRANCHES = '/2.0/repositories/me/repo/refs/branches'

/** Two pages of branches. */
function servePages(t: TestContext): Promise<Api> {
  return serveApi(t, ({ query, request }, response) => {
    const isFirst = !query.some(([name]) => name === 'page')
    const host = request.headers.find(([name]) => name.toLowerCase() === 'host')![1]
    const next = `http://${host}${BRANCHES}?page=2&q=name+%7E+%22%C3%A9%22`
    const page = isFirst ? { values: [{ name: 'master' }], next } : { values: [{ name: 'é' }] }
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(page))
  })
}

test('bitbucket: branches, and the next page by the link of the first', async (t) => {
  const api = await servePages(t)
  const bitbucket = bitbucketOn(api)
  const first = await bitbucket.refs.listBranches({
    ...WHERE,
    q: 'name ~ "é"',
    fields: ['values.name', 'next'],
  })
  const second = await bitbucket.getNextPage(first.data)
  assert.deepEqual(second.data, { values: [{ name: 'é' }] })
  assertFreshNonces(api, 2)
  const [one, two] = api.calls
  assert.deepEqual(one!.query, [
    ['q', 'name ~ "é"'],
    ['fields', 'values.name'],
    ['fields', 'next'],
  ])
  assert.deepEqual(
    [two!.path, two!.query],
    [
      BRANCHES,
      [
        ['page', '2'],
        ['q', 'name ~ "é"'],
      ],
    ],
  )
})

test('bitbucket: JSON goes out as it is', async (t) => {
  const api = await serveApi(t)
  const _body = { name: 'feature/é', target: { hash: 'c0ffee' } }
  await bitbucketOn(api).refs.createBranch({ ...WHERE, _body })
  const { method, form, body } = onlyCall(api)
  assert.deepEqual([method, form, JSON.parse(body)], ['POST', [], _body])
})

test('bitbucket: an error status is its HTTPError, with the body read', async (t) => {
  const api = await serveApi(t, statuses(403))
  const refused = bitbucketOn(api).refs.listBranches(WHERE)
  await assert.rejects(refused, (error: { status: number; error: { path: string } }) => {
    assert.deepEqual([error.status, error.error.path], [403, BRANCHES])
    return true
  })
})
