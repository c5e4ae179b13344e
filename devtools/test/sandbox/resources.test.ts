/** The API of the sandbox, and paths that do not exist. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatForm, signRequest } from '../../../src/signing/index.ts'
import { get, keysOf, send, start } from './client.ts'

test('branches are an object by name, as in the API of Bitbucket', async (t) => {
  const client = await start(t)
  const reply = await client.call(
    `${client.sandbox.baseUrl}repositories/me/repo/branches`,
    await client.login(),
  )
  assert.equal(reply.headers.get('content-type'), 'application/json')
  const branches = JSON.parse(reply.text) as Record<string, Record<string, unknown>>
  assert.ok('master' in branches)
  for (const [name, branch] of Object.entries(branches)) {
    assert.equal(branch['branch'], name)
    assert.equal(branch['author'], 'me')
    assert.match(String(branch['node']), /^[0-9a-f]{12}$/)
    assert.match(String(branch['raw_node']), new RegExp(`^${branch['node']}[0-9a-f]{28}$`))
    assert.match(String(branch['timestamp']), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  }
})

test('branches need a token of that user, and an existing repository', async (t) => {
  const client = await start(t, { user: { name: 'jo é', repositories: ['a/b', 'c'] } })
  const token = await client.login()
  const at = (path: string, signing = token): ReturnType<typeof client.call> =>
    client.call(`${client.sandbox.baseUrl}repositories/${path}/branches`, signing)
  assert.equal((await at('jo%20%C3%A9/a%2fb')).status, 200)
  assert.equal((await at('jo é/c')).status, 200)
  assert.equal((await at('me/c')).status, 403)
  assert.equal((await at('jo%20%C3%A9/repo')).status, 404)
  assert.equal((await at('jo%20%C3%A9/%E9')).status, 404)
  const { status, form } = await at('jo%20%C3%A9/c', {})
  assert.equal(status, 400)
  assert.deepEqual(form, {
    oauth_problem: 'parameter_absent',
    oauth_parameters_absent: 'oauth_token',
  })
})

test('HEAD gets the headers of GET without the body', async (t) => {
  const client = await start(t)
  const token = await client.login()
  const url = `${client.sandbox.baseUrl}repositories/me/repo/branches`
  const [head, full] = [
    await client.call(url, token, { method: 'HEAD' }),
    await client.call(url, token),
  ]
  assert.equal(head.status, 200)
  assert.equal(head.text, '')
  assert.equal(head.headers.get('content-length'), String(Buffer.byteLength(full.text)))
})

test('the echo returns the request in order, with repeated names', async (t) => {
  const client = await start(t)
  const { url, consumerKey } = client.sandbox
  const token = await client.login()
  const form = formatForm([
    ['b', '2'],
    ['a', '1'],
    ['a', ''],
    ['c d', "~*!'()"],
    ['é', '☃ \u{1f600}'],
  ])
  const headers = [['Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8']] as const
  const target = `${url}/echo/a%2Fb//c?b=2&a=1&a&=&%7e=%E9`
  const reply = await client.call(target, token, { method: 'PATCH', headers, body: form })
  assert.equal(reply.status, 200)
  assert.deepEqual(JSON.parse(reply.text), {
    method: 'PATCH',
    url: target,
    query: [
      ['b', '2'],
      ['a', '1'],
      ['a', ''],
      ['', ''],
      ['~', { hex: 'e9' }],
    ],
    form: [
      ['b', '2'],
      ['a', '1'],
      ['a', ''],
      ['c d', "~*!'()"],
      ['é', '☃ \u{1f600}'],
    ],
    bodyLength: form.length,
    consumerKey,
    token: token.token,
  })
})

test('the echo needs no token, and returns the length of a body that is not a form', async (t) => {
  const client = await start(t)
  const headers = [['Content-Type', 'application/json']] as const
  const reply = await client.call(
    `${client.sandbox.url}/echo`,
    {},
    { method: 'POST', headers, body: '{"a":"é"}' },
  )
  const { form, bodyLength, token } = JSON.parse(reply.text)
  assert.deepEqual([form, bodyLength, token], [null, 10, null])
})

test('the echo does not return a PLAINTEXT signature', async (t) => {
  const client = await start(t)
  const plaintext = {
    signatureMethod: 'PLAINTEXT',
    transmission: 'query',
    exposePlaintextSecrets: true,
  } as const
  const reply = await client.call(`${client.sandbox.url}/echo?a=1`, plaintext)
  assert.equal(reply.status, 200)
  assert.ok(!reply.text.includes(client.sandbox.consumerSecret))
  assert.match(JSON.parse(reply.text).url, /\/echo\?a=1&oauth_consumer_key=/)
})

test('the order of parameters does not matter', async (t) => {
  const client = await start(t)
  const request = signRequest(
    { method: 'GET', url: `${client.sandbox.url}/echo?a=1&b=2` },
    keysOf(client),
  )
  assert.equal((await send({ ...request, url: `${client.sandbox.url}/echo?b=2&a=1` })).status, 200)
})

test('any other path is 404', async (t) => {
  const client = await start(t)
  const paths = [
    '/',
    '/favicon.ico',
    '/echoes',
    '/oauth',
    '/oauth/request_token/',
    '/oauth/%61uthorize',
    '/1.0/',
    '/1.0/repositories/me/branches',
    '/1x0/repositories/me/repo/branches',
    '/1.0/repositories/me/repo/branches/',
  ]
  for (const path of paths) {
    const { status, headers } = await get(client.sandbox.url + path)
    assert.equal(status, 404)
    assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8')
  }
})

test('refuses a method that a path does not accept, and names the accepted ones', async (t) => {
  const client = await start(t)
  const { requestTokenUrl, authorizeUrl, accessTokenUrl, baseUrl } = client.sandbox
  const cases = [
    ['PUT', requestTokenUrl, 'GET, POST'],
    ['DELETE', accessTokenUrl, 'GET, POST'],
    ['HEAD', authorizeUrl, 'GET, POST'],
    ['POST', `${baseUrl}repositories/me/repo/branches`, 'GET, HEAD'],
  ] as const
  for (const [method, url, allowed] of cases) {
    const { status, headers } = await send({ method, url, headers: [], body: null })
    assert.equal(status, 405)
    assert.equal(headers.get('allow'), allowed)
  }
})
