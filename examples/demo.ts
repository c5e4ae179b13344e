// Runs bitbucket.ts against the sandbox, with a program as the browser, and types its input.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../devtools/src/sandbox/index.ts'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const say = (line: string): void => console.error(`demo: ${line}`)

const sandbox = await startSandbox({
  approval: 'automatic',
  onRequest: ({ method, path, status }) =>
    say(`the sandbox answered ${method} ${path} with ${status}`),
})
say(`a strict OAuth 1.0a provider is running on ${sandbox.url}`)

const example = spawn(process.execPath, ['--import', 'tsx', path('bitbucket.ts')], {
  stdio: ['pipe', 'inherit', 'inherit'],
  env: {
    ...process.env,
    BROWSER: path('robot-browser.mjs'),
    COUNTERSIGN_CONSUMER_KEY: sandbox.consumerKey,
    COUNTERSIGN_CONSUMER_SECRET: sandbox.consumerSecret,
    COUNTERSIGN_REQUEST_TOKEN_URL: sandbox.requestTokenUrl,
    COUNTERSIGN_AUTHORIZE_URL: sandbox.authorizeUrl,
    COUNTERSIGN_ACCESS_TOKEN_URL: sandbox.accessTokenUrl,
    COUNTERSIGN_BASE_URL: sandbox.baseUrl,
  },
})
example.stdin.end('me\nrepo\n')
const [exitCode] = await once(example, 'exit')
await sandbox.close()
say(exitCode === 0 ? 'done: the branches are above, on standard output' : 'the example failed')
process.exitCode = exitCode ?? 1
