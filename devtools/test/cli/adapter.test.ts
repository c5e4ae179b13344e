import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { runCli } from './run-cli.ts'

const lines = (...messages: unknown[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join('')

async function answers(...messages: unknown[]): Promise<Record<string, unknown>[]> {
  const { exitCode, stdout } = await runCli(['adapter'], {}, lines(...messages))
  assert.equal(exitCode, 0)
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

test('announces itself, its operations and its methods', async () => {
  const [start] = await answers({ command: 'start', protocol: 1 }, { command: 'stop' })
  assert.equal(start!['protocol'], 1)
  assert.equal((start!['implementation'] as { name: string }).name, 'countersign')
  for (const operation of [
    'percentEncode',
    'baseStringUri',
    'normalizeParameters',
    'signatureBaseString',
    'sign',
    'verify',
    'diagnose',
  ]) {
    assert.ok((start!['operations'] as string[]).includes(operation))
  }
  assert.equal((start!['methods'] as string[]).length, 7)
})

test('answers each request with exactly one line, and echoes its seq', async () => {
  const run = (seq: unknown, operation: string, input: unknown): object => ({
    command: 'run',
    seq,
    operation,
    input,
  })
  const all = await answers(
    run(17, 'percentEncode', { text: { hex: 'e9' } }),
    run('b', 'baseStringUri', { url: 'nowhere' }),
    run(19, 'frobnicate', {}),
    run(20, 'sign', null),
    { command: 'dance', seq: 21 },
  )
  assert.deepEqual(all[0], { seq: 17, output: { encoded: '%E9' } })
  assert.equal((all[1]!['rejected'] as { code: string }).code, 'invalid-url')
  assert.deepEqual(
    all.slice(1).map(({ seq }) => seq),
    ['b', 19, 20, 21],
  )
  for (const answer of all.slice(2)) assert.ok('errored' in answer)
})

test('continues after a line that is not JSON, and ends at the end of input without a stop', async () => {
  const { exitCode, stdout } = await runCli(['adapter'], {}, 'babble\n\n{"command":"start"}\n')
  assert.equal(exitCode, 0)
  assert.equal(stdout.split('\n').filter(Boolean).length, 2)
})

test('diagnoses a signature of another implementation over the protocol', async () => {
  const credentials = {
    consumerKey: 'k',
    consumerSecret: 's',
    token: null,
    tokenSecret: null,
    privateKey: null,
  }
  const request = {
    method: 'GET',
    url: 'https://h/p?a=b+c',
    headers: [],
    body: null,
    signatureMethod: 'HMAC-SHA1',
    credentials,
    nonce: 'n',
    timestamp: '1318622958',
    version: '1.0',
    callback: null,
    verifier: null,
    realm: null,
    extra: [],
  }
  // Computed by hand: a signer that does not decode "+" in a query writes %252B into the base
  // string.
  const theirs =
    'GET&https%3A%2F%2Fh%2Fp&a%3Db%252Bc%26oauth_consumer_key%3Dk%26oauth_nonce%3Dn%26oauth_signature_method' +
    '%3DHMAC-SHA1%26oauth_timestamp%3D1318622958%26oauth_version%3D1.0'
  const signature = createHmac('sha1', 's&').update(theirs).digest('base64')
  const right = createHmac('sha1', 's&').update(theirs.replace('%252B', '%2520')).digest('base64')
  const run = (seq: number, input: unknown): object => ({
    command: 'run',
    seq,
    operation: 'diagnose',
    input,
  })
  const [wrong, matching] = await answers(
    run(1, { ...request, signature }),
    run(2, { ...request, signature: right }),
  )
  const { matches, findings } = wrong!['output'] as {
    matches: boolean
    findings: { deviations: string[]; signatureBaseString: string }[]
  }
  assert.equal(matches, false)
  assert.equal(findings[0]!.signatureBaseString, theirs)
  assert.equal(findings[0]!.deviations.length, 1)
  assert.deepEqual(matching!['output'], { matches: true })
})
