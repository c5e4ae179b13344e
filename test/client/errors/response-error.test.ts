import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  excerpt,
  readProblem,
  readReplyText,
  refusalError,
  ResponseError,
} from '../../../src/client/index.ts'
import { redact, singleLine } from '../../../src/internal/index.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { assertHidden, refusal, serve } from '../support.ts'

const SECRETS = ['consumer secret/1+ü', 'tokensecret', '8317']

test('a refusal has status, problem, advice, names and a hint', () => {
  const error = refusalError(
    'the request token',
    400,
    'OAuth oauth_problem="parameter_absent", oauth_parameters_absent="oauth_callback"',
    '',
  )
  assert.ok(error instanceof ResponseError && error instanceof CountersignError)
  assert.equal(error.message, 'the request token was refused with status 400: parameter_absent')
  assert.deepEqual(
    [error.status, error.problem, error.advice, error.names, error.section],
    [400, 'parameter_absent', null, ['oauth_callback'], '3.2'],
  )
  refusal('credentials-refused')(error)
})

test('the hint is what the server advises, or else what the problem or the status suggests', () => {
  const hint = (status: number, body: string): string => refusalError('it', status, null, body).hint
  assert.equal(
    hint(401, 'oauth_problem=timestamp_refused&oauth_problem_advice=Wind+your+clock'),
    'Wind your clock',
  )
  assert.match(hint(401, 'oauth_problem=timestamp_refused'), /clock/)
  assert.match(hint(401, 'oauth_problem=flux_capacitor'), /secrets/)
  assert.match(hint(404, ''), /URL/)
  assert.match(hint(500, ''), /operator/)
  assert.match(hint(200, ''), /reply/)
  assert.match(hint(401, 'oauth_problem=constructor'), /secrets/)
})

test('without a problem the message has the beginning of the reply, on one line', () => {
  const message = (body: string): string => refusalError('it', 403, null, body).message
  assert.equal(
    message('Failed to validate oauth signature and token'),
    'it was refused with status 403: Failed to validate oauth signature and token',
  )
  assert.equal(message('Invalid signature.'), 'it was refused with status 403: Invalid signature.')
  assert.equal(
    message('{"errors":[{"code":32,"message":"Could not authenticate you."}]}'),
    'it was refused with status 403: {"errors":[{"code":32,"message":"Could not authenticate you."}]}',
  )
  assert.equal(message('\u001b[2JNo\r\n\tway'), 'it was refused with status 403: [2JNo way')
  assert.equal(
    message('<!DOCTYPE html><html>planted'),
    'it was refused with status 403: an HTML page',
  )
  assert.equal(message(''), 'it was refused with status 403')
  assert.equal(message('x'.repeat(5000)).length, 'it was refused with status 403: '.length + 200)
})

test('an excerpt ends where the first credential may stand', () => {
  const replies = [
    'oauth_token=planted&oauth_token_secret=planted',
    'a=1&oauth_token_secret=planted',
    '{"oauth_token_secret":"planted"}',
    '{\\"oauth_token_secret\\":\\"planted\\"}',
    '<oauth_token_secret>planted</oauth_token_secret>',
    'oauth_token_secret%3Dplanted',
    'secret: planted',
    "'secret' => 'planted'",
    'oauth_verifier="planted"',
    'Invalid signature: planted',
    'access_token planted1234 is bad',
    'session_handle planted-and-long-handle-of-letters',
    'secret&quot;planted',
    'oauth_signature = planted',
    'x_auth_password=planted',
    '{"error":"no","password":"planted"}',
    'bad api_key: planted1',
    'user[password]=planted',
    'session_id=planted',
  ]
  for (const reply of replies) assert.doesNotMatch(excerpt(reply), /planted/, reply)
})

test('secrets of the request that the server repeats are taken out, in every spelling', () => {
  const echoes = SECRETS.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    JSON.stringify(secret),
  ])
  for (const echo of echoes) {
    const inBody = refusalError('it', 401, null, `You sent ${echo} to us`, SECRETS)
    const inAdvice = refusalError(
      'it',
      401,
      null,
      `oauth_problem=${echo}&oauth_problem_advice=${echo}`,
      SECRETS,
    )
    const inHeader = refusalError(
      'it',
      401,
      `OAuth oauth_problem="${echo}", oauth_problem_advice="x ${echo}", oauth_parameters_rejected="${echo}"`,
      '',
      SECRETS,
    )
    for (const error of [inBody, inAdvice, inHeader]) assertHidden(error, SECRETS)
  }
  assert.equal(
    refusalError('it', 401, null, 'You sent tokensecret', SECRETS).message,
    'it was refused with status 401: You sent ***',
  )
})

test('a secret that begins like another is taken out whole, and a short one is no secret', () => {
  assert.match(
    refusalError('it', 401, null, 'bad abcdef', ['abcd', 'abcdef']).message,
    /bad \*\*\*$/,
  )
  assert.match(refusalError('it', 401, null, 'a banana', ['a', '']).message, /a banana$/)
})

test('clean text is one line without control characters', () => {
  assert.equal(singleLine(' a\u0000\u001b[1m\u2028b\u00adc\u200bd\ufeff '), 'a [1m b c d')
})

test('a reply is read up to its limit, which counts what was decompressed', async (t) => {
  const server = await serve(t, (_, response) => response.end('x'.repeat(101)))
  assert.equal(await readReplyText(await fetch(server.origin), 101), 'x'.repeat(101))
  await assert.rejects(
    async () => readReplyText(await fetch(server.origin), 100),
    refusal('reply-too-large', /100 octets/),
  )
  assert.equal(await readReplyText(new Response(null), 0), '')
})

const SPELLED = `ab/cd 'x'&"y"+(z)*!-<ü😀>\\1`

/** The spellings in which servers repeat what they were sent. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'as it is': SPELLED,
  'JSON with escaped slashes, as PHP writes it': JSON.stringify(SPELLED)
    .slice(1, -1)
    .replaceAll('/', '\\/'),
  'JSON in ASCII': JSON.stringify(SPELLED)
    .slice(1, -1)
    .replace(/[^\w \\"]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'JSON in JSON': JSON.stringify(JSON.stringify(SPELLED)).slice(3, -3),
  'percent in lower case': encodeURIComponent(SPELLED).toLowerCase(),
  encodeURIComponent: encodeURIComponent(SPELLED),
  'every octet in percent': Buffer.from(SPELLED).toString('hex').replace(/../g, '%$&'),
  'percent, three times': encodeURIComponent(encodeURIComponent(encodeURIComponent(SPELLED))),
  'a form': new URLSearchParams({ a: SPELLED }).toString().slice(2),
  'a form in percent': encodeURIComponent(new URLSearchParams({ a: SPELLED }).toString().slice(2)),
  'HTML with decimal references': SPELLED.replaceAll('&', '&amp;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;'),
  'HTML with hexadecimal references': SPELLED.replace(
    /[^\w ]/gu,
    (one) => `&#x${one.codePointAt(0)!.toString(16)};`,
  ),
  'HTML in HTML': SPELLED.replaceAll('&', '&amp;amp;')
    .replaceAll("'", '&amp;#039;')
    .replaceAll('"', '&amp;quot;')
    .replaceAll('<', '&amp;lt;')
    .replaceAll('>', '&amp;gt;'),
}

test('a secret is redacted in every encoding', () => {
  for (const [kind, spelling] of Object.entries(SPELLINGS)) {
    assert.equal(redact(`before ${spelling} after`, [SPELLED]), 'before *** after', kind)
  }
  assert.equal(redact('a\\\\\\b', ['x\\\\y']), 'a\\\\\\b')
  assert.equal(redact('bad SECRET1 and secret12', ['Secret1', 'secret12']), 'bad *** and ***')
})

test('what a header says is decoded first, and redacted then', () => {
  const secret = 'ab/cd-S3CRET'
  for (const spelling of [
    'bad%20key%20ab%2fcd-S3CRET',
    'bad%20ab/cd%2DS3CRET',
    'ab\\/cd-S\\3CRET',
    'ab%25252Fcd-S3CRET',
    'ab%5C/cd-S3CRET',
  ]) {
    const challenge = `OAuth oauth_problem="${spelling}", oauth_problem_advice="${spelling}", oauth_parameters_rejected="${spelling}"`
    assertHidden(refusalError('it', 400, challenge, '', [secret]), [secret])
    assertHidden(readProblem(challenge, '', [secret]), [secret])
  }
  const body = `oauth_problem=x&oauth_problem_advice=bad+ab%252fcd%2DS3CRET`
  assert.equal(readProblem(null, body, [secret]).advice, 'bad ***')
})
