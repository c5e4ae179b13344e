/** `countersign request`: one signed request, as curl would send it. */
import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OAuth1Session } from '../../client/index.ts'
import { signRequest } from '../../signing/index.ts'
import type { Command } from '../command.ts'
import { CREDENTIAL_HELP, CREDENTIAL_OPTIONS, readCredentials } from '../credentials.ts'
import { toCurl } from '../curl-command.ts'
import { EXIT } from '../exit-code.ts'
import { parseOptions, seconds } from '../options.ts'
import { readRequest, REQUEST_HELP, REQUEST_OPTIONS } from '../request-arguments.ts'

export const request: Command = {
  name: 'request',
  summary: 'send a signed request and print the answer',
  help: `countersign request: send a signed request, and print the answer's body

usage: countersign request [METHOD] URL [OPTIONS]

${REQUEST_HELP}
  --json TEXT              a JSON body, as it is written; @FILE reads a file
  --max-time SECONDS       for the whole exchange; 60 unless given

output:
  -i, --include            the head of the answer before its body
  -o, --output FILE        the body into a file
  --dry-run                send nothing, and print the curl command that would; it holds the signature

${CREDENTIAL_HELP}

examples:
  countersign request https://api.example.com/1.0/user --credentials me.json
  countersign request POST https://api.example.com/posts --form 'title=Hello World' -i
  countersign request PUT https://api.example.com/posts/1 --json '{"title":"Hello"}'`,

  async run(args, io) {
    const { values, positionals } = parseOptions(args, {
      ...REQUEST_OPTIONS,
      ...CREDENTIAL_OPTIONS,
      json: { type: 'string' },
      include: { type: 'boolean', short: 'i' },
      output: { type: 'string', short: 'o' },
      'dry-run': { type: 'boolean' },
      'max-time': { type: 'string' },
    })
    const timeout = seconds('max-time', values['max-time'])
    const outgoing = readRequest(positionals, values, values.json)
    const credentials = await readCredentials(values, io)
    if (values['dry-run']) {
      io.stdout.write(`${toCurl(signRequest(outgoing, credentials))}\n`)
      return EXIT.success
    }
    const session = new OAuth1Session({ ...credentials, ...(timeout !== undefined && { timeout }) })
    const { method, url, headers, body } = outgoing
    const response = await session.fetch(url, { method, headers: headers.map(([name, value]) => [name, value]), body, redirect: 'manual' })
    if (values.include) io.stdout.write(head(response))
    await writeBody(response, values.output === undefined ? io.stdout : createWriteStream(values.output))
    if (response.ok) return EXIT.success
    io.stderr.write(`countersign: the server answered ${response.status} ${response.statusText}\n`)
    return response.status === 401 ? EXIT.unauthorized : EXIT.refused
  },
}

function head({ status, statusText, headers }: Response): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\n`)
  return `HTTP/1.1 ${status} ${statusText}\n${lines.join('')}\n`
}

async function writeBody(response: Response, output: Writable): Promise<void> {
  if (!response.body) return
  const isFile = 'path' in output
  await pipeline(Readable.fromWeb(response.body as never), output, { end: isFile })
}
