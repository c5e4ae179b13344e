// The commands explain and diagnose: their input, their output and their exit codes.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import type { Command } from '../../src/cli/command.ts'
import { diagnose } from '../../src/cli/commands/diagnose.ts'
import { explain } from '../../src/cli/commands/explain.ts'
import type { Diagnosis } from '../../src/diagnose/index.ts'
import { signRequest } from '../../../src/signing/index.ts'
import { RSA_KEYS } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-diagnose-'))
after(() => rmSync(folder, { recursive: true }))
const file = (name: string, text = ''): string => {
  if (text !== '') writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const SECRETS = { consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00' }
const ENV = {
  COUNTERSIGN_CONSUMER_SECRET: SECRETS.consumerSecret,
  COUNTERSIGN_TOKEN_SECRET: SECRETS.tokenSecret,
}
const signed = signRequest(
  { method: 'GET', url: 'https://example.com/r?a=b%20c' },
  { consumerKey: 'k', token: 't', nonce: 'kllo9940pd9333jh', ...SECRETS },
)
const authorization = signed.headers[0]![1]
const CURL = `curl '${signed.url}' -H 'Authorization: ${authorization}'`
const WRONG = CURL.replace('b%20c', 'another value')

async function run(
  command: Command,
  args: readonly string[],
  { input = '', env = ENV as Record<string, string>, isTty = false } = {},
): Promise<{ code: number | string; out: string; err: string }> {
  const texts = { out: '', err: '' }
  const sink = (name: 'out' | 'err'): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        texts[name] += String(chunk)
        done()
      },
    })
  const stdout = Object.assign(sink('out'), { isTTY: isTty })
  const stdin = Object.assign(Readable.from([Buffer.from(input)]), { isTTY: isTty })
  const code = await command
    .run(args, { stdin, stdout, stderr: sink('err'), env })
    .catch((error: { code?: string; message: string; hint?: string }) => {
      texts.err += `${error.message}; ${error.hint}`
      return error.code ?? 'error'
    })
  return { code, ...texts }
}

test('diagnose reads standard input, prints what it read, and sets the exit code by its verdict', async () => {
  const right = await run(diagnose, [], { input: CURL })
  assert.deepEqual([right.code, right.err], [0, ''])
  assert.match(
    right.out,
    /^read: a curl command line, GET https:\/\/example\.com\/r\?…\n\nThe signature is correct\./,
  )
  const explained = await run(diagnose, ['-'], { input: CURL.replace('https:', 'http:') })
  assert.deepEqual([explained.code, /https-for-http/.test(explained.out)], [1, true])
  assert.equal((await run(diagnose, [], { input: WRONG })).code, 4)
  assert.doesNotMatch(right.out + explained.out, /\x1B/)
  assert.match((await run(diagnose, [file('r.txt', CURL)], { isTty: true })).out, /\x1B\[/)
  assert.doesNotMatch(
    (await run(diagnose, [file('r.txt', CURL)], { isTty: true, env: { ...ENV, NO_COLOR: '1' } }))
      .out,
    /\x1B/,
  )
})

test('diagnose takes the request from a file, an option, or the options of sign', async () => {
  const har = JSON.stringify({
    log: {
      entries: [
        {
          request: {
            method: 'GET',
            url: signed.url,
            headers: [{ name: 'Authorization', value: authorization }],
          },
        },
      ],
    },
  })
  for (const args of [
    [file('request.txt', CURL)],
    ['--curl', CURL],
    ['--har', file('network.har', har), '--entry', '1'],
    [signed.url, '--authorization', `Authorization: ${authorization}`],
    ['GET', signed.url, '-H', `Authorization: ${authorization}`],
  ])
    assert.equal((await run(diagnose, args)).code, 0, args.join(' ').slice(0, 40))
  const raw = `GET /r?a=b%20c HTTP/1.1\nHost: example.com\nAuthorization: ${authorization}\n\n`
  assert.equal((await run(diagnose, ['--scheme', 'https'], { input: raw })).code, 0)
  const other = authorization.replace(/oauth_signature="[^"]*"/, 'oauth_signature="x"')
  const signature = decodeURIComponent(/oauth_signature="([^"]*)"/.exec(authorization)![1]!)
  assert.equal(
    (await run(diagnose, [signed.url, '--authorization', other, '--signature', signature])).code,
    0,
  )
})

test('diagnose takes secrets from a file or the environment, and refuses to run without them', async () => {
  const credentials = file(
    'me.json',
    JSON.stringify({ ...SECRETS, temporarySecret: 'temporary-one' }),
  )
  assert.equal(
    (await run(diagnose, ['--credentials', credentials], { input: CURL, env: {} })).code,
    0,
  )
  const without = await run(diagnose, [], { input: CURL, env: {} })
  assert.deepEqual([without.code, without.out], ['missing-credential', ''])
  const temporary = signRequest(
    { method: 'GET', url: 'https://example.com/' },
    { consumerKey: 'k', token: 't', ...SECRETS, tokenSecret: 'temporary-one' },
  )
  const mixed = await run(
    diagnose,
    [
      '--credentials',
      credentials,
      temporary.url,
      '--authorization',
      temporary.headers[0]![1],
      '--json',
    ],
    { env: {} },
  )
  assert.equal(
    (JSON.parse(mixed.out) as Extract<Diagnosis, { matches: false }>).findings[0]!.deviations[0],
    'temporary-secret-used',
  )
  assert.equal(
    (await run(diagnose, ['--credentials', file('bad.json', 'no')], { input: CURL })).code,
    'usage',
  )
  const others = await run(diagnose, [temporary.url, '--authorization', temporary.headers[0]![1]], {
    env: { ...ENV, COUNTERSIGN_OTHER_SECRETS: 'x\ntemporary-one\n' },
  })
  assert.match(others.out, /other secret 2 as the token secret/)
})

test('diagnose reads a public or a private RSA key from a file', async () => {
  const [{ privateKey, publicKey }] = RSA_KEYS
  const rsa = signRequest(
    { method: 'GET', url: 'https://example.com/' },
    { consumerKey: 'k', signatureMethod: 'RSA-SHA256', privateKey },
  )
  const args = [rsa.url, '--authorization', rsa.headers[0]![1]]
  assert.equal(
    (await run(diagnose, [...args, '--public-key', file('public.pem', publicKey)], { env: {} }))
      .code,
    0,
  )
  assert.equal(
    (await run(diagnose, [...args, '--private-key', file('private.pem', privateKey)], { env: {} }))
      .code,
    0,
  )
  assert.equal((await run(diagnose, args, { env: {} })).code, 'missing-credential')
})

test("diagnose compares the server's base string with or without secrets", async () => {
  const theirs = `Expected: ${signed.trace.signatureBaseString.replace('https', 'http')}`
  const compared = await run(diagnose, ['--server-base-string', theirs], { input: CURL, env: {} })
  assert.equal(compared.code, 1)
  assert.match(compared.out, /differs in the base string URI[^]*http-for-https/)
  assert.equal(
    (
      await run(
        diagnose,
        ['--server-base-string', `@${file('error.txt', signed.trace.signatureBaseString)}`],
        {
          input: CURL,
          env: {},
        },
      )
    ).code,
    0,
  )
  assert.equal(
    (
      await run(diagnose, ['--server-base-string', 'GET&http%3A%2F%2Fx%2F&y'], {
        input: CURL,
        env: {},
      })
    ).code,
    4,
  )
  const both = JSON.parse(
    (await run(diagnose, ['--server-base-string', theirs, '--json'], { input: CURL })).out,
  ) as Diagnosis
  assert.deepEqual([both.matches, both.comparison?.difference?.part], [true, 'uri'])
})

test('explain prints text, JSON or a page, with or without secrets', async () => {
  const text = await run(explain, [], { input: CURL })
  assert.match(
    text.out,
    /Signature base string §3\.4\.1\.1\n {2}GET\n {2}& https%3A%2F%2Fexample\.com%2Fr[^]*they are the same/,
  )
  const json = JSON.parse((await run(explain, ['--json'], { input: CURL, env: {} })).out) as {
    signature: { matches: boolean | null }
  }
  assert.equal(json.signature.matches, null)
  const page = await run(explain, ['--html', file('page.html')], { input: CURL })
  assert.deepEqual([page.code, page.out], [0, ''])
  assert.match(page.err, /^written to .*page\.html\n$/)
  assert.match(readFileSync(file('page.html'), 'utf8'), /^<!doctype html>/)
  const diagnosed = await run(diagnose, ['--html', file('wrong.html')], {
    input: CURL.replace('https:', 'http:'),
  })
  assert.match(
    readFileSync(file('wrong.html'), 'utf8'),
    /This explains it exactly[^]*https-for-http/,
  )
  for (const output of [text.out, readFileSync(file('wrong.html'), 'utf8'), diagnosed.out])
    assert.doesNotMatch(output, /kd94hf93k423kf44|pfkkdhi9sl3r4s00/)
})

test('diagnose prints a verdict but writes no page for a request that src/signing rejects', async () => {
  const withoutBody = signRequest(
    { method: 'POST', url: 'https://example.com/' },
    { consumerKey: 'k', token: 't', nonce: 'kllo9940pd9333jh', ...SECRETS },
  )
  const args = [
    'POST',
    withoutBody.url,
    '--authorization',
    withoutBody.headers[0]![1],
    '--data',
    '{"a":"b"}',
  ]
  const { code, out, err } = await run(diagnose, [...args, '--html', file('refused.html')])
  assert.deepEqual([code, existsSync(file('refused.html'))], ['invalid-body', false])
  assert.match(out, /leaves the form body out of the signature/)
  assert.match(err, /the Content-Type .*form/)
})

test('refuses input that it cannot read with a hint', async () => {
  for (const [args, input] of [
    [['nowhere.txt'], ''],
    [['--authorization', 'OAuth a="b"'], ''],
    [['--scheme', 'ftp'], CURL],
    [['--nonsense'], ''],
    [['--har', 'nowhere.har'], ''],
  ] as const) {
    assert.equal((await run(diagnose, args, { input })).code, 'usage', args.join(' '))
  }
  assert.equal((await run(diagnose, [], { input: 'hello' })).code, 'unreadable-input')
  assert.equal(
    (await run(diagnose, [], { input: 'curl https://example.com/' })).code,
    'missing-signature',
  )
  assert.match(
    (await run(explain, [], { input: '', isTty: true })).err,
    /Paste the request, then press Ctrl-D/,
  )
})

test('the help explains the exit codes', () => {
  assert.match(
    diagnose.help,
    /exit codes: 0 the signature is right, 1 the signature is wrong and a mistake explains it, 2 usage, 4\s[^]*examples:/,
  )
  assert.match(explain.help, /exit codes: 0 explained, [^]*2 usage\n\nexamples:/)
})
