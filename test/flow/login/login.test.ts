import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { OAuth1Service } from '../../../src/flow/index.ts'
import { startSandbox } from '../../../devtools/src/sandbox/index.ts'
import { protocolHeader, refusal, shown } from '../../client/support.ts'
import { callbackOf, CONSUMER, serviceOf, startProvider, visit, waitingLogin } from '../support.ts'

const TOKEN = 'hh5s93j4hdidpola'
const QUIET = { log: () => {}, openBrowser: false } as const

test('login does all three legs, and its session works', async (t) => {
  const sandbox = await startSandbox({ approval: 'automatic' })
  t.after(() => sandbox.close())
  const lines: string[] = []
  const browser = async (url: string): Promise<void> => {
    await (await fetch(url)).text()
  }
  const session = await new OAuth1Service({ ...sandbox, name: 'sandbox' }).login({
    openBrowser: browser,
    log: (line) => lines.push(line),
  })
  assert.deepEqual(
    Object.keys((await (await session.get('repositories/me/repo/branches')).json()) as object),
    ['master', 'feature/oob'],
  )
  assert.deepEqual(
    lines.map((line) => line.slice(0, 4)),
    ['1/3 ', '2/3 ', '3/3 '],
  )
  assert.match(lines[1]!, new RegExp(`${sandbox.authorizeUrl}\\?oauth_token=`))
})

test('the access-token call has the verifier of the callback', async (t) => {
  const provider = await startProvider(t)
  const { result, callback } = await waitingLogin(provider)
  await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=a%2Bb+c`)
  assert.deepEqual((await result).credentials, {
    token: 'nnch734d00sl2jdk',
    tokenSecret: 'pfkkdhi9sl3r4s00',
    sessionHandle: null,
    expiresAt: null,
  })
  const protocol = protocolHeader(provider.at('/access')[0]!)
  assert.deepEqual([protocol.get('oauth_token'), protocol.get('oauth_verifier')], [TOKEN, 'a+b c'])
})

test('strays do not end a login', async (t) => {
  const provider = await startProvider(t)
  const { result, callback } = await waitingLogin(provider)
  await visit(new URL('/favicon.ico', callback).href)
  await visit(`${callback}?oauth_token=other&oauth_verifier=V`)
  await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=V`, { method: 'POST' })
  assert.equal(provider.at('/access').length, 0)
  await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=V`)
  await result
  assert.equal(provider.at('/access').length, 1)
})

test('a denial ends a login without an access-token call', async (t) => {
  for (const query of [
    `oauth_token=${TOKEN}&oauth_problem=user_refused`,
    'oauth_problem=user_refused',
    'error=access_denied',
    `oauth_token=${TOKEN}&oauth_verifier=`,
    `denied=${TOKEN}`,
  ]) {
    const provider = await startProvider(t)
    const { result, callback } = await waitingLogin(provider)
    await visit(`${callback}?${query}`)
    await assert.rejects(result, refusal('authorization-denied'))
    assert.equal(provider.at('/access').length, 0)
    await assert.rejects(visit(callback), 'nobody listens any more')
  }
})

test('a server without verifier and confirmation only works with allowUnconfirmedCallback', async (t) => {
  const request = `oauth_token=${TOKEN}&oauth_token_secret=`
  const strict = await startProvider(t, { request })
  await assert.rejects(strict.service.login(QUIET), refusal('callback-unconfirmed'))
  const provider = await startProvider(t, { request }, { allowUnconfirmedCallback: true })
  const { result, callback } = await waitingLogin(provider)
  await visit(`${callback}?oauth_token=${TOKEN}`)
  await result
  assert.equal(protocolHeader(provider.at('/access')[0]!).has('oauth_verifier'), false)
})

test('two concurrent logins each have a request token and a callback', async (t) => {
  const provider = await startProvider(t)
  const [one, two] = [await waitingLogin(provider), await waitingLogin(provider)]
  assert.notEqual(one.callback, two.callback)
  await visit(`${two.callback}?oauth_token=${TOKEN}&oauth_verifier=V2`)
  await two.result
  await visit(`${one.callback}?oauth_token=${TOKEN}&oauth_verifier=V1`)
  await one.result
  assert.deepEqual(
    provider.at('/access').map((request) => protocolHeader(request).get('oauth_verifier')),
    ['V2', 'V1'],
  )
})

test('each login gets its own temporary credentials, and the session does not keep them', async (t) => {
  const provider = await startProvider(t)
  for (const round of [1, 2]) {
    const { result, callback } = await waitingLogin(provider)
    await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=V`)
    assert.doesNotMatch(shown((await result).credentials), /hh5s93j4hdidpola|hdhd0244k9j7ao03/)
    assert.equal(provider.at('/request').length, round)
  }
})

test('the callback URL has the fixed port and path', async (t) => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  const provider = await startProvider(t)
  const { result, callback } = await waitingLogin(provider, { port, path: '/registered' })
  assert.equal(callback, `http://127.0.0.1:${port}/registered`)
  await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=V`)
  await result
})

test('a port in use ends the login before a request is sent', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  await once(taken, 'listening')
  const provider = await startProvider(t)
  const { port } = taken.address() as { port: number }
  await assert.rejects(provider.service.login({ ...QUIET, port }), refusal('listener-failed'))
  assert.equal(provider.received.length, 0)
})

test('params go to the signed request-token call, and authorizeParams to the authorize URL', async (t) => {
  const provider = await startProvider(t)
  const urls: string[] = []
  const { result, callback } = await waitingLogin(provider, {
    params: { scope: 'a b' },
    authorizeParams: { name: 'mine' },
    log: (line) => urls.push(line),
  })
  assert.equal(provider.received[0]!.target, '/request?scope=a%20b')
  assert.ok(urls[1]!.endsWith(`/authorize?oauth_token=${TOKEN}&name=mine`))
  await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=V`)
  await result
})

test('a login without a callback ends with its timeout', async (t) => {
  const provider = await startProvider(t)
  await assert.rejects(provider.service.login({ ...QUIET, timeout: 600 }), refusal('login-timeout'))
  await assert.rejects(visit(callbackOf(provider)), 'nobody listens any more')
  const forgetful = provider.service.login({
    ...QUIET,
    timeout: 600,
    pin: () => new Promise(() => {}),
  })
  await assert.rejects(forgetful, refusal('login-timeout'))
})

test('a timeout that is too long for a timer is refused', async (t) => {
  const provider = await startProvider(t)
  for (const timeout of [0, -1, Number.NaN, Infinity, 2 ** 31])
    await assert.rejects(provider.service.login({ ...QUIET, timeout }), refusal('invalid-option'))
  assert.equal(provider.received.length, 0)
})

test('a signal ends a login at each stage with its reason', async (t) => {
  const reason = new Error('mine')
  const provider = await startProvider(t)
  await assert.rejects(
    provider.service.login({ ...QUIET, signal: AbortSignal.abort(reason) }),
    reason,
  )
  assert.equal(provider.received.length, 0)

  for (const stage of ['/request', '/access', 'callback', 'pin'] as const) {
    const controller = new AbortController()
    const hang = stage === '/request' || stage === '/access'
    const hanging = await startProvider(
      t,
      hang ? { [stage.slice(1)]: { body: '', headers: {} } } : {},
    )
    const abort = (): void => {
      setImmediate(() => controller.abort(reason))
    }
    const custom = ((input: string, init?: RequestInit) => {
      if (!input.endsWith(stage)) return fetch(input, init)
      abort()
      return new Promise((_, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
      )
    }) as typeof fetch
    const service = serviceOf(hanging.origin, { fetch: custom })
    const { callback } = { callback: () => callbackOf(hanging) }
    const login = service.login({
      log: () => {},
      signal: controller.signal,
      openBrowser: () => {
        if (stage === 'callback') abort()
        if (stage === '/access') void visit(`${callback()}?oauth_token=${TOKEN}&oauth_verifier=V`)
      },
      ...(stage === 'pin' && {
        pin: () => {
          abort()
          return new Promise<string>(() => {})
        },
      }),
    })
    await assert.rejects(login, reason, stage)
  }
})

test('a browser that cannot be opened does not end the login', async (t) => {
  const failures = [
    () => {
      throw new Error('no \u001b[31mdisplay')
    },
    () => Promise.reject(new Error('no \u001b[31mdisplay')),
  ]
  for (const openBrowser of failures) {
    const provider = await startProvider(t)
    const lines: string[] = []
    const shownTwice = new Promise<void>((resolve) => {
      void provider.service
        .login({
          openBrowser,
          log: (line) => {
            if (lines.push(line) === 3) resolve()
          },
          timeout: 60_000,
          signal: abortAfter(t),
        })
        .catch(() => {})
    })
    await shownTwice
    assert.equal(lines[2], 'no browser was opened (Error: no [31mdisplay): open the URL yourself')
    await visit(`${callbackOf(provider)}?oauth_token=${TOKEN}&oauth_verifier=V`)
  }
})

function abortAfter(t: { after(end: () => void): void }): AbortSignal {
  const controller = new AbortController()
  t.after(() => controller.abort())
  return controller.signal
}

test('an error of openBrowser after the end of the login is ignored', async (t) => {
  const provider = await startProvider(t)
  const lines: string[] = []
  const openBrowser = async (): Promise<void> => {
    await visit(`${callbackOf(provider)}?oauth_token=${TOKEN}&oauth_verifier=V`)
    await login
    throw new Error('late')
  }
  const login = provider.service.login({ openBrowser, log: (line) => lines.push(line) })
  await login
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(lines.length, 3)
})

test('the browser of the system is the default, and can be absent', async (t) => {
  const { BROWSER } = process.env
  t.after(() => {
    if (BROWSER === undefined) delete process.env['BROWSER']
    else process.env['BROWSER'] = BROWSER
  })
  process.env['BROWSER'] = '/nowhere/to-be-found'
  const provider = await startProvider(t)
  const login = provider.service.login({
    log: (line) => {
      if (line.startsWith('2/3')) setTimeout(back, 50)
    },
  })
  const back = (): void =>
    void visit(`${callbackOf(provider)}?oauth_token=${TOKEN}&oauth_verifier=V`)
  assert.equal((await login).token, 'nnch734d00sl2jdk')
})

test('with a PIN there is no callback, and white space around the PIN is removed', async (t) => {
  const provider = await startProvider(t)
  const asked: string[] = []
  const pin = (url: string): string => {
    asked.push(url)
    return ' 7 31\n'
  }
  const session = await provider.service.login({ ...QUIET, pin })
  assert.equal(session.token, 'nnch734d00sl2jdk')
  assert.deepEqual(asked, [`${provider.origin}/authorize?oauth_token=${TOKEN}`])
  assert.equal(protocolHeader(provider.at('/request')[0]!).get('oauth_callback'), 'oob')
  assert.equal(protocolHeader(provider.at('/access')[0]!).get('oauth_verifier'), '7 31')
  await assert.rejects(
    provider.service.login({ ...QUIET, pin: async () => ' ' }),
    refusal('missing-verifier'),
  )
  await assert.rejects(
    provider.service.login({ ...QUIET, pin: () => Promise.reject(new Error('mine')) }),
    /mine/,
  )
})

test('a PIN from the sandbox works', async (t) => {
  const sandbox = await startSandbox({ approval: 'automatic' })
  t.after(() => sandbox.close())
  const pin = async (url: string): Promise<string> =>
    /<output>(.+)<\/output>/.exec(await (await fetch(url)).text())![1]!
  const session = await new OAuth1Service(sandbox).login({ ...QUIET, pin })
  assert.equal((await session.get('repositories/me/repo/branches')).status, 200)
})

test('a refusal of the access token ends the login and its listener', async (t) => {
  const provider = await startProvider(t, {
    access: { status: 401, body: 'oauth_problem=verifier_invalid' },
  })
  const { result, callback } = await waitingLogin(provider)
  await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=V`)
  await assert.rejects(result, refusal('credentials-refused', /verifier_invalid/))
  await assert.rejects(visit(callback), 'nobody listens any more')
})

test('the progress of a login contains no secret', async (t) => {
  const planted = {
    secret: 'planted-temporary-secret',
    verifier: 'planted-verifier',
    issued: 'planted-token-secret',
    consumer: 'planted-consumer-secret',
  }
  const provider = await startProvider(
    t,
    {
      request: `oauth_token=${TOKEN}&oauth_token_secret=${planted.secret}&oauth_callback_confirmed=true`,
      access: `oauth_token=t&oauth_token_secret=${planted.issued}`,
    },
    { ...CONSUMER, consumerSecret: planted.consumer },
  )
  const { result, callback, lines } = await waitingLogin(provider)
  await visit(`${callback}?oauth_token=${TOKEN}&oauth_verifier=${planted.verifier}`)
  await result
  assert.equal(lines.length, 3)
  assert.doesNotMatch(lines.join('\n'), /planted/)
  assert.ok(
    !lines.join('\n').includes(new URL(callback).pathname),
    'nor the path that nobody is to guess',
  )
})
