// Each public function of src/flow has an @example that compiles and runs.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../../devtools/src/sandbox/index.ts'
import * as flow from '../../src/flow/index.ts'
import { compile } from './compile.ts'

const root = new URL('../../', import.meta.url)
const path = (relative: string): string => fileURLToPath(new URL(relative, root))

interface Example {
  /** The function, method, class or constant that it documents. */
  readonly name: string
  readonly code: string
}

const DOCUMENTED =
  /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(?:(?:export|static|async|const|class|function)\s+)*(\w+)/g

function examplesOf(source: string): Example[] {
  return [...source.matchAll(DOCUMENTED)].flatMap(([, comment = '', name = '']) => {
    const text = comment.replace(/^ *\* ?/gm, '')
    return text
      .split(/^@/m)
      .filter((tag) => tag.startsWith('example\n'))
      .map((tag) => ({ name, code: tag.slice('example\n'.length).trim() }))
  })
}

const examples = readdirSync(path('src/flow'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => examplesOf(readFileSync(path(`src/flow/${file}`), 'utf8')))

test('every public value and method of the flow has an example', () => {
  const methods = Object.getOwnPropertyNames(flow.OAuth1Service.prototype)
  const names = [...Object.keys(flow), ...methods, 'from'].filter((name) => name !== 'constructor')
  assert.ok(names.length > 15)
  const withExample = new Set(examples.map(({ name }) => name))
  assert.deepEqual(
    names.filter((name) => !withExample.has(name)),
    [],
  )
})

/** The examples in one program. `options` are those of the service that they use. */
const program = (options: object): string => `
import { generateKeyPairSync } from 'node:crypto'
import * as flow from 'countersign/flow'
const { ${Object.keys(flow).join(', ')} } = flow

const service = new OAuth1Service(${JSON.stringify(options)})
const consumerKey = 'your key'
const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey

async function approve(authorizeUrl: string): Promise<string> {
  const page = await (await fetch(authorizeUrl)).text()
  return /<output>(.+)<\\/output>/.exec(page)![1]!
}
async function returnOfBrowser(authorizeUrl: string): Promise<string> {
  const response = await fetch(authorizeUrl, { redirect: 'manual' })
  return response.headers.get('location')!
}
async function logIn(): Promise<flow.AccessToken> {
  const requestToken = await service.getRequestToken()
  const verifier = await approve(service.getAuthorizeUrl(requestToken))
  return service.getAccessToken(requestToken, { verifier })
}
const runs: readonly (readonly [string, (accessToken: flow.AccessToken) => unknown])[] = [
${examples.map(({ name, code }) => `['${name}', async (accessToken) => {{\n${code}\n}}],`).join('\n')}
]
for (const [name, run] of runs) {
  console.log('example of', name)
  await run(await logIn())
}
`

test('every example compiles', (t) => {
  const options = { consumerKey: '', consumerSecret: '' }
  assert.equal(compile(t, program(options)), '')
})

test('every example runs, and the service refuses no request of it', async (t) => {
  const refused: string[] = []
  const sandbox = await startSandbox({
    approval: 'automatic',
    behaviour: { renewal: 'handle', passwords: { me: 'your password' } },
    onRequest: ({ path, advice }) => void (advice !== null && refused.push(`${path}: ${advice}`)),
  })
  t.after(() => sandbox.close())
  const session = await new flow.OAuth1Service(sandbox).login({
    openBrowser: async (url) => void (await fetch(url)),
    log: () => {},
  })
  const { consumerKey, consumerSecret, requestTokenUrl, authorizeUrl, accessTokenUrl } = sandbox
  const keys = { consumerKey, consumerSecret }
  const urls = { requestTokenUrl, authorizeUrl, accessTokenUrl }
  const { revokeUrl, baseUrl } = sandbox
  const names = {
    "'countersign/flow'": `'${new URL('src/flow/index.ts', root).href}'`,
    'https://api.example.com': sandbox.url,
    'your key': consumerKey,
    'your secret': consumerSecret,
    'your token secret': String(session.credentials.tokenSecret),
    'your token': String(session.token),
  }
  const code = Object.entries(names).reduce(
    (text, [name, value]) => text.replaceAll(name, value),
    program({ ...keys, ...urls, revokeUrl, baseUrl }),
  )
  const folder = mkdtempSync(join(tmpdir(), 'countersign-examples-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'program.mts')
  writeFileSync(file, code)
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file], {
    env: { ...process.env, BROWSER: path('examples/robot-browser.mjs') },
    timeout: 60_000,
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const [exitCode] = await once(child, 'close')
  assert.deepEqual([exitCode, refused], [0, []], printed)
  assert.equal(printed.match(/^example of /gm)?.length, examples.length)
})
