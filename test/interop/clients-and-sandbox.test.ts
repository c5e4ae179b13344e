// Clients written by others, against the sandbox: Debian's python3-requests-oauthlib, and npm's oauth.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startSandbox } from '../../devtools/src/sandbox/index.ts'
import { npmOauthClient, requestsOauthlibClient, runClient, type Step } from './counterpart.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const CONSUMER = {
  consumerKey: 'dpf43f3p2l4k3l03',
  consumerSecret: 'kd94hf93k423kf44',
  name: 'shared secret',
}
const RSA_CONSUMER = { consumerKey: 'rsa-consumer', publicKey, name: 'key pair' }

/** Runs a client to its end against a sandbox of its own. */
async function walk(
  t: TestContext,
  client: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly Step[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-interop-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const privateKeyFile = join(folder, 'private.pem')
  writeFileSync(privateKeyFile, privateKey)
  const refused: string[] = []
  const sandbox = await startSandbox({
    approval: 'automatic',
    consumers: [CONSUMER, RSA_CONSUMER],
    onRequest: ({ method, path, problem, advice, trace }) => {
      if (problem !== null)
        refused.push(`${method} ${path}: ${problem}, ${advice}\n${trace?.signatureBaseString}`)
    },
  })
  t.after(() => sandbox.close())
  const { steps, exitCode, stderr } = await runClient(client, {
    REQUEST_TOKEN_URL: sandbox.requestTokenUrl,
    AUTHORIZE_URL: sandbox.authorizeUrl,
    ACCESS_TOKEN_URL: sandbox.accessTokenUrl,
    RESOURCE_URL: `${sandbox.baseUrl}repositories/me/repo/branches`,
    ECHO_URL: `${sandbox.url}/echo`,
    CONSUMER_KEY: CONSUMER.consumerKey,
    CONSUMER_SECRET: CONSUMER.consumerSecret,
    RSA_CONSUMER_KEY: RSA_CONSUMER.consumerKey,
    PRIVATE_KEY_FILE: privateKeyFile,
    ...env,
  })
  assert.deepEqual({ exitCode, refused }, { exitCode: 0, refused: [] }, stderr)
  return steps
}

const bodyOf = (steps: readonly Step[], name: string): Record<string, unknown> => {
  const found = steps.filter(({ step }) => step === name)
  assert.equal(found.length, 1, name)
  return found[0]!.body as Record<string, unknown>
}

const AWKWARD = [
  ['b', '2'],
  ['a', '1'],
  ['a', ''],
  ['a', '%20+=&'],
  ['c d', "~*!'()"],
  ['é', '☃ \u{1f600}'],
]
const own = (pairs: unknown): unknown =>
  (pairs as [string, string][]).filter(([name]) => !name.startsWith('oauth_'))
const sorted = (pairs: unknown): unknown =>
  (own(pairs) as [string, string][]).map((pair) => pair.join('=')).sort()

test('requests-oauthlib: every step by header, query and body', async (t) => {
  const methods = ['HMAC-SHA1', 'RSA-SHA1', 'PLAINTEXT'] as const
  const steps = await walk(t, requestsOauthlibClient)
  for (const method of methods) {
    for (const transmission of ['header', 'query', 'body'] as const) {
      const prefix = `${method} ${transmission}`
      const names = steps
        .map(({ step }) => step)
        .filter((step) => step.startsWith(`${prefix} `))
        .map((step) => step.slice(prefix.length + 1))
      assert.deepEqual(names, [
        'request-token',
        'authorize',
        'access-token',
        'get-resource',
        'get-query',
        'post-json',
        'post-form',
        'put-query-and-form',
      ])
      assert.deepEqual(Object.keys(bodyOf(steps, `${prefix} get-resource`)), [
        'master',
        'feature/oob',
      ])
      assert.deepEqual(own(bodyOf(steps, `${prefix} get-query`)['query']), AWKWARD)
      assert.deepEqual(own(bodyOf(steps, `${prefix} post-form`)['form']), AWKWARD)
      assert.deepEqual(own(bodyOf(steps, `${prefix} put-query-and-form`)['query']), AWKWARD)
      assert.equal(bodyOf(steps, `${prefix} post-json`)['form'], null)
    }
  }
  assert.equal(steps.length, 9 * 8)
})

test('requests-oauthlib: HMAC-SHA256 and HMAC-SHA512 by header', async (t) => {
  const steps = await walk(t, requestsOauthlibClient, {
    SIGNATURE_METHODS: 'HMAC-SHA256 HMAC-SHA512',
    TRANSMISSIONS: 'header',
  })
  assert.equal(steps.length, 2 * 8)
})

test('npm oauth: every step by header, and a signed URL', async (t) => {
  const steps = await walk(t, npmOauthClient)
  for (const method of ['HMAC-SHA1', 'RSA-SHA1', 'PLAINTEXT']) {
    const names = steps
      .map(({ step }) => step)
      .filter((step) => step.startsWith(`${method} `))
      .map((step) => step.slice(method.length + 1))
    assert.deepEqual(names, [
      'header request-token',
      'header authorize',
      'header access-token',
      'header get-resource',
      'header get-query',
      'header post-json',
      'header post-form',
      'header put-query-and-form',
      'header delete',
      'query get-query',
    ])
    assert.deepEqual(Object.keys(bodyOf(steps, `${method} header get-resource`)), [
      'master',
      'feature/oob',
    ])
    assert.deepEqual(
      sorted(bodyOf(steps, `${method} header get-query`)['query']),
      sorted([
        ['b', '2'],
        ['a', ''],
        ['c d', "~*!'()%20+=&"],
        ['é', '☃'],
      ]),
    )
    assert.deepEqual(sorted(bodyOf(steps, `${method} header post-form`)['form']), sorted(AWKWARD))
    assert.deepEqual(
      sorted(bodyOf(steps, `${method} query get-query`)['query']),
      sorted([
        ['b', '2'],
        ['a', ''],
        ['c d', "~*!'()%20+=&"],
        ['é', '☃'],
      ]),
    )
  }
})
