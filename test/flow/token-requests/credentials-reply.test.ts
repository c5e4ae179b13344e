import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ResponseError } from '../../../src/client/index.ts'
import { readCredentials } from '../../../src/flow/token-requests/credentials-reply.ts'
import { assertHidden } from '../../client/support.ts'

const read = (
  body: string,
  status = 200,
  challenge: string | null = null,
): ReturnType<typeof readCredentials> =>
  readCredentials('the token', { status, challenge, body }, ['planted-verifier'])

function refused(body: string, code: string, pattern: RegExp, status = 200): ResponseError {
  try {
    read(body, status)
  } catch (error) {
    assert.ok(error instanceof ResponseError)
    assert.deepEqual([error.code, error.status], [code, status], error.message)
    assert.match(error.message, pattern)
    assertHidden(error, ['planted'])
    return error
  }
  return assert.fail(`it was taken: ${body}`)
}

test('a form is decoded once, and its other fields keep their order', () => {
  assert.deepEqual(
    read('user_id=7&oauth_token=a%2Bb&b=2&oauth_token_secret=c+d%25&b=1&__proto__=x&e'),
    {
      token: 'a+b',
      tokenSecret: 'c d%',
      fields: [
        ['user_id', '7'],
        ['b', '2'],
        ['b', '1'],
        ['__proto__', 'x'],
        ['e', ''],
      ],
    },
  )
})

test('any status from 200 to 299 is success', () => {
  for (const status of [200, 201, 202, 299])
    assert.equal(read('oauth_token=t&oauth_token_secret=s', status).token, 't')
})

test('an empty secret is accepted', () => {
  assert.equal(read('oauth_token=t&oauth_token_secret=').tokenSecret, '')
  assert.equal(read('oauth_token=t&oauth_token_secret').tokenSecret, '')
})

test('white space and a byte order mark around the form are ignored', () => {
  assert.deepEqual(read('\ufeff\r\n oauth_token=t&oauth_token_secret=s \r\n'), {
    token: 't',
    tokenSecret: 's',
    fields: [],
  })
})

test('a token or secret of 4096 characters is kept whole', () => {
  const long = 'é~'.repeat(2048)
  const read4096 = read(`oauth_token=${encodeURIComponent(long)}&oauth_token_secret=${long}`)
  assert.deepEqual([read4096.token, read4096.tokenSecret], [long, long])
})

test('a token that is missing, empty or duplicate is refused', () => {
  for (const body of [
    'oauth_token_secret=planted',
    'oauth_token=&oauth_token_secret=planted',
    'oauth_token=planted1&oauth_token=planted2&oauth_token_secret=planted',
  ]) {
    assert.deepEqual(
      refused(
        body,
        'invalid-reply',
        /^the token is missing: the reply does not have exactly one valid oauth_token \(status 200\)/,
      ).names,
      ['oauth_token'],
    )
  }
})

test('a secret that is missing or duplicate is refused', () => {
  for (const body of [
    'oauth_token=planted',
    'oauth_token=planted&oauth_token_secret=planted&oauth_token_secret=planted',
  ]) {
    assert.deepEqual(
      refused(body, 'invalid-reply', /does not have exactly one valid oauth_token_secret/).names,
      ['oauth_token_secret'],
    )
  }
})

test('credentials that are not text, or contain control characters, are refused', () => {
  for (const body of [
    'oauth_token=%E9planted',
    'oauth_token=\ufffdplanted',
    'oauth_token=planted%0A',
    'oauth_token=planted\u0000',
  ]) {
    refused(`${body}&oauth_token_secret=planted`, 'invalid-reply', /valid oauth_token /)
  }
})

test('HTML, other JSON and an empty reply are refused, and the message names them', () => {
  const html = refused(
    '<!doctype html><title>planted</title>',
    'invalid-reply',
    /the reply is an HTML page \(status 200\)$/,
  )
  assert.match(html.hint, /proxy/)
  const json = refused(
    '{"ok":true,"oauth_token_secret":"planted"}',
    'invalid-reply',
    /is JSON without exactly one valid oauth_token \(status 200\)/,
  )
  assert.deepEqual([json.names, /decodeReply/.test(json.hint)], [['oauth_token'], true])
  refused('[1]', 'invalid-reply', /is JSON/)
  refused('{"oauth_token":', 'invalid-reply', /is JSON/)
  refused('', 'invalid-reply', /the reply is empty \(status 200\)$/)
  refused('', 'invalid-reply', /is empty \(status 204\)$/, 204)
})

test('credentials can be JSON with any Content-Type, and other values can be of any type', () => {
  // The reply of Launchpad to a client that asks for JSON.
  const body =
    ' {"oauth_token":"a+b","oauth_token_secret":"","oauth_token_consumer":"c","n":7,"yes":true,"list":["x"],"none":null}'
  assert.deepEqual(read(body), {
    token: 'a+b',
    tokenSecret: '',
    fields: [
      ['oauth_token_consumer', 'c'],
      ['n', '7'],
      ['yes', 'true'],
    ],
  })
})

test('a custom decoder gets the reply and its Content-Type', () => {
  const reply = { status: 200, challenge: null, contentType: 'text/xml', body: '<t>1</t><s>2</s>' }
  const issued = readCredentials('the token', reply, [], (text, type) => {
    assert.equal(type, 'text/xml')
    return [
      ['oauth_token', /<t>(.*)<\/t>/.exec(text)![1]!],
      ['oauth_token_secret', /<s>(.*)<\/s>/.exec(text)![1]!],
    ]
  })
  assert.deepEqual(issued, { token: '1', tokenSecret: '2', fields: [] })
})

test('a reply with status 200 that begins with Error is a refusal', () => {
  // The text of MediaWiki.
  const body = 'Error: An error occurred in the OAuth protocol: Invalid signature'
  const error = refused(
    body,
    'credentials-refused',
    /^the token was refused with status 200: Error: An error occurred in the OAuth protocol: Invalid signature$/,
  )
  assert.match(error.hint, /reply/)
  refused(
    '\n error=invalid&oauth_token=planted',
    'credentials-refused',
    /status 200: error=invalid&…$/,
  )
})

test('a reply with status 200 and an oauth_problem is a refusal', () => {
  assert.equal(
    refused('oauth_problem=token_rejected', 'credentials-refused', /token_rejected/).problem,
    'token_rejected',
  )
})

test('any status that is not 2xx is a refusal, even with credentials in the body', () => {
  for (const status of [100, 199, 301, 304, 400, 401, 403, 404, 500, 503]) {
    refused(
      'oauth_token=planted&oauth_token_secret=planted',
      'credentials-refused',
      new RegExp(`status ${status}`),
      status,
    )
  }
})

test('a message does not contain a secret of the request that the server repeats', () => {
  refused('Your planted-verifier is wrong', 'credentials-refused', /Your \*\*\* is wrong/, 401)
})

test('a message quotes nothing of a successful reply, which may have credentials under other names', () => {
  for (const body of [
    '{"token":"T","key":"planted"}',
    'token=T&key=planted',
    '<token>T</token><key>planted</key>',
    'planted',
    'You sent planted-verifier',
  ]) {
    assert.match(refused(body, 'invalid-reply', /\(status 200\)$/).hint, /decodeReply/)
  }
})

test('a token or secret of a JSON reply must be text and occur once', () => {
  for (const value of ['null', '{"a":1}', '["planted"]', '7', 'true']) {
    refused(
      `{"oauth_token":${value},"oauth_token_secret":"s"}`,
      'invalid-reply',
      /valid oauth_token /,
    )
    refused(
      `{"oauth_token":"t","oauth_token_secret":${value}}`,
      'invalid-reply',
      /valid oauth_token_secret /,
    )
  }
  refused(
    '{"oauth_token":"a","oauth_token":"b","oauth_token_secret":"s"}',
    'invalid-reply',
    /valid oauth_token /,
  )
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  assert.deepEqual(read(`{"oauth_token":"t","oauth_token_secret":"s","deep":${deep}}`).fields, [])
})
