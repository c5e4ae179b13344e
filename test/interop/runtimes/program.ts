// Runs on each runtime: calls servers that misbehave, and prints what came of it, a line each.
import { inspect } from 'node:util'
import { CountersignError } from '../../../src/signing/index.ts'
import { OAuth1Session, type SessionOptions, TransportError } from '../../../src/client/index.ts'
import { PLANTED } from './planted.ts'

const servers = JSON.parse(process.argv[2]!) as Readonly<Record<string, string>>

const at = (name: string, path = '/x?q=a%20b'): string => servers[name]! + path

interface Watched {
  readonly session: OAuth1Session
  readonly attempts: string[]
}

function watched(options: Partial<SessionOptions> = {}): Watched {
  const attempts: string[] = []
  const onAttempt: SessionOptions['onAttempt'] = ({ reason }) => void attempts.push(reason)
  return {
    session: new OAuth1Session({ ...PLANTED, timeout: 5000, onAttempt, ...options }),
    attempts,
  }
}

/** What a log of this runtime would show of an error and its causes. */
function shown(error: unknown): string {
  const texts = [String(error), inspect(error, { depth: 9 })]
  for (let found = error; found instanceof Error; found = found.cause) {
    texts.push(found.message, found.stack ?? '')
    for (const name of Object.getOwnPropertyNames(found))
      texts.push(String(Reflect.get(found, name)))
  }
  return texts.join('\n')
}

async function step(
  name: string,
  { attempts }: Watched,
  call: () => Promise<Response>,
): Promise<void> {
  try {
    const response = await call()
    const { status, redirected } = response
    console.log(
      JSON.stringify({ step: name, status, redirected, body: await response.text(), attempts }),
    )
  } catch (error) {
    const code = error instanceof CountersignError ? error.code : null
    const systemCode = error instanceof TransportError ? error.systemCode : null
    const { message } = error as Error
    const hidden = [PLANTED.consumerSecret, PLANTED.tokenSecret, 'oauth_signature'].every(
      (word) => !shown(error).includes(word),
    )
    console.log(JSON.stringify({ step: name, code, message, systemCode, hidden, attempts }))
  }
}

const EXPOSED = {
  signatureMethod: 'PLAINTEXT',
  transmission: 'query',
  exposePlaintextSecrets: true,
} as const
const NO_DISPATCHER = { fetchInit: { dispatcher: undefined, client: undefined } } as const

for (const name of [
  'closes',
  'resets',
  'noHttp',
  'twoLengths',
  'longHead',
  'plainForTls',
  'closesForTls',
  'refuses',
  'hangs',
]) {
  const made = watched({ ...EXPOSED, ...(name === 'hangs' && { timeout: 200 }) })
  await step(name, made, () => made.session.get(at(name)))
}
{
  const made = watched(EXPOSED)
  await step('closes a POST', made, () => made.session.post(at('closes')))
}
{
  const made = watched()
  await step('a form', made, () => made.session.post(at('echoes'), { form: { a: '1 2', é: '~' } }))
}
{
  const made = watched()
  const request = new Request(at('closesOnce'), { method: 'PUT', body: 'text' })
  await step('a Request again', made, () => made.session.fetch(request))
}
for (const options of [{}, NO_DISPATCHER]) {
  const made = watched({ followRedirects: true, ...options })
  const name =
    options === NO_DISPATCHER
      ? 'a Request that has no dispatcher, redirected'
      : 'a Request redirected'
  await step(name, made, () => made.session.fetch(new Request(at('redirects'))))
}
{
  const made = watched({ followRedirects: true })
  await step('a URL redirected', made, () => made.session.get(at('redirects')))
}
{
  const made = watched({ fetch: () => new Promise(() => {}), timeout: 100 })
  await step('a deaf fetch', made, () => made.session.get(at('echoes')))
}
{
  const made = watched()
  await step('a misspelled option', made, () =>
    made.session.get(at('echoes'), { parms: { a: 1 } } as object),
  )
}
{
  const made = watched()
  await step('a timestamp refused', made, () => made.session.get(at('refusesTime')))
}
