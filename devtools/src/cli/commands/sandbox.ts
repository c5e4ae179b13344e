/** `countersign sandbox`: a provider to try any client against. */
import { readText } from '../arguments/read-file.ts'
import { once } from 'node:events'
import { printable, toPrintableJson } from 'countersign/internal'
import { type SandboxBehaviour, type SandboxRequest, startSandbox } from '../../sandbox/index.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { formatHelp } from '../help.ts'
import { parseJson, whyNoJson } from '../arguments/json-text.ts'
import { createLog } from '../log.ts'
import { parseOptions, port, usage } from '../arguments/options.ts'
import { exportLines } from '../shell-text.ts'

const OPTIONS = {
  port: { type: 'string', value: 'PORT', about: 'defaults to any free one' },
  automatic: { type: 'boolean', about: 'approve every login at once, without a page' },
  teach: {
    type: 'boolean',
    about: 'tell clients what was wrong with a request, and what to do about it',
  },
  behaviour: {
    type: 'string',
    value: 'FILE',
    about: 'how it departs from the strict provider, in JSON; see SandboxBehaviour',
    complete: 'file',
  },
  'consumer-key': {
    type: 'string',
    value: 'KEY',
    about: 'defaults to a random one; its secret comes from COUNTERSIGN_CONSUMER_SECRET',
  },
  json: {
    type: 'boolean',
    about: 'the URLs and keys as one line of JSON, and each request as another',
  },
} as const

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'run a strict OAuth 1.0a provider on 127.0.0.1 to try a client against',
  help: formatHelp({
    title: 'countersign sandbox: a strict OAuth 1.0a provider on 127.0.0.1, in memory',
    usage: ['sandbox [OPTIONS]'],
    about:
      'Prints its URLs and keys on standard output, then a line for each request on standard error, until it is ' +
      'interrupted.',
    groups: [{ title: 'options', options: OPTIONS }],
    notes: [
      'Lines that standard error does not take are dropped, and counted in a line of their own: {"dropped": 12} with --json.',
      'A behaviour is what a real service does differently, such as {"signatureMethods": ["HMAC-SHA256"], ' +
        '"tokenLifetime": 3600, "renewal": "handle"}.',
    ],
    examples: [
      'countersign sandbox --teach',
      'countersign sandbox --automatic --behaviour yahoo.json',
    ],
  }),
  options: OPTIONS,

  async run(args, { stdout, stderr, env, exit }) {
    const { values, positionals } = parseOptions(args, OPTIONS)
    if (positionals.length > 0)
      throw usage(`sandbox takes no ${JSON.stringify(positionals[0])}`, 'it has options only')
    const consumerKey = values['consumer-key']
    const consumerSecret = env['COUNTERSIGN_CONSUMER_SECRET']
    if (consumerKey !== undefined && consumerSecret === undefined) {
      throw usage('there is no consumer secret', 'set COUNTERSIGN_CONSUMER_SECRET')
    }
    const log = createLog(stderr, (dropped) =>
      values.json
        ? `${JSON.stringify({ dropped })}\n`
        : `${dropped} lines are dropped: standard error was not read\n`,
    )
    const running = await startSandbox({
      port: port(values.port) ?? 0,
      approval: values.automatic ? 'automatic' : 'page',
      teach: values.teach ?? false,
      behaviour: values.behaviour === undefined ? {} : readBehaviour(values.behaviour),
      onRequest: (request) =>
        log.write(values.json ? `${toPrintableJson(toJson(request))}\n` : toLine(request)),
      ...(consumerKey !== undefined && {
        consumers: [{ consumerKey, consumerSecret: consumerSecret ?? '', name: 'Your client' }],
      }),
    })
    const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    const facts = Object.fromEntries([['url', running.url], ...Object.entries(running)])
    stdout.write(values.json ? `${toPrintableJson(facts)}\n` : toEnvironment(facts))
    await interrupted
    await running.close()
    // Lines that nothing reads would keep the process.
    if (!(await log.end())) exit?.(EXIT.success)
    return EXIT.success
  },
}

/** What a name or a value in it is not, the sandbox says. @throws CountersignError `usage` */
function readBehaviour(path: string): SandboxBehaviour {
  const text = readText(path)
  try {
    return Object(parseJson(text)) as SandboxBehaviour
  } catch {
    throw usage(`${JSON.stringify(path)} is ${whyNoJson(text)}`, 'such as {"tokenLifetime": 3600}')
  }
}

/** Lines that a shell can read, named as the other commands and the example read them. */
function toEnvironment(facts: Readonly<Record<string, string>>): string {
  const variableOf = (name: string): string =>
    `COUNTERSIGN_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
  return exportLines(
    Object.fromEntries(Object.entries(facts).map(([name, value]) => [variableOf(name), value])),
  )
}

function toLine({ method, path, status, problem, advice }: SandboxRequest): string {
  return `${printable(`${method} ${path} ${status}${problem === null ? '' : ` ${problem}: ${advice ?? ''}`}`)}\n`
}

const toJson = ({ method, path, status, problem, advice }: SandboxRequest): object => ({
  method,
  path,
  status,
  problem,
  advice,
})
