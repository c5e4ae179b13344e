/** Starting and closing a sandbox, and its options. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import type { SandboxOptions } from '../../src/sandbox/index.ts'
import { LETTERS_AND_DIGITS, randomText } from '../../src/sandbox/random-text.ts'
import { createCredentialStore } from '../../src/sandbox/credentials/store.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { credentials, open, start } from './client.ts'

test('a sandbox returns its URLs and the keys of its first consumer', async (t) => {
  const { sandbox } = await start(t)
  assert.match(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const { consumerKey, consumerSecret, ...urls } = sandbox
  // Only the members that are options of a client are enumerable.
  assert.deepEqual(urls, {
    requestTokenUrl: `${sandbox.url}/oauth/request_token`,
    authorizeUrl: `${sandbox.url}/oauth/authorize`,
    accessTokenUrl: `${sandbox.url}/oauth/access_token`,
    revokeUrl: `${sandbox.url}/oauth/revoke_access_token`,
    baseUrl: `${sandbox.url}/1.0/`,
  })
  assert.match(consumerKey, /^[A-Za-z0-9]{22,}$/)
  assert.match(consumerSecret, /^[A-Za-z0-9]{22,}$/)
  assert.equal(typeof sandbox.close, 'function')
})

test('two sandboxes have different keys, and share no credentials', async (t) => {
  const [one, two] = [await start(t), await start(t)]
  assert.notEqual(one.sandbox.consumerKey, two.sandbox.consumerKey)
  const { consumerKey, consumerSecret } = one.sandbox
  assert.equal(
    (await two.call(`${two.sandbox.url}/echo`, { consumerKey, consumerSecret })).status,
    401,
  )
})

test('the sandbox returns the keys of its first consumer', async (t) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const shared = { consumerKey: 'b', consumerSecret: 's', name: 'B' }
  const pair = { consumerKey: 'a', publicKey, name: 'A' }
  const first = await start(t, { consumers: [shared, pair] })
  assert.deepEqual([first.sandbox.consumerKey, first.sandbox.consumerSecret], ['b', 's'])
  const second = await start(t, { consumers: [pair, shared] })
  assert.deepEqual([second.sandbox.consumerKey, second.sandbox.consumerSecret], ['a', ''])
})

test('a port in use is an error with a code, and is free again after close', async (t) => {
  const { sandbox } = await start(t)
  const port = Number(new URL(sandbox.url).port)
  await assert.rejects(open(t, { port }), (error: CountersignError) => {
    assert.ok(error instanceof CountersignError)
    assert.equal(error.code, 'port-unavailable')
    assert.match(error.message, new RegExp(`port ${port}: EADDRINUSE`))
    assert.ok(error.hint)
    return true
  })
  await sandbox.close()
  assert.equal((await open(t, { port })).url, sandbox.url)
})

const consumer = { consumerKey: 'k', consumerSecret: 's', name: 'N' }
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

for (const [what, options] of Object.entries({
  'an option that does not exist': { ports: 1 },
  'an invalid port': { port: 65536 },
  'another approval': { approval: 'maybe' },
  'a lifetime of no time': { temporaryLifetime: 0 },
  'a window of no time': { window: Number.NaN },
  'a user without a name': { user: { name: '' } },
  'no consumer at all': { consumers: [] },
  'a consumer twice': { consumers: [consumer, consumer] },
  'a consumer without a key': { consumers: [{ ...consumer, consumerKey: '' }] },
  'a consumer without a name': { consumers: [{ consumerKey: 'k', consumerSecret: 's' }] },
  'a consumer that can sign nothing': { consumers: [{ consumerKey: 'k', name: 'N' }] },
  'an invalid public key': {
    consumers: [{ ...consumer, publicKey: '-----BEGIN PUBLIC KEY-----\nplanted\n' }],
  },
  'a public key that is not RSA': { consumers: [{ ...consumer, publicKey: pair.publicKey }] },
  'a private key': { consumers: [{ ...consumer, publicKey: rsa.privateKey }] },
})) {
  test(`refuses ${what} before it listens`, async (t) => {
    await assert.rejects(open(t, options as SandboxOptions), (error: CountersignError) => {
      assert.equal(error.code, 'invalid-option')
      assert.ok(error.hint)
      assert.ok(!`${error.message}${String(error.cause)}`.includes('planted'))
      return true
    })
  })
}

test('tokens and secrets come from the given random source', async (t) => {
  let count = 0
  const asked: [number, string][] = []
  const client = await start(t, {
    randomText(length, alphabet) {
      asked.push([length, alphabet])
      return `text${++count}`
    },
  })
  assert.deepEqual([client.sandbox.consumerKey, client.sandbox.consumerSecret], ['text1', 'text2'])
  const first = await client.requestToken()
  assert.deepEqual(credentials(first), { token: 'text3', tokenSecret: 'text4' })
  const verifier = await client.approve('text3')
  assert.equal(verifier, 'text6')
  const second = await client.accessToken(credentials(first), verifier)
  assert.deepEqual(credentials(second), { token: 'text7', tokenSecret: 'text8' })
  assert.ok(asked.every(([length, alphabet]) => length * Math.log2(alphabet.length) >= 128))
})

test('10 000 random texts are 10 000 different ones, of the given length and alphabet', () => {
  const texts = Array.from({ length: 10_000 }, () => randomText(32, LETTERS_AND_DIGITS))
  assert.equal(new Set(texts).size, 10_000)
  assert.ok(texts.every((text) => /^[A-Za-z0-9]{32}$/.test(text)))
  assert.equal(new Set(texts.join('')).size, 62)
})

/** Credentials of a client, numbered. */
const issued = (consumerKey: string, number: number) => ({
  token: `${consumerKey}${number}`,
  tokenSecret: '',
  consumerKey,
})

test('new credentials replace the oldest ones', () => {
  const store = createCredentialStore()
  for (let count = 0; count <= 20_000; count++) store.add(issued('a', count))
  assert.equal(store.get('a0'), undefined)
  for (const number of [1, 20_000]) assert.ok(store.get(`a${number}`))
})
