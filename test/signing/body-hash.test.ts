import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { bodyHash, type HeaderList, signRequest } from '../../src/signing/index.ts'
import {
  assertInvalid,
  CREDENTIALS,
  forAll,
  onWire,
  protocolOf,
  URL_OF_PHOTOS,
  verify,
} from './support.ts'

const JSON_TYPE: HeaderList = [['Content-Type', 'application/json']]
const withHash = (
  body: string | Uint8Array | null,
  hash: string,
  headers: HeaderList = JSON_TYPE,
): ReturnType<typeof onWire> =>
  onWire(
    signRequest(
      { method: 'PUT', url: URL_OF_PHOTOS, headers, body, extra: [['oauth_body_hash', hash]] },
      CREDENTIALS,
    ),
  )

test('gives the values of the body hash extension, appendix A', () => {
  assert.equal(bodyHash('Hello World!', 'SHA-1'), 'Lve95gjOVATpfV8EL5X4nxwjKHE=')
  assert.equal(bodyHash('', 'SHA-1'), '2jmj7l5rSw0yVb/vlWAYkK/YBwk=')
  assert.equal(bodyHash(null, 'SHA-1'), '2jmj7l5rSw0yVb/vlWAYkK/YBwk=')
})

test('gives the hashes of the empty text of FIPS 180-4, in base64', () => {
  assert.equal(bodyHash(null, 'SHA-256'), '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
  assert.equal(
    bodyHash('', 'SHA-512'),
    'z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  )
})

test('hashes octets as they are, and text as its UTF-8 form', async () => {
  await forAll(100, (random) => {
    const [octets, text] = [random.octets(100), random.text(100)]
    for (const [name, hash] of [
      ['SHA-1', 'sha1'],
      ['SHA-256', 'sha256'],
      ['SHA-512', 'sha512'],
    ] as const) {
      assert.equal(bodyHash(octets, name), createHash(hash).update(octets).digest('base64'))
      assert.equal(bodyHash(text, name), bodyHash(Buffer.from(text), name))
    }
  })
})

test('is sent and signed like the other protocol parameters, body hash §4.1.2', () => {
  const signed = signRequest(
    {
      method: 'PUT',
      url: URL_OF_PHOTOS,
      headers: JSON_TYPE,
      body: 'Hello World!',
      extra: [['oauth_body_hash', bodyHash('Hello World!', 'SHA-1')]],
    },
    CREDENTIALS,
  )
  assert.equal(protocolOf(signed).get('oauth_body_hash'), 'Lve95gjOVATpfV8EL5X4nxwjKHE=')
  assert.match(
    signed.trace.signatureBaseString,
    /oauth_body_hash%3DLve95gjOVATpfV8EL5X4nxwjKHE%253D/,
  )
})

test('a server accepts the hash of the body, by any of the three hashes', async () => {
  for (const algorithm of ['SHA-1', 'SHA-256', 'SHA-512'] as const) {
    assert.equal(
      (await verify(withHash('{"a":1}', bodyHash('{"a":1}', algorithm)))).valid,
      true,
      algorithm,
    )
  }
  assert.equal((await verify(withHash(null, bodyHash(null, 'SHA-1'), []))).valid, true)
  const octets = Uint8Array.of(0, 0xe9, 0xff)
  assert.equal((await verify(withHash(octets, bodyHash(octets, 'SHA-1')))).valid, true)
})

test('a server refuses another body with a valid signature, and names the parameter', async () => {
  const request = withHash('{"a":1}', bodyHash('{"a":1}', 'SHA-1'))
  const changed = await verify({ ...request, body: '{"a":2}' })
  assert.deepEqual(assertInvalid(changed, 400, 'parameter-rejected', '3.2').names, [
    'oauth_body_hash',
  ])
  assertInvalid(await verify({ ...request, body: null }), 400, 'parameter-rejected', '3.2')
  assertInvalid(await verify(withHash('x', '')), 400, 'parameter-rejected', '3.2')
})

test('a server refuses a body hash with a form, body hash §4.1.1', async () => {
  const form: HeaderList = [['Content-Type', 'application/x-www-form-urlencoded']]
  assertInvalid(
    await verify(withHash('a=1', bodyHash('a=1', 'SHA-1'), form)),
    400,
    'parameter-rejected',
    '3.2',
  )
})

test('a body relabelled as a form is refused', async () => {
  const request = withHash('a=1', bodyHash('a=1', 'SHA-1'), [['Content-Type', 'text/plain']])
  const [, authorization] = request.headers
  const verdict = await verify({
    ...request,
    headers: [['Content-Type', 'application/x-www-form-urlencoded'], authorization!],
  })
  assertInvalid(verdict, 401, 'signature-invalid', '3.2')
})
