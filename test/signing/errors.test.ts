import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import {
  baseStringUri,
  CountersignError,
  createSigner,
  formatAuthorizationHeader,
  isSignature,
  type HeaderList,
  parseAuthorizationHeader,
  percentEncode,
  prepareMethod,
  type RequestToSign,
  signatureBaseString,
  type SignatureMethodName,
  signRequest,
  type SigningOptions,
  type Transmission,
  type WireRequest,
} from '../../src/signing/index.ts'
import { verifyRequest } from '../../src/server/index.ts'
import { assertRefusal, onWire, refusal, serverFor, signatureOf, vectorInput } from './support.ts'

const { privateKey } = vectorInput('signature-methods-rsa/rsa-sha1').credentials
const SECRETS: SigningOptions = {
  consumerKey: 'key',
  consumerSecret: 'planted&consumer/secret',
  token: 'token',
  tokenSecret: 'planted%token+secret',
  privateKey,
  nonce: 'nonce',
  timestamp: 1191242096,
}
const FORM: HeaderList = [['Content-Type', 'application/x-www-form-urlencoded']]
const GET: RequestToSign = { method: 'GET', url: 'https://h/' }

/** Every spelling in which a secret could leak. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(encodeURIComponent(secret)),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('hex'),
  JSON.stringify(secret).slice(1, -1),
]
const PLANTED = [
  ...spellings(SECRETS.consumerSecret!),
  ...spellings(SECRETS.tokenSecret!),
  'planted',
  ...privateKey.split('\n').filter((line) => line.length > 30 && !line.startsWith('-----')),
]

/** Every printable form of a value. */
const printed = (thing: unknown): string =>
  [
    inspect(thing, { depth: null, showHidden: true, getters: true, maxStringLength: null }),
    JSON.stringify(thing),
    String(thing),
    thing instanceof Error
      ? [thing.stack, thing.message, JSON.stringify(Object.getOwnPropertyDescriptors(thing))].join()
      : '',
  ].join('\n')

function assertNoSecret(thing: unknown, about: string): void {
  const text = printed(thing)
  for (const secret of PLANTED)
    assert.ok(!text.includes(secret), `${about} shows a secret: ${text.slice(0, 500)}`)
}

const sign =
  (request: Partial<RequestToSign>, options: Partial<SigningOptions> = {}) =>
  (): unknown =>
    signRequest({ ...GET, ...request }, { ...SECRETS, ...options })

/** Each code with its section, and an input that causes it. */
const REFUSALS: readonly (readonly [code: string, section: string, action: () => unknown])[] = [
  ['lone-surrogate', '3.6', () => percentEncode('\uD800')],
  ['lone-surrogate', '3.6', sign({}, { consumerSecret: `${SECRETS.consumerSecret}\uD800` })],
  ['lone-surrogate', '3.6', sign({}, { tokenSecret: `${SECRETS.tokenSecret}\uDC00` })],
  [
    'lone-surrogate',
    '3.6',
    sign({}, { signatureMethod: 'PLAINTEXT', consumerSecret: `${SECRETS.consumerSecret}\uD800` }),
  ],
  [
    'invalid-header',
    '3.5.1',
    () => parseAuthorizationHeader(`OAuth oauth_signature=${SECRETS.consumerSecret}`),
  ],
  [
    'invalid-realm',
    '3.5.1',
    () =>
      formatAuthorizationHeader({
        realm: '\n',
        parameters: [['oauth_signature', SECRETS.consumerSecret!]],
      }),
  ],
  ['invalid-realm', '3.5.1', sign({}, { realm: '\n' })],
  [
    'invalid-url',
    '3.4.1.2',
    () =>
      baseStringUri(
        `ftp://user:${SECRETS.consumerSecret}@h/?oauth_signature=${SECRETS.tokenSecret}`,
      ),
  ],
  ['invalid-url', '3.4.1.2', sign({ url: 'https://user:planted@h/' })],
  ['invalid-url', '3.4.1.2', sign({ url: `nothing?secret=${SECRETS.tokenSecret}` })],
  [
    'invalid-body',
    '3.4.1.3.1',
    sign({ method: 'POST', headers: FORM, body: JSON.stringify({ secret: SECRETS.tokenSecret }) }),
  ],
  [
    'duplicate-header',
    '3.5',
    sign({
      headers: [
        ['Authorization', 'OAuth planted'],
        ['Authorization', 'OAuth planted'],
      ],
    }),
  ],
  ['authorization-present', '3.5', sign({ headers: [['Authorization', 'OAuth planted']] })],
  ['invalid-method', '3.4.1.1', () => signatureBaseString('G T', 'http://h/', '')],
  ['unknown-signature-method', '3.4', sign({}, { signatureMethod: 'HMAC' as SignatureMethodName })],
  ['missing-credential', '3.1', sign({}, { consumerKey: '' })],
  ['missing-credential', '3.4.2', sign({}, { consumerSecret: null })],
  ['missing-credential', '3.4.3', sign({}, { signatureMethod: 'RSA-SHA1', privateKey: null })],
  [
    'unusable-key',
    '3.4.3',
    sign(
      {},
      { signatureMethod: 'RSA-SHA1', privateKey: privateKey.replace('RSA PRIVATE', 'PRIVATE') },
    ),
  ],
  [
    'unusable-key',
    '3.4.3',
    sign({}, { signatureMethod: 'RSA-SHA1', privateKey: privateKey.slice(0, -200) }),
  ],
  [
    'unusable-key',
    '3.4.3',
    sign({}, { signatureMethod: 'RSA-SHA1', privateKey: `${SECRETS.consumerSecret}` }),
  ],
  [
    'unusable-key',
    '3.4.3',
    () => isSignature('RSA-SHA1', { publicKey: `${privateKey.slice(0, 400)}` }, 'bs', 'AAAA'),
  ],
  ['reserved-parameter', '3.1', sign({ url: 'https://h/?oauth_signature=planted' })],
  ['reserved-parameter', '3.1', sign({ extra: [['x', SECRETS.tokenSecret!]] })],
  ['invalid-transmission', '3.5', sign({}, { transmission: 'elsewhere' as Transmission })],
  ['invalid-transmission', '3.5', sign({}, { transmission: 'body' })],
  [
    'plaintext-exposed',
    '3.4.4',
    sign({ url: 'http://example.com/' }, { signatureMethod: 'PLAINTEXT' }),
  ],
  ['plaintext-exposed', '3.4.4', sign({}, { signatureMethod: 'PLAINTEXT', transmission: 'query' })],
  [
    'asynchronous-method',
    '3.4',
    sign(
      {},
      { signatureMethod: { name: 'X', sign: async (text) => `${SECRETS.consumerSecret}${text}` } },
    ),
  ],
]

test('each refusal has its code, its section and a hint, and shows no secret', async (context) => {
  for (const [position, [code, section, action]] of REFUSALS.entries()) {
    await context.test(`${position + 1}: ${code}`, () => {
      const error = refusal(code, section, action)
      assertNoSecret(error, code)
      assert.equal(error.cause, undefined)
    })
  }
})

test('each refusal of a server shows no secret, and neither does its trace', async () => {
  const wire = onWire(signRequest(GET, SECRETS))
  const plaintext = onWire(signRequest(GET, { ...SECRETS, signatureMethod: 'PLAINTEXT' }))
  const authorization = plaintext.headers[0]!
  const requests: readonly (readonly [code: string, request: WireRequest])[] = [
    ['signature-invalid', { ...wire, url: 'https://h/other' }],
    [
      'signature-invalid',
      {
        ...plaintext,
        headers: [
          ['Authorization', authorization[1].replace('oauth_signature="', 'oauth_signature="x')],
        ],
      },
    ],
    [
      'version-rejected',
      { ...plaintext, headers: [['Authorization', authorization[1].replace('"1.0"', '"2.0"')]] },
    ],
    [
      'parameter-rejected',
      { ...plaintext, headers: [['Authorization', `${authorization[1]}, oauth_version="1.0"`]] },
    ],
    ['invalid-header', { ...plaintext, headers: [['Authorization', `${authorization[1]}, x`]] }],
    ['duplicate-header', { ...plaintext, headers: [authorization, authorization] }],
    ['plaintext-exposed', { ...plaintext, url: 'http://h/' }],
    ['invalid-url', { ...plaintext, url: 'ftp://user:planted@h/' }],
    ['credentials-absent', { ...plaintext, headers: [] }],
  ]
  for (const [code, request] of requests) {
    const verdict = await verifyRequest(request, serverFor(SECRETS, { now: () => 1191242096 }))
    assert.ok(!verdict.valid, code)
    assert.equal(verdict.error.code, code)
    assertNoSecret(verdict, code)
  }
  for (const [code, changes] of [
    ['consumer-key-unknown', { findConsumer: () => null }],
    ['token-rejected', { findToken: () => null }],
    ['timestamp-refused', { now: () => 0 }],
    ['nonce-used', { replayStore: { insert: () => false } }],
  ] as const) {
    const verdict = await verifyRequest(
      wire,
      serverFor(SECRETS, { now: () => 1191242096, ...changes }),
    )
    assert.ok(!verdict.valid)
    assert.equal(verdict.error.code, code)
    assertNoSecret(verdict, code)
  }
})

test('neither the trace nor the verdict of a good request shows a secret', async () => {
  const { publicKey } = vectorInput('verify-accepted/rsa-sha1').credentials
  for (const signatureMethod of [
    'HMAC-SHA1',
    'HMAC-SHA256',
    'HMAC-SHA512',
    'RSA-SHA1',
    'PLAINTEXT',
  ] as const) {
    const signed = signRequest(
      { ...GET, method: 'POST', headers: FORM, body: 'a=1' },
      { ...SECRETS, signatureMethod },
    )
    assertNoSecret(signed.trace, signatureMethod)
    const verdict = await verifyRequest(onWire(signed), serverFor({ ...SECRETS, publicKey }))
    assert.ok(verdict.valid, signatureMethod)
    assertNoSecret(verdict, signatureMethod)
    if (signatureMethod !== 'PLAINTEXT') assertNoSecret(signed, signatureMethod)
  }
})

test('neither a signer nor a prepared method shows a secret', () => {
  for (const signatureMethod of ['HMAC-SHA1', 'RSA-SHA256', 'PLAINTEXT'] as const) {
    assertNoSecret(createSigner({ ...SECRETS, signatureMethod }), signatureMethod)
    assertNoSecret(prepareMethod(signatureMethod, SECRETS), signatureMethod)
  }
})

test('the search for secrets finds one in every place', () => {
  const hiding = [
    new Error(SECRETS.consumerSecret!),
    new Error('x', { cause: { deep: [SECRETS.tokenSecret] } }),
    { key: Buffer.from('planted').toString('latin1') },
    Object.defineProperty({}, 'hidden', { value: SECRETS.tokenSecret, enumerable: false }),
    {
      get key(): string {
        return 'planted'
      },
    },
    { toJSON: () => encodeURIComponent(SECRETS.consumerSecret!) },
    privateKey.slice(100, 300),
    signatureOf(onWire(signRequest(GET, { ...SECRETS, signatureMethod: 'PLAINTEXT' }))),
  ]
  for (const thing of hiding) assert.throws(() => assertNoSecret(thing, 'it'), /shows a secret/)
})

test('an error is an Error with a name, and its details default to empty values', () => {
  const error = new CountersignError('invalid-url', 'message')
  assert.ok(error instanceof Error)
  assert.equal(String(error), 'CountersignError: message')
  assert.deepEqual(
    [error.code, error.section, error.hint, error.names],
    ['invalid-url', null, '', []],
  )
  assert.equal('cause' in error, false)
})

test('an error carries its details and its cause', () => {
  const cause = new Error('cause')
  const error = new CountersignError('invalid-url', 'message', {
    section: '3.2',
    hint: 'hint',
    names: ['oauth_nonce'],
    cause,
  })
  assert.deepEqual(
    [error.section, error.hint, error.names, error.cause],
    ['3.2', 'hint', ['oauth_nonce'], cause],
  )
  assertRefusal(error, 'invalid-url', '3.2')
})

test('cuts a long quoted input', () => {
  const error = refusal('invalid-method', '3.4.1.1', () =>
    signatureBaseString(`x ${'y'.repeat(10_000)}`, 'http://h/', ''),
  )
  assert.ok(error.message.length < 200)
})

test('escapes control characters in a quoted input', () => {
  const error = refusal('invalid-method', '3.4.1.1', () =>
    signatureBaseString('GET\r\n\u001B[31m', 'http://h/', ''),
  )
  assert.match(error.message, /^[\x20-\x7E]*$/)
})
