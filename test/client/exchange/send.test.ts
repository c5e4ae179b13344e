import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Session } from '../../../src/client/index.ts'
import { header, KEYS, NO_DISPATCHER, refusal, serve, verified } from '../support.ts'

const FORM = 'application/x-www-form-urlencoded'
const AWKWARD = "a=~%7e&b=x%20y+z&c&=d&e=%zz&f=(1)!*'&a=&%E9=%e9&g[0]=|&h={}"

test('protocol parameters in the query go behind the text of the URL', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session({ ...KEYS, ...NO_DISPATCHER, transmission: 'query' })
  await session.fetch(`${server.origin}/x?${AWKWARD}`)
  await session.fetch(`${server.origin}/x?`)
  await session.fetch(new Request(`${server.origin}/x#f`, { method: 'POST', body: 'text' }))
  const [first, second, third] = server.received
  assert.ok(first!.target.startsWith(`/x?${AWKWARD.replace("'", '%27')}&oauth_consumer_key=`))
  assert.ok(second!.target.startsWith('/x?oauth_consumer_key='))
  assert.ok(third!.target.startsWith('/x?oauth_consumer_key='))
  assert.equal(String(third!.body), 'text')
  for (const request of server.received) {
    assert.equal(header(request, 'authorization'), null)
    await verified(server, request)
  }
})

test('protocol parameters in the body go behind the form', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session({ ...KEYS, transmission: 'body' })
  await session.fetch(server.origin, { method: 'POST', body: new URLSearchParams({ a: '1' }) })
  await session.fetch(server.origin, {
    method: 'POST',
    body: Uint8Array.from(Buffer.from('a=1')),
    headers: { 'content-type': FORM },
  })
  await session.fetch(
    new Request(server.origin, { method: 'PUT', body: new URLSearchParams({ a: '1' }) }),
  )
  await session.fetch(server.origin, { method: 'POST' })
  for (const [position, request] of server.received.entries()) {
    assert.match(
      String(request.body),
      position < 3 ? /^a=1&oauth_consumer_key=/ : /^oauth_consumer_key=/,
    )
    assert.equal(header(request, 'authorization'), null)
    assert.match(header(request, 'content-type') ?? '', /^application\/x-www-form-urlencoded/)
    await verified(server, request)
  }
})

test('what is no form cannot carry protocol parameters in its body', async (t) => {
  const server = await serve(t)
  const session = new OAuth1Session({ ...KEYS, transmission: 'body' })
  const json = { 'content-type': 'application/json' }
  await assert.rejects(
    session.fetch(server.origin, { method: 'POST', body: '{}', headers: json }),
    refusal('invalid-transmission'),
  )
  await assert.rejects(
    session.fetch(server.origin, { method: 'POST', body: new Blob(['x']).stream() }),
    refusal('invalid-transmission'),
  )
  await assert.rejects(session.fetch(server.origin), refusal('invalid-transmission'))
  assert.equal(server.received.length, 0)
})
