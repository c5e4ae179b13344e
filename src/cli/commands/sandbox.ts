/** `countersign sandbox`: a provider to try any client against. */
import { once } from 'node:events'
import { type SandboxRequest, startSandbox } from '../../sandbox/index.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { parseOptions, port, usage } from '../options.ts'

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'run a strict OAuth 1.0a provider on 127.0.0.1 to try a client against',
  help: `countersign sandbox: a strict OAuth 1.0a provider on 127.0.0.1, in memory

usage: countersign sandbox [OPTIONS]

  --port PORT              any free one unless given
  --automatic              approve every login at once, without a page
  --teach                  tell clients what was wrong with a request, and what to do about it
  --consumer-key KEY       a random one unless given; its secret comes from COUNTERSIGN_CONSUMER_SECRET
  --json                   the URLs and keys as one line of JSON, and each request as another

Prints its URLs and keys on standard output, then a line for each request on standard error, until it is interrupted.

example:
  countersign sandbox --teach`,

  async run(args, { stdout, stderr, env }) {
    const { values, positionals } = parseOptions(args, {
      port: { type: 'string' },
      automatic: { type: 'boolean' },
      teach: { type: 'boolean' },
      'consumer-key': { type: 'string' },
      json: { type: 'boolean' },
    })
    if (positionals.length > 0) throw usage(`sandbox takes no ${JSON.stringify(positionals[0])}`, 'it has options only')
    const consumerKey = values['consumer-key']
    const consumerSecret = env['COUNTERSIGN_CONSUMER_SECRET']
    if (consumerKey !== undefined && consumerSecret === undefined) {
      throw usage('there is no consumer secret', 'set COUNTERSIGN_CONSUMER_SECRET')
    }
    const running = await startSandbox({
      port: port(values.port) ?? 0,
      approval: values.automatic ? 'automatic' : 'page',
      teach: values.teach ?? false,
      onRequest: (request) => stderr.write(values.json ? `${JSON.stringify(toJson(request))}\n` : toLine(request)),
      ...(consumerKey !== undefined && { consumers: [{ consumerKey, consumerSecret: consumerSecret ?? '', name: 'Your client' }] }),
    })
    const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    const { close: _close, ...facts } = running
    stdout.write(values.json ? `${JSON.stringify(facts)}\n` : toEnvironment(facts))
    await interrupted
    await running.close()
    return EXIT.success
  },
}

/** Lines that a shell can read, named as the other commands and the example read them. */
function toEnvironment(facts: Readonly<Record<string, string>>): string {
  const lines = Object.entries(facts).map(([name, value]) => {
    const variable = `COUNTERSIGN_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
    return `${variable}='${value}'\n`
  })
  return lines.join('')
}

function toLine({ method, path, status, problem, advice }: SandboxRequest): string {
  return `${method} ${path} ${status}${problem === null ? '' : ` ${problem}: ${advice ?? ''}`}\n`
}

const toJson = ({ method, path, status, problem, advice }: SandboxRequest): object => ({ method, path, status, problem, advice })
