// Headers whose values are not percent-encoded as RFC 5849 §3.5.1 has it: said even where the signature is right.
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

/** A request with the header that these values make, each as `spell` writes it. */
function withHeader(
  values: Record<string, string>,
  spell: (value: string) => string,
): ObservedRequest {
  const all = protocolOf({ oauth_nonce: 'abc', ...values }).map(
    ([name, value]) => `${name}="${spell(value)}"`,
  )
  return observeRequest({
    method: 'GET',
    url: 'https://example.com/?a=1',
    headers: [['Authorization', `OAuth realm="a/b=c", ${all.join(', ')}`]],
  })
}

const remarks = (request: ObservedRequest): string[] =>
  lintRequest(request, credentials, null).map(({ code, message }) => `${code}: ${message}`)

test('says which parameters of a header stand there raw, and with which characters', () => {
  assert.deepEqual(remarks(withHeader({ oauth_callback: 'http://c.example/' }, (value) => value)), [
    'header-not-encoded: values in the Authorization header are not percent-encoded: ' +
      'oauth_consumer_key (!), oauth_token (/ +), oauth_callback (: /)',
  ])
  assert.deepEqual(remarks(withHeader({ oauth_callback: 'http://c.example/' }, percentEncode)), [])
})

test('a right signature with a raw header keeps the encoding of the header among what it may be', () => {
  const signature = rightSignature({ request: withHeader({}, percentEncode), credentials })
  const raw = withHeader({ oauth_signature: signature }, (value) => value)
  const diagnosis = diagnose({ request: raw, credentials })
  assert.equal(diagnosis.matches, true)
  const may =
    /It may be - the encoding of the header[^]*\(\/ \+\)[^]*\+ as %2B[^]*read \+ as a space/
  assert.match(diagnosisText(diagnosis).replace(/\s+/g, ' '), may)
  assert.match(
    explainText(explain(raw, credentials)),
    /they are the same[^]*header-not-encoded §3\.5\.1/,
  )
  assert.match(
    diagnosisPage(explain(raw, credentials), diagnosis),
    /<b>It may be<\/b><\/p><ul><li>the encoding of the header[^]*read \+ as a space/,
  )
  const encoded = diagnose({
    request: withHeader({ oauth_signature: signature }, percentEncode),
    credentials,
  })
  assert.doesNotMatch(diagnosisText(encoded), /encoding of the header/)
})

test('a broken percent escape in a header is named with its place', () => {
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
        'header-escape: oauth_token in the header has a "%" without two hex digits, ' +
          `at character ${character} of its value`,
      ],
    )
  assert.ok(!broken('tok%259').some((remark) => remark.startsWith('header-escape')))
})
