// Compares the plain plan, a second implementation of RFC 5849 §3.4, with src/signing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { computeSignature, isRight, traceObserved } from '../../src/explain/core-trace.ts'
import { keyringOf } from '../../src/pipeline/index.ts'
import { findDeviations } from '../../src/diagnose/search/find.ts'
import { type ObservedRequest, observeRequest } from '../../src/input/observed-request.ts'
import { runBaseString, runKey, runSignature, runUri } from '../../src/pipeline/pipeline.ts'
import { plainPlan } from '../../src/pipeline/plain-plan.ts'
import { SIGNATURE_METHODS, signRequest } from '../../../src/signing/index.ts'
import {
  content,
  type Credentials,
  credentialsOf,
  form,
  formHeaders,
  value,
  wireRequest,
} from './random-request.ts'
import { forAll, RSA_KEYS } from './support.ts'

/** Asserts that both implementations agree, and that the search accepts the signature. */
function assertSame(request: ObservedRequest, credentials: Credentials): void {
  const plan = plainPlan(request.signatureMethod)
  const trace = traceObserved(request, credentials)
  assert.equal(runUri(plan, request), trace.baseStringUri)
  const baseString = runBaseString(plan, request)
  assert.equal(baseString, trace.signatureBaseString)
  if (request.signatureMethod.startsWith('RSA')) return
  const keyring = keyringOf(credentials)
  const signature = runSignature(plan, baseString, runKey(plan, keyring))
  assert.equal(signature, computeSignature(trace, credentials))
  const signed = { ...request, signature }
  assert.equal(isRight(trace, signed, credentials), true)
  const { found } = findDeviations(
    { kind: 'signature', wanted: signature, publicKey: null },
    signed,
    keyring,
    0,
  )
  assert.deepEqual(
    found.map(({ set }) => set),
    [[]],
  )
}

test('the plain plan and src/signing agree on random requests', () =>
  forAll(5849, 2000, (random) => {
    const { request, credentials } = wireRequest(random)
    assertSame(request, credentials)
  }))

test('the plain plan and src/signing agree on requests of signRequest, for every transmission', () =>
  forAll(1849, 500, (random) => {
    const credentials = credentialsOf(random)
    const transmission = random.pick(['header', 'query', 'body'] as const)
    const isForm = transmission === 'body'
    const { headers, body } = isForm
      ? { ...formHeaders(random), body: form(random) }
      : content(random)
    const origin = random.pick([
      'http://Example.com:80',
      'https://münchen.example',
      'https://h:8443',
    ])
    const signed = signRequest(
      {
        method: random.pick(isForm ? ['POST', 'put'] : ['GET', 'post', 'Put']),
        url: `${origin}/a%20b/${random.pick(['', 'é', '../c'])}?${form(random)}`,
        headers,
        body,
        verifier: random.pick([null, random.text()]),
        extra: random.pick([[], [['oauth_x', value(random)]]]),
      },
      {
        ...credentials,
        ...RSA_KEYS[0],
        transmission,
        signatureMethod: random.pick(SIGNATURE_METHODS),
        realm: random.pick([null, 'a "realm"']),
        exposePlaintextSecrets: true,
        nonce: `n${random.below(1000)}`,
        timestamp: 1 + random.below(2 ** 31),
      },
    )
    const { trace, ...wire } = signed
    const request = observeRequest({ ...wire, isWire: true })
    assertSame(request, credentials)
    assert.equal(traceObserved(request, credentials).signatureBaseString, trace.signatureBaseString)
    assert.equal(isRight(trace, request, { ...credentials, ...RSA_KEYS[0] }), true)
  }))

test('signs a host that is not valid in a URL in lower case', () => {
  const headers = [['Host', 'É^']] as const
  const request = observeRequest({ method: 'GET', url: 'http://example.com/a', headers })
  assert.equal(runUri(plainPlan('HMAC-SHA1'), request), 'http://é^/a')
})
