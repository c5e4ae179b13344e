// Plants secrets in every input, and searches every command, format and error for each of their
// spellings.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { type SandboxRequest, startSandbox } from '../../src/sandbox/index.ts'
import { percentEncode } from '../../../src/signing/index.ts'
import { base64, PREFIXES, SPELLINGS, spellingIn } from '../../../test/internal/spellings.ts'
import { exampleProfile } from './example-profile.ts'
import { type CliRun, runCli, runCliOnTerminal, temporaryFolder } from './run-cli.ts'

interface Planted {
  readonly consumerSecret: string
  readonly tokenSecret: string
}

/**
 * Long secrets with special characters, secrets of seven and four octets, and secrets of one
 * character.
 */
const PLANTED: readonly Planted[] = [
  { consumerSecret: 'PLANTED/cs+"é&%2F=one', tokenSecret: "PLANTED ts'<two>\\u0041" },
  { consumerSecret: 'Zq7xW9k', tokenSecret: 'pQ~8' },
  { consumerSecret: '⌘', tokenSecret: '⌥' },
]
const XAUTH = {
  password: 'PLANTED-pass&word é',
  verifier: 'PLANTEDverifier',
  handle: 'PLANTED_handle',
}
/**
 * A short secret is recognized by its position alone, so it is searched for only where it is
 * planted.
 */
const SHORT_VERIFIER = '⌂'

function assertHidden(output: string, secrets: readonly string[], what: string): void {
  for (const secret of secrets) {
    const found = spellingIn(output, secret)
    if (found !== null)
      assert.fail(`${what} shows ${JSON.stringify(secret)} (${found}): ${output.slice(0, 3000)}`)
  }
}

/** The answers to prompts on a terminal. */
const ANSWERS = ['1', '2', '3', '4', '5', '6']

const shown = ({ stdout, stderr }: CliRun): string => `${stdout}\n${stderr}`

async function search(
  args: readonly string[],
  env: Record<string, string>,
  secrets: readonly string[],
  stdin = '',
): Promise<void> {
  const what = `countersign ${args.join(' ')}`.slice(0, 300)
  assertHidden(shown(await runCli(args, env, stdin)), secrets, what)
  if (stdin === '')
    assertHidden(
      shown(await runCliOnTerminal(args, env, ...ANSWERS)),
      secrets,
      `${what}, on a terminal`,
    )
}

test('the search finds every spelling of a secret', () => {
  for (const { consumerSecret } of PLANTED) {
    for (const spell of Object.values(SPELLINGS))
      assert.notEqual(spellingIn(`x${spell(consumerSecret)}y`, consumerSecret), null)
    if (Buffer.byteLength(consumerSecret) < 4) continue
    for (const prefix of PREFIXES)
      assert.notEqual(spellingIn(base64(prefix, consumerSecret, 'zz'), consumerSecret), null)
  }
  assert.equal(spellingIn('nothing of it', 'Zq7xW9k'), null)
})

const BASE = 'https://api.example.com/r'
const protocol = (method: string, signature: string, more: string = ''): string =>
  `OAuth oauth_consumer_key="k", oauth_token="t", oauth_signature_method="${method}", oauth_timestamp="1", oauth_nonce="n", oauth_signature="${percentEncode(signature)}"${more}`

/** Pasted requests with secrets at positions that identify them as secrets. */
function pastes({ consumerSecret, tokenSecret }: Planted): string[] {
  const key = `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`
  const lower = key.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
  const xauth = `x_auth_mode=client_auth&x_auth_username=u&x_auth_password=${percentEncode(XAUTH.password)}`
  const secretParameters = `, oauth_verifier="${XAUTH.verifier}", oauth_session_handle="${XAUTH.handle}"`
  const query = (signature: string): string =>
    `oauth_consumer_key=k&oauth_token=t&oauth_signature_method=PLAINTEXT&oauth_signature=${percentEncode(signature)}&oauth%5Fverifier=${XAUTH.verifier}`
  return [
    ...[key, lower, `${consumerSecret}&${tokenSecret}`].flatMap((signature) => [
      `curl ${quoted(BASE)} -H ${quoted(`Authorization: ${protocol('PLAINTEXT', signature, secretParameters)}`)}`,
      `curl ${quoted(`http://api.example.com/r?${query(signature)}`)}`,
      `POST /r HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n${query(signature)}&${xauth}`,
      `GET ${BASE}?${query(signature)} HTTP/1.1\r\n\r\n`,
      JSON.stringify({
        request: { method: 'GET', url: `${BASE}?${query(signature)}`, headers: [] },
      }),
      `${BASE}?${query(signature)}`,
      // Without quotes, the shell splits the header and curl takes the signature for a URL.
      `curl -H Authorization: OAuth oauth_signature_method="PLAINTEXT", oauth_signature="${percentEncode(signature)}"`,
      `curl -H Authorization: oauth_signature=${percentEncode(signature)}`,
    ]),
    `curl ${quoted(BASE)} -d ${quoted(xauth)} -H ${quoted(`Authorization: ${protocol('HMAC-SHA1', 'AAAA', secretParameters)}`)}`,
    `curl 'https://me:${encodeURIComponent(XAUTH.password)}@api.example.com/r?x=1' -H ${quoted(`Authorization: ${protocol('HMAC-SHA1', 'AAAA')}`)}`,
    `GET ${BASE}?next=${encodeURIComponent(`https://h/?oauth_token_secret=${percentEncode(tokenSecret)}&consumer_secret=${percentEncode(consumerSecret)}`)} HTTP/1.1\r\nAuthorization: ${protocol('HMAC-SHA1', 'AAAA')}\r\n\r\n`,
  ]
}

/** Requests with the secrets in unrelated parameters, in every spelling. */
function misplaced({ consumerSecret, tokenSecret }: Planted): string[] {
  if (Buffer.byteLength(consumerSecret) < 4) return []
  return [
    ...Object.values(SPELLINGS).map(
      (spell) =>
        `GET ${BASE}?a=${encodeURIComponent(spell(consumerSecret))}&b=${encodeURIComponent(spell(tokenSecret))} HTTP/1.1\r\nAuthorization: ${protocol('HMAC-SHA1', 'AAAA')}\r\n\r\n`,
    ),
    ...PREFIXES.map(
      (prefix) =>
        `GET ${BASE}?basic=${encodeURIComponent(base64(prefix, consumerSecret))} HTTP/1.1\r\nAuthorization: ${protocol('HMAC-SHA1', 'AAAA')}\r\n\r\n`,
    ),
  ]
}

for (const [index, planted] of PLANTED.entries()) {
  const { consumerSecret, tokenSecret } = planted
  const secrets = [consumerSecret, tokenSecret, XAUTH.password, XAUTH.verifier, XAUTH.handle]

  test(
    `explain and diagnose print no secret of set ${index + 1} in any format`,
    { timeout: 300_000 },
    async (t) => {
      const { path } = temporaryFolder(t)
      const page = join(path, 'page.html')
      const env = {
        COUNTERSIGN_CONSUMER_SECRET: consumerSecret,
        COUNTERSIGN_TOKEN_SECRET: tokenSecret,
      }
      const placed = pastes(planted)
      for (const [position, paste] of [...placed, ...misplaced(planted)].entries()) {
        // A secret that is not given as such is recognized by its position alone.
        const isPlaced = placed.includes(paste)
        await search(['explain'], env, secrets, paste)
        await searchPage(['explain', '--json'], env, paste)
        if (isPlaced) await searchPage(['explain', '--json'], {}, paste)
        if (isPlaced) await search(['explain'], {}, secrets, paste)
        // A diagnosis is slow.
        if (position % 6 > 0) continue
        await searchPage(['diagnose', '--json'], env, paste)
        await search(['diagnose'], env, secrets, paste)
        const parameters = `a=1&x_auth_password=${percentEncode(XAUTH.password)}&oauth_token_secret=${percentEncode(tokenSecret)}`
        const theirs = `GET&${encodeURIComponent(BASE)}&${encodeURIComponent(parameters)}`
        if (isPlaced) await search(['diagnose', '--server-base-string', theirs], {}, secrets, paste)
      }

      async function searchPage(
        args: readonly string[],
        own: Record<string, string>,
        paste: string,
      ): Promise<void> {
        writeFileSync(page, '')
        await search([...args, '--html', page], own, secrets, paste)
        assertHidden(
          readFileSync(page, 'utf8'),
          secrets,
          `the page of ${args.join(' ')} for ${paste}`,
        )
      }
    },
  )

  test(
    `a request prints no secret of set ${index + 1} for any response`,
    { timeout: 300_000 },
    async (t) => {
      const { path, env } = temporaryFolder(t)
      const server = await echoServer(t, secrets, [consumerSecret, tokenSecret])
      const file = join(path, 'me.json')
      writeFileSync(
        file,
        JSON.stringify({ consumerKey: 'k', token: 't', consumerSecret, tokenSecret }),
      )
      await updateProfiles({ env }, (old) =>
        withProfile(
          old,
          'a',
          exampleProfile({
            consumerSecret,
            tokenSecret,
            sessionHandle: XAUTH.handle,
            origins: [server],
            apiUrl: `${server}/`,
            fields: [
              ['token_secret', XAUTH.verifier],
              ['password', XAUTH.password],
            ],
          }),
        ),
      )
      const variables = {
        COUNTERSIGN_CONSUMER_KEY: 'k',
        COUNTERSIGN_TOKEN: 't',
        COUNTERSIGN_CONSUMER_SECRET: consumerSecret,
        COUNTERSIGN_TOKEN_SECRET: tokenSecret,
      }
      const form = [
        '--form',
        `x_auth_password=${XAUTH.password}`,
        '--form',
        `oauth_session_handle=${XAUTH.handle}`,
      ]
      // The curl command contains the values of the arguments, but no stored secret.
      const stored = [consumerSecret, tokenSecret]
      for (const [args, own] of [
        [[], env],
        [['--credentials', file], env],
        [[], { ...env, ...variables }],
      ] as const) {
        for (const method of ['HMAC-SHA1', 'PLAINTEXT', 'RSA-SHA1']) {
          for (const more of [
            ['--dry-run'],
            ['--explain'],
            [],
            ['--max-time', 'x'],
            ['-o', '/nowhere/x'],
            ['--zzz'],
          ]) {
            await search(
              [
                'post',
                `${server}/401?oauth%5Fverifier=${XAUTH.verifier}`,
                ...form,
                ...args,
                ...more,
                '-s',
                method,
              ],
              own,
              secrets,
            )
          }
          for (const more of [
            ['--dry-run', '--header', `X-Api-Key: ${XAUTH.verifier}`],
            ['--explain'],
            [],
          ]) {
            await search(['get', `${server}/500`, ...args, ...more, '-s', method], own, secrets)
          }
          for (const more of [[], ['-L'], ['-i']]) {
            await search(['get', `${server}/302`, ...args, ...more, '-s', method], own, secrets)
          }
          await search(
            ['post', `${server}/401`, ...form, ...args, '--curl', '-s', method],
            own,
            stored,
          )
          await search(
            ['get', 'http://127.0.0.1:1/', ...args, '--any-origin', '-s', method],
            own,
            secrets,
          )
          await search(
            [
              'sign',
              'GET',
              `${BASE}?a=b`,
              ...args,
              '--json',
              '-s',
              method === 'PLAINTEXT' ? 'HMAC-SHA256' : method,
            ],
            own,
            secrets,
          )
        }
      }
      for (const args of [
        ['whoami'],
        ['whoami', '--json'],
        ['profiles'],
        ['profiles', '--json'],
        ['logout'],
      ])
        await search(args, { ...env, ...variables }, secrets)
    },
  )

  test(
    `a refused login prints no secret of set ${index + 1} for any response`,
    { timeout: 300_000 },
    async (t) => {
      const { origin, turns } = await echoingBodies(t, [consumerSecret, XAUTH.password])
      const env = {
        COUNTERSIGN_CONSUMER_KEY: 'k',
        COUNTERSIGN_CONSUMER_SECRET: consumerSecret,
        COUNTERSIGN_PASSWORD: XAUTH.password,
      }
      const url = ['--access-token-url', `${origin}/`]
      for (let turn = 0; turn < turns; turn++) {
        const method = ['HMAC-SHA1', 'PLAINTEXT'][turn % 2]!
        const args = ['login', '--username', 'u', ...url, '-s', method]
        assertHidden(shown(await runCli(args, env)), secrets, `countersign ${args.join(' ')}`)
      }
      const legs = ['--request-token-url', `${origin}/`, '--authorize-url', `${origin}/`, ...url]
      await search(['login', '--no-browser', ...legs], env, secrets)
    },
  )

  test(`the log of a sandbox contains no secret of set ${index + 1}`, async (t) => {
    const log: SandboxRequest[] = []
    const sandbox = await startSandbox({ teach: true, onRequest: (request) => log.push(request) })
    t.after(() => sandbox.close())
    const ask = async (init: RequestInit, query = ''): Promise<string> => {
      const response = await fetch(`${sandbox.requestTokenUrl}${query}`, {
        method: 'POST',
        ...init,
      })
      return `${JSON.stringify([...response.headers])} ${await response.text()}`
    }
    const key = `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`
    const xauth = `x_auth_password=${percentEncode(XAUTH.password)}&oauth_verifier=${XAUTH.verifier}`
    const form = 'application/x-www-form-urlencoded'
    for (const signature of [key, `${consumerSecret}&${tokenSecret}`]) {
      const header = protocol('PLAINTEXT', signature, `, oauth_verifier="${XAUTH.verifier}"`)
      const answers = [
        await ask({ headers: { Authorization: header } }),
        await ask({ headers: { Authorization: header, 'Content-Type': form }, body: xauth }),
        await ask({ headers: { Authorization: header } }, `?${xauth}&${xauth}`),
        await ask(
          {},
          `?oauth_signature_method=PLAINTEXT&oauth_signature=${percentEncode(signature)}`,
        ),
        await ask({
          headers: { 'Content-Type': form },
          body: `oauth_signature=${percentEncode(signature)}`,
        }),
        await ask({ headers: { Authorization: `${header}, oauth_verifier="${XAUTH.verifier}"` } }),
        await ask({ headers: { Authorization: header.replaceAll('"', '') } }),
      ]
      for (const answer of answers) assertHidden(answer, secrets, 'an answer of the sandbox')
    }
    assert.equal(log.length, 14)
    for (const request of log) assertHidden(JSON.stringify(request), secrets, 'the log')
  })

  test(`no error contains a secret of set ${index + 1}`, async (t) => {
    const { path, env } = temporaryFolder(t)
    const bad = join(path, 'bad.json')
    writeFileSync(
      bad,
      `{ "consumerSecret": ${JSON.stringify(consumerSecret)}, "tokenSecret": ${JSON.stringify(tokenSecret)}, `,
    )
    const wrong = join(path, 'wrong.json')
    writeFileSync(
      wrong,
      JSON.stringify({
        consumerSecret,
        tokenSecret,
        privateKey: `no key ${tokenSecret}`,
        consumerKeyy: 1,
      }),
    )
    const own = {
      ...env,
      COUNTERSIGN_CONSUMER_KEY: 'k',
      COUNTERSIGN_CONSUMER_SECRET: consumerSecret,
      COUNTERSIGN_TOKEN_SECRET: tokenSecret,
    }
    for (const file of [bad, wrong]) {
      for (const args of [
        ['get', 'https://127.0.0.1:1/'],
        ['sign', BASE],
        ['explain', 'GET', BASE],
        ['diagnose', 'GET', BASE],
        ['login', 'tumblr', '--token', 'x'],
      ]) {
        await search([...args, '--credentials', file], env, secrets)
        await search([...args, '--credentials', file, '-s', 'RSA-SHA1'], own, secrets)
      }
    }
    for (const args of [
      ['login', 'tumblr', '--timeout', '0'],
      ['login', '--consumer-key', 'k'],
      ['login', 'tumblr', '--zzz'],
      ['login', '--username', 'u', '--access-token-url', 'http://127.0.0.1:1/t'],
      ['diagnose', 'GET', BASE],
      ['sandbox', 'x'],
    ]) {
      await search(args, { ...own, COUNTERSIGN_PASSWORD: XAUTH.password }, secrets)
    }
  })
}

test('masks a verifier of one character by its position in text, JSON and pages', async (t) => {
  const { path } = temporaryFolder(t)
  const page = join(path, 'page.html')
  const more = `, oauth_verifier="${encodeURIComponent(SHORT_VERIFIER)}", oauth_session_handle="${encodeURIComponent(SHORT_VERIFIER)}"`
  const paste = `GET ${BASE}?x_auth_password=${encodeURIComponent(SHORT_VERIFIER)}&user%5Bpassword%5D=${encodeURIComponent(SHORT_VERIFIER)} HTTP/1.1\r\nAuthorization: ${protocol('HMAC-SHA1', 'AAAA', more)}\r\n\r\n`
  for (const args of [
    ['explain'],
    ['explain', '--json'],
    ['explain', '--html', page],
    ['diagnose'],
    ['diagnose', '--json'],
    ['diagnose', '--html', page],
  ]) {
    await search(
      args,
      { COUNTERSIGN_CONSUMER_SECRET: 'a', COUNTERSIGN_TOKEN_SECRET: 'b' },
      [SHORT_VERIFIER],
      paste,
    )
    if (args.includes('--html'))
      assertHidden(readFileSync(page, 'utf8'), [SHORT_VERIFIER], 'the page')
  }
})

/** The spellings of secrets in a response that the command recognizes by value. */
function spellingsOf(secrets: readonly string[]): string[] {
  return secrets
    .filter((secret) => Buffer.byteLength(secret) > 3)
    .flatMap((secret) => [
      ...Object.values(SPELLINGS).map((spell) => spell(secret)),
      ...PREFIXES.map((prefix) => base64(prefix, secret)),
    ])
}

/**
 * A server that responds with the status in the path, and repeats a secret in the reason phrase,
 * the challenge and the Location header, each time in another spelling.
 */
async function echoServer(
  t: TestContext,
  ofPost: readonly string[],
  ofGet: readonly string[],
): Promise<string> {
  const spelled = { POST: spellingsOf(ofPost), GET: spellingsOf(ofGet) }
  let turn = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      // One spelling for each response, because a message quotes only the beginning of a text.
      const all = spelled[request.method as 'POST' | 'GET']
      const one = all[turn++ % all.length] ?? ''
      const quoted = encodeURIComponent(one)
      const status = Number(/\d{3}/.exec(request.url!)![0])
      response.writeHead(status, `no ${one}`, {
        'WWW-Authenticate': `OAuth oauth_problem="${quoted}", oauth_problem_advice="${quoted}"`,
        ...(status < 400 && { Location: `https://other.example/${one.replace(/[?#]/g, '')}` }),
      })
      response.end()
    })
  })
  return listen(t, server)
}

/**
 * A server that responds with 401 and repeats a secret in the body, each time in another spelling
 * and content type.
 */
async function echoingBodies(
  t: TestContext,
  secrets: readonly string[],
): Promise<{ readonly origin: string; readonly turns: number }> {
  const bodies = spellingsOf(secrets).flatMap((one) => [
    `oauth_problem=signature_invalid&oauth_problem_advice=${encodeURIComponent(one)}`,
    `oauth_problem=${encodeURIComponent(one)}`,
    `{"error":"${one}"}`,
    `not good: ${one}`,
    `<p>${one}</p>`,
  ])
  let turn = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(401).end(bodies[turn++ % bodies.length] ?? 'no')
    })
  })
  return { origin: await listen(t, server), turns: bodies.length }
}

async function listen(t: TestContext, server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
