// A login leaves no handle open: these tests wait until a separate process ends on its own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { callbackOf, type MadeProvider, startProvider, visit } from '../support.ts'

const TOKEN = 'hh5s93j4hdidpola'

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/**
 * Runs login-program.ts until it ends. `act` is called once the program waits for its user.
 */
function run(
  t: TestContext,
  provider: MadeProvider,
  manner: string,
  act: (stdin: NodeJS.WritableStream) => unknown,
  env = {},
): Promise<Ended> {
  const program = fileURLToPath(new URL('login-program.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, provider.origin, manner], {
    env: { ...process.env, ...env },
  })
  t.after(() => child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  let acted = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
    if (acted || !output.stderr.includes('2/3')) return
    acted = true
    act(child.stdin)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...output, code })))
}

test('a process ends after a login, a denial, an abort and a timeout', async (t) => {
  const provider = (): Promise<MadeProvider> => startProvider(t)
  const comeBack = (made: MadeProvider, query: string) => (): void =>
    void visit(`${callbackOf(made)}?${query}`)
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['login', `oauth_token=${TOKEN}&oauth_verifier=V`, /^nnch734d00sl2jdk\n$/],
    [
      'login',
      `oauth_token=${TOKEN}&oauth_problem=user_refused`,
      /^CountersignError: the user was not authorized: "user_refused"\n$/,
    ],
    ['abort', '', /^Error: aborted by the program\n$/],
    ['timeout', '', /^CountersignError: no callback came within 2 s\n$/],
  ]
  await Promise.all(
    cases.map(async ([manner, query, expected]) => {
      const made = await provider()
      const { stdout, stderr, code } = await run(
        t,
        made,
        manner,
        query === '' ? () => {} : comeBack(made, query),
      )
      assert.match(stdout, expected)
      assert.match(stderr, /^1\/3 .*\n2\/3 /)
      assert.equal(code, 0)
    }),
  )
})

test('a login without a browser continues', async (t) => {
  const made = await startProvider(t)
  const back = (): void => void visit(`${callbackOf(made)}?oauth_token=${TOKEN}&oauth_verifier=V`)
  const { stdout, code } = await run(t, made, 'browser', back, { BROWSER: '/nowhere/to-be-found' })
  assert.deepEqual([stdout, code], ['nnch734d00sl2jdk\n', 0])
})

test('the prompt for the code is on standard error, and standard output stays empty', async (t) => {
  const made = await startProvider(t)
  const { stdout, stderr, code } = await run(t, made, 'pin', (stdin) => stdin.write(' 7341 \n'))
  assert.deepEqual([stdout, code], ['nnch734d00sl2jdk\n', 0])
  assert.match(stderr, /the code that the page shows: /)
  assert.match(String(made.at('/access')[0]?.headers), /oauth_verifier="7341"/)
})

test('with callbackMode oob, the login prompts for the code by default', async (t) => {
  const made = await startProvider(t)
  const { stdout, stderr } = await run(t, made, 'oob', (stdin) => stdin.write('7341\n'))
  assert.equal(stdout, 'nnch734d00sl2jdk\n')
  assert.match(stderr, /the code that the page shows: /)
  assert.match(String(made.at('/request')[0]?.headers), /oauth_callback="oob"/)
})

test('an input that ends before the code is an error', async (t) => {
  const made = await startProvider(t)
  const { stdout, code } = await run(t, made, 'pin', (stdin) => stdin.end())
  assert.deepEqual(
    [stdout, code],
    ['CountersignError: standard input ended before a code was typed\n', 0],
  )
})
