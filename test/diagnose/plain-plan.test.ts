// The plain plan of the search is a second reading of RFC 5849 §3.4: here it is held against src/signing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { computeSignature, isRight, traceObserved } from '../../src/diagnose/core-trace.ts'
import { keyringOf } from '../../src/diagnose/credentials.ts'
import { findDeviations } from '../../src/diagnose/find.ts'
import { type ObservedRequest, observeRequest } from '../../src/diagnose/observed-request.ts'
import { runBaseString, runKey, runSignature, runUri } from '../../src/diagnose/pipeline.ts'
import { plainPlan } from '../../src/diagnose/plain-plan.ts'
import {
  formatAuthorizationHeader,
  type OctetString,
  type Parameter,
  percentEncode,
  SIGNATURE_METHODS,
  type SigningOptions,
  signRequest,
} from '../../src/signing/index.ts'
import type { Random } from '../signing/support.ts'
import { forAll, RSA_KEYS } from './support.ts'

type Credentials = Required<Pick<SigningOptions, 'consumerKey' | 'consumerSecret' | 'token' | 'tokenSecret'>>

const credentialsOf = (random: Random): Credentials => ({
  consumerKey: `k${random.text()}`,
  consumerSecret: random.text(),
  token: random.pick([null, '', random.text()]),
  tokenSecret: random.pick([null, '', random.text()]),
})

const list = <Item>(random: Random, most: number, make: () => Item): Item[] =>
  Array.from({ length: random.below(most + 1) }, make)

const PIECES = ['+', '%20', '%2B', '%', '%4', '%zz', '%E9', '%e9%C3%A9', 'é', '😀', '=', '?', '~', '%7E', '*', "'", ';', '/']

/** A name or a value as a query or a form may spell it. */
const spelled = (random: Random): string =>
  random.pick([
    random.pick(['a', 'a', 'b', 'B', 'a10', 'a9', '']),
    encodeURIComponent(random.text()).replaceAll('%20', random.pick(['+', '%20'])),
    list(random, 4, () => random.pick([...PIECES, 'a', 'z9'])).join(''),
  ])

/** A query or a form: empty pieces, bare names, repeated names and equal pairs are among it. */
function form(random: Random): string {
  const pieces = list(random, 6, () =>
    random.pick(['', spelled(random).replaceAll('=', ''), `${spelled(random)}=${spelled(random)}`]),
  )
  return random.pick([pieces, [...pieces, ...pieces.slice(0, 2)]]).join('&')
}

const CONTENT_TYPES = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'Application/X-WWW-Form-Urlencoded ;charset=iso-8859-1',
  'text/plain',
  'application/json',
] as const

interface Content {
  readonly headers: [string, string][]
  readonly body: string | Uint8Array | null
}

/** JSON is refused where the type says form, so that a form never begins like it. */
function content(random: Random): Content {
  const body = form(random)
  const type = random.pick([null, ...CONTENT_TYPES])
  return {
    headers: type === null ? [] : [[random.pick(['Content-Type', 'content-type']), type]],
    body: random.pick([null, body, Buffer.from(body)]),
  }
}

const value = (random: Random): OctetString => random.pick([random.text(), random.octets(), '', 'x y'])

/** Protocol parameters, all but the signature, with extensions and octets that are no UTF-8 among them. */
const protocol = (random: Random, method: string): Parameter[] =>
  random.shuffle<Parameter>([
    ['oauth_consumer_key', value(random)],
    ['oauth_signature_method', method],
    ['oauth_nonce', value(random)],
    ...list(random, 2, (): Parameter => [random.pick(['oauth_token', 'oauth_x', 'x']), value(random)]),
  ])

/** As it is on the wire, whatever an HTTP client would have made of it. */
function wireRequest(random: Random): { readonly request: ObservedRequest; readonly credentials: Credentials } {
  const { headers, body } = content(random)
  const parameters = protocol(random, random.pick(SIGNATURE_METHODS))
  const inForm = parameters.map((pair) => pair.map(percentEncode).join('=')).join('&')
  const where = random.pick(['header', 'query', 'body'] as const)
  const host = random.pick([null, 'Example.COM', 'h:443', 'h:80', '[::1]:8080', 'MÜNCHEN.example:0080'])
  const query = random.pick(['', `?${form(random)}`, where === 'query' ? `?${inForm}&${form(random)}` : '?'])
  const scheme = random.pick(['http', 'https', 'HTTP', 'Https'])
  const authority = random.pick(['example.com', 'Example.com:80', 'h:443', 'h:', 'h:08443', '[2001:DB8::1]:443', 'u:p@h'])
  const path = random.pick(['', '/', '/a%20b/%7e', '//x/../y', "/it's;v=1", '/é', '/%zz%2f+'])
  return {
    credentials: credentialsOf(random),
    request: observeRequest({
      isWire: true,
      method: random.pick(['GET', 'post', 'Put', 'x!y']),
      url: `${scheme}://${authority}${path}${where === 'query' && !query.includes('oauth_') ? `?${inForm}` : query}`,
      headers: [
        ...(where === 'body' ? [['Content-Type', CONTENT_TYPES[0]] as const] : headers),
        ...(host === null ? [] : [['Host', host] as const]),
        ...(where === 'header'
          ? [['Authorization', formatAuthorizationHeader({ realm: random.pick([null, 'r']), parameters })] as const]
          : []),
      ],
      body: where === 'body' ? `${inForm}&${form(random)}` : body,
    }),
  }
}

/** That both readings come to the same, and that the search says so. */
function assertSame(request: ObservedRequest, credentials: Credentials): void {
  const plan = plainPlan(request.signatureMethod)
  const trace = traceObserved(request, credentials)
  assert.equal(runUri(plan, request), trace.baseStringUri)
  const baseString = runBaseString(plan, request)
  assert.equal(baseString, trace.signatureBaseString)
  if (request.signatureMethod.startsWith('RSA')) return
  const ring = keyringOf(credentials)
  const signature = runSignature(plan, baseString, runKey(plan, ring))
  assert.equal(signature, computeSignature(trace, credentials))
  const signed = { ...request, signature }
  assert.equal(isRight(trace, signed, credentials), true)
  const { found } = findDeviations({ kind: 'signature', wanted: signature, publicKey: null }, signed, ring, 0)
  assert.deepEqual(found.map(({ set }) => set), [[]])
}

test('the plain plan signs every request on the wire as the core does', () =>
  forAll(5849, 3000, (random) => {
    const { request, credentials } = wireRequest(random)
    assertSame(request, credentials)
  }))

test('the plain plan signs what the core has signed, by each method and wherever the parameters travel', () =>
  forAll(1849, 1000, (random) => {
    const credentials = credentialsOf(random)
    const transmission = random.pick(['header', 'query', 'body'] as const)
    const { headers, body } = content(random)
    const isForm = transmission === 'body'
    const signed = signRequest(
      {
        method: random.pick(isForm ? ['POST', 'put'] : ['GET', 'post', 'Put']),
        url: `${random.pick(['http://Example.com:80', 'https://münchen.example', 'https://h:8443'])}/a%20b/${random.pick(['', 'é', '../c'])}?${form(random)}`,
        headers: isForm ? [['Content-Type', random.pick(CONTENT_TYPES.slice(0, 3))]] : headers,
        body: isForm ? form(random) : body,
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
    const { method, url } = signed
    const request = observeRequest({ method, url, headers: signed.headers, body: signed.body, isWire: true })
    assertSame(request, credentials)
    assert.equal(traceObserved(request, credentials).signatureBaseString, signed.trace.signatureBaseString)
    assert.equal(isRight(signed.trace, request, { ...credentials, ...RSA_KEYS[0] }), true)
  }))
