// The example of a web application, as a process, with browsers that keep their cookies.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { startSandbox } from '../../../devtools/src/sandbox/index.ts'

/** Starts the example with a sandbox that approves automatically. @returns its origin */
async function startWebApp(t: TestContext): Promise<string> {
  const sandbox = await startSandbox({ approval: 'automatic' })
  t.after(() => sandbox.close())
  const program = spawn(process.execPath, ['--import', 'tsx', 'examples/web-app.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: '0',
      COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
      COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
      COUNTERSIGN_REQUEST_TOKEN_URL: sandbox.requestTokenUrl,
      COUNTERSIGN_AUTHORIZE_URL: sandbox.authorizeUrl,
      COUNTERSIGN_ACCESS_TOKEN_URL: sandbox.accessTokenUrl,
      COUNTERSIGN_BASE_URL: sandbox.baseUrl,
    },
  })
  t.after(() => program.kill())
  for await (const line of createInterface({ input: program.stdout }))
    return line.replace('listening on ', '')
  return assert.fail('it did not start')
}

/** A browser that does not follow redirects. */
class Browser {
  cookie = ''

  async visit(
    url: string,
    method = 'GET',
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(url, {
      method,
      headers: { ...headers, Cookie: this.cookie },
      redirect: 'manual',
    })
    this.cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.cookie
    return response
  }

  /** Presses the button, and approves. @returns the callback URL */
  async logIn(app: string): Promise<string> {
    const toService = (await this.visit(`${app}/login`, 'POST')).headers.get('location')!
    const back = await fetch(toService, { redirect: 'manual' })
    return back.headers.get('location')!
  }
}

test('a user logs in, returns, and sees data of the service', async (t) => {
  const app = await startWebApp(t)
  const browser = new Browser()
  assert.match(await (await browser.visit(app)).text(), /Log in/)
  const callback = await browser.logIn(app)
  const before = browser.cookie
  const back = await browser.visit(callback)
  assert.deepEqual([back.status, back.headers.get('location')], [303, '/'])
  assert.notEqual(browser.cookie, before, 'the login has a cookie of its own')
  assert.equal(await (await browser.visit(app)).text(), 'master, feature/oob\n')
  assert.match(
    await (await fetch(app, { headers: { Cookie: before } })).text(),
    /Log in/,
    'the old cookie is no use',
  )
})

test('the callback of one user is refused in the browser of another, and still valid in its own', async (t) => {
  const app = await startWebApp(t)
  const [alice, bob] = [new Browser(), new Browser()]
  const [ofAlice, ofBob] = [await alice.logIn(app), await bob.logIn(app)]
  for (const [browser, callback] of [
    [alice, ofBob],
    [bob, ofAlice],
  ] as const) {
    const mixedUp = await browser.visit(callback)
    assert.equal(mixedUp.status, 400)
    assert.match(await mixedUp.text(), /does not belong to the login that this browser began/)
    assert.match(await (await browser.visit(app)).text(), /Log in/)
  }
  for (const [browser, callback] of [
    [alice, ofAlice],
    [bob, ofBob],
  ] as const) {
    assert.equal((await browser.visit(callback)).status, 303)
    assert.match(await (await browser.visit(app)).text(), /master/)
  }
})

test('the callback link of an attacker is refused in every other browser', async (t) => {
  const app = await startWebApp(t)
  const link = await new Browser().logIn(app)
  const victim = new Browser()
  assert.equal((await victim.visit(link)).status, 404, 'a browser that began nothing')
  await victim.logIn(app)
  assert.equal((await victim.visit(link)).status, 400, 'a browser that began another one')
  assert.match(await (await victim.visit(app)).text(), /Log in/)
})

test('a callback is accepted once', async (t) => {
  const app = await startWebApp(t)
  const browser = new Browser()
  const callback = await browser.logIn(app)
  assert.equal((await browser.visit(callback)).status, 303)
  assert.equal((await browser.visit(callback)).status, 400)
})

test('a callback is still valid for the user after a prefetch', async (t) => {
  const app = await startWebApp(t)
  const browser = new Browser()
  const callback = await browser.logIn(app)
  const ahead = await browser.visit(callback, 'GET', { 'Sec-Purpose': 'prefetch' })
  assert.deepEqual([ahead.status, ahead.headers.get('cache-control')], [503, 'no-store'])
  assert.equal((await browser.visit(callback)).status, 303)
})
