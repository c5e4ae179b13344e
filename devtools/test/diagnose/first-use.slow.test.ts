// Incomplete input: a URL, a header, a response, missing secrets. Each error says what to do.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import { diagnose as diagnoseCommand } from '../../src/cli/commands/diagnose.ts'
import { diagnosisPage, diagnose, diagnosisText } from '../../src/diagnose/index.ts'
import { explain, explainText } from '../../src/explain/index.ts'
import { readRequest } from '../../src/input/index.ts'
import { lintRequest } from '../../src/lint/index.ts'
import { CountersignError, signRequest } from '../../../src/signing/index.ts'
import { observe, ODD_CREDENTIALS } from './support.ts'

const SECRETS = { consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00' }
const KEYS = { consumerKey: 'k', token: 't', ...SECRETS }
const signed = signRequest(
  { method: 'POST', url: 'https://example.com/r?a=b' },
  { ...KEYS, nonce: 'kllo9940pd9333jh' },
)
const header = signed.headers[0]![1]

function refusal(action: () => unknown): CountersignError {
  try {
    action()
  } catch (error) {
    assert.ok(error instanceof CountersignError, String(error))
    return error
  }
  return assert.fail('nothing was refused')
}

async function run(args: readonly string[], input = ''): Promise<{ code: number; out: string }> {
  let out = ''
  const stdout = new Writable({
    write: (chunk, _encoding, done) => done(void (out += String(chunk))),
  })
  const stdin = Readable.from([Buffer.from(input)])
  const code = await diagnoseCommand.run(args, { stdin, stdout, stderr: stdout, env: {} })
  return { code, out }
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-first-use-'))
after(() => rmSync(folder, { recursive: true }))
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const credentials = file('me.json', JSON.stringify(KEYS))

test('reads a signed URL as a GET request, with a note', () => {
  const { url } = signRequest(
    { method: 'GET', url: 'https://example.com/r?a=b' },
    { ...KEYS, transmission: 'query' },
  )
  const request = readRequest(`  ${url}\n`)
  assert.deepEqual(
    [request.method, request.url, request.notes.join()],
    ['GET', url, 'a URL does not contain the method; GET was assumed'],
  )
  assert.equal(diagnose({ request, credentials: KEYS }).matches, true)
})

test('reads a header value without a name below method and URL', () => {
  for (const text of [
    `POST ${signed.url}\n${header}\n`,
    `POST ${signed.url} HTTP/1.1\r\nHost: example.com\r\n${header}\r\n\r\n`,
  ])
    assert.equal(diagnose({ request: readRequest(text), credentials: KEYS }).matches, true)
})

test('reads a header from a file or standard input', async () => {
  const args = ['POST', signed.url, '--credentials', credentials, '--authorization']
  assert.equal(
    (await run([...args, `@${file('header.txt', `Authorization: ${header}\n`)}`])).code,
    0,
  )
  assert.equal((await run([...args, '-'], `${header}\n`)).code, 0)
})

test('refuses a header alone, and names both ways to complete it', () => {
  const { hint } = refusal(() => readRequest(header))
  assert.match(hint, /a line such as GET https:\/\/\S+ above it, or use --authorization/)
})

test('refuses an HTTP response', () => {
  assert.match(
    refusal(() => readRequest('HTTP/1.1 401 Unauthorized\nDate: x\n\n')).message,
    /the pasted text is an HTTP response/,
  )
})

test('errors use the singular and the plural correctly', () => {
  const said = (text: string): string => refusal(() => readRequest(text)).message
  assert.match(said("curl 'https://example.com"), /read before it: 1 word\)/)
  assert.match(said('curl -X POST -H'), /read before it: 3 words\)/)
  assert.match(said('GET /x HTTP/1.1'), /read before it: GET and no headers\)/)
  assert.match(
    said('GET /x HTTP/1.1\nA: b\nnonsense'),
    /read before it: the request line and 1 header\)/,
  )
})

test('the error for a request without a signature says what it has instead', () => {
  const said = (authorization: string): string => {
    const request = readRequest(
      `GET https://example.com/ HTTP/1.1\nAuthorization: ${authorization}\n\n`,
    )
    return refusal(() => diagnose({ request, credentials: KEYS })).message
  }
  const lacking = 'the request has no oauth_signature'
  assert.equal(said('Bearer PLANTED'), `${lacking}: its Authorization header has the scheme Bearer`)
  assert.equal(
    said('OAuth oauth_consumer_key="k", oauth_nonce="n"'),
    `${lacking}, only oauth_consumer_key, oauth_nonce`,
  )
})

test('the error for missing secrets names the ways to pass them', async () => {
  const rejected = async (authorization: string): Promise<string> =>
    run(['POST', signed.url, '--authorization', authorization]).then(
      () => assert.fail('nothing was refused'),
      (error: CountersignError) => `${error.code}: ${error.hint}`,
    )
  assert.match(
    await rejected(header),
    /^missing-credential: .*COUNTERSIGN_CONSUMER_SECRET.*--credentials/,
  )
  const rsa = header.replace('HMAC-SHA1', 'RSA-SHA1')
  assert.match(await rejected(rsa), /^missing-credential: .*--public-key.*--private-key/)
  assert.match(await rejected('OAuth oauth_nonce="n"'), /^missing-signature: /)
})

test('an unexplained PLAINTEXT signature does not ask for a base string', () => {
  const request = observe({ url: 'https://example.com/' }, { oauth_signature_method: 'PLAINTEXT' })
  const text = diagnosisText(
    diagnose({ request, credentials: ODD_CREDENTIALS, signature: 'other&secret' }),
  )
  assert.match(text, /no known mistake explains it exactly/)
  assert.doesNotMatch(text, /base string/)
})

test('plaintext-in-url is reported only if oauth_signature is in the query', () => {
  const codes = (url: string, changes: Record<string, string>): string[] =>
    lintRequest(
      observe({ url }, { oauth_signature_method: 'PLAINTEXT', ...changes }),
      {},
      null,
    ).map(({ code }) => code)
  assert.ok(
    !codes('https://example.com/?oauth_nonce=1', { oauth_signature: 'a&b' }).includes(
      'plaintext-in-url',
    ),
  )
  assert.ok(codes('https://example.com/?oauth_signature=a%26b', {}).includes('plaintext-in-url'))
})

test('a warning is on its own line, with its hint below', () => {
  const credentials = { ...SECRETS, consumerSecret: 'kd94hf93k423kf44\n' }
  const text = explainText(
    explain(observe({ url: 'https://example.com/' }), credentials, 1318622958),
  )
  assert.match(
    text,
    /\n {2}! the consumer secret ends with a line break {2}secret-line-end §3\.4\.2\n {4}remove it: files/,
  )
})

test('the page shows a difference within the width of a phone, and reports identical base strings', () => {
  const request = readRequest(`POST ${signed.url.replace('a=b', 'a=c')}\n${header}\n`)
  const pageWith = (theirBaseString: string): string =>
    diagnosisPage(explain(request, KEYS), diagnose({ request, credentials: KEYS, theirBaseString }))
  const ours = explain(request, KEYS).signatureBaseString!
  assert.match(pageWith(ours), /The server's base string is identical to the computed one/)
  const [, lines = ''] =
    /<pre class="sides">([^<]*)<\/pre>/.exec(pageWith(ours.replace('a%3Dc', 'a%3Dd'))) ?? []
  const [, , caret = ''] = lines.split('\n')
  assert.match(caret, /^ {10,30}\^ character \d+$/)
})
