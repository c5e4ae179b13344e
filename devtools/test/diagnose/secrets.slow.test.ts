// Plants secrets in every input, and searches every output for them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { diagnosisPage, diagnose, diagnosisText } from '../../src/diagnose/index.ts'
import { explain, explainHtml, explainText } from '../../src/explain/index.ts'
import {
  type DiagnoseCredentials,
  type ObservedRequest,
  observeRequest,
  readRequest,
} from '../../src/input/index.ts'
import { lintRequest } from '../../src/lint/index.ts'
import { redactor } from '../../../src/internal/index.ts'
import { percentEncode } from '../../../src/signing/index.ts'
import { deviation, observe, protocolOf, rightSignature, RSA_KEYS, signWith } from './support.ts'

const PLANTED = {
  consumerSecret: 'PLANTED-consumer&+/%2B=secret',
  tokenSecret: 'PLANTED token secret"é',
  temporarySecret: 'PLANTED-temporary-secret\n',
  otherSecrets: ['PLANTED-other-1', 'PLANTED-other-2', 'PLANTED-other-3'],
  consumerKey: 'key',
  token: 'token',
} satisfies DiagnoseCredentials

const FORBIDDEN = [
  PLANTED.consumerSecret,
  PLANTED.tokenSecret,
  PLANTED.temporarySecret.trim(),
  ...PLANTED.otherSecrets,
  'PLANTED-password',
]

function assertClean(output: string, what: string): void {
  for (const secret of FORBIDDEN) {
    const [once] = [percentEncode(secret)]
    for (const spelling of [
      secret,
      once,
      percentEncode(once),
      percentEncode(percentEncode(once)),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ]) {
      assert.ok(!output.includes(spelling), `${what} contains ${JSON.stringify(spelling)}`)
    }
  }
  assert.ok(
    !/PLANTED/.test(output),
    `${what} contains a part of a secret: ${/.{0,60}PLANTED.{0,60}/.exec(output)?.[0]}`,
  )
}

/** All outputs for a request. */
function outputsOf(
  request: ObservedRequest,
  credentials: DiagnoseCredentials = PLANTED,
): [string, string][] {
  const explanation = explain(request, credentials, 1)
  const diagnosis = diagnose({
    request,
    credentials,
    now: 1,
    theirBaseString: 'GET&http%3A%2F%2Fexample.com%2F&a%3D1',
  })
  return [
    ['the explanation', JSON.stringify(explanation)],
    ['its inspection', inspect(explanation, { depth: 20 })],
    ['its text', explainText(explanation, true)],
    ['the page', diagnosisPage(explanation, diagnosis)],
    ['the diagnosis', JSON.stringify(diagnosis)],
    ['its inspection', inspect(diagnosis, { depth: 20 })],
    ['its text', diagnosisText(diagnosis, true)],
    ['the lint', JSON.stringify(lintRequest(request, credentials, 1))],
  ]
}

function assertAllClean(
  request: ObservedRequest,
  label: string,
  credentials?: DiagnoseCredentials,
): void {
  for (const [what, output] of outputsOf(request, credentials))
    assertClean(output, `${what} of ${label}`)
}

const requestWith = (signature: string, changes: Record<string, string> = {}): ObservedRequest =>
  observe(
    { url: 'https://user:PLANTED-password@example.com/p?a=b+c' },
    { oauth_nonce: 'n', oauth_signature: signature, ...changes },
  )

test('no output for a correct, an explained or an unexplained signature contains a secret', () => {
  const use = { request: requestWith('x'), credentials: PLANTED }
  assertAllClean(requestWith(rightSignature(use)), 'a correct one')
  for (const name of [
    'plus-not-decoded',
    'secrets-not-encoded',
    'secrets-swapped',
    'temporary-secret-used',
    'other-secret-2-as-consumer-secret',
    'userinfo-kept',
    'consumer-secret-with-newline',
  ]) {
    assertAllClean(requestWith(signWith([deviation(name)], use)!), name)
  }
  assertAllClean(
    observe({ url: 'https://example.com/' }, { oauth_nonce: 'n', oauth_signature: 'AAAA' }),
    'an unexplained one',
  )
})

test('no output for PLAINTEXT contains a secret, for every transmission', () => {
  const key = `${percentEncode(PLANTED.consumerSecret)}&${percentEncode(PLANTED.tokenSecret)}`
  assertAllClean(requestWith(key, { oauth_signature_method: 'PLAINTEXT' }), 'PLAINTEXT')
  assertAllClean(
    requestWith(`${PLANTED.consumerSecret}&${PLANTED.tokenSecret}`, {
      oauth_signature_method: 'PLAINTEXT',
    }),
    'PLAINTEXT with unencoded secrets',
  )
  const form = protocolOf({
    oauth_nonce: 'n',
    oauth_signature_method: 'PLAINTEXT',
    oauth_signature: key,
  })
    .map((pair) => pair.map(percentEncode).join('='))
    .join('&')
  assertAllClean(
    observeRequest({ method: 'GET', url: `http://example.com/?${form}` }),
    'PLAINTEXT in the query',
  )
  assertAllClean(
    observeRequest({
      method: 'POST',
      url: 'https://example.com/',
      body: form,
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    }),
    'PLAINTEXT in a form',
  )
})

test('no output contains a secret that was sent in place of a key or a token', () => {
  const sent = requestWith('AAAA', {
    oauth_consumer_key: PLANTED.consumerSecret,
    oauth_token: PLANTED.tokenSecret,
  })
  assertAllClean(sent, 'swapped keys')
  const query = `https://example.com/?oauth_token_secret=${percentEncode(PLANTED.tokenSecret)}`
  assertAllClean(
    observe({ url: query }, { oauth_nonce: 'n', oauth_signature: 'AAAA' }),
    'a secret in the query',
  )
})

test('no output contains a private key', () => {
  const [{ privateKey: pem }] = RSA_KEYS
  const request = observe(
    { url: 'https://example.com/' },
    { oauth_nonce: 'n', oauth_signature_method: 'RSA-SHA1', oauth_signature: 'AAAA' },
  )
  const line = pem.split('\n')[3]!
  for (const [what, output] of outputsOf(request, { ...PLANTED, privateKey: pem }))
    assert.ok(!output.includes(line), what)
})

test('no error for pasted text contains a secret', () => {
  const samples = [
    `curl -u me:PLANTED-password https://h -d "PLANTED`,
    'PLANTED-other-1',
    'GET /?x=PLANTED-other-1 HTTP/1.1\nPLANTED-other-2\n\n',
    '{"PLANTED": PLANTED-other-1}',
    "curl 'ftp://host/PLANTED-other-1'",
    'GET https://[bad/PLANTED-other-1 HTTP/1.1\nPLANTED-other-2: x\n\n',
    'POST https://h/ HTTP/1.1\nHost: h\nAuthorization: OAuth PLANTED-other-1\n\n',
    "curl 'https://u:PLANTED-password@[bad/' -H 'Authorization: OAuth oauth_signature=PLANTED-other-1'",
  ]
  for (const text of samples) {
    try {
      readRequest(text)
      assert.fail('it was read')
    } catch (error) {
      assertClean(
        `${inspect(error)} ${JSON.stringify(error)} ${(error as Error).stack}`.replaceAll(
          /secrets\.test\.ts[^)]*/g,
          '',
        ),
        `the error for ${text.slice(0, 8)}…`,
      )
    }
  }
  assert.equal(
    readRequest('curl -u me:PLANTED-password https://h').notes.join().includes('PLANTED'),
    false,
  )
})

test('redacts short secrets only as whole words, and very short ones not at all', () => {
  const redact = redactor(['abcd', 'xy', 'long-secret/1', null, undefined, ''])
  assert.deepEqual(
    redact({
      a: ['abcd', 'abcde', 'x=abcd&', 'xy', 1, null, true],
      b: 'of long-secret/1 and long-secret%2F1 and long-secret%252F1',
    }),
    {
      a: ['***', 'abcde', 'x=***&', 'xy', 1, null, true],
      b: 'of *** and *** and ***',
    },
  )
})

test('a page escapes all text, and makes no external request', () => {
  const hostile = '<script>alert(1)</script>"\'&\u202E\u0000'
  const request = observeRequest({
    kind: 'curl',
    method: 'GET',
    url: `https://example.com/<b>?${encodeURIComponent(hostile)}=${encodeURIComponent(hostile)}&raw=<i>'"`,
    notes: [hostile],
    protocol: protocolOf({
      oauth_nonce: hostile,
      oauth_token: hostile,
      // With "&", it would look like a PLAINTEXT signature and be masked.
      oauth_signature: hostile.replace('&', ''),
      oauth_signature_method: hostile,
    }),
    headers: [
      ['Content-Type', hostile],
      ['Host', 'h"<b>'],
    ],
    body: hostile,
  })
  const diagnosis = diagnose({
    request,
    credentials: PLANTED,
    theirBaseString: `GET&https%3A%2F%2Fexample.com%2F&a%3D1%3Cscript%3E`,
  })
  const page = diagnosisPage(explain(request, PLANTED), diagnosis)
  assert.doesNotMatch(page, /<script|<b>h|<i>|\u202E|\0|onerror/)
  assert.doesNotMatch(
    page.replace(/&lt;[^]*?&gt;/g, ''),
    /\b(?:src|srcset|action)=|url\(|@import|<link/,
  )
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  assert.match(page, /default-src 'none'/)
  assert.ok(
    !/[\x00-\x08\x1B]/.test(explainText(explain(request, PLANTED))),
    'the text contains no control characters',
  )
  assert.ok(!/[\x00-\x08\x1B]/.test(diagnosisText(diagnosis)))
})

test('the page links every parameter by number in all sections', () => {
  const page = explainHtml(
    explain(
      observe(
        {
          method: 'POST',
          url: 'https://example.com/?a=1&b=2',
          body: 'c=3',
          headers: [['Content-Type', 'application/x-www-form-urlencoded']],
        },
        { oauth_signature: 'x' },
      ),
    ),
  )
  for (const number of [1, 2, 3, 4]) {
    assert.match(page, new RegExp(`href="#p${number}"`))
    assert.match(page, new RegExp(`id="p${number}"`))
    assert.ok(
      (page.match(new RegExp(`class="p p${number}"`, 'g')) ?? []).length >= 4,
      `parameter ${number} is in request, table, parameters and base string`,
    )
  }
})
