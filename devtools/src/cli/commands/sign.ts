/** `countersign sign`: signs a request and prints the result, without sending it. */
import { toPrintableJson } from 'countersign/internal'
import { signRequest, type Trace } from 'countersign/signing'
import { fromOctets } from '../../input/index.ts'
import type { Command } from '../command.ts'
import {
  CREDENTIAL_GROUPS,
  CREDENTIAL_OPTIONS,
  readCredentials,
  SIGNATURE_OPTIONS,
} from '../arguments/credentials.ts'
import { formatHelp, mergeGroups, type OptionGroup } from '../help.ts'
import { oneOf, parseOptions, usageError } from '../arguments/options.ts'
import { readRequest, REQUEST_OPTIONS } from '../arguments/request-arguments.ts'
import { exactOrPrintable } from '../../terminal/index.ts'

const SHOW_OPTIONS = {
  show: {
    type: 'string',
    value: 'WHAT',
    complete: ['header', 'base-string', 'request'],
    about: 'header, base-string, or request with method, URL, headers and body; defaults to header',
  },
  json: {
    type: 'boolean',
    about: 'print the signed request and every stage of its signature as JSON',
  },
} as const

const PROTOCOL_OPTIONS = {
  nonce: { type: 'string', about: 'the oauth_nonce; defaults to a random one' },
  timestamp: {
    type: 'string',
    value: 'SECONDS',
    about: 'the oauth_timestamp; defaults to the current time',
  },
  callback: { type: 'string', value: 'URL', about: 'sent as oauth_callback' },
  verifier: { type: 'string', value: 'CODE', about: 'sent as oauth_verifier' },
  'no-version': { type: 'boolean', about: 'omit oauth_version' },
} as const

const GROUPS: readonly OptionGroup[] = [
  { title: 'output', options: SHOW_OPTIONS },
  { title: 'request', options: REQUEST_OPTIONS },
  ...CREDENTIAL_GROUPS,
  { title: 'protocol parameters', options: PROTOCOL_OPTIONS },
]

export const sign: Command = {
  name: 'sign',
  summary: 'sign a request and print the header, the base string or the whole request',
  help: formatHelp({
    title: 'countersign sign: sign a request without sending it',
    usage: ['sign [METHOD] URL [OPTIONS]'],
    about: 'It does not use profiles. To sign with a profile, use countersign get --dry-run.',
    groups: GROUPS,
    examples: [
      'COUNTERSIGN_CONSUMER_SECRET=kd94hf93k423kf44 COUNTERSIGN_TOKEN_SECRET=pfkkdhi9sl3r4s00 \\',
      "  countersign sign 'http://photos.example.net/photos?file=vacation.jpg&size=original' \\",
      '    --consumer-key dpf43f3p2l4k3l03 --token nnch734d00sl2jdk',
    ],
  }),
  options: mergeGroups(GROUPS),

  async run(args, io) {
    const { values, positionals } = parseOptions(args, {
      ...SHOW_OPTIONS,
      ...REQUEST_OPTIONS,
      ...CREDENTIAL_OPTIONS,
      ...SIGNATURE_OPTIONS,
      ...PROTOCOL_OPTIONS,
    })
    const show = oneOf('show', values.show, ['header', 'base-string', 'request']) ?? 'header'
    const request = readRequest(positionals, values)
    const credentials = await readCredentials(values, io)
    if (show === 'header' && credentials.transmission !== 'header' && !values.json) {
      throw usageError(
        `--transmission ${credentials.transmission} produces no Authorization header to print`,
        'give --show request or --show base-string',
      )
    }
    const { nonce, timestamp, callback = null, verifier = null } = values
    const signed = signRequest(
      { ...request, callback, verifier },
      {
        ...credentials,
        ...(nonce !== undefined && { nonce }),
        ...(timestamp !== undefined && { timestamp }),
        ...(values['no-version'] && { version: null }),
      },
    )
    const { method, url, headers, body, trace } = signed
    const whole = `${method} ${url}\n${headers.map(([name, value]) => `${name}: ${value}\n`).join('')}\n${body ?? ''}`
    const texts = {
      header: headers.at(-1)?.[1] ?? '',
      'base-string': trace.signatureBaseString,
      request: whole,
    }
    const text = values.json
      ? toPrintableJson({ method, url, headers, body, trace: jsonTrace(trace) }, 2)
      : texts[show]
    io.stdout.write(`${exactOrPrintable(io.stdout, text)}\n`)
    return 0
  },
}

/** Octets that are not UTF-8 as the adapter protocol writes them. */
const jsonTrace = (trace: Trace): object => ({
  ...trace,
  parameters: trace.parameters.map((parameter) => ({
    ...parameter,
    name: fromOctets(parameter.name),
    value: fromOctets(parameter.value),
  })),
})
