/** The adapter protocol's other side: one JSON object a line in, one answer a line out. */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { CountersignError, SIGNATURE_METHODS } from '../signing/index.ts'
import { operations } from './operations.ts'

interface Message {
  readonly command?: string
  readonly seq?: unknown
  readonly operation?: string
  readonly input?: unknown
}

/** Answers until a `stop` comes or the input ends. */
export async function runAdapter(input: Readable, output: Writable, version: string): Promise<void> {
  const lines = createInterface({ input, crlfDelay: Infinity })
  for await (const line of lines) {
    if (line.trim() === '') continue
    const message = parse(line)
    if (message.command === 'stop') break
    const answer = message.command === 'start' ? announcement(version) : await run(message)
    output.write(`${JSON.stringify(answer)}\n`)
  }
  lines.close()
}

function announcement(version: string): object {
  const implementation = { name: 'countersign', version, language: 'typescript', homepage: null }
  return { protocol: 1, implementation, operations: Object.keys(operations), methods: SIGNATURE_METHODS }
}

async function run({ command, seq, operation = '', input }: Message): Promise<object> {
  if (command !== 'run') return { seq, errored: { message: 'the command is not start, run or stop' } }
  if (!Object.hasOwn(operations, operation)) return { seq, errored: { message: `there is no operation ${JSON.stringify(operation)}` } }
  try {
    return { seq, output: await operations[operation]!(input as never) }
  } catch (error) {
    if (error instanceof CountersignError) return { seq, rejected: { code: error.code, message: error.message } }
    return { seq, errored: { message: String(error) } }
  }
}

function parse(line: string): Message {
  try { return Object(JSON.parse(line)) as Message } catch { return {} }
}
