/** The answer to a request, where the person wants it. */
import { createWriteStream, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { pipeline } from 'node:stream/promises'
import { printableLines } from 'countersign/internal'
import { type Io, isColoured, isTerminal, painter } from '../../terminal/index.ts'
import { usage } from '../arguments/options.ts'
import { prettyJson } from './pretty-json.ts'
import { createTransferProgress } from './transfer-progress.ts'

export const ANSWER_OPTIONS = {
  include: { type: 'boolean', short: 'i', about: 'the head of the answer before its body' },
  head: { type: 'boolean', short: 'I', about: 'ask for the head alone, and print it' },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    complete: 'file',
    about: 'the body into a file, as it came; - is standard output',
  },
  'remote-name': {
    type: 'boolean',
    short: 'O',
    about: 'the body into a file that is called like the end of the URL',
  },
} as const

export interface AnswerValues {
  readonly output?: string | undefined
  readonly 'remote-name'?: boolean | undefined
}

/** In octets: what is longer is printed as it came. */
const PRETTY_LIMIT = 4 * 1024 * 1024

/** The file for the body; `null` for standard output. @throws CountersignError `usage`: there is no folder for it */
export function readOutput(
  { output, 'remote-name': isRemote }: AnswerValues,
  url: string,
): string | null {
  if (output !== undefined && isRemote)
    throw usage('--output and --remote-name are given', 'a body goes into one file')
  const path = isRemote ? remoteName(url) : output
  if (path === undefined || path === '-') return null
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    throw usage(`there is no folder for ${JSON.stringify(path)}`, 'create it first')
  }
  return path
}

function remoteName(url: string): string {
  const name = basename(url.replace(/[?#].*$/s, '').replace(/^[a-z]+:\/\/[^/]*/i, ''))
  if (name !== '' && name !== '.' && name !== '..') return name
  throw usage('the URL does not end with a name for a file', 'give --output FILE')
}

export function formatHead({ status, statusText, headers }: Response): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\n`)
  return `HTTP/1.1 ${status} ${statusText}\n${lines.join('')}\n`
}

/** @throws CountersignError `usage`: octets that a terminal should not get; and what reading and writing throw */
export async function writeBody(response: Response, path: string | null, io: Io): Promise<void> {
  if (response.body === null) return
  const body = Readable.fromWeb(response.body as never)
  if (path === null && isTerminal(io.stdout)) return show(response, body, io)
  const output = path === null ? io.stdout : createWriteStream(path)
  const progress = createTransferProgress('download', lengthOf(response), io)
  try {
    await pipeline(
      body,
      counted((octets) => progress.add(octets)),
      output,
      { end: path !== null },
    )
  } finally {
    progress.end()
  }
}

/** What is decompressed on the way is longer than the server says. */
function lengthOf({ headers }: Response): number | null {
  const length = headers.get('content-length')
  return length === null || headers.has('content-encoding') ? null : Number(length)
}

function counted(count: (octets: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count(chunk.length)
      done(null, chunk)
    },
  })
}

/** For a person: JSON laid out, other text with what a terminal acts on spelled out, and no binary. */
async function show(response: Response, body: Readable, io: Io): Promise<void> {
  if (!/^[^;]*[/+]json\b/i.test(response.headers.get('content-type') ?? '')) {
    return pipeline(body, withoutBinary(), inPrintableText(), io.stdout, { end: false })
  }
  const chunks: Buffer[] = []
  let length = 0
  // Leaving the loop is not to end the stream.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    chunks.push(Buffer.from(chunk as Uint8Array))
    length += chunks.at(-1)!.length
    if (length > PRETTY_LIMIT)
      return pipeline(rest(chunks, body), inPrintableText(), io.stdout, { end: false })
  }
  const text = Buffer.concat(chunks).toString()
  io.stdout.write(prettyJson(text, painter(isColoured(io.stdout, io))) ?? printableLines(text))
}

async function* rest(chunks: readonly Buffer[], body: Readable): AsyncGenerator<Buffer> {
  yield* chunks
  for await (const chunk of body) yield chunk as Buffer
}

function withoutBinary(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!chunk.includes(0)) done(null, chunk)
      else
        done(
          usage(
            'the answer is binary, which a terminal might act on',
            'give --output FILE, or use a pipe',
          ),
        )
    },
  })
}

/** Decodes UTF-8 as it comes, so that no character is cut. */
function inPrintableText(): Transform {
  const decoder = new StringDecoder()
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, printableLines(decoder.write(chunk))),
    flush: (done) => done(null, printableLines(decoder.end())),
  })
}
