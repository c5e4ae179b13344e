// Authorization headers whose values are not percent-encoded, RFC 5849 §3.5.1.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnosisPage, diagnose, diagnosisText } from '../../src/diagnose/index.ts'
import { explain, explainText } from '../../src/explain/index.ts'
import { lintRequest } from '../../src/lint/index.ts'
import { type ObservedRequest, observeRequest } from '../../src/input/observed-request.ts'
import { percentEncode } from '../../../src/signing/index.ts'
import { protocolOf, rightSignature } from './support.ts'

const credentials = {
  consumerKey: 'consumer!Key',
  consumerSecret: 'kd94hf93k423kf44',
  token: 'tok/en+1',
  tokenSecret: 'pfkkdhi9sl3r4s00',
}

/** A request with these header values, each encoded by `encode`. */
function withHeader(
  values: Record<string, string>,
  encode: (value: string) => string,
): ObservedRequest {
  const all = protocolOf({ oauth_nonce: 'abc', ...values }).map(
    ([name, value]) => `${name}="${encode(value)}"`,
  )
  return observeRequest({
    method: 'GET',
    url: 'https://example.com/?a=1',
    headers: [['Authorization', `OAuth realm="a/b=c", ${all.join(', ')}`]],
  })
}

const remarks = (request: ObservedRequest): string[] =>
  lintRequest(request, credentials, null).map(({ code, message }) => `${code}: ${message}`)

test('names the header parameters that are not percent-encoded and their characters', () => {
  assert.deepEqual(remarks(withHeader({ oauth_callback: 'http://c.example/' }, (value) => value)), [
    'header-not-encoded: values in the Authorization header are not percent-encoded: ' +
      'oauth_consumer_key (!), oauth_token (/ +), oauth_callback (: /)',
  ])
  assert.deepEqual(remarks(withHeader({ oauth_callback: 'http://c.example/' }, percentEncode)), [])
})

test('lists the header encoding as a possible cause if the signature is correct but the header is not encoded', () => {
  const signature = rightSignature({ request: withHeader({}, percentEncode), credentials })
  const raw = withHeader({ oauth_signature: signature }, (value) => value)
  const diagnosis = diagnose({ request: raw, credentials })
  assert.equal(diagnosis.matches, true)
  const causes =
    /Possible causes - the encoding of the Authorization header[^]*\(\/ \+\)[^]*\+ as %2B[^]*read \+ as a space/
  assert.match(diagnosisText(diagnosis).replace(/\s+/g, ' '), causes)
  assert.match(
    explainText(explain(raw, credentials)),
    /they are the same[^]*header-not-encoded §3\.5\.1/,
  )
  assert.match(
    diagnosisPage(explain(raw, credentials), diagnosis),
    /<b>Possible causes<\/b><\/p><ul><li>the encoding of the Authorization header[^]*read \+ as a space/,
  )
  const encoded = diagnose({
    request: withHeader({ oauth_signature: signature }, percentEncode),
    credentials,
  })
  assert.doesNotMatch(diagnosisText(encoded), /encoding of the Authorization header/)
})

test('reports a malformed percent escape in a header with its position', () => {
  const broken = (text: string): string[] =>
    remarks(withHeader({ oauth_token: text }, (value) => value))
  for (const [text, character] of [
    ['tok%-9', 4],
    ['a%%ZZ', 2],
    ['ab%4', 3],
  ] as const)
    assert.deepEqual(
      broken(text).filter((remark) => remark.startsWith('header-escape')),
      [
        'header-escape: oauth_token in the Authorization header has a "%" without two hex digits, ' +
          `at character ${character} of its value`,
      ],
    )
  assert.ok(!broken('tok%259').some((remark) => remark.startsWith('header-escape')))
})
