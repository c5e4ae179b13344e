// A wrong oauth_body_hash: how it was computed, and its place among the possible causes.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { diagnose, diagnosisText } from '../../src/diagnose/index.ts'
import type { ObservedRequest } from '../../src/input/index.ts'
import { lintRequest } from '../../src/lint/index.ts'
import { observe, rightSignature } from './support.ts'

const credentials = { consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00' }
const BODY = '{"a":1}'
const hash = (algorithm: string, body: string, encoding: 'base64' | 'hex' = 'base64'): string =>
  createHash(algorithm).update(body).digest(encoding)

function put(claimed: string, changes: Record<string, string> = {}): ObservedRequest {
  const headers = [['Content-Type', 'application/json']] as const
  const facts = { method: 'PUT', url: 'https://example.com/', body: BODY, headers }
  return observe(facts, { oauth_nonce: 'n', oauth_body_hash: claimed, ...changes })
}
const remarks = (request: ObservedRequest): string[] =>
  lintRequest(request, credentials, null).map(({ message }) => message)

const WRONG = [
  [hash('sha1', ''), 'it is the hash of an empty body'],
  [hash('sha1', BODY, 'hex'), 'it is written in hex'],
  [
    hash('sha1', `${BODY}\n`),
    'it is the hash of the body with a line break added or removed at the end',
  ],
  [hash('sha256', BODY), 'it was computed with SHA256, which is not the hash of HMAC-SHA1'],
  [hash('sha1', 'another'), 'the body may have changed'],
] as const

test('describes how a wrong body hash was computed', () => {
  for (const [claimed, how] of WRONG)
    assert.deepEqual(remarks(put(claimed)), [
      `oauth_body_hash is not the hash of this body: ${how}`,
    ])
  assert.deepEqual(remarks(put(hash('sha1', BODY))), [])
  assert.deepEqual(
    remarks(put(hash('sha256', BODY), { oauth_signature_method: 'HMAC-SHA256' })),
    [],
  )
})

test('lists a wrong body hash as the first possible cause if the signature is correct', () => {
  for (const [claimed, how] of WRONG) {
    const request = put(claimed)
    const signature = rightSignature({ request, credentials })
    const text = diagnosisText(diagnose({ request, credentials, signature })).replace(/\s+/g, ' ')
    const first = `Possible causes - the body hash: oauth_body_hash is not the hash of this body: ${how};`
    assert.ok(text.includes(first), text)
  }
})
