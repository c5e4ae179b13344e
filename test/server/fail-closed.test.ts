// Verification fails closed: for every result of a lookup, and for octets that are not signed.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import {
  collectParameters,
  CountersignError,
  type SignatureMethodName,
  signRequest,
  type SigningOptions,
  type WireRequest,
} from '../../src/signing/index.ts'
import { type Verification, type Verifier, verifyRequest } from '../../src/server/index.ts'
import {
  assertInvalid,
  assertRefusal,
  CREDENTIALS,
  onWire,
  serverFor,
  URL_OF_PHOTOS,
  verify,
} from '../signing/support.ts'

const problemOf = (verdict: Verification): string | null => (verdict.valid ? null : verdict.problem)
const signed = (options: Partial<SigningOptions> = {}, url = URL_OF_PHOTOS): WireRequest =>
  onWire(signRequest({ method: 'GET', url }, { ...CREDENTIALS, ...options }))
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength })

class Record1 {
  get consumerSecret(): string {
    return CREDENTIALS.consumerSecret!
  }
}

const ODD: readonly unknown[] = [
  undefined,
  null,
  false,
  true,
  0,
  1,
  NaN,
  '',
  'secret',
  Symbol('s'),
  1n,
  {},
  [],
  [''],
  () => ({}),
  new Map(),
  new Date(0),
  { consumerSecret: undefined },
  { consumerSecret: null },
  { consumerSecret: '' },
  { consumerSecret: 0 },
  { consumerSecret: {} },
  { consumerSecret: [] },
  { tokenSecret: null },
  { tokenSecret: 5 },
  { publicKey: '' },
  { publicKey: null },
]

test('a lookup without a usable secret is an unknown client', async () => {
  const stranger: SigningOptions = {
    consumerKey: 'stranger',
    consumerSecret: '',
    timestamp: CREDENTIALS.timestamp,
  }
  for (const found of [...ODD, ...ODD.map((odd) => Promise.resolve(odd))]) {
    for (const signatureMethod of ['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'] as const) {
      const verdict = await verify(signed({ ...stranger, token: null, signatureMethod }), {
        findConsumer: () => found as never,
      })
      assert.equal(problemOf(verdict), 'consumer_key_unknown', String(found))
    }
  }
})

test('a lookup without a token secret is an unknown token', async () => {
  for (const found of ODD) {
    const verdict = await verify(signed({ token: 'other', tokenSecret: '' }), {
      findToken: () => found as never,
    })
    assert.equal(problemOf(verdict), 'token_rejected', String(found))
  }
})

test('a lookup that throws is an error of the server', async () => {
  const failing = {
    findConsumer: () => {
      throw new Error('down')
    },
  }
  await assert.rejects(verify(signed(), failing), /down/)
  const getter = {
    findConsumer: () => ({
      get consumerSecret(): string {
        throw new Error('getter')
      },
    }),
  }
  await assert.rejects(verify(signed(), getter), /getter/)
})

test('a record may be an instance of a class with getters', async () => {
  assert.equal((await verify(signed(), { findConsumer: () => new Record1() })).valid, true)
})

test('a client with a public key and an empty secret can sign only by RSA', async () => {
  const { publicKey, privateKey } = rsa(2048)
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
  const stored = { findConsumer: () => ({ consumerSecret: '', publicKey: pem }) }
  for (const signatureMethod of ['HMAC-SHA1', 'PLAINTEXT'] as const) {
    assertInvalid(
      await verify(signed({ consumerSecret: '', signatureMethod }), stored),
      401,
      'signature-invalid',
      '3.2',
    )
  }
  assert.equal(
    (await verify(signed({ signatureMethod: 'RSA-SHA1', privateKey }), stored)).valid,
    true,
  )
})

test('PLAINTEXT is accepted only by a server that names it', async () => {
  const { signatureMethods: _, ...server } = serverFor(CREDENTIALS)
  const verdict = await verifyRequest(signed({ signatureMethod: 'PLAINTEXT' }), server)
  assert.equal(problemOf(verdict), 'signature_method_rejected')
  assert.equal((await verifyRequest(signed(), server)).valid, true)
  const only = { signatureMethods: ['HMAC-SHA256'] as readonly SignatureMethodName[] }
  assertInvalid(await verify(signed(), only), 400, 'signature-method-rejected', '3.2')
})

test('RSA keys under 2048 bits are refused, and 1024 accepted by a named option', async () => {
  const { publicKey, privateKey } = rsa(1024)
  const request = signed({ signatureMethod: 'RSA-SHA1', privateKey })
  const findConsumer = () => ({ publicKey })
  await assert.rejects(verify(request, { findConsumer }), (error: CountersignError) => {
    assertRefusal(error, 'weak-key', '4.11')
    assert.equal(error.message, 'the public key has 1024 bits, less than 2048')
    return true
  })
  assert.equal((await verify(request, { findConsumer, allowRsa1024: true })).valid, true)
})

test('a key of the server that cannot be read is an error of the server, not of the client', async () => {
  const findConsumer = () => ({
    publicKey: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
  })
  const request = signed({ signatureMethod: 'RSA-SHA1', privateKey: rsa(2048).privateKey })
  await assert.rejects(
    verify(request, { findConsumer }),
    (error) => error instanceof CountersignError && error.code === 'unusable-key',
  )
})

test('empty secrets are accepted only by a named option', async () => {
  const request = signed({ consumerSecret: '', token: null, tokenSecret: null })
  const findConsumer = () => ({ consumerSecret: '' })
  assert.equal(problemOf(await verify(request, { findConsumer })), 'consumer_key_unknown')
  assert.equal((await verify(request, { findConsumer, allowEmptySecrets: true })).valid, true)
})

test('a target with a fragment is refused, because the fragment is not signed', async () => {
  const request = signed({ transmission: 'query' }, 'https://h/pay?amount=1')
  assert.equal((await verify(request)).valid, true)
  const verdict = await verify({ ...request, url: `${request.url}#&amount=1000000` })
  assertInvalid(verdict, 400, 'invalid-url', '3.4.1.2')
})

test('a body under two media types is refused', async () => {
  const types = [
    'application/x-www-form-urlencoded, text/plain',
    'text/plain, application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded text/plain',
  ]
  for (const type of types) {
    const request = {
      ...signed({}, 'https://h/'),
      method: 'GET',
      headers: [...signed({}, 'https://h/').headers, ['Content-Type', type] as const],
      body: 'a=1',
    }
    assertInvalid(await verify(request), 400, 'invalid-content-type', '3.4.1.3.1')
  }
})

test('octets and parameters are counted before anything is decoded', async () => {
  const big = {
    ...signed(),
    headers: [...signed().headers, ['Content-Type', 'application/x-www-form-urlencoded'] as const],
    body: '=&'.repeat(600_000),
  }
  assertInvalid(await verify(big), 413, 'request-too-large', '3.2')
  assertInvalid(await verify(big, { maxOctets: 2e6 }), 413, 'too-many-parameters', '3.2')
  assertInvalid(
    await verify({ ...big, body: 'a=1&b=2&c' }, { maxParameters: 5 }),
    413,
    'too-many-parameters',
    '3.2',
  )
})

test('refuses octets that are not UTF-8 in a protocol parameter', async () => {
  const request = {
    ...signed(),
    headers: [
      [
        'Authorization',
        signed().headers[0]![1].replace(/oauth_nonce="[^"]*"/, 'oauth_nonce="%FF"'),
      ] as const,
    ],
  }
  assert.deepEqual(assertInvalid(await verify(request), 400, 'parameter-rejected', '3.2').names, [
    'oauth_nonce',
  ])
})

test('reports an unknown problem of a token unchanged', async () => {
  const findToken = () => ({
    tokenSecret: CREDENTIALS.tokenSecret!,
    problem: 'additional_authorization_required',
  })
  const verdict = await verify(signed(), { findToken })
  assertInvalid(verdict, 401, 'token-rejected', '3.2')
  assert.equal(problemOf(verdict), 'additional_authorization_required')
})

test('masks a PLAINTEXT signature in the URL of a trace, for every spelling of its name', async () => {
  const request = signed({
    signatureMethod: 'PLAINTEXT',
    transmission: 'query',
    exposePlaintextSecrets: true,
  })
  const respelled = {
    ...request,
    url: request.url.replace('oauth_signature=', '%6Fauth_signature='),
  }
  const verdict = await verify(respelled)
  assert.ok(verdict.valid)
  assert.ok(!verdict.trace.url.includes(CREDENTIALS.consumerSecret!))
  // A "?" after the first one is data.
  const { trace } = await verify({ ...request, url: `${request.url}?cret` })
  assert.match(trace!.url, /&oauth_signature=\*\*\*$/)
})

test('refuses a replay even if the lookup took longer than the nonce is kept', async () => {
  let time = CREDENTIALS.timestamp + 300
  const server = serverFor(CREDENTIALS, { now: () => time })
  const request = signed()
  assert.equal((await verifyRequest(request, server)).valid, true)
  let answer = (): void => {}
  const slow = new Promise<void>((resolve) => (answer = resolve))
  const findConsumer = async (): Promise<SigningOptions> => (await slow, CREDENTIALS)
  const replayed = verifyRequest(request, { ...server, findConsumer })
  time += 1
  const later = signed({ timestamp: time, nonce: 'another' })
  assert.equal((await verifyRequest(later, server)).valid, true)
  answer()
  assert.equal(problemOf(await replayed), 'nonce_used')
})

test('a verifier without its functions, or with an unknown option, is an error of the server', async () => {
  const { findToken: _, ...incomplete } = serverFor(CREDENTIALS)
  const { replayStore: __, ...forgetful } = serverFor(CREDENTIALS)
  const isOption = (code: string) => (error: unknown) =>
    error instanceof CountersignError && error.code === code
  await assert.rejects(verifyRequest(signed(), incomplete as Verifier), isOption('invalid-option'))
  await assert.rejects(
    verifyRequest(signed(), { ...serverFor(CREDENTIALS), windw: 5 } as Verifier),
    isOption('unknown-option'),
  )
  await assert.rejects(verifyRequest(signed(), forgetful as Verifier), isOption('invalid-option'))
  class Server {
    readonly database = 'its own'
    readonly replayStore = serverFor(CREDENTIALS).replayStore
    now = () => CREDENTIALS.timestamp
    findConsumer = serverFor(CREDENTIALS).findConsumer
    findToken = serverFor(CREDENTIALS).findToken
  }
  assert.equal((await verifyRequest(signed(), new Server())).valid, true)
})

test('the parameters of a request are listed by source, oauth_signature included', () => {
  const found = collectParameters(signed({ transmission: 'query' }))
  assert.ok(found.some(({ source, name }) => source === 'query' && name === 'oauth_signature'))
})

test('verifies a thousand clients with keys in PEM', async () => {
  const { publicKey, privateKey } = rsa(2048)
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
  const request = signed({ signatureMethod: 'RSA-SHA1', privateKey })
  for (let client = 0; client < 1001; client += 1) {
    const findConsumer = () => ({ publicKey: `client ${client}\n${pem}` })
    assert.equal((await verify(request, { findConsumer })).valid, true)
  }
  assert.equal((await verify(request, { findConsumer: () => ({ publicKey: pem }) })).valid, true)
})

test('a request that is not an object is an error of the server', async () => {
  for (const request of [undefined, null, 'GET /', 5]) {
    await assert.rejects(verify(request as never), (error) => {
      assertRefusal(error, 'invalid-option', '3.1')
      return true
    })
  }
})
