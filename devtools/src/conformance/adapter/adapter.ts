/** The adapter of countersign: reads one JSON object a line, and writes one answer a line. */
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { diagnoseProtocol } from '../../diagnose/index.ts'
import { toPrintableJson } from 'countersign/internal'
import { CountersignError, quote, SIGNATURE_METHODS } from 'countersign/signing'
import { inputFault } from './input.ts'
import { linesOf } from '../protocol/lines.ts'
import { operations } from './operations.ts'

export type Operations = Readonly<Record<string, (input: never) => unknown>>

interface Message {
  readonly command?: unknown
  readonly seq?: unknown
  readonly operation?: unknown
  readonly input?: unknown
}

const OPERATIONS: Operations = { ...operations, diagnose: diagnoseProtocol }

/** Answers messages until `stop` or the end of the input. */
export async function runAdapter(
  input: Readable,
  output: Writable,
  version: string,
): Promise<void> {
  for await (const line of linesOf(input)) {
    if (line.trim() === '') continue
    const message = parse(line)
    if (message.command === 'stop') break
    const hasRoom = output.write(`${toPrintableJson(await answer(message, OPERATIONS, version))}\n`)
    if (!hasRoom) await once(output, 'drain')
  }
}

/** The answer to one message. */
export async function answer(
  message: Message,
  table: Operations,
  version: string,
): Promise<object> {
  return message.command === 'start' ? announcement(table, version) : run(message, table)
}

function announcement(table: Operations, version: string): object {
  const implementation = { name: 'countersign', version, language: 'typescript', homepage: null }
  return { protocol: 1, implementation, operations: Object.keys(table), methods: SIGNATURE_METHODS }
}

async function run(
  { command, seq: given, operation, input }: Message,
  table: Operations,
): Promise<object> {
  // The answer repeats `seq`, so only a number or a text is accepted.
  const seq = typeof given === 'number' || typeof given === 'string' ? given : undefined
  if (command !== 'run')
    return { seq, errored: { message: 'the command is not start, run or stop' } }
  if (typeof operation !== 'string')
    return { seq, errored: { message: 'the message names no operation' } }
  if (!Object.hasOwn(table, operation))
    return { seq, errored: { message: `there is no operation ${quote(operation)}` } }
  const fault = inputFault(operation, input)
  if (fault !== null) return { seq, errored: { message: fault } }
  try {
    return { seq, output: await table[operation]!(input as never) }
  } catch (error) {
    if (error instanceof CountersignError)
      return { seq, rejected: { code: error.code, message: error.message } }
    return { seq, errored: { message: String(error) } }
  }
}

function parse(line: string): Message {
  try {
    return Object(JSON.parse(line)) as Message
  } catch {
    return {}
  }
}
