/** `countersign explain`: shows how a signature is computed, step by step. */
import { formatHelp } from '../help.ts'
import { isColoured } from '../../terminal/index.ts'
import { explain as explainRequest, explainHtml, explainText } from '../../explain/index.ts'
import { toPrintableJson } from 'countersign/internal'
import { currentTimestamp } from 'countersign/signing'
import type { Command } from '../command.ts'
import { readSecrets, SECRET_OPTIONS, secretGroup } from '../arguments/diagnose-credentials.ts'
import {
  OBSERVED_ABOUT,
  OBSERVED_GROUPS,
  OBSERVED_OPTIONS,
  readObserved,
  writePage,
} from '../arguments/observed-request.ts'
import { parseOptions } from '../arguments/options.ts'

const OUTPUT = {
  html: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'write an HTML page that traces each parameter from the request to the base string',
  },
  json: { type: 'boolean', about: 'print JSON' },
} as const
const OPTIONS = { ...OBSERVED_OPTIONS, ...SECRET_OPTIONS, ...OUTPUT } as const

export const explain: Command = {
  name: 'explain',
  summary: 'show how the signature of a request is computed, step by step',
  help: formatHelp({
    title: 'countersign explain: show how a signature is computed, without sending a request',
    usage: ['explain [FILE | [METHOD] URL] [OPTIONS]'],
    about: OBSERVED_ABOUT,
    groups: [
      ...OBSERVED_GROUPS,
      secretGroup('Without secrets, the explanation ends at the base string.'),
      { title: 'output', options: OUTPUT, note: 'The output never contains a secret.' },
    ],
    notes: ['exit codes: 0 explained, for right and wrong signatures alike, 2 usage'],
    examples: [
      'pbpaste | countersign explain',
      `countersign explain GET 'https://api.example.com/me?q=a+b' \\
    --authorization 'OAuth oauth_consumer_key="key", oauth_signature_method="HMAC-SHA1", …' --html signature.html`,
    ],
  }),
  options: OPTIONS,
  operands: ['file'],

  async run(args, io) {
    const { values, positionals } = parseOptions(args, OPTIONS)
    const request = await readObserved(positionals, values, io)
    const explanation = explainRequest(request, readSecrets(values, io), currentTimestamp())
    if (values.html !== undefined) writePage(values.html, explainHtml(explanation), io)
    if (values.json) io.stdout.write(`${toPrintableJson(explanation, 2)}\n`)
    else if (values.html === undefined)
      io.stdout.write(explainText(explanation, isColoured(io.stdout, io)))
    return 0
  },
}
