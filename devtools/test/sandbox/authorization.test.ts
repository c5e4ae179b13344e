/** RFC 5849 §2.2: the approval page, the decision, and the redirect to the callback. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { HOSTILE_TEXT, steeringIn } from '../../../test/internal/hostile-text.ts'
import { CALLBACK, type Client, credentials, get, post, type Reply, start } from './client.ts'

const consumers = [{ consumerKey: 'printer', consumerSecret: 's', name: 'Printer <b>"&\'' }]

async function openPage(
  client: Client,
  callback = CALLBACK,
): Promise<{ page: Reply; fields: Record<string, string> }> {
  const { form } = await client.requestToken(callback)
  const page = await get(`${client.sandbox.authorizeUrl}?oauth_token=${form['oauth_token']}`)
  const hidden = page.text.matchAll(/<input type="hidden" name="(.*?)" value="(.*?)">/g)
  return {
    page,
    fields: Object.fromEntries(Array.from(hidden, ([, name, value]) => [name!, value!])),
  }
}

test('the page names the client, the user and the callback, all of it escaped', async (t) => {
  const client = await start(t, { approval: 'page', consumers, user: { name: 'O<hara>' } })
  const { page } = await openPage(client)
  assert.equal(page.status, 200)
  assert.ok(page.text.includes('Printer &lt;b&gt;&quot;&amp;&#39;'))
  assert.ok(page.text.includes('O&lt;hara&gt;'))
  assert.ok(page.text.includes('http://127.0.0.1:9'))
  assert.ok(!page.text.includes('<b>') && !page.text.includes('<hara>'))
})

test('isolates a right-to-left name on the page', async (t) => {
  const named = (name: string): { consumerKey: string; consumerSecret: string; name: string }[] => [
    { ...consumers[0]!, name },
  ]
  for (const [name, shown] of [
    ['\u202Egnp.exe', '\\u{202E}gnp.exe'],
    ['\u2067Bank\u2069\u200F', '\\u{2067}Bank\\u{2069}\\u{200F}'],
    ['\u05E9\u05DC\u05D5\u05DD (Bank)', '\u05E9\u05DC\u05D5\u05DD (Bank)'],
    [`a${HOSTILE_TEXT}`, null],
  ] as const) {
    const client = await start(t, { approval: 'page', consumers: named(name), user: { name } })
    const { page, fields } = await openPage(client, 'oob')
    const code = await post(client.sandbox.authorizeUrl, { ...fields, decision: 'allow' })
    for (const { text } of [page, code]) {
      assert.deepEqual(steeringIn(text), [])
      if (shown !== null) assert.ok(text.includes(`<bdi>${shown}</bdi>`), text)
    }
    const other = await openPage(client, 'oob')
    const forged = { ...other.fields, forgery_token: name, decision: 'deny' }
    const pages = [
      await post(client.sandbox.authorizeUrl, forged),
      await post(client.sandbox.authorizeUrl, { ...other.fields, decision: name }),
      await post(client.sandbox.authorizeUrl, { ...other.fields, decision: 'deny' }),
      await post(client.sandbox.authorizeUrl, { ...fields, decision: 'deny' }),
      await get(
        `${client.sandbox.authorizeUrl}?oauth_token=${encodeURIComponent(name.toWellFormed())}`,
      ),
    ]
    assert.deepEqual(
      pages.map(({ status }) => status),
      [403, 400, 200, 400, 400],
    )
    // They name neither the client nor the user.
    for (const { text } of pages)
      assert.deepEqual(steeringIn(text).concat(text.match(/gnp|Bank|<bdi>/g) ?? []), [])
    if (shown !== null) assert.ok(page.text.includes(`as user <bdi>${shown}</bdi>`))
  }
})

test('the page says whether the name of the client was checked', async (t) => {
  for (const verified of [true, false]) {
    const client = await start(t, { approval: 'page', consumers: [{ ...consumers[0]!, verified }] })
    const { page } = await openPage(client)
    assert.equal(page.text.includes('<strong>Verified:'), verified)
    assert.equal(page.text.includes('<strong>Not verified:'), !verified)
  }
})

test('the page runs no script, loads no resource and refuses to be framed', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { page } = await openPage(client)
  const style = /<style>(.*)<\/style>/s.exec(page.text)![1]!
  const hash = createHash('sha256').update(style).digest('base64')
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(
    page.headers.get('content-security-policy'),
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
  )
  assert.equal(page.headers.get('x-frame-options'), 'DENY')
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
  assert.equal(page.headers.get('cache-control'), 'no-store')
  assert.ok(!/<script|<img|<link|\son\w+=|\sstyle=/i.test(page.text))
})

test('the page supports phones, dark mode and screen readers', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { page } = await openPage(client)
  assert.match(page.text, /<html lang="en">/)
  assert.match(page.text, /<meta name="viewport" content="width=device-width/)
  assert.match(page.text, /color-scheme: light dark/)
  assert.match(
    page.text,
    /<button[^>]*value="allow">Allow<\/button>\s*<button[^>]*value="deny">Deny<\/button>/,
  )
})

test('the page can be opened again until there is a decision', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { page, fields } = await openPage(client)
  const again = await get(`${client.sandbox.authorizeUrl}?oauth_token=${fields['oauth_token']}`)
  assert.equal(again.text, page.text)
})

test('allowing redirects to the callback with a verifier that is valid for the exchange', async (t) => {
  const client = await start(t, { approval: 'page' })
  const first = await client.requestToken(`${CALLBACK}?a=%7e+b&c`)
  const url = `${client.sandbox.authorizeUrl}?oauth_token=${first.form['oauth_token']}`
  const [, forgery] = /name="forgery_token" value="(.*?)"/.exec((await get(url)).text)!
  const fields = {
    oauth_token: first.form['oauth_token']!,
    forgery_token: forgery!,
    decision: 'allow',
  }
  const { status, headers } = await post(client.sandbox.authorizeUrl, fields)
  assert.equal(status, 302)
  const [before, verifier] = headers.get('location')!.split('&oauth_verifier=')
  assert.equal(before, `${CALLBACK}?a=%7e+b&c&oauth_token=${first.form['oauth_token']}`)
  assert.equal((await client.accessToken(credentials(first), verifier!)).status, 200)
})

for (const [callback, joined] of [
  ['http://127.0.0.1:9', 'http://127.0.0.1:9?'],
  ['http://127.0.0.1:9/?', 'http://127.0.0.1:9/?'],
  ['http://127.0.0.1:9/?a&', 'http://127.0.0.1:9/?a&'],
  ['http://127.0.0.1:9/?a=b', 'http://127.0.0.1:9/?a=b&'],
] as const) {
  test(`appends the parameters to ${callback}`, async (t) => {
    const client = await start(t)
    const { form } = await client.requestToken(callback)
    const { headers } = await get(
      `${client.sandbox.authorizeUrl}?oauth_token=${form['oauth_token']}`,
    )
    assert.ok(
      headers
        .get('location')!
        .startsWith(`${joined}oauth_token=${form['oauth_token']}&oauth_verifier=`),
    )
  })
}

test('denying redirects to the callback with the problem and the token, and ends the credentials', async (t) => {
  const client = await start(t, { approval: 'page' })
  const first = await client.requestToken()
  const { oauth_token: token } = first.form
  const [, forgery] = /name="forgery_token" value="(.*?)"/.exec(
    (await get(`${client.sandbox.authorizeUrl}?oauth_token=${token}`)).text,
  )!
  const fields = { oauth_token: token!, forgery_token: forgery!, decision: 'deny' }
  const { status, headers } = await post(client.sandbox.authorizeUrl, fields)
  assert.equal(status, 302)
  assert.equal(
    headers.get('location'),
    `${CALLBACK}?oauth_token=${token}&oauth_problem=user_refused`,
  )
  const exchange = await client.accessToken(credentials(first), 'x')
  assert.equal(exchange.status, 401)
  assert.deepEqual(exchange.form, { oauth_problem: 'permission_denied' })
})

test('refuses a decision without the anti-forgery token of its page', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { fields } = await openPage(client)
  const { fields: others } = await openPage(client)
  const attempts = [
    { oauth_token: fields['oauth_token']!, decision: 'allow' },
    { oauth_token: fields['oauth_token']!, forgery_token: '', decision: 'allow' },
    {
      oauth_token: fields['oauth_token']!,
      forgery_token: others['forgery_token']!,
      decision: 'allow',
    },
  ]
  for (const attempt of attempts) {
    const { status, headers } = await post(client.sandbox.authorizeUrl, attempt)
    assert.equal(status, 403)
    assert.equal(headers.get('location'), null)
  }
  assert.equal(
    (await post(client.sandbox.authorizeUrl, { ...fields, decision: 'allow' })).status,
    302,
  )
})

test('accepts one decision', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { fields } = await openPage(client)
  assert.equal(
    (await post(client.sandbox.authorizeUrl, { ...fields, decision: 'deny' })).status,
    302,
  )
  const again = await post(client.sandbox.authorizeUrl, { ...fields, decision: 'allow' })
  assert.equal(again.status, 400)
  assert.ok(again.text.includes('Already decided'))
})

test('a form without a decision changes nothing', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { fields } = await openPage(client)
  for (const wrong of [{}, { decision: 'Allow' }, { decision: '' }]) {
    assert.equal((await post(client.sandbox.authorizeUrl, { ...fields, ...wrong })).status, 400)
  }
  assert.equal(
    (await post(client.sandbox.authorizeUrl, { ...fields, decision: 'allow' })).status,
    302,
  )
})

test('an absent, unknown, repeated or expired token gets a page and no redirect', async (t) => {
  let now = 1_700_000_000
  const client = await start(t, { clock: () => now })
  const { authorizeUrl } = client.sandbox
  const { oauth_token: token } = (await client.requestToken(CALLBACK, { timestamp: now })).form
  now += 601
  const queries = [
    '',
    '?oauth_token=',
    '?oauth_token=unknown',
    `?oauth_token=${token}&oauth_token=${token}`,
    `?oauth_token=${token}`,
    '?oauth_token=%E9',
    '?__proto__=1',
    '?oauth_token=__proto__',
  ]
  const replies = await Promise.all(queries.map((query) => get(authorizeUrl + query)))
  for (const { status, headers, text } of replies) {
    assert.equal(status, 400)
    assert.equal(headers.get('location'), null)
    assert.match(text, /<h1>(Unknown request|Request expired)<\/h1>/)
  }
  assert.ok(replies[4]!.text.includes('Request expired'))
  const body = `oauth_token=${token}`
  const headers = { 'Content-Type': 'text/plain' }
  assert.equal((await fetch(authorizeUrl, { method: 'POST', body, headers })).status, 400)
})

test('without a callback the page shows a code that is easy to copy, and does not redirect', async (t) => {
  for (const approval of ['automatic', 'page'] as const) {
    const client = await start(t, { approval, consumers })
    const first = await client.requestToken('oob')
    const opened = await get(
      `${client.sandbox.authorizeUrl}?oauth_token=${first.form['oauth_token']}`,
    )
    const [, forgery] = /name="forgery_token" value="(.*?)"/.exec(opened.text) ?? []
    const fields = {
      oauth_token: first.form['oauth_token']!,
      forgery_token: forgery ?? '',
      decision: 'allow',
    }
    const { status, headers, text } =
      approval === 'page' ? await post(client.sandbox.authorizeUrl, fields) : opened
    assert.equal(status, 200)
    assert.equal(headers.get('location'), null)
    const [, code] = /<output>(.*)<\/output>/.exec(text)!
    assert.match(code!, /^[2-9A-HJKMNP-TW-Z]{8}$/)
    assert.equal((await client.accessToken(credentials(first), code!)).status, 200)
  }
})

test('denying without a callback shows a page', async (t) => {
  const client = await start(t, { approval: 'page' })
  const { fields, page } = await openPage(client, 'oob')
  assert.ok(page.text.includes('code to type into the client'))
  const { status, text } = await post(client.sandbox.authorizeUrl, { ...fields, decision: 'deny' })
  assert.equal(status, 200)
  assert.ok(text.includes('<h1>Denied</h1>'))
})
