import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseChallenge, readProblem } from '../../../src/client/index.ts'
import { problemNames } from '../../../src/client/errors/oauth-problem.ts'

const problemOf = (header: string | null, body = ''): string | null =>
  readProblem(header, body).problem

test('the challenge is read, quoted or not, with commas inside its quotes', () => {
  assert.deepEqual(parseChallenge('OAuth realm="a,b", oauth_problem="nonce_used"'), [
    ['realm', 'a,b'],
    ['oauth_problem', 'nonce_used'],
  ])
  assert.deepEqual(parseChallenge('OAuth oauth_problem=token_expired,realm=x'), [
    ['oauth_problem', 'token_expired'],
    ['realm', 'x'],
  ])
  assert.deepEqual(parseChallenge('oauth  realm = "a \\"b\\" \\\\" , oauth_problem = nonce_used'), [
    ['realm', 'a "b" \\'],
    ['oauth_problem', 'nonce_used'],
  ])
  assert.deepEqual(parseChallenge('OAuth'), [])
  assert.deepEqual(parseChallenge(''), [])
})

test('only the OAuth challenge counts among several', () => {
  const header =
    'Basic realm="oauth_problem=x", Negotiate a==, OAuth realm="a,b", oauth_problem="nonce_used", Bearer oauth_problem=x'
  assert.deepEqual(parseChallenge(header), [
    ['realm', 'a,b'],
    ['oauth_problem', 'nonce_used'],
  ])
  assert.equal(problemOf('Bearer oauth_problem="x"'), null)
})

test('values are percent-decoded, and stay what they are where that leads nowhere', () => {
  const { advice } = readProblem(
    'OAuth oauth_problem="x", oauth_problem_advice="Set%20your%20clock%2C%20100%%20please%0A%E9"',
    '',
  )
  assert.equal(advice, 'Set your clock, 100% please �')
})

test('a broken challenge does not hide the body', () => {
  assert.equal(
    problemOf('OAuth oauth_problem="nonce_used', 'oauth_problem=token_used'),
    'token_used',
  )
  assert.equal(problemOf('OAuth realm="x"', 'oauth_problem=token_used'), 'token_used')
  assert.equal(problemOf('OAuth oauth_problem=""', 'oauth_problem=token_used'), 'token_used')
  assert.equal(problemOf('=', 'x'), null)
})

test('the header goes before the body', () => {
  assert.equal(
    problemOf('OAuth oauth_problem=nonce_used', 'oauth_problem=token_used'),
    'nonce_used',
  )
})

test('a form that is the whole body is read', () => {
  const advice = 'oauth_problem=permission_denied&oauth_problem_advice=Ask+an+admin%21'
  assert.deepEqual(
    { ...readProblem(null, advice), details: [] },
    { problem: 'permission_denied', advice: 'Ask an admin!', details: [] },
  )
  assert.equal(problemOf(null, '\ufeff\n oauth_problem=nonce_used \n'), 'nonce_used')
  assert.equal(
    problemOf(null, 'oauth_problem=parameter_absent&oauth_parameters_absent=oauth_nonce'),
    'parameter_absent',
  )
  // Yahoo.
  assert.equal(problemOf(null, 'oauth_problem=token_expired&xoauth_yahoo_guid=X'), 'token_expired')
  // Magento 2.
  assert.equal(
    problemOf(null, 'oauth_problem=The+signature+is+invalid.+Verify+and+try+again.'),
    'The signature is invalid. Verify and try again.',
  )
})

test('a problem within another text is none', () => {
  for (const body of [
    '{"messages":{"error":[{"code":401,"message":"oauth_problem=signature_invalid"}]}}',
    '{"oauth_problem": "token_rejected"}',
    '{"message":"{\\"oauth_problem\\":\\"token_rejected\\"}"}',
    '<html><p>oauth_problem=consumer_key_unknown</p></html>',
    'Error: oauth_problem=verifier_invalid.',
    'note=1&oauth_problem=token_rejected',
    'oauth_problem=token_rejected&note=1',
    'oauth_problem=token_rejected&oauth_problem=nonce_used',
    'there was an oauth_problem here',
    '',
  ]) {
    assert.equal(problemOf(null, body), null, body)
  }
  assert.equal(problemOf('OAuth oauth_problem=a, oauth_problem=b'), null)
})

test('the field that a service documents is read, where a form with a problem is all that it holds', () => {
  const problemIn = (body: string, field: string): string | null =>
    readProblem(null, body, [], field).problem
  // Magento 1, and SmugMug.
  const magento =
    '{"messages":{"error":[{"code":401,"message":"oauth_problem=signature_invalid"}]}}'
  assert.equal(problemIn(magento, 'messages.error.0.message'), 'signature_invalid')
  assert.equal(
    problemIn('{"Code":401,"Message":"oauth_problem=nonce_used"}', 'Message'),
    'nonce_used',
  )
  assert.equal(problemIn(magento, 'messages.error.1.message'), null)
  assert.equal(problemIn(magento, 'messages.error'), null)
  assert.equal(problemIn('{"Message":"see oauth_problem=nonce_used"}', 'Message'), null)
  assert.equal(problemIn('{"Message":{"oauth_problem":"nonce_used"}}', 'Message'), null)
  assert.equal(problemIn('oauth_problem', 'length'), null)
  assert.equal(problemIn('null', 'Message'), null)
})

test('unknown problems are passed on', () => {
  assert.equal(problemOf('OAuth oauth_problem=flux_capacitor'), 'flux_capacitor')
})

test('control characters and length are taken from what the server says', () => {
  const words = `\u001b[2Jone\r\ntwo\u202e\u009b\u0000 ${'three '.repeat(1000)}`
  const advice = `oauth_problem=x%1B%5B31m&oauth_problem_advice=${encodeURIComponent(words)}`
  const read = readProblem(null, advice)
  assert.equal(read.problem, 'x [31m')
  assert.ok(read.advice?.startsWith('[2Jone two three three') && read.advice.length <= 200)
})

test('of the parameters that a problem is about, the names are kept and the values are not', () => {
  const names = (header: string): string[] => problemNames(readProblem(header, '').details)
  assert.deepEqual(
    names(
      'OAuth oauth_problem=parameter_absent, oauth_parameters_absent="oauth_nonce%26oauth_timestamp"',
    ),
    ['oauth_nonce', 'oauth_timestamp'],
  )
  assert.deepEqual(
    names(
      'OAuth oauth_problem=parameter_rejected, oauth_parameters_rejected="oauth_verifier%3Dplanted%26x%3D%2525"',
    ),
    ['oauth_verifier', 'x'],
  )
  assert.deepEqual(names('OAuth oauth_problem=nonce_used'), [])
})
