// Untrusted text on the page of explain and diagnose cannot hide, reorder or move other text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnosisPage, diagnose } from '../../src/diagnose/index.ts'
import { explain, explainHtml } from '../../src/explain/index.ts'
import { type ObservedRequest, observeRequest } from '../../src/input/index.ts'
import { HOSTILE_TEXT, steeringIn } from '../../../test/internal/hostile-text.ts'
import { observe, protocolOf } from './support.ts'

const TEXT = HOSTILE_TEXT.toWellFormed()
const credentials = { consumerSecret: `s${TEXT}`, tokenSecret: 't' }

const requestOf = (method: string): ObservedRequest =>
  observeRequest({
    kind: 'curl',
    method,
    url: `https://example.com/${encodeURIComponent(TEXT)}?${encodeURIComponent(TEXT)}=${encodeURIComponent(TEXT)}`,
    notes: [TEXT],
    protocol: protocolOf({
      oauth_nonce: TEXT,
      oauth_token: TEXT,
      oauth_signature: TEXT,
      oauth_signature_method: TEXT,
    }),
    headers: [['Content-Type', TEXT]],
    body: TEXT,
  })

test('the page contains no control or direction characters', () => {
  const [request, observed] = [requestOf('POST'), requestOf('GET')]
  const theirBaseString = `GET&${encodeURIComponent(`https://example.com/${TEXT}`)}&a%3D${TEXT}`
  const diagnosis = diagnose({ request: observed, credentials, theirBaseString, most: 1 })
  for (const page of [
    explainHtml(explain(request, credentials)),
    diagnosisPage(explain(request, credentials), diagnosis),
  ]) {
    assert.deepEqual(steeringIn(page), [])
    assert.match(page, /\\u\{202E\}/)
  }
})

test('refuses an invalid method without printing its control characters', () => {
  assert.throws(
    () => requestOf(`G${TEXT}`),
    (error: Error & { code?: string }) => {
      assert.deepEqual([error.code, steeringIn(error.message)], ['invalid-method', []])
      return true
    },
  )
})

test('isolates a right-to-left value from its name', () => {
  const url = `https://example.com/?name=${encodeURIComponent('שלום')}`
  const page = explainHtml(explain(observe({ url }, { oauth_signature: 'AAAA' }), credentials))
  assert.match(page, /<bdi>name<\/bdi> = <bdi>שלום<\/bdi>/)
})
