// docs/json.md: the members on the page are those that each command prints.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { exampleProfile } from './example-profile.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const root = new URL('../../../', import.meta.url)
const page = readFileSync(new URL('docs/json.md', root), 'utf8')

interface Row {
  readonly path: string
  readonly types: readonly string[]
  readonly isOptional: boolean
}

/** The rows of the table at this position below a heading that describe one member. */
function rowsOf(heading: string, position = 0): Row[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const table = [...section.matchAll(/(?:^\|.*\n)+/gm)].map(([text]) => text)[position] ?? ''
  const rows = table.trim().split('\n').slice(2)
  assert.ok(rows.length > 0, heading)
  return rows
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .filter(([, , type = '']) => type !== '')
    .map(([, name = '', type = '', stable = '']) => {
      assert.match(stable, /^(?:yes|no)$/, name)
      const [types = '', optional] = type.split(', ')
      return {
        path: name.replaceAll('`', ''),
        types: types.split(' or '),
        isOptional: optional === 'optional',
      }
    })
}

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value

/**
 * Holds outputs against rows: nothing is printed that has no row or another type, what is not optional is in each object,
 * and each row occurs.
 */
function assertDescribed(rows: readonly Row[], outputs: readonly unknown[]): void {
  const seen = new Set<string>()
  const rowAt = (path: string): Row | undefined => rows.find((row) => row.path === path)
  // A list of objects has a row for each member alone.
  const isEntry = (value: unknown, path: string): boolean =>
    path.endsWith('[]') && typeOf(value) === 'object' && rowAt(path) === undefined
  const visit = (value: unknown, path: string): void => {
    if (path !== '' && !isEntry(value, path)) {
      const row = rowAt(path)
      assert.ok(row, `${path} is printed, and not on the page`)
      assert.ok(row.types.includes(typeOf(value)), `${path} is ${typeOf(value)}`)
      seen.add(path)
    }
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`)
    else if (typeof value === 'object' && value !== null) visitMembers(value, path)
  }
  const visitMembers = (value: object, path: string): void => {
    const prefix = path === '' ? '' : `${path}.`
    const isMap = rowAt(`${prefix}*`) !== undefined
    for (const [name, member] of Object.entries(value))
      visit(member, `${prefix}${isMap ? '*' : name}`)
    const required = rows.filter(
      (row) => !row.isOptional && /^[A-Za-z]+$/.test(row.path.slice(prefix.length)),
    )
    for (const row of required.filter(({ path: each }) => each.startsWith(prefix)))
      assert.ok(Object.hasOwn(value, row.path.slice(prefix.length)), `${row.path} is not printed`)
  }
  for (const output of outputs) visit(output, '')
  const unseen = rows.filter(({ path }) => !seen.has(path)).map(({ path }) => path)
  assert.deepEqual(unseen, [], 'on the page, and never printed')
}

type Members = Readonly<Record<string, unknown>>

/** The members that a command prints, whatever its exit code says. */
async function printed(
  args: readonly string[],
  env: Record<string, string> = {},
  stdin = '',
): Promise<Members> {
  const { stdout, stderr } = await runCli(args, env, stdin)
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout) as Members
}

const CREDENTIALS = {
  COUNTERSIGN_CONSUMER_SECRET: 'kd94hf93k423kf44',
  COUNTERSIGN_TOKEN_SECRET: 'pfkkdhi9sl3r4s00',
}

/** OAuth Core 1.0a, appendix A.5, with this signature and URL. */
const pasted = (
  signature: string,
  { scheme = 'http', method = 'HMAC-SHA1', body = '' } = {},
): string =>
  `curl '${scheme}://photos.example.net/photos?file=vacation.jpg&size=original' -X GET ${body} -H 'Authorization: OAuth ` +
  'oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_nonce="kllo9940pd9333jh", ' +
  `oauth_timestamp="1191242096", oauth_signature_method="${method}", oauth_version="1.0", ` +
  `oauth_signature="${encodeURIComponent(signature)}"'`
const RIGHT = 'tR3+Ty81lMeYAr/Fid0kMTYa/WM='
/** The same base string under the key `kd94hf93k423kf44&`, by OpenSSL. */
const WITHOUT_TOKEN_SECRET = '53jgttsWLqA74Y7pXpdaQdhgDfI='
/** As a raw request, which does not name its scheme. */
const raw = (curl: string): string =>
  curl.replace(
    /^curl 'http:..([^/]+)(\S+)' -X GET +-H '(.*)'$/,
    'GET $2 HTTP/1.1\nHost: $1\n$3\n\n',
  )
const JSON_BODY = `-H 'Content-Type: application/json' --data-raw '{}'`

test('explain', async () => {
  const inputs = [
    [CREDENTIALS, pasted(RIGHT)],
    [CREDENTIALS, pasted(RIGHT, { scheme: 'HTTPS', body: JSON_BODY })],
    [CREDENTIALS, pasted('a&b', { method: 'PLAINTEXT' })],
    [{}, pasted(RIGHT, { scheme: 'https' })],
    [{}, raw(pasted(RIGHT))],
  ] as const
  const outputs = []
  for (const [env, paste] of inputs) outputs.push(await printed(['explain', '--json'], env, paste))
  assertDescribed(rowsOf('explain'), outputs)
})

test('diagnose', async () => {
  const theirs = ['--server-base-string', 'GET&http%3A%2F%2Fphotos.example.net%3A80%2Fphotos&a%3D1']
  const run = (args: readonly string[], env: Record<string, string>, paste: string) =>
    printed(['diagnose', '--json', ...args], env, paste)
  const outputs = [
    await run([], CREDENTIALS, pasted(RIGHT)),
    await run(theirs, CREDENTIALS, pasted(RIGHT, { scheme: 'https' })),
    await run([], CREDENTIALS, pasted(RIGHT, { scheme: 'https', body: '--data-raw a=b' })),
    await run([], CREDENTIALS, raw(pasted(WITHOUT_TOKEN_SECRET))),
  ]
  const rows = rowsOf('diagnose')
  assertDescribed(
    rows,
    outputs.map((output) => ({ ...output, comparison: output['comparison'] && {} })),
  )
  const comparisons = [
    await run(theirs, {}, pasted(RIGHT)),
    { input: 'curl', comparison: outputs[1]!['comparison'] },
  ] as { input: string; comparison: { findings: unknown } }[]
  const only = rows.filter(({ path }) => path.startsWith('findings'))
  const compared = comparisons.map(({ comparison: { findings } }) => ({ findings }))
  assertDescribed(only, [...compared, { findings: outputs[2]!['findings'] }])
  assertDescribed(
    rowsOf('diagnose without secrets'),
    comparisons.map(({ input, comparison }) => ({
      input,
      comparison: { ...comparison, findings: [] },
    })),
  )
})

test('sign', async () => {
  const keys = ['--consumer-key', 'k', '--token', 't', '--json']
  const outputs = [
    await printed(['sign', 'https://h/?a=%E9&%E9=1', ...keys], CREDENTIALS),
    await printed(
      ['sign', 'POST', 'https://h/', '-d', 'a=1', '--realm', 'r', ...keys],
      CREDENTIALS,
    ),
  ]
  assertDescribed(rowsOf('sign'), outputs)
})

function useRobot(context: TestContext): void {
  const old = process.env['BROWSER']
  process.env['BROWSER'] = fileURLToPath(new URL('examples/robot-browser.mjs', root))
  context.after(() => {
    if (old === undefined) delete process.env['BROWSER']
    else process.env['BROWSER'] = old
  })
}

test('login', async (context) => {
  useRobot(context)
  const { path } = temporaryFolder(context)
  const sandbox = await startSandbox({
    approval: 'automatic',
    behaviour: { tokenLifetime: 3600, renewal: 'handle' },
  })
  context.after(() => sandbox.close())
  const env = {
    COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
    COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
    COUNTERSIGN_REQUEST_TOKEN_URL: sandbox.requestTokenUrl,
    COUNTERSIGN_AUTHORIZE_URL: sandbox.authorizeUrl,
    COUNTERSIGN_ACCESS_TOKEN_URL: sandbox.accessTokenUrl,
  }
  const file = join(path, 'me.json')
  const { exitCode, stderr } = await runCli(['login', '--save', file], env)
  assert.equal(exitCode, 0, stderr)
  const saved: unknown = JSON.parse(readFileSync(file, 'utf8'))
  assertDescribed(rowsOf('login'), [await printed(['login', '--json'], env), saved])
})

test('login --list', async () => {
  assertDescribed(rowsOf('login --list'), [await printed(['login', '--list', '--json'])])
})

test('profiles and whoami', async (context) => {
  const { env } = temporaryFolder(context)
  const own = exampleProfile({
    service: 'tumblr',
    fields: [['screen_name', 'me']],
    expiresAt: 1_700_000_000_000,
  })
  for (const [name, profile] of [
    ['first', own],
    ['second', exampleProfile({ token: null })],
  ] as const)
    await updateProfiles({ env }, (stored) => withProfile(stored, name, profile))
  const rows = rowsOf('profiles')
  assertDescribed(rows, [await printed(['profiles', '--json'], env)])
  const { from, ...facts } = await printed(['whoami', 'first', '--json'], {
    ...env,
    COUNTERSIGN_CONSUMER_KEY: 'other',
  })
  assertDescribed(rows, [[facts]])
  assertDescribed(rowsOf('whoami'), [{ from }])
})

const fake = (name: string): string =>
  fileURLToPath(new URL(`devtools/test/fakes/${name}.mjs`, root))

test('conformance', async (context) => {
  const { path } = temporaryFolder(context)
  const write = (name: string, value: unknown): string => {
    writeFileSync(join(path, name), JSON.stringify(value))
    return join(path, name)
  }
  const report = join(path, 'report.jsonl')
  const gone = { name: 'gone', command: ['gone'], probe: ['false'] }
  const adapter = join(path, 'default-port.mjs')
  writeFileSync(
    adapter,
    `import { serve } from '${new URL('adapters/lib/protocol.mjs', root).href}'
    const baseStringUri = ({ url }) => ({ baseStringUri: url.replace(/^(http:..[^/:]+)/, '$1:80') })
    await serve({ name: 'default-port', version: '1', methods: [], operations: { baseStringUri } })`,
  )
  const args = [
    ...['conformance', '--json', '--report', report],
    ...['--adapter', `default-port=node ${adapter}`],
    ...[
      '--only',
      'percent-encoding/t*',
      '--only',
      'base-string-uri/p*',
      '--only',
      'protocol-parameters/r*',
    ],
    ...[
      '--expect-failures',
      write('known.json', [{ id: 'percent-encoding/tilde', reason: 'known' }]),
    ],
    ...['--adapters', write('adapters.json', [gone]), '--self'],
    ...['always-wrong', 'lies', 'floods', 'no-such-program'].flatMap((name) => [
      '--adapter',
      `${name}=node ${fake(name)}`,
    ]),
  ]
  const output = await printed(args, { PATH: process.env['PATH'] ?? '' })
  const rows = rowsOf('conformance')
  const results = rowsOf('conformance --report', 1)
  const subjects = output['subjects'] as { failures: object[] }[]
  assertDescribed(rows, [
    {
      ...output,
      subjects: subjects.map((subject) => ({
        ...subject,
        failures: subject.failures.map(() => ({})),
      })),
    },
  ])
  const lines = readFileSync(report, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Members & { type: string })
  const rowsBelow = (prefix: string): Row[] =>
    rows
      .filter((row) => row.path.startsWith(prefix))
      .map((row) => ({ ...row, path: row.path.slice(prefix.length) }))
  const ofType = (wanted: string): Members[] =>
    lines.filter(({ type }) => type === wanted).map(({ type: _, ...line }) => line)
  const isOfRun = ({ path: each }: Row): boolean => !/^(?:subjects|exitCode)/.test(each)
  const isOfSubject = ({ path: each }: Row): boolean => !each.startsWith('failures')
  assertDescribed(rows.filter(isOfRun), ofType('run'))
  assertDescribed(rowsBelow('subjects[].').filter(isOfSubject), ofType('subject'))
  assertDescribed(
    results,
    lines.filter(({ type }) => type === 'result'),
  )
  assertDescribed(
    rows.filter((row) => row.path === 'exitCode'),
    ofType('end'),
  )
  assertDescribed(
    rowsOf('conformance --report'),
    lines.map(({ type }) => ({ type })),
  )
  for (const failure of subjects.flatMap(({ failures }) => failures))
    for (const name of Object.keys(failure)) assert.ok(results.some((row) => row.path === name))
})

test('sandbox', { timeout: 120_000 }, async (context) => {
  const main = fileURLToPath(new URL('devtools/src/cli/main.ts', root))
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), main, 'sandbox', '--json', '--teach'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  context.after(() => child.kill('SIGKILL'))
  const [first] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const facts = JSON.parse(first) as { readonly url: string }
  const requests = createInterface({ input: child.stderr })
  const lines: unknown[] = []
  for (const path of ['/echo', '/']) {
    const line = once(requests, 'line')
    await (await fetch(`${facts.url}${path}`)).text()
    lines.push(JSON.parse(String((await line)[0])))
  }
  assertDescribed(rowsOf('sandbox'), [facts])
  assertDescribed(rowsOf('sandbox, each request'), lines)
})
