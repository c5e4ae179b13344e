// The base string that a server returns: reading it, and comparing it with the computed one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareWithServer, diagnose, diagnoseProtocol } from '../../src/diagnose/index.ts'
import { compareBaseStrings, readBaseString } from '../../src/input/index.ts'
import { runBaseString } from '../../src/pipeline/pipeline.ts'
import {
  deviation,
  observe,
  ODD_CREDENTIALS,
  planWith,
  rightSignature,
  signWith,
} from './support.ts'

const TEXT = 'GET&https%3A%2F%2Fexample.com%2Fa&a%3D1%26b%3Dx%2520y'

test('finds a base string in plain text, HTML, JSON and percent-encoded text', () => {
  const samples = [
    [TEXT, 'none'],
    [`Invalid signature. Expected signature base string: ${TEXT}.`, 'none'],
    [`<p>Expected: <code>${TEXT.replaceAll('&', '&amp;')}</code></p>`, 'HTML or XML'],
    [JSON.stringify({ error: `base string was "${TEXT}"` }).replaceAll('&', '\\u0026'), 'JSON'],
    [
      `oauth_problem=signature_invalid&debug_sbs=${encodeURIComponent(TEXT)}&x=y`,
      'percent-encoded once more',
    ],
  ] as const
  for (const [pasted, wrapping] of samples)
    assert.deepEqual(readBaseString(pasted), { text: TEXT, wrapping })
  assert.throws(() => readBaseString('401 Unauthorized'), { code: 'unreadable-base-string' })
})

test('reports the first difference of two base strings', () => {
  assert.equal(compareBaseStrings(TEXT, TEXT), null)
  const cases = [
    [TEXT.replace('GET', 'POST'), { part: 'method', position: 0, ours: 'GET', theirs: 'POST' }],
    [
      TEXT.replace('https', 'http'),
      { part: 'uri', position: 8, ours: 'https://example.com/a', theirs: 'http://example.com/a' },
    ],
    [
      TEXT.replace('%2520', '%252B'),
      { part: 'parameter', position: 51, ours: 'b=x%20y', theirs: 'b=x%2By' },
    ],
    [TEXT.replace('a%3D1%26', ''), { part: 'parameter', position: 34, ours: 'a=1', theirs: null }],
    [`${TEXT}%26c%3D1`, { part: 'parameter', position: 53, ours: null, theirs: 'c=1' }],
    [
      TEXT.replace('a%3D1%26', 'a%3D1%26aa%3D2%26'),
      { part: 'parameter', position: 42, ours: null, theirs: 'aa=2' },
    ],
    [
      'GET&https%3A%2F%2Fexample.com%2Fa&b%3Dx%2520y%26a%3D1',
      { part: 'order', position: 34, ours: 'a=1', theirs: 'b=x%20y' },
    ],
    ['GET', { part: 'shape', position: 3, ours: TEXT, theirs: 'GET' }],
  ] as const
  for (const [theirs, difference] of cases)
    assert.deepEqual(compareBaseStrings(TEXT, theirs), difference)
})

const request = observe({ url: 'https://Example.com/a?q=b+c' })
const credentials = ODD_CREDENTIALS
const serverText = (...names: string[]): string =>
  runBaseString(planWith(names.map(deviation), { request, credentials })!, request)

test('names the deviations behind a difference without needing secrets', () => {
  const comparison = compareWithServer(
    request,
    `Expected: ${serverText('http-for-https', 'plus-not-decoded')}`,
  )
  assert.deepEqual(comparison.findings[0]?.deviations, ['http-for-https', 'plus-not-decoded'])
  assert.deepEqual(
    [comparison.difference?.part, comparison.difference?.theirs],
    ['uri', 'http://example.com/a'],
  )
  const same = compareWithServer(request, serverText())
  assert.deepEqual([same.difference, same.findings], [null, []])
  assert.deepEqual(compareWithServer(request, TEXT).findings, [])
})

test('adds the comparison to the diagnosis of a correct and of a wrong signature', () => {
  const right = diagnose({
    request,
    credentials,
    signature: rightSignature({ request, credentials }),
    theirBaseString: serverText('http-for-https'),
  })
  assert.equal(right.matches, true)
  assert.deepEqual(right.comparison?.findings[0]?.deviations, ['http-for-https'])
  const wrong = diagnose({
    request,
    credentials,
    signature: signWith([deviation('hex')], { request, credentials })!,
    theirBaseString: serverText(),
  })
  assert.equal(wrong.matches, false)
  assert.equal(wrong.comparison?.difference, null)
})

test('accepts a base string in the adapter protocol', () => {
  const input = {
    method: 'GET',
    url: 'http://example.com/a?b=c+d',
    signatureMethod: 'HMAC-SHA1',
    nonce: 'n',
    timestamp: '1',
    version: '1.0',
    extra: [[{ hex: '6f617574685f78' }, 'y']] as const,
    credentials: { consumerKey: 'k', consumerSecret: 's', token: null, tokenSecret: null },
  }
  const wrong = diagnoseProtocol({
    ...input,
    signature: 'x',
    body: { hex: '00' },
    headers: [['Content-Type', 'application/octet-stream']],
    theirBaseString: TEXT,
  })
  assert.deepEqual(wrong, { matches: false, findings: [] })
})
