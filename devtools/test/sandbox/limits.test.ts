/** The limits of a sandbox. devtools/test/faults tests attacks on them. RFC 5849 §4.10 */
import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { type BodyReader, createBodyReader } from '../../src/sandbox/http/bodies.ts'
import { carries, type IncomingRequest } from '../../src/sandbox/http/incoming-request.ts'
import { post, send, start } from './client.ts'

const MIB = 1024 * 1024
const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const

test('reads a form of 128 KiB', async (t) => {
  const client = await start(t)
  const body = `a=${'b'.repeat(128 * 1024 - 2)}`
  const url = `${client.sandbox.url}/echo`
  assert.equal((await client.call(url, {}, { method: 'POST', body, headers: [FORM] })).status, 200)
})

test('reads a thousand parameters in all places together', async (t) => {
  const client = await start(t)
  const body = Array.from({ length: 900 }, (_, position) => `a${position}=b`).join('&')
  const signed = await client.call(
    `${client.sandbox.url}/echo?x=1`,
    {},
    { method: 'POST', body, headers: [FORM] },
  )
  assert.equal(signed.status, 200)
  assert.equal(JSON.parse(signed.text).form.length, 900)
})

test('refuses a decision that is longer than the limit', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { status, text } = await post(client.sandbox.authorizeUrl, {
    oauth_token: 'x'.repeat(5000),
  })
  assert.equal(status, 413)
  assert.match(text, /The form is longer/)
})

test('finds a parameter by its name in any spelling, and no other parameter', () => {
  const request = (part: Partial<IncomingRequest>): IncomingRequest => ({
    method: 'GET',
    url: '',
    path: '',
    query: '',
    headers: [],
    body: Buffer.alloc(0),
    form: null,
    standsFor: null,
    ...part,
  })
  const all = 'oauth_token'.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
  for (const part of [
    { query: 'a=b&oauth_token=x' },
    { form: 'a&oauth_token' },
    { query: '%6Fauth_token=%' },
    { form: `${all}=` },
    { headers: [['AUTHORIZATION', 'OAuth oauth%5Ftoken="x"']] },
  ] as const) {
    assert.ok(carries(request(part), 'oauth_token'), JSON.stringify(part))
  }
  for (const part of [
    { query: 'a=oauth_token' },
    { form: 'oauth_token_secret=x' },
    { query: `${all}%41=x` },
    { form: '' },
    { form: `oauth_token${'+'.repeat(1000)}` },
    { headers: [['Authorization', 'OAuth realm="oauth_token"']] },
    { headers: [['Authorization', 'Basic oauth_token']] },
    { headers: [['X', 'OAuth oauth_token="x"']] },
  ] as const) {
    assert.ok(!carries(request(part), 'oauth_token'), JSON.stringify(part))
  }
})

test('refuses a long callback, and keeps a repeated scope once', async (t) => {
  const client = await start(t, { behaviour: { scopes: { read: ['GET'] } } })
  const long = `http://127.0.0.1/${'x'.repeat(2000)}`
  const { status, form } = await client.requestToken(long)
  assert.deepEqual([status, form['oauth_problem']], [400, 'parameter_rejected'])
  assert.equal((await client.requestToken(long.slice(0, 2000))).status, 200)
  const asked = await client.call(
    client.sandbox.requestTokenUrl,
    {},
    {
      method: 'POST',
      callback: 'oob',
      body: `scope=${'read+'.repeat(1000)}`,
      headers: [FORM],
    },
  )
  const token = {
    token: asked.form['oauth_token']!,
    tokenSecret: asked.form['oauth_token_secret']!,
  }
  const page = await send({
    method: 'GET',
    url: `${client.sandbox.authorizeUrl}?oauth_token=${token.token}`,
    headers: [],
    body: null,
  })
  const verifier = /<output>(.*)<\/output>/.exec(page.text)![1]!
  assert.equal((await client.accessToken(token, verifier)).form['scope'], 'read')
})

/** A body that is sent in pieces. */
function sending(read: BodyReader): {
  write: (octets: number) => void
  end: () => Promise<Buffer>
} {
  const stream = new PassThrough({ highWaterMark: 2 ** 30 })
  const result = read(stream as unknown as IncomingMessage)
  result.catch(() => {})
  return {
    write: (octets) => void stream.write(Buffer.alloc(octets, 'x')),
    end() {
      stream.end()
      return result
    },
  }
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('refuses the longest body if all bodies together are too long', async () => {
  const read = createBodyReader()
  const small = sending(read)
  small.write(1000)
  const large = Array.from({ length: 30 }, () => sending(read))
  for (const body of large) body.write(MIB)
  await settled()
  const late = sending(read)
  late.write(1000)
  for (const body of [small, late]) {
    body.write(500)
    assert.equal((await body.end()).length, 1500)
  }
  const results = await Promise.allSettled(large.map((body) => body.end()))
  const reasons = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason.code] : [],
  )
  assert.equal(reasons.length, 15)
  assert.ok(reasons.every((code) => code === 'server-busy'))
  const again = sending(read)
  again.write(MIB)
  assert.equal((await again.end()).length, MIB)
})

test('reads a body in any pieces, and refuses it for one octet too many', async () => {
  const read = createBodyReader()
  for (const [pieces, size] of [
    [1, 0],
    [9, 1],
    [1000, 7],
    [16, MIB / 16],
  ] as const) {
    const body = sending(read)
    for (let piece = 0; piece < pieces; piece++) body.write(size)
    assert.equal((await body.end()).toString(), 'x'.repeat(pieces * size))
  }
  const body = sending(read)
  for (const size of [MIB, 1]) body.write(size)
  await assert.rejects(body.end(), { code: 'request-too-large' })
})
