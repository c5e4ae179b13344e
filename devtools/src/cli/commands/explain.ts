/** `countersign explain`: how a signature comes to be, step by step. */
import { isColoured } from '../../terminal/index.ts'
import { explain as explainRequest, explainHtml, explainText } from '../../explain/index.ts'
import { toPrintableJson } from 'countersign/internal'
import { currentTimestamp } from 'countersign/signing'
import type { Command } from '../command.ts'
import { readSecrets, SECRET_HELP, SECRET_OPTIONS } from '../arguments/diagnose-credentials.ts'
import {
  OBSERVED_HELP,
  OBSERVED_OPTIONS,
  readObserved,
  writePage,
} from '../arguments/observed-request.ts'
import { parseOptions } from '../arguments/options.ts'

const OPTIONS = {
  ...OBSERVED_OPTIONS,
  ...SECRET_OPTIONS,
  html: { type: 'string', complete: 'file' },
  json: { type: 'boolean' },
} as const

export const explain: Command = {
  name: 'explain',
  summary: 'show how the signature of a request comes to be, step by step',
  help: `countersign explain: how a signature comes to be, step by step; it sends nothing

usage: countersign explain [FILE | [METHOD] URL] [OPTIONS]

${OBSERVED_HELP}

${SECRET_HELP}
  Without secrets, everything up to the base string is explained.

output:
  --html FILE              one page to share: each parameter can be followed from the request to the base string
  --json                   as JSON
  Neither of them, nor the text, holds a secret.

exit codes: 0 explained, whether the signature is right or wrong, 2 usage

examples:
  pbpaste | countersign explain
  countersign explain GET 'https://api.example.com/me?q=a+b' \\
    --authorization 'OAuth oauth_consumer_key="key", oauth_signature_method="HMAC-SHA1", …' --html signature.html`,
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
