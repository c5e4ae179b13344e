/** `countersign diagnose`: which mistake makes exactly this wrong signature. */
import { formatHelp } from '../help.ts'
import { readText } from '../arguments/read-file.ts'
import { isColoured } from '../../terminal/index.ts'
import {
  diagnosisPage,
  compareWithServer,
  comparisonText,
  diagnose as diagnoseRequest,
  diagnosisText,
  type Diagnosis,
} from '../../diagnose/index.ts'
import { explain } from '../../explain/index.ts'
import type { ObservedRequest } from '../../input/index.ts'
import { toPrintableJson } from 'countersign/internal'
import { currentTimestamp, percentDecode } from 'countersign/signing'
import type { Command } from '../command.ts'
import {
  completeSecrets,
  readSecrets,
  SECRET_OPTIONS,
  secretGroup,
} from '../arguments/diagnose-credentials.ts'
import {
  describeObserved,
  OBSERVED_ABOUT,
  OBSERVED_GROUPS,
  OBSERVED_OPTIONS,
  readObserved,
  writePage,
} from '../arguments/observed-request.ts'
import { parseOptions } from '../arguments/options.ts'

const OBSERVATION = {
  signature: {
    type: 'string',
    value: 'TEXT',
    about: 'the observed signature, where it is not in the request',
  },
} as const
const SERVER = {
  'server-base-string': {
    type: 'string',
    value: 'TEXT',
    about: `the base string that the server computed, or a text that holds it, such as its error; @FILE reads a file. It
      is laid beside ours; without secrets, that is all that is done`,
  },
} as const
const OUTPUT = {
  html: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'one page to share, with the explanation of every step',
  },
  json: { type: 'boolean', about: 'as JSON' },
} as const
const OPTIONS = {
  ...OBSERVED_OPTIONS,
  ...OBSERVATION,
  ...SECRET_OPTIONS,
  ...SERVER,
  ...OUTPUT,
} as const

/** What the exit codes of this command mean. */
const VERDICT = { right: 0, explained: 1, unexplained: 4 } as const

export const diagnose: Command = {
  name: 'diagnose',
  summary: 'find the mistake that makes exactly this wrong signature',
  help: formatHelp({
    title:
      'countersign diagnose: find the mistake that makes exactly this wrong signature; it sends nothing',
    usage: ['diagnose [FILE | [METHOD] URL] [OPTIONS]'],
    about: OBSERVED_ABOUT,
    groups: [
      ...OBSERVED_GROUPS,
      { title: 'what was observed', options: OBSERVATION },
      secretGroup(
        'What is missing is asked for on a terminal, unless the request was pasted there.',
      ),
      { title: "the server's side", options: SERVER },
      { title: 'output', options: OUTPUT, note: 'No form of the output holds a secret.' },
    ],
    notes: [
      `exit codes: 0 the signature is right, 1 it is wrong and explained, 4 it is wrong and nothing explains it,
      2 usage`,
    ],
    examples: [
      'COUNTERSIGN_CONSUMER_SECRET=… COUNTERSIGN_TOKEN_SECRET=… countersign diagnose request.txt',
      'pbpaste | countersign diagnose --credentials me.json --server-base-string @error.html',
      'countersign diagnose --har network.har --entry statuses/update --credentials me.json --json',
    ],
  }),
  options: OPTIONS,
  operands: ['file'],

  async run(args, io) {
    const { values, positionals } = parseOptions(args, OPTIONS)
    const observed = await readObserved(positionals, values, io)
    const request =
      values.signature === undefined ? observed : withSignature(observed, values.signature)
    const theirs = values['server-base-string']
    const theirBaseString = theirs?.startsWith('@') ? readText(theirs.slice(1)) : (theirs ?? null)
    const given = readSecrets(values, io)
    const hasMeans =
      typeof given.consumerSecret === 'string' || Boolean(given.publicKey ?? given.privateKey)
    const print = (data: object, text: string): void => {
      if (values.json) io.stdout.write(`${toPrintableJson({ input: request.kind, ...data }, 2)}\n`)
      else io.stdout.write(`${describeObserved(request)}\n\n${text}`)
    }
    if (!hasMeans && theirBaseString !== null) {
      const comparison = compareWithServer(request, theirBaseString)
      print({ comparison }, comparisonText(comparison, isColoured(io.stdout, io)))
      return comparison.difference === null
        ? VERDICT.right
        : comparison.findings.length > 0
          ? VERDICT.explained
          : VERDICT.unexplained
    }
    const credentials =
      request.signature === null ? given : await completeSecrets(given, request, io)
    const now = currentTimestamp()
    const diagnosis = diagnoseRequest({ request, credentials, theirBaseString, now })
    // The verdict comes first: a request that src/signing refuses is diagnosed, and not explained.
    print(diagnosis, diagnosisText(diagnosis, isColoured(io.stdout, io)))
    if (values.html !== undefined)
      writePage(values.html, diagnosisPage(explain(request, credentials, now), diagnosis), io)
    return verdictOf(diagnosis)
  },
}

/** No base64 holds a "%": such a signature was copied out of a header. That of PLAINTEXT may hold one. */
function withSignature(observed: ObservedRequest, given: string): ObservedRequest {
  const decoded = percentDecode(given)
  if (decoded === given || typeof decoded !== 'string' || observed.signatureMethod === 'PLAINTEXT')
    return { ...observed, signature: given }
  const note =
    'the signature that was given is percent-encoded, as a header has it; it was decoded once'
  return { ...observed, signature: decoded, notes: [...observed.notes, note] }
}

function verdictOf(diagnosis: Diagnosis): number {
  if (diagnosis.matches) return VERDICT.right
  return diagnosis.findings.length > 0 ? VERDICT.explained : VERDICT.unexplained
}
