import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Session, requireOk, ResponseError } from '../../../src/client/index.ts'
import { assertHidden, KEYS, refusal, serve } from '../support.ts'

async function errorOf(
  response: Response,
  secrets: readonly string[] = [],
): Promise<ResponseError> {
  const error = await requireOk(response, { secrets }).then(
    () => assert.fail('it was ok'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof ResponseError)
  refusal('request-refused')(error)
  return error
}

const answer = (
  status: number,
  body: string | null = null,
  headers: Record<string, string> = {},
): Response => new Response(body, { status, headers })

test('a success is handed back as it is, unread', async () => {
  for (const status of [200, 201, 204, 299]) {
    const response = answer(status)
    assert.equal(await requireOk(response), response)
    assert.equal(response.bodyUsed, false)
  }
})

test('a refusal has status, problem, advice, names and a hint', async () => {
  const challenge = 'OAuth oauth_problem="parameter_absent", oauth_parameters_absent="oauth_nonce"'
  const error = await errorOf(answer(400, 'ignored', { 'WWW-Authenticate': challenge }))
  assert.equal(error.message, 'the request was refused with status 400: parameter_absent')
  assert.deepEqual(
    [error.status, error.problem, error.advice, error.names],
    [400, 'parameter_absent', null, ['oauth_nonce']],
  )
  const advised = await errorOf(
    answer(401, 'oauth_problem=token_revoked&oauth_problem_advice=Log+in'),
  )
  assert.deepEqual(
    [advised.problem, advised.advice, advised.hint],
    ['token_revoked', 'Log in', 'Log in'],
  )
})

test('each problem of the extension has a hint of its own', async () => {
  // Problem Reporting extension, and the two spellings of a token that has ended.
  const problems = [
    'version_rejected',
    'parameter_absent',
    'parameter_rejected',
    'timestamp_refused',
    'nonce_used',
    'signature_method_rejected',
    'signature_invalid',
    'consumer_key_unknown',
    'consumer_key_rejected',
    'consumer_key_refused',
    'token_used',
    'token_expired',
    'access_token_expired',
    'token_revoked',
    'token_rejected',
    'additional_authorization_required',
    'permission_unknown',
    'permission_denied',
    'user_refused',
    'verifier_invalid',
  ]
  const unknown = (await errorOf(answer(401, 'oauth_problem=flux_capacitor'))).hint
  for (const problem of problems) {
    const { hint } = await errorOf(answer(401, `oauth_problem=${problem}`))
    assert.notEqual(hint, unknown, problem)
  }
})

test('a page, JSON and an empty reply are said as such', async () => {
  const message = async (response: Response): Promise<string> => (await errorOf(response)).message
  const refused = 'the request was refused with status 500: '
  assert.equal(
    await message(answer(500, '<!DOCTYPE html><p>planted')),
    `${refused}the server answered with an HTML page`,
  )
  assert.equal(
    await message(answer(500, '<h1>planted', { 'Content-Type': 'text/html; charset=x' })),
    `${refused}the server answered with an HTML page`,
  )
  assert.equal(await message(answer(500)), `${refused}the server answered with nothing`)
  assert.equal(await message(answer(500, ' \n')), `${refused}the server answered with nothing`)
  assert.equal(
    await message(answer(500, '{"message":"No way","oauth_token":"planted"}')),
    `${refused}the server answered with JSON: {"message":"No way","…`,
  )
  assert.equal(await message(answer(500, 'Out of\u001b[1m order')), `${refused}Out of [1m order`)
})

test('a problem within another text is shown as it came, and is no problem', async () => {
  const magento =
    '{"messages":{"error":[{"code":401,"message":"oauth_problem=signature_invalid"}]}}'
  const error = await errorOf(answer(401, magento))
  assert.equal(error.problem, null)
  assert.match(error.message, /JSON: \{"messages":.*"oauth_problem=signature_invalid"/)
  const named = await requireOk(answer(401, magento), {
    problemField: 'messages.error.0.message',
  }).then(
    () => assert.fail('it was taken'),
    (reason: unknown) => reason as ResponseError,
  )
  assert.equal(named.problem, 'signature_invalid')
})

test('a status without a problem has a hint too', async () => {
  for (const [status, hint] of [
    [404, /URL/],
    [429, /Retry-After/],
    [503, /Retry-After/],
    [418, /operator/],
  ] as const) {
    assert.match((await errorOf(answer(status, 'x'))).hint, hint)
  }
})

test('no more than 64 KiB of a refusal is read', async () => {
  let chunks = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks++
      controller.enqueue(new Uint8Array(16 * 1024).fill(120))
    },
  })
  const error = await errorOf(new Response(endless, { status: 500 }))
  assert.match(error.message, /: x{200}$/)
  assert.ok(chunks < 10, `${chunks}`)
})

test('secrets that a server repeats are taken out, and a session knows its own', async (t) => {
  const server = await serve(t, (_, response) =>
    response
      .writeHead(401, {
        'WWW-Authenticate': `OAuth oauth_problem="x", oauth_problem_advice="change ${KEYS.tokenSecret}"`,
      })
      .end(`you sent ${KEYS.consumerSecret} and planted-handle`),
  )
  const session = new OAuth1Session({ ...KEYS, sessionHandle: 'planted-handle' })
  const secrets = [KEYS.consumerSecret, KEYS.tokenSecret, 'planted-handle', 'planted-verifier']
  await assert.rejects(session.get(server.origin, { requireOk: true }), (error) => {
    assertHidden(error, secrets)
    return refusal('request-refused', /status 401: x$/)(error)
  })
  assertHidden(await errorOf(await session.get(server.origin), secrets), secrets)
  const echo = await serve(t, (_, response) =>
    response.writeHead(400).end('no planted-verifier here'),
  )
  await assert.rejects(
    session.get(echo.origin, { requireOk: true, protocol: { verifier: 'planted-verifier' } }),
    (error) => {
      assertHidden(error, secrets)
      return refusal('request-refused', /no \*\*\* here/)(error)
    },
  )
})

test('without requireOk a refusal is an answer', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(404).end('no'))
  const session = new OAuth1Session(KEYS)
  assert.equal((await session.get(server.origin)).status, 404)
  assert.equal((await session.get(server.origin, { requireOk: false })).status, 404)
  await assert.rejects(session.get(server.origin, { requireOk: true }), refusal('request-refused'))
})

test('advice in a header is decoded before its secrets are taken out', async () => {
  const challenge =
    'OAuth oauth_problem="parameter_rejected", oauth_problem_advice="bad%20key%20ab%2fcd%2DS3CRET"'
  const error = await errorOf(answer(400, null, { 'WWW-Authenticate': challenge }), [
    'ab/cd-S3CRET',
  ])
  assert.deepEqual([error.advice, error.hint], ['bad key ***', 'bad key ***'])
})
