// What a caller misspells, or takes from another library, is an error that says what was meant.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Clock, OAuth1Session, requireOk, type SessionOptions } from '../../src/client/index.ts'
import { CountersignError } from '../../src/signing/index.ts'
import { KEYS, refusal, serve } from './support.ts'

/** A session that nothing can be sent by. */
const session = new OAuth1Session({
  ...KEYS,
  baseUrl: 'https://api.example.com/1.0',
  fetch: () => assert.fail('it was sent'),
})

/** A value of a type that the signature rules out. */
const wrong = (value: unknown): never => value as never

async function errorOf(call: () => unknown): Promise<CountersignError> {
  try {
    await call()
  } catch (error) {
    assert.ok(error instanceof CountersignError, String((error as Error).stack))
    return error
  }
  return assert.fail('it was taken')
}

async function refuses(
  call: () => unknown,
  code: string,
  message: RegExp,
  hint: RegExp,
): Promise<void> {
  const error = await errorOf(call)
  refusal(code, message)(error)
  assert.match(error.hint, hint)
}

test('an option that a session does not have is an error with the nearest name', async () => {
  for (const [name, meant] of [
    ['tokn', 'token'],
    ['consumer_key', 'consumerKey'],
    ['baseURL', 'baseUrl'],
    ['signatureMetod', 'signatureMethod'],
    ['tokenSecrte', 'tokenSecret'],
    ['followRedirect', 'followRedirects'],
    ['correctclock', 'correctClock'],
    ['timout', 'timeout'],
    ['realms', 'realm'],
  ] as const) {
    const options = { ...KEYS, [name]: undefined } as SessionOptions
    const error = await errorOf(() => new OAuth1Session(options))
    assert.equal(error.code, 'unknown-option')
    assert.equal(error.message, `a session has no option "${name}"`)
    assert.equal(error.hint, `did you mean "${meant}"?`)
    assert.deepEqual(error.names, [name])
  }
  await refuses(
    () => new OAuth1Session({ ...KEYS, frobnicate: 1 } as object as SessionOptions),
    'unknown-option',
    /"frobnicate"/,
    /type/,
  )
})

test('an option that a request does not have is an error with the nearest name, or with the word for it here', async () => {
  for (const [name, hint] of [
    ['parms', /^did you mean "params"\?$/],
    ['requireOK', /^did you mean "requireOk"\?$/],
    ['haeders', /^did you mean "headers"\?$/],
    ['jsn', /^did you mean "json"\?$/],
    ['data', /form, json or body/],
    ['query', /params/],
    ['qs', /params/],
    ['searchParams', /params/],
    ['auth', /session/],
    ['method', /first argument/],
  ] as const) {
    for (const call of [
      () => session.get('x', wrong({ [name]: 1 })),
      () => session.post('x', wrong({ [name]: 1 })),
      () => session.request('PUT', 'x', wrong({ [name]: 1 })),
    ]) {
      await refuses(call, 'unknown-option', new RegExp(`a request has no option "${name}"`), hint)
    }
  }
  await refuses(
    () => session.get('x', { protocol: wrong({ verifer: 'v' }) }),
    'unknown-option',
    /"verifer"/,
    /"verifier"/,
  )
  await refuses(
    () => session.echoHeaders('x', wrong({ relm: 'v' })),
    'unknown-option',
    /"relm"/,
    /"realm"/,
  )
  await refuses(
    () => requireOk(new Response(), wrong({ secret: [] })),
    'unknown-option',
    /"secret"/,
    /"secrets"/,
  )
})

test('what fetch takes is taken, and what a runtime takes beside that', async (t) => {
  const server = await serve(t)
  const inits: RequestInit[] = []
  const keeping = ((_: unknown, init: RequestInit) => {
    inits.push(init)
    return Promise.resolve(new Response('ok'))
  }) as typeof fetch
  const options = {
    cache: 'no-store',
    credentials: 'omit',
    integrity: '',
    keepalive: false,
    mode: 'cors',
    referrer: '',
    referrerPolicy: '',
    priority: 'high',
    proxy: 'p',
    client: {},
    tls: {},
  }
  const kept = new OAuth1Session({
    ...KEYS,
    fetch: keeping,
    fetchInit: { mine: 1, priority: 'low' },
  })
  await kept.get(server.origin, options as object)
  const [init] = inits as unknown as Record<string, unknown>[]
  assert.deepEqual({ ...init, ...options }, init)
  assert.equal(init!['mine'], 1)
  // session.fetch is fetch, which looks at nothing that it does not know.
  await kept.fetch(server.origin, { parms: 1 } as object)
  for (const name of ['method', 'headers', 'body', 'redirect', 'signal', 'duplex']) {
    await refuses(
      () => new OAuth1Session({ ...KEYS, fetchInit: { [name]: 1 } }),
      'invalid-option',
      /fetchInit/,
      /each request/,
    )
  }
})

test('options that are none, or of another kind, are an error that names them', async () => {
  await refuses(
    () => new OAuth1Session(wrong(undefined)),
    'invalid-option',
    /options of a session are undefined/,
    /object/,
  )
  await refuses(() => new OAuth1Session(wrong('key')), 'invalid-option', /are a string/, /object/)
  for (const options of [null, 'q=1', [], 5]) {
    await refuses(
      () => session.get('x', wrong(options)),
      'invalid-option',
      /options of a request are/,
      /object/,
    )
  }
  for (const [option, value, hint] of [
    ['fetch', null, /function/],
    ['fetch', 5, /function/],
    ['clock', {}, /new Clock/],
    ['retry', 'no', /true or false/],
    ['correctClock', 'false', /true or false/],
    ['renew', true, /function/],
    ['onRenewed', {}, /function/],
    ['onAttempt', 'log', /function/],
    ['expiresAt', 'tomorrow', /number/],
    ['expiresAt', Number.NaN, /number/],
    ['fields', 'user_id=1', /list/],
    ['sessionHandle', 5, /text/],
    ['problemField', 5, /text/],
    ['fetchInit', 'x', /object/],
  ] as const) {
    await refuses(
      () => new OAuth1Session({ ...KEYS, [option]: value } as object as SessionOptions),
      'invalid-option',
      new RegExp(`"${option}"`),
      hint,
    )
  }
  for (const [option, value, hint] of [
    ['signal', {}, /AbortController/],
    ['signal', 5, /AbortController/],
    ['requireOk', 'yes', /true or false/],
    ['protocol', 'v', /object/],
  ] as const) {
    await refuses(
      () => session.get('x', wrong({ [option]: value })),
      'invalid-option',
      new RegExp(`"${option}"`),
      hint,
    )
  }
  await refuses(
    () => session.fetch('x', { signal: wrong({}) }),
    'invalid-option',
    /"signal"/,
    /AbortController/,
  )
  // What is left out, in either way, is left out.
  new OAuth1Session({
    ...KEYS,
    clock: new Clock(),
    retry: wrong(undefined),
    baseUrl: null,
    expiresAt: null,
  })
})

test('a URL that is none is an error, and never a part of the base URL', async () => {
  for (const url of [undefined, null, 5, {}, [], true]) {
    for (const call of [
      () => session.get(wrong(url)),
      () => session.fetch(wrong(url)),
      () => session.request('POST', wrong(url)),
      () => session.echoHeaders(wrong(url)),
    ]) {
      await refuses(
        call,
        'invalid-url',
        /the URL is (undefined|null|a number|an object|a list|a boolean)/,
        /text/,
      )
    }
  }
  const based = new OAuth1Session({
    ...KEYS,
    baseUrl: new URL('https://api.example.com/1.0'),
    fetch: session.fetch,
  })
  assert.equal(based.baseUrl, 'https://api.example.com/1.0')
  await refuses(
    () => new OAuth1Session({ ...KEYS, baseUrl: wrong(5) }),
    'invalid-url',
    /base URL/,
    /http/,
  )
})

test('a method that is none, or that fetch does not send, is an error', async () => {
  for (const method of [undefined, '', 'GE T', 5, 'CONNECT', 'trace', 'TRACK']) {
    await refuses(
      () => session.request(wrong(method), 'x'),
      'invalid-method',
      /method/,
      /GET, POST/,
    )
  }
})

test('a body that fetch would write as "[object Object]" is an error that names form and json', async () => {
  for (const body of [{ a: 1 }, [1], new Map(), new Date(), 5, true, () => {}]) {
    for (const call of [
      () => session.post('x', { body: wrong(body) }),
      () => session.fetch('x', { method: 'POST', body: wrong(body) }),
    ]) {
      await refuses(
        call,
        'invalid-body',
        /the body is (an object|a list|a number|a boolean|a function)/,
        /form|text/,
      )
    }
  }
  for (const method of ['GET', 'HEAD', 'get']) {
    for (const content of [{ body: 'x' }, { form: { a: 1 } }, { json: 1 }]) {
      await refuses(
        () => session.request(method, 'x', content),
        'invalid-body',
        /has no body/,
        /params/,
      )
    }
  }
})

test('a header that is undefined, or an object, is an error that names it', async () => {
  for (const value of [undefined, null, { a: 1 }, ['a', 'b'], () => {}]) {
    for (const headers of [{ 'X-Mine': value }, [['X-Mine', value]]]) {
      await refuses(
        () => session.get('x', { headers: wrong(headers) }),
        'invalid-header',
        /"X-Mine"/,
        /leave it out|text/,
      )
    }
  }
  for (const headers of [null, 5, 'X-Mine: 1']) {
    await refuses(
      () => session.get('x', { headers: wrong(headers) }),
      'invalid-header',
      /pairs/,
      /object/,
    )
  }
})

test('numbers are taken where a person means them', async (t) => {
  const server = await serve(t)
  const taking = new OAuth1Session({ ...KEYS, headers: { 'X-Number': 5 as unknown as string } })
  await taking.get(server.origin, { params: { n: 5 }, headers: { 'X-Other': wrong(6) } })
  const names = server.received[0]!.headers.filter(([name]) => /^x-/i.test(name))
  assert.deepEqual(names.map(([, value]) => value).sort(), ['5', '6'])
})
