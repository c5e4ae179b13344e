// The example of a web application as it is, against the sandbox, with several browsers.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../../src/sandbox/index.ts'

interface Page {
  readonly status: number
  readonly text: string
  readonly location: string | null
}

/** A browser: it keeps the one cookie, and follows nothing by itself. */
class Browser {
  cookie = ''
  setCookie = ''

  async open(url: string, method = 'GET'): Promise<Page> {
    const answer = await fetch(url, { method, redirect: 'manual', headers: { Cookie: this.cookie } })
    this.setCookie = answer.headers.get('set-cookie') ?? this.setCookie
    this.cookie = this.setCookie.split(';')[0]!
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }
  }

  /** Begins a login and allows it: the URL to come back to. */
  async allow(app: string): Promise<string> {
    const { location } = await this.open(`${app}/login`, 'POST')
    const approval = await fetch(location!, { redirect: 'manual' })
    return approval.headers.get('location')!
  }
}

async function startApp(t: TestContext): Promise<string> {
  const sandbox = await startSandbox({ approval: 'automatic' })
  t.after(() => sandbox.close())
  const program = fileURLToPath(new URL('../../examples/web-app.ts', import.meta.url))
  const app = spawn(process.execPath, ['--import', 'tsx', program], {
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
  t.after(() => app.kill('SIGKILL'))
  const [url] = (await once(createInterface({ input: app.stdout }), 'line')) as [string]
  return url
}

test('the web application lets each browser in by its own login alone', { timeout: 60_000 }, async (t) => {
  const app = await startApp(t)
  const [alice, bob, victim] = [new Browser(), new Browser(), new Browser()]
  assert.match((await alice.open(app)).text, /Log in/)
  assert.match(alice.setCookie, /; HttpOnly; SameSite=Lax$/)

  // Two users at once, mixed up: each comes back with the URL of the other.
  const [ofAlice, ofBob] = [await alice.allow(app), await bob.allow(app)]
  for (const [browser, url] of [[alice, ofBob], [bob, ofAlice]] as const) {
    const { status, text } = await browser.open(url)
    assert.deepEqual([status, /callback-mismatch/.test(text)], [403, true])
    assert.match((await browser.open(app)).text, /Log in/)
  }

  // Neither is worse off for it.
  const before = alice.cookie
  for (const [browser, url] of [[alice, ofAlice], [bob, ofBob]] as const) {
    assert.equal((await browser.open(url)).location, '/')
    assert.match((await browser.open(app)).text, /the service answers 200/)
  }
  assert.notEqual(alice.cookie, before, 'the ID is another one from the login on')

  // An attacker allows a login of their own and sends its last URL to a victim, who has none begun, or one.
  const attackers = await new Browser().allow(app)
  assert.deepEqual((await victim.open(attackers)).status, 403)
  const own = await victim.allow(app)
  assert.deepEqual((await victim.open(attackers)).status, 403)
  assert.match((await victim.open(app)).text, /Log in/)
  assert.equal((await victim.open(own)).location, '/')

  // What was used is of no use again, to whoever finds it in a history.
  assert.equal((await alice.open(ofAlice)).status, 403)
  assert.equal((await new Browser().open(ofAlice)).status, 403)
  assert.equal((await alice.open(`${app}/elsewhere`)).status, 404)
})

test('the web application survives a denial', { timeout: 60_000 }, async (t) => {
  const app = await startApp(t)
  const alice = new Browser()
  const state = new URL(await alice.allow(app)).searchParams.get('state')!
  const { status, text } = await alice.open(`${app}/callback?state=${state}&error=access_denied`)
  assert.deepEqual([status, /authorization-denied/.test(text)], [403, true])
  assert.match((await alice.open(app)).text, /Log in/)
})
