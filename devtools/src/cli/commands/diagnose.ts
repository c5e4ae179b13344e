/** `countersign diagnose`: finds the mistake that produces a wrong signature. */
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
    about: 'the observed signature, if the request does not contain it',
  },
} as const
const SERVER = {
  'server-base-string': {
    type: 'string',
    value: 'TEXT',
    about: `the base string that the server computed, or a text that contains it, such as its error message; @FILE reads
      a file. It is compared with the base string of the request. Without secrets, only this comparison is made`,
  },
} as const
const OUTPUT = {
  html: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'write an HTML page that explains every step and can be shared',
  },
  json: { type: 'boolean', about: 'print JSON' },
} as const
const OPTIONS = {
  ...OBSERVED_OPTIONS,
  ...OBSERVATION,
  ...SECRET_OPTIONS,
  ...SERVER,
  ...OUTPUT,
} as const

/** The exit codes of this command. */
const VERDICT = { right: 0, explained: 1, unexplained: 4 } as const

export const diagnose: Command = {
  name: 'diagnose',
  summary: 'find the mistake that produces a wrong signature',
  help: formatHelp({
    title:
      'countersign diagnose: find the mistake that produces a wrong signature, without sending a request',
    usage: ['diagnose [FILE | [METHOD] URL] [OPTIONS]'],
    about: OBSERVED_ABOUT,
    groups: [
      ...OBSERVED_GROUPS,
      { title: 'observed signature', options: OBSERVATION },
      secretGroup(
        'On a terminal, the command prompts for missing secrets, unless the request was pasted there.',
      ),
      { title: 'base string of the server', options: SERVER },
      { title: 'output', options: OUTPUT, note: 'The output never contains a secret.' },
    ],
    notes: [
      `exit codes: 0 the signature is right, 1 the signature is wrong and a mistake explains it, 2 usage, 4 the signature
      is wrong and no known mistake explains it`,
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
    const canVerify =
      typeof given.consumerSecret === 'string' || Boolean(given.publicKey ?? given.privateKey)
    const print = (data: object, text: string): void => {
      if (values.json) io.stdout.write(`${toPrintableJson({ input: request.kind, ...data }, 2)}\n`)
      else io.stdout.write(`${describeObserved(request)}\n\n${text}`)
    }
    if (!canVerify && theirBaseString !== null) {
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
    // Print the diagnosis first: `explain` below throws for a request that the signing core
    // refuses.
    print(diagnosis, diagnosisText(diagnosis, isColoured(io.stdout, io)))
    if (values.html !== undefined)
      writePage(values.html, diagnosisPage(explain(request, credentials, now), diagnosis), io)
    return verdictOf(diagnosis)
  },
}

/**
 * Decodes a signature that was copied from a header: base64 contains no "%". A PLAINTEXT signature
 * can contain one.
 */
function withSignature(observed: ObservedRequest, given: string): ObservedRequest {
  const decoded = percentDecode(given)
  if (decoded === given || typeof decoded !== 'string' || observed.signatureMethod === 'PLAINTEXT')
    return { ...observed, signature: given }
  const note = 'the value of --signature is percent-encoded, as in a header; it was decoded once'
  return { ...observed, signature: decoded, notes: [...observed.notes, note] }
}

function verdictOf(diagnosis: Diagnosis): number {
  if (diagnosis.matches) return VERDICT.right
  return diagnosis.findings.length > 0 ? VERDICT.explained : VERDICT.unexplained
}
