/**
 * Runs an example of a document against a sandbox, with a user at the terminal who approves
 * everything.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { OAuth1Service } from '../../src/index.ts'
import { type Sandbox, startSandbox } from '../../devtools/src/sandbox/index.ts'

const root = new URL('../../', import.meta.url)
const TYPESCRIPT = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval']

export interface Place {
  readonly sandbox: Sandbox
  /** The placeholders of the examples and their values. */
  readonly names: Readonly<Record<string, string>>
  /** The requests that the sandbox refused, with the reasons. */
  readonly refused: readonly string[]
}

/**
 * A sandbox in place of `https://api.example.com`, with a token for examples without a login.
 */
export async function openPlace(t: TestContext): Promise<Place> {
  const refused: string[] = []
  const sandbox = await startSandbox({
    approval: 'automatic',
    onRequest: ({ path, advice }) => void (advice !== null && refused.push(`${path}: ${advice}`)),
  })
  t.after(() => sandbox.close())
  const service = new OAuth1Service(sandbox)
  const requestToken = await service.getRequestToken()
  const verifier = await allow(service.getAuthorizeUrl(requestToken))
  const { token, tokenSecret } = await service.getAccessToken(requestToken, { verifier })
  const names = {
    'https://api.example.com': sandbox.url,
    'your key': sandbox.consumerKey,
    'your secret': sandbox.consumerSecret,
    'your token secret': tokenSecret,
    'your token': token,
  }
  return { sandbox, names, refused }
}

/**
 * Approves, and returns the callback URL, or the code that the page shows.
 */
async function allow(authorizeUrl: string): Promise<string> {
  const response = await fetch(authorizeUrl, { redirect: 'manual' })
  const page = await response.text()
  const callback = response.headers.get('location')
  // A callback on loopback has a listener.
  if (callback?.startsWith('http://127.0.0.1:')) await fetch(callback)
  return callback ?? /<output>(.+)<\/output>/.exec(page)?.[1] ?? assert.fail(page)
}

/** The JSON that an example of countersign prints last. */
export function runTypescript(t: TestContext, code: string, place: Place): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-example-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const program = code.replaceAll("'countersign'", `'${new URL('src/index.ts', root).href}'`)
  return run([process.execPath, ...TYPESCRIPT, withNames(program, place)], folder, place)
}

/** The JSON that an example of another library prints last. */
export function runForeign(
  command: readonly string[],
  code: string,
  folder: string,
  place: Place,
): Promise<string> {
  return run([...command, withNames(code, place)], folder, place)
}

const withNames = (code: string, { names }: Place): string =>
  Object.entries(names).reduce((text, [name, value]) => text.replaceAll(name, value), code)

async function run(
  [file = '', ...args]: readonly string[],
  cwd: string,
  { sandbox, refused }: Place,
): Promise<string> {
  // The browser opens nothing. The user reads the URL from the terminal and opens it.
  const { PATH, TSX_TSCONFIG_PATH } = process.env
  const env = { PATH, TSX_TSCONFIG_PATH, BROWSER: 'true' }
  const child = spawn(file, args, { cwd, env, timeout: 30_000 })
  const page = new RegExp(`${sandbox.authorizeUrl}\\S+(?=\\s)`)
  let said = ''
  let printed = ''
  let asked: string | null = null
  const listen = (text: string): void => {
    said += text
    if (asked !== null) return
    asked = page.exec(said)?.[0] ?? null
    if (asked !== null) void allow(asked).then((answer) => child.stdin.end(`${answer}\n`))
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    listen(text)
  })
  child.stderr.setEncoding('utf8').on('data', listen)
  const [exitCode] = await once(child, 'close')
  assert.deepEqual([exitCode, refused], [0, []], said)
  return printed.slice(printed.indexOf('{'))
}
