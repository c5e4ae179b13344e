import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHmac } from 'node:crypto'
import {
  createSigner,
  type RequestToSign,
  type Secrets,
  signRequest,
  type SigningOptions,
  type Trace,
  traceRequest,
} from '../../src/signing/index.ts'
import { CREDENTIALS, onWire, serverFor, verify, vectorInput } from './support.ts'
import { verifyRequest } from '../../src/server/index.ts'

const REQUEST: RequestToSign = {
  method: 'POST',
  url: 'http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b#f',
  headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  body: 'c2&a3=2+q',
}
const OPTIONS: SigningOptions = {
  consumerKey: '9djdj82h48djs9d2',
  consumerSecret: 'j49sk3j29djd',
  token: 'kkk9d7dh3k39sjv7',
  tokenSecret: 'dh893hdasih9',
  timestamp: '137131201',
  nonce: '7d8f3e4a',
  version: null,
  realm: 'Example',
}

test('holds every stage of the request of RFC 5849 §3.4.1, with the signature of erratum 2550', () => {
  const { parameters, ...trace } = signRequest(REQUEST, OPTIONS).trace
  assert.deepEqual(trace, {
    url: 'http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
    realm: 'Example',
    baseStringUri: 'http://example.com/request',
    normalizedParameters:
      'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a' +
      '&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7',
    signatureBaseString:
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da' +
      '%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D' +
      '%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
      '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    signatureMethod: 'HMAC-SHA1',
    signingKey: '************&************',
    signature: 'r6/TJjbCOr97/+UU0NsvSne7s5g=',
  } satisfies Omit<Trace, 'parameters'>)
  const own = parameters.filter(({ encodedName }) => !encodedName.startsWith('oauth_'))
  assert.deepEqual(own, [
    {
      source: 'query',
      raw: ['b5', '%3D%253D'],
      name: 'b5',
      value: '=%3D',
      encodedName: 'b5',
      encodedValue: '%3D%253D',
    },
    {
      source: 'query',
      raw: ['a3', 'a'],
      name: 'a3',
      value: 'a',
      encodedName: 'a3',
      encodedValue: 'a',
    },
    {
      source: 'query',
      raw: ['c%40', ''],
      name: 'c@',
      value: '',
      encodedName: 'c%40',
      encodedValue: '',
    },
    {
      source: 'query',
      raw: ['a2', 'r%20b'],
      name: 'a2',
      value: 'r b',
      encodedName: 'a2',
      encodedValue: 'r%20b',
    },
    { source: 'body', raw: ['c2', ''], name: 'c2', value: '', encodedName: 'c2', encodedValue: '' },
    {
      source: 'body',
      raw: ['a3', '2+q'],
      name: 'a3',
      value: '2 q',
      encodedName: 'a3',
      encodedValue: '2%20q',
    },
  ])
  assert.equal(parameters.length, own.length + 5)
})

test('names the source of the protocol parameters', () => {
  for (const transmission of ['header', 'query', 'body'] as const) {
    const { parameters } = signRequest(REQUEST, { ...OPTIONS, transmission }).trace
    const protocol = parameters.filter(({ encodedName }) => encodedName.startsWith('oauth_'))
    assert.deepEqual(new Set(protocol.map(({ source }) => source)), new Set([transmission]))
    assert.equal(
      protocol.some(({ name }) => name === 'oauth_signature'),
      false,
    )
  }
})

test('the traces of server and client are equal, stage by stage', async () => {
  const wire = onWire(signRequest(REQUEST, OPTIONS))
  const verdict = await verifyRequest(wire, serverFor(OPTIONS, { now: () => 137131201 }))
  assert.ok(verdict.valid)
  const { parameters: _, ...client } = signRequest(REQUEST, OPTIONS).trace
  const { parameters, ...server } = verdict.trace
  assert.deepEqual(server, client)
  assert.equal(
    parameters.some(({ name }) => name === 'oauth_signature'),
    false,
  )
})

test('masks the key with a star for each character, except "%" and "&"', () => {
  const shape = (secrets: Secrets): string =>
    signRequest(REQUEST, { ...OPTIONS, ...secrets }).trace.signingKey
  assert.equal(shape({ consumerSecret: 'a&b', tokenSecret: '' }), '*%***&')
  assert.equal(shape({ consumerSecret: '', tokenSecret: 'é' }), '&%**%**')
  assert.equal(shape({ consumerSecret: '', tokenSecret: null }), '&')
})

test('RSA and a method of the caller have no shared key', () => {
  const { privateKey } = vectorInput('signature-methods-rsa/rsa-sha1').credentials
  assert.equal(
    signRequest(REQUEST, { ...OPTIONS, privateKey, signatureMethod: 'RSA-SHA1' }).trace.signingKey,
    'no shared key',
  )
  const { signingKey } = signRequest(REQUEST, {
    ...OPTIONS,
    consumerSecret: null,
    signatureMethod: { name: 'X', sign: () => 's' },
  }).trace
  assert.doesNotMatch(signingKey, /&/)
})

test('masks the signature of PLAINTEXT, which is the key', async () => {
  const request = { method: 'GET', url: 'https://h/' }
  const signed = signRequest(request, { ...CREDENTIALS, signatureMethod: 'PLAINTEXT' })
  assert.equal(signed.trace.signature, '***')
  const verdict = await verify(onWire(signed))
  assert.equal(verdict.trace?.signature, '***')
  assert.doesNotMatch(
    JSON.stringify([signed.trace, verdict.trace]),
    /kd94hf93k423kf44|pfkkdhi9sl3r4s00/,
  )
})

test('is computed at each read, with equal results', () => {
  const signed = createSigner(OPTIONS).sign(REQUEST)
  assert.deepEqual(signed.trace, signed.trace)
  const expected = createHmac('sha1', 'j49sk3j29djd&dh893hdasih9')
    .update(signed.trace.signatureBaseString)
    .digest('base64')
  assert.equal(signed.trace.signature, expected)
})

test('masks a PLAINTEXT signature in a URL, and changes nothing else of it', () => {
  const url = (signature: string, name = 'oauth_signature'): string =>
    `https://h/p?a=1&${name}=${signature}&oauth_signature_method=PLAINTEXT&b=oauth_signature=1#oauth_signature=${signature}&c`
  const traced = (given: string): string =>
    traceRequest({ method: 'GET', url: given, headers: [], body: null }).url
  for (const signature of ['x%26y', '', 'a=b', 'a\nb'])
    assert.equal(traced(url(signature)), url('***'))
  assert.equal(
    traced(url('x', 'oauth%5Fsignature')),
    url('***', 'oauth%5Fsignature').replace(/#.*/, '#oauth_signature=***&c'),
  )
  const first = (signature: string): string =>
    `https://h/?oauth_signature=${signature}&oauth_signature_method=PLAINTEXT`
  assert.equal(traced(first('x%26y')), first('***'))
  const byHmac = url('x%26y').replace('PLAINTEXT', 'HMAC-SHA1')
  assert.equal(traced(byHmac), byHmac)
})

test('shows no shared key without the secrets', () => {
  const wire = onWire(signRequest(REQUEST, OPTIONS))
  assert.equal(traceRequest(wire).signingKey, 'no shared key')
  assert.equal(traceRequest(wire, OPTIONS).signingKey, '************&************')
})

test('the host defaults to the Host header', () => {
  const wire = {
    method: 'GET',
    url: 'http://h/',
    headers: [['Host', 'other:81']] as const,
    body: null,
  }
  assert.equal(traceRequest(wire).baseStringUri, 'http://other:81/')
  assert.equal(traceRequest(wire, {}, null).baseStringUri, 'http://h/')
})
