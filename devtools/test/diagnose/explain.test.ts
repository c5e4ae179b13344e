// An explanation shows the trace of src/signing, not results of the search.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitBaseString } from '../../src/input/base-string.ts'
import { computeSignature, traceObserved } from '../../src/explain/core-trace.ts'
import { diagnose } from '../../src/diagnose/index.ts'
import { explain, type Explanation } from '../../src/explain/index.ts'
import { observeRequest, readRequest } from '../../src/input/index.ts'
import { signRequest } from '../../../src/signing/index.ts'
import { wireRequest } from './random-request.ts'
import { forAll, observe, protocolOf, signWith, deviation } from './support.ts'

test('explains the request of RFC 5849 §3.4.1.1 with the base string printed there', () => {
  const { signatureBaseString, uri, method, parameters } = explain(
    readRequest(
      `POST /request?b5=%3D%253D&a3=a&c%40=&a2=r%20b HTTP/1.1
Host: example.com
Content-Type: application/x-www-form-urlencoded
Authorization: OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7",
  oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a",
  oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"

c2&a3=2+q`,
      { scheme: 'http' },
    ),
  )
  assert.equal(
    signatureBaseString,
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2' +
      '%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oa' +
      'uth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  )
  assert.deepEqual([method.signed, uri.signed], ['POST', 'http://example.com/request'])
  assert.deepEqual(
    parameters.map(({ source, raw, position }) => [source, raw, position]),
    [
      ['query', 'b5=%3D%253D', 4],
      ['query', 'a3=a', 3],
      ['query', 'c%40=', 5],
      ['query', 'a2=r%20b', 1],
      ['body', 'c2', 6],
      ['body', 'a3=2+q', 2],
      ['header', null, 7],
      ['header', null, 11],
      ['header', null, 9],
      ['header', null, 10],
      ['header', null, 8],
      ['header', null, null],
    ],
  )
})

/** Joins the parameters of an explanation by their positions. */
function joined({ parameters }: Explanation): {
  readonly normalized: string
  readonly encoded: string
} {
  const signed = parameters
    .filter(({ position }) => position !== null)
    .sort((a, b) => a.position! - b.position!)
  assert.deepEqual(
    signed.map(({ position }) => position),
    signed.map((_, index) => index + 1),
  )
  return {
    normalized: signed
      .map(({ encodedName, encodedValue }) => `${encodedName}=${encodedValue}`)
      .join('&'),
    encoded: signed.map(({ inBaseString }) => inBaseString).join('%26'),
  }
}

test('every stage of an explanation equals the trace for random requests', () =>
  forAll(9849, 300, (random) => {
    const { request } = wireRequest(random)
    const credentials = { consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00' }
    const explanation = explain(request, credentials)
    const trace = traceObserved(request, credentials)
    const isPlaintext = request.signatureMethod === 'PLAINTEXT'
    const { method, uri, parameters } = splitBaseString(trace.signatureBaseString)!
    assert.deepEqual(
      [
        explanation.method.encoded,
        explanation.uri.signed,
        explanation.uri.encoded,
        explanation.normalizedParameters,
      ],
      [method, trace.baseStringUri, uri, trace.normalizedParameters],
    )
    assert.equal(explanation.signatureBaseString, isPlaintext ? null : trace.signatureBaseString)
    assert.equal(
      explanation.signature.computed,
      isPlaintext ? null : computeSignature(trace, credentials),
    )
    assert.deepEqual(joined(explanation), {
      normalized: trace.normalizedParameters,
      encoded: parameters,
    })
  }))

test('explains requests of signRequest like their trace, for every transmission', () => {
  const credentials = {
    consumerKey: 'k',
    consumerSecret: 'kd94&',
    token: 't',
    tokenSecret: 'pfkk dhi',
  }
  for (const transmission of ['header', 'query', 'body'] as const) {
    for (const signatureMethod of ['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512'] as const) {
      const { trace, ...signed } = signRequest(
        {
          method: 'POST',
          url: 'https://Example.com:443/a%20b?c=d+e&c=d+e&f',
          headers: [['Content-Type', 'application/x-www-form-urlencoded']],
          body: 'g=%E9&h',
        },
        {
          ...credentials,
          transmission,
          signatureMethod,
          nonce: 'kllo9940pd9333jh',
          timestamp: 1191242096,
        },
      )
      const { signature, key, ...explanation } = explain(observeRequest(signed), credentials)
      assert.deepEqual(
        [
          explanation.normalizedParameters,
          explanation.signatureBaseString,
          key.shape,
          signature.computed,
        ],
        [trace.normalizedParameters, trace.signatureBaseString, trace.signingKey, trace.signature],
      )
      assert.deepEqual([signature.observed, signature.matches], [trace.signature, true])
    }
  }
})

test('refuses to explain a request that src/signing rejects, but diagnoses it', () => {
  const request = observe({
    method: 'POST',
    url: 'https://example.com/',
    body: '{"a":"b"}',
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  })
  const credentials = { consumerSecret: 's', tokenSecret: 't' }
  assert.throws(() => explain(request, credentials), { code: 'invalid-body', section: '3.4.1.3.1' })
  const signature = signWith([deviation('body-ignored')], { request, credentials })!
  const diagnosis = diagnose({ request, credentials, signature })
  assert.deepEqual(diagnosis.matches ? [] : diagnosis.findings[0]!.deviations, ['body-ignored'])
})

test('refuses to explain a request without oauth_signature_method', () => {
  const unsigned = observeRequest({ method: 'GET', url: 'https://example.com/' })
  const incomplete = observeRequest({
    method: 'GET',
    url: 'https://example.com/',
    protocol: protocolOf().filter(([name]) => name !== 'oauth_signature_method'),
  })
  for (const request of [unsigned, incomplete])
    assert.throws(() => explain(request), {
      code: 'missing-parameter',
      section: '3.1',
      names: ['oauth_signature_method'],
    })
})

test('explains an unknown signature method up to the base string', () => {
  const request = observe(
    { url: 'https://example.com/' },
    { oauth_signature_method: 'VENDOR-1', oauth_signature: 'x' },
  )
  const { signatureBaseString, signature } = explain(request, {
    consumerSecret: 's',
    tokenSecret: 't',
  })
  assert.match(signatureBaseString!, /oauth_signature_method%3DVENDOR-1/)
  assert.deepEqual([signature.computed, signature.matches], [null, null])
})
