/** `countersign sandbox`: runs a local provider to test any client against. */
import { readText } from '../arguments/read-file.ts'
import { once } from 'node:events'
import { printable, toPrintableJson } from 'countersign/internal'
import { type SandboxBehaviour, type SandboxRequest, startSandbox } from '../../sandbox/index.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { formatHelp } from '../help.ts'
import { parseJson, describeJsonError } from '../arguments/json-text.ts'
import { createLog } from '../log.ts'
import { parseOptions, parsePort, usageError } from '../arguments/options.ts'
import { exportLines } from '../shell-text.ts'

const OPTIONS = {
  port: { type: 'string', value: 'PORT', about: 'the port to listen on; defaults to a free port' },
  automatic: { type: 'boolean', about: 'approve every login without a page' },
  teach: {
    type: 'boolean',
    about: 'tell clients what is wrong with a request and how to fix it',
  },
  behaviour: {
    type: 'string',
    value: 'FILE',
    about: 'JSON with the differences from the strict provider; see SandboxBehaviour',
    complete: 'file',
  },
  'consumer-key': {
    type: 'string',
    value: 'KEY',
    about: 'the consumer key; defaults to a random key; COUNTERSIGN_CONSUMER_SECRET is its secret',
  },
  json: {
    type: 'boolean',
    about: 'print the URLs and keys as one line of JSON, and each request as another',
  },
} as const

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'run a strict OAuth 1.0a provider on 127.0.0.1 to test a client against',
  help: formatHelp({
    title: 'countersign sandbox: run a strict OAuth 1.0a provider on 127.0.0.1, in memory',
    usage: ['sandbox [OPTIONS]'],
    about:
      'Prints its URLs and keys on standard output, and a line for each request on standard error. Ctrl-C stops it.',
    groups: [{ title: 'options', options: OPTIONS }],
    notes: [
      'If the reader of standard error is too slow, lines are dropped, and one line reports their number: {"dropped": 12} with --json.',
      'A behaviour imitates a real service, for example {"signatureMethods": ["HMAC-SHA256"], ' +
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
      throw usageError(
        `unexpected argument ${JSON.stringify(positionals[0])}`,
        'sandbox takes options only: countersign sandbox --help',
      )
    const consumerKey = values['consumer-key']
    const consumerSecret = env['COUNTERSIGN_CONSUMER_SECRET']
    if (consumerKey !== undefined && consumerSecret === undefined) {
      throw usageError(
        'there is no consumer secret for --consumer-key',
        'set COUNTERSIGN_CONSUMER_SECRET',
      )
    }
    const log = createLog(stderr, (dropped) =>
      values.json
        ? `${JSON.stringify({ dropped })}\n`
        : `${dropped} lines were dropped: standard error was not read\n`,
    )
    const running = await startSandbox({
      port: parsePort(values.port) ?? 0,
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
    // Unread lines would keep the process alive.
    if (!(await log.end())) exit?.(EXIT.success)
    return EXIT.success
  },
}

/**
 * Parses the file; `startSandbox` validates the members.
 *
 * @throws CountersignError `usage`: not JSON, or not readable
 */
function readBehaviour(path: string): SandboxBehaviour {
  const text = readText(path)
  try {
    return Object(parseJson(text)) as SandboxBehaviour
  } catch {
    throw usageError(
      `${JSON.stringify(path)} is ${describeJsonError(text)}`,
      'write a JSON object, for example {"tokenLifetime": 3600}',
    )
  }
}

/** Formats export lines with the variable names that the other commands and the examples read. */
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
