/** `countersign sign`: signs a request and shows the result, sending nothing. */
import { signRequest } from '../../signing/index.ts'
import type { Command } from '../command.ts'
import { CREDENTIAL_HELP, CREDENTIAL_OPTIONS, readCredentials } from '../credentials.ts'
import { oneOf, parseOptions, usage } from '../options.ts'
import { readRequest, REQUEST_HELP, REQUEST_OPTIONS } from '../request-arguments.ts'

export const sign: Command = {
  name: 'sign',
  summary: 'sign a request and print the header, the base string or the whole request',
  help: `countersign sign: sign a request, and send nothing

usage: countersign sign [METHOD] URL [OPTIONS]

what is printed:
  --show WHAT              header (unless given), base-string, or request: method, URL, headers and body
  --json                   the signed request and every stage of its signature, as JSON

${REQUEST_HELP}

${CREDENTIAL_HELP}

reproducing a signature:
  --nonce TEXT  --timestamp SECONDS  --callback URL  --verifier CODE  --no-version

example:
  COUNTERSIGN_CONSUMER_SECRET=kd94hf93k423kf44 COUNTERSIGN_TOKEN_SECRET=pfkkdhi9sl3r4s00 \\
    countersign sign 'http://photos.example.net/photos?file=vacation.jpg&size=original' \\
      --consumer-key dpf43f3p2l4k3l03 --token nnch734d00sl2jdk`,

  async run(args, io) {
    const { values, positionals } = parseOptions(args, {
      ...REQUEST_OPTIONS,
      ...CREDENTIAL_OPTIONS,
      show: { type: 'string' },
      json: { type: 'boolean' },
      nonce: { type: 'string' },
      timestamp: { type: 'string' },
      callback: { type: 'string' },
      verifier: { type: 'string' },
      'no-version': { type: 'boolean' },
    })
    const show = oneOf('show', values.show, ['header', 'base-string', 'request']) ?? 'header'
    const request = readRequest(positionals, values, undefined)
    const credentials = await readCredentials(values, io)
    if (show === 'header' && credentials.transmission !== 'header' && !values.json) {
      throw usage('there is no header to show with this transmission', 'give --show request or --show base-string')
    }
    const { nonce, timestamp, callback = null, verifier = null } = values
    const signed = signRequest({ ...request, callback, verifier }, {
      ...credentials,
      ...(nonce !== undefined && { nonce }),
      ...(timestamp !== undefined && { timestamp }),
      ...(values['no-version'] && { version: null }),
    })
    const { method, url, headers, body, trace } = signed
    const whole = `${method} ${url}\n${headers.map(([name, value]) => `${name}: ${value}\n`).join('')}\n${body ?? ''}`
    const texts = { header: headers.at(-1)?.[1] ?? '', 'base-string': trace.signatureBaseString, request: whole }
    io.stdout.write(`${values.json ? JSON.stringify({ method, url, headers, body, trace }, null, 2) : texts[show]}\n`)
    return 0
  },
}
