import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { OAuth1Session } from '../../../src/client/index.ts'
import { header, KEYS, only, refusal, serve, signedPairs, verified } from '../support.ts'

const FORM = 'application/x-www-form-urlencoded'

type BodyInit = NonNullable<RequestInit['body']>

test('URLSearchParams, and a form as text, are signed and sent byte for byte', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const form = new URLSearchParams([
    ['a', '1'],
    ['a', ''],
    ['c d', '~*é+&'],
  ])
  await session.fetch(server.origin, { method: 'POST', body: form })
  const text = 'a=~%7e&b=x%20y+z&c&=d&a='
  await session.fetch(server.origin, {
    method: 'PUT',
    body: text,
    headers: { 'content-type': `${FORM}; charset=utf-8` },
  })
  const [first, second] = server.received
  assert.equal(String(first!.body), String(form))
  assert.equal(header(first!, 'content-type'), `${FORM};charset=UTF-8`)
  assert.deepEqual(signedPairs(await verified(server, first!)), [
    ['a', '1'],
    ['a', ''],
    ['c d', '~*é+&'],
  ])
  assert.equal(String(second!.body), text)
  assert.deepEqual(signedPairs(await verified(server, second!)), [
    ['a', '~~'],
    ['b', 'x y z'],
    ['c', ''],
    ['', 'd'],
    ['a', ''],
  ])
})

test('a form in octets is signed, for each type that holds octets', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const octets = new TextEncoder().encode('xa=1&b=é')
  const bodies = [
    octets.subarray(1),
    octets.slice(1).buffer,
    new DataView(octets.buffer, 1),
    Buffer.from('a=1&b=é'),
    new Blob(['a=1&b=é']),
  ]
  for (const body of bodies)
    await session.fetch(server.origin, { method: 'POST', body, headers: { 'content-type': FORM } })
  await session.fetch(server.origin, {
    method: 'POST',
    body: new Blob(['a=1&b=é'], { type: FORM }),
  })
  assert.equal(server.received.length, 6)
  for (const request of server.received) {
    assert.equal(String(request.body), 'a=1&b=é')
    assert.deepEqual(signedPairs(await verified(server, request)), [
      ['a', '1'],
      ['b', 'é'],
    ])
  }
})

test('octets that change after the call do not change what is sent', async (t) => {
  const server = await serve(t)
  const body = Buffer.from('a=1')
  const pending = new OAuth1Session(KEYS).fetch(server.origin, {
    method: 'POST',
    body,
    headers: { 'content-type': FORM },
  })
  body.write('a=2')
  await pending
  await verified(server, only(server))
})

test('what is no form is sent as it is and not signed', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const json = '{"a":"1","b":"c=d&e"}'
  await session.fetch(server.origin, {
    method: 'POST',
    body: json,
    headers: { 'Content-Type': 'application/json' },
  })
  await session.fetch(server.origin, { method: 'POST', body: 'a=1&b=2' })
  await session.fetch(server.origin, { method: 'POST', body: Uint8Array.of(0, 255, 38, 61) })
  await session.fetch(server.origin, { method: 'POST', body: Uint8Array.of(1, 2, 3).buffer })
  await session.fetch(server.origin, {
    method: 'POST',
    body: new Blob(['x'], { type: 'Image/PNG' }),
  })
  await session.fetch(server.origin, { method: 'POST', body: new Blob(['x']) })
  assert.deepEqual(
    server.received.map((request) => header(request, 'content-type')),
    ['application/json', 'text/plain;charset=UTF-8', null, null, 'image/png', null],
  )
  assert.deepEqual(
    server.received.map(({ body }) => body.toString('latin1')),
    [json, 'a=1&b=2', '\0\xff&=', '\x01\x02\x03', 'x', 'x'],
  )
  for (const request of server.received)
    assert.deepEqual(signedPairs(await verified(server, request)), [])
})

test('FormData goes out as multipart, with a boundary, and not signed', async (t) => {
  const server = await serve(t)
  const body = new FormData()
  body.append('a', '1')
  body.append('file', new Blob(['content']), 'f.txt')
  await new OAuth1Session(KEYS).fetch(server.origin, { method: 'POST', body })
  const request = only(server)
  const [, boundary] =
    /^multipart\/form-data; boundary=(.+)$/.exec(header(request, 'content-type') ?? '') ?? []
  assert.ok(boundary && String(request.body).includes(boundary))
  assert.deepEqual(signedPairs(await verified(server, request)), [])
})

test('streams and iterables are sent as they come', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('one ')
    yield Buffer.from('two')
  }
  const bodies = [
    new Blob(['one two']).stream(),
    pieces(),
    Readable.from(pieces()),
    ReadableStream.from(pieces()),
  ] as BodyInit[]
  for (const body of bodies)
    await session.fetch(server.origin, { method: 'PUT', body, duplex: 'half' })
  await session.fetch(server.origin, { method: 'PUT', body: pieces() as BodyInit })
  assert.deepEqual(
    server.received.map(({ body }) => String(body)),
    Array(5).fill('one two'),
  )
  assert.deepEqual(
    server.received.map((request) => header(request, 'transfer-encoding')),
    Array(5).fill('chunked'),
  )
  for (const request of server.received) await verified(server, request)
})

test('a stream is not kept back: its first piece is there before its last is made', async (t) => {
  const session = new OAuth1Session(KEYS)
  const call = (
    kind: 'stream' | 'Request',
    url: string,
    body: ReadableStream,
  ): Promise<Response> =>
    kind === 'stream'
      ? session.put(url, { body, duplex: 'half' })
      : session.fetch(new Request(url, { method: 'PUT', body, duplex: 'half' }))
  for (const kind of ['stream', 'Request'] as const) {
    const arrivals: string[] = []
    let arrived = (): void => {}
    const server = createServer((message, response) => {
      message.on('data', (chunk: Buffer) => {
        arrivals.push(String(chunk))
        arrived()
      })
      message.on('end', () => response.end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.after(() => server.close())
    const { port } = server.address() as { port: number }
    let piece = 0
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(Buffer.from(`piece ${++piece}`))
        // The next is made only when this one has come out at the other end.
        if (arrivals.length < piece)
          await new Promise<void>((resolve) => {
            arrived = resolve
          })
        if (piece === 3) controller.close()
      },
    })
    await call(kind, `http://127.0.0.1:${port}/`, body)
    assert.deepEqual(arrivals, ['piece 1', 'piece 2', 'piece 3'], kind)
  }
})

test('a stream, an iterable and FormData with the Content-Type of a form are refused, because they cannot be signed', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  const iterable = (async function* () {
    yield Buffer.from('a=1')
  })() as unknown as BodyInit
  for (const body of [new Blob(['a=1']).stream(), iterable, new FormData()]) {
    await assert.rejects(
      session.fetch(server.origin, { method: 'POST', body, headers: { 'content-type': FORM } }),
      refusal('unsigned-form'),
    )
  }
  assert.equal(server.received.length, 0)
})

test('octets that are no text are refused as a form', async (t) => {
  const server = await serve(t)
  const request = {
    method: 'POST',
    body: Uint8Array.of(97, 61, 233),
    headers: { 'content-type': FORM },
  }
  await assert.rejects(
    new OAuth1Session(KEYS).fetch(server.origin, request),
    refusal('invalid-body'),
  )
  assert.equal(server.received.length, 0)
})

test('an empty POST has Content-Length 0 and no Content-Type', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session(KEYS)
  await session.fetch(server.origin, { method: 'POST' })
  await session.post(server.origin)
  await session.put(server.origin, { body: null })
  for (const request of server.received) {
    assert.equal(header(request, 'content-length'), '0')
    assert.equal(header(request, 'content-type'), null)
    await verified(server, request)
  }
})

test('HEAD, 204 and 304 give the native response, without a body', async (t) => {
  const server = await serve(t, ({ target }, response) =>
    response.writeHead(Number(target.slice(1))).end(),
  )
  const session = new OAuth1Session(KEYS)
  for (const [method, status] of [
    ['HEAD', 200],
    ['DELETE', 204],
    ['GET', 304],
    ['GET', 300],
  ] as const) {
    const response = await session.fetch(`${server.origin}/${status}`, { method })
    assert.equal(response.status, status)
    assert.equal(await response.text(), '')
  }
})
