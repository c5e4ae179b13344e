// Secrets are planted in every input, and looked for in everything that comes out.
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
      assert.ok(!output.includes(spelling), `${what} holds ${JSON.stringify(spelling)}`)
    }
  }
  assert.ok(
    !/PLANTED/.test(output),
    `${what} holds a piece of a secret: ${/.{0,60}PLANTED.{0,60}/.exec(output)?.[0]}`,
  )
}

/** Everything that comes out for a request. */
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

test('no secret is in anything that is said of a right, a wrong and an unexplained signature', () => {
  const use = { request: requestWith('x'), credentials: PLANTED }
  assertAllClean(requestWith(rightSignature(use)), 'a right one')
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

test('no secret is in anything that is said of PLAINTEXT, wherever it travels', () => {
  const key = `${percentEncode(PLANTED.consumerSecret)}&${percentEncode(PLANTED.tokenSecret)}`
  assertAllClean(requestWith(key, { oauth_signature_method: 'PLAINTEXT' }), 'PLAINTEXT')
  assertAllClean(
    requestWith(`${PLANTED.consumerSecret}&${PLANTED.tokenSecret}`, {
      oauth_signature_method: 'PLAINTEXT',
    }),
    'PLAINTEXT with raw secrets',
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

test('no secret is in anything where it was sent in place of a key or a token', () => {
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

test('no private key is in anything', () => {
  const [{ privateKey: pem }] = RSA_KEYS
  const request = observe(
    { url: 'https://example.com/' },
    { oauth_nonce: 'n', oauth_signature_method: 'RSA-SHA1', oauth_signature: 'AAAA' },
  )
  const line = pem.split('\n')[3]!
  for (const [what, output] of outputsOf(request, { ...PLANTED, privateKey: pem }))
    assert.ok(!output.includes(line), what)
})

test('no secret is in the errors for pasted text', () => {
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

test('short secrets are taken out as words, very short ones are never put in', () => {
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

test('a page escapes whatever it shows, and asks nobody for anything', () => {
  const hostile = '<script>alert(1)</script>"\'&\u202E\u0000'
  const request = observeRequest({
    kind: 'curl',
    method: 'GET',
    url: `https://example.com/<b>?${encodeURIComponent(hostile)}=${encodeURIComponent(hostile)}&raw=<i>'"`,
    notes: [hostile],
    protocol: protocolOf({
      oauth_nonce: hostile,
      oauth_token: hostile,
      // With "&" in it, it would be a PLAINTEXT signature, and not shown.
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
    'and text steers no terminal',
  )
  assert.ok(!/[\x00-\x08\x1B]/.test(diagnosisText(diagnosis)))
})

test('every parameter of a page can be followed: a number, a colour and a place', () => {
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
      `parameter ${number} stands in request, table, parameters and base string`,
    )
  }
})
