import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import {
  OAuth1Session,
  type RequestOptions,
  type SessionOptions,
} from '../../../src/client/index.ts'
import type { BodyHashAlgorithm } from '../../../src/signing/index.ts'
import {
  header,
  KEYS,
  only,
  protocolHeader,
  type RawServer,
  type Received,
  refusal,
  serve,
  verified,
} from '../support.ts'

type BodyInit = NonNullable<RequestInit['body']>

interface Published {
  readonly groups: readonly {
    readonly tests: readonly {
      readonly id: string
      readonly input: { readonly body: string; readonly hash: BodyHashAlgorithm }
      readonly expect: { readonly bodyHash: string }
    }[]
  }[]
}

const published = JSON.parse(
  readFileSync(new URL('../../vectors/published-body-hash.json', import.meta.url), 'utf8'),
) as Published

const hashed = (options: Partial<SessionOptions> = {}): OAuth1Session =>
  new OAuth1Session({ ...KEYS, bodyHash: 'SHA-1', ...options })

const hashOf = (request: Received): string | undefined =>
  protocolHeader(request).get('oauth_body_hash')

const sha1 = (octets: Uint8Array): string => createHash('sha1').update(octets).digest('base64')

/** The request is signed, and its hash is the one of the octets that came. */
async function assertHashed(server: RawServer, request: Received): Promise<void> {
  await verified(server, request)
  assert.equal(hashOf(request), sha1(request.body))
}

test('the published hashes go out with the bodies that they are of', async (t) => {
  const vectors = published.groups.flatMap(({ tests }) => tests)
  assert.ok(vectors.length >= 9)
  for (const { id, input, expect } of vectors) {
    const server = await serve(t)
    const session = hashed({ bodyHash: input.hash })
    await session.put(server.origin, {
      body: input.body,
      headers: { 'Content-Type': 'text/plain' },
    })
    assert.equal(hashOf(only(server)), expect.bodyHash, id)
    assert.equal(String(only(server).body), input.body)
    await verified(server, only(server))
  }
})

test('a request without a body has the hash of nothing', async (t) => {
  // Body hash extension, "Example GET Request".
  const server = await serve(t)
  for (const method of ['GET', 'HEAD', 'POST', 'DELETE'])
    await hashed().request(method, server.origin)
  assert.deepEqual(server.received.map(hashOf), Array(4).fill('2jmj7l5rSw0yVb/vlWAYkK/YBwk='))
  for (const request of server.received) await verified(server, request)
})

test('the octets that are hashed are the octets that are sent, for each type of body', async (t) => {
  const server = await serve(t)
  const octets = new TextEncoder().encode('x{"é":1}')
  const bodies: BodyInit[] = [
    '{"é":1}',
    octets.subarray(1),
    octets.slice(1).buffer,
    new DataView(octets.buffer, 1),
    Buffer.from('{"é":1}'),
    new Blob(['{"é":1}'], { type: 'application/json' }),
  ]
  for (const body of bodies) await hashed().fetch(server.origin, { method: 'PUT', body })
  await hashed().fetch(new Request(server.origin, { method: 'POST', body: '{"é":1}' }))
  await hashed().fetch(
    new Request(server.origin, {
      method: 'POST',
      body: new Blob(['{"é":1}']).stream(),
      duplex: 'half',
    }),
  )
  await hashed().post(server.origin, { json: { é: 1 } })
  await hashed().fetch(server.origin, {
    method: 'POST',
    body: new URLSearchParams({ 'a b': '1' }),
    headers: { 'Content-Type': 'text/x' },
  })
  assert.equal(server.received.length, 10)
  for (const request of server.received) {
    await assertHashed(server, request)
    assert.equal(header(request, 'content-length'), String(request.body.length))
  }
  assert.equal(header(server.received[5]!, 'content-type'), 'application/json')
  assert.equal(String(server.received[9]!.body), 'a+b=1')
})

test('FormData is written out once, so that its hash is of the boundary that is sent', async (t) => {
  const server = await serve(t)
  const body = new FormData()
  body.append('a', '1')
  body.append('file', new Blob([Uint8Array.of(0, 255, 13, 10)]), 'ü.bin')
  await hashed().fetch(server.origin, { method: 'POST', body })
  const request = only(server)
  const [, boundary] =
    /^multipart\/form-data; boundary=(.+)$/.exec(header(request, 'content-type') ?? '') ?? []
  assert.ok(boundary && String(request.body).startsWith(`--${boundary}`))
  await assertHashed(server, request)
})

test('octets that change after the call change neither hash nor body', async (t) => {
  const server = await serve(t)
  const body = Buffer.from('before')
  const pending = hashed().fetch(server.origin, { method: 'POST', body })
  body.write('after!')
  await pending
  assert.equal(String(only(server).body), 'before')
  await assertHashed(server, only(server))
})

test('a form is signed itself, and never hashed, wherever it comes from and even if it is empty', async (t) => {
  const server = await serve(t)
  const type = { 'Content-Type': 'application/x-www-form-urlencoded; charset=x' }
  await hashed().post(server.origin, { form: { a: 1 } })
  await hashed().fetch(server.origin, { method: 'PUT', body: new URLSearchParams({ a: '1' }) })
  await hashed().fetch(server.origin, { method: 'PUT', body: 'a=1', headers: type })
  await hashed().fetch(server.origin, { method: 'POST', headers: type })
  assert.deepEqual(server.received.map(hashOf), Array(4).fill(undefined))
  // In the body, the protocol parameters make a form of what was no body.
  const inBody = await serve(t)
  await hashed({ transmission: 'body' }).post(inBody.origin)
  assert.doesNotMatch(String(only(inBody).body), /body_hash/)
  await verified(inBody, only(inBody))
})

test('credential endpoints get no hash: some refuse what they do not know', async (t) => {
  const server = await serve(t)
  const calls: RequestOptions['protocol'][] = [
    { callback: 'oob' },
    { verifier: 'v' },
    { extra: [['oauth_session_handle', 'h']] },
  ]
  for (const protocol of calls) await hashed().post(server.origin, { protocol: protocol! })
  assert.deepEqual(server.received.map(hashOf), [undefined, undefined, undefined])
  await hashed().post(server.origin, { protocol: { extra: [['oauth_mine', '1']] } })
  assert.equal(hashOf(server.received[3]!), '2jmj7l5rSw0yVb/vlWAYkK/YBwk=')
})

test('a stream cannot be hashed, and says so before anything is sent', async (t) => {
  const server = await serve(t)
  const streams = [
    new Blob(['x']).stream(),
    Readable.from(['x']),
    (async function* () {
      yield Buffer.from('x')
    })(),
  ]
  for (const body of streams as BodyInit[]) {
    await assert.rejects(
      hashed().fetch(server.origin, { method: 'PUT', body, duplex: 'half' }),
      refusal('unhashable-body', /stream/),
    )
  }
  assert.equal(server.received.length, 0)
})

test('the hash of the signature method is SHA-1, SHA-256 or SHA-512 by its name', async (t) => {
  const table: [SessionOptions['signatureMethod'], string][] = [
    ['HMAC-SHA1', 'sha1'],
    ['HMAC-SHA256', 'sha256'],
    ['HMAC-SHA512', 'sha512'],
    [{ name: 'MINE-SHA256', sign: () => 'x' }, 'sha256'],
    [{ name: 'X-SHA-1', sign: () => 'x' }, 'sha1'],
  ]
  for (const [signatureMethod, digest] of table) {
    const server = await serve(t)
    await hashed({ bodyHash: 'signature-method', signatureMethod: signatureMethod! }).put(
      server.origin,
      { body: 'text' },
    )
    assert.equal(hashOf(only(server)), createHash(digest).update('text').digest('base64'))
  }
})

test('an unknown body hash, or one that belongs to no signature method, is refused when the session is made', () => {
  const wrong: Partial<SessionOptions>[] = [
    { bodyHash: 'sha1' as 'SHA-1' },
    { bodyHash: 'MD5' as 'SHA-1' },
    { bodyHash: 'signature-method', signatureMethod: { name: 'MINE', sign: () => 'x' } },
    { bodyHash: 'signature-method', signatureMethod: { name: 'MINE-SHA3', sign: () => 'x' } },
    // The extension does not support PLAINTEXT, which protects nothing.
    { bodyHash: 'SHA-1', signatureMethod: 'PLAINTEXT' },
    { bodyHash: 'signature-method', signatureMethod: 'PLAINTEXT' },
  ]
  for (const options of wrong) assert.throws(() => hashed(options), refusal('unknown-body-hash'))
})

test('off, as it is unless asked for, nothing is hashed', async (t) => {
  const server = await serve(t)
  await new OAuth1Session(KEYS).put(server.origin, { body: 'x' })
  await hashed({ bodyHash: null }).put(server.origin, { body: 'x' })
  assert.deepEqual(server.received.map(hashOf), [undefined, undefined])
})

test('in the query the hash is in the query, and a further parameter of the caller is beside it', async (t) => {
  const server = await serve(t)
  await hashed({ transmission: 'query' }).put(`${server.origin}/x`, {
    body: 'Hello World!',
    protocol: { extra: [['oauth_mine', '1']] },
  })
  const { searchParams } = new URL(only(server).target, server.origin)
  assert.equal(searchParams.get('oauth_body_hash'), 'Lve95gjOVATpfV8EL5X4nxwjKHE=')
  assert.equal(searchParams.get('oauth_mine'), '1')
  await verified(server, only(server))
})

test('each hop has the hash of its own body', async (t) => {
  const server = await serve(t, ({ target }, response) => {
    if (target === '/end') response.end()
    else response.writeHead(Number(target.slice(1)), { Location: '/end' }).end()
  })
  const session = hashed({ followRedirects: true })
  await session.post(`${server.origin}/307`, { json: { a: 1 } })
  await session.post(`${server.origin}/302`, { json: { a: 1 } })
  for (const request of server.received) await assertHashed(server, request)
  assert.deepEqual(
    server.received.map(({ body }) => body.length),
    [7, 7, 7, 0],
  )
})
