/** Writes the response to standard output or a file. */
import { createWriteStream, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { pipeline } from 'node:stream/promises'
import { printableLines } from 'countersign/internal'
import { type Io, isColoured, isTerminal, painter } from '../../terminal/index.ts'
import { usageError } from '../arguments/options.ts'
import { prettyJson } from './pretty-json.ts'
import { createTransferProgress } from './transfer-progress.ts'

export const RESPONSE_OPTIONS = {
  include: { type: 'boolean', short: 'i', about: 'print the response headers before the body' },
  head: { type: 'boolean', short: 'I', about: 'send HEAD and print the response headers' },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    complete: 'file',
    about: 'write the body unchanged to a file; - is standard output',
  },
  'remote-name': {
    type: 'boolean',
    short: 'O',
    about: 'write the body to a file named after the last segment of the URL',
  },
} as const

export interface ResponseValues {
  readonly output?: string | undefined
  readonly 'remote-name'?: boolean | undefined
}

/** The largest JSON body that is formatted, in octets. */
const PRETTY_LIMIT = 4 * 1024 * 1024

/**
 * Returns the file for the body, or `null` for standard output.
 *
 * @throws CountersignError `usage`: its folder does not exist
 */
export function readOutput(
  { output, 'remote-name': isRemote }: ResponseValues,
  url: string,
): string | null {
  if (output !== undefined && isRemote)
    throw usageError('both --output and --remote-name are given', 'use one of them')
  const path = isRemote ? remoteName(url) : output
  if (path === undefined || path === '-') return null
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    throw usageError(
      `the folder of ${JSON.stringify(path)} does not exist`,
      'create the folder first',
    )
  }
  return path
}

function remoteName(url: string): string {
  const name = basename(url.replace(/[?#].*$/s, '').replace(/^[a-z]+:\/\/[^/]*/i, ''))
  if (name !== '' && name !== '.' && name !== '..') return name
  throw usageError('the URL does not end with a file name', 'name the file with --output FILE')
}

export function formatHead({ status, statusText, headers }: Response): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\n`)
  return `HTTP/1.1 ${status} ${statusText}\n${lines.join('')}\n`
}

/**
 * @throws CountersignError `usage`: a binary body for a terminal
 * @throws any error of the streams
 */
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

/**
 * The length of the body in octets. It is unknown for a compressed body, because `fetch`
 * decompresses it.
 */
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

/**
 * Shows the body on a terminal: JSON is formatted, control characters are escaped, binary is
 * refused.
 */
async function show(response: Response, body: Readable, io: Io): Promise<void> {
  if (!/^[^;]*[/+]json\b/i.test(response.headers.get('content-type') ?? '')) {
    return pipeline(body, withoutBinary(), inPrintableText(), io.stdout, { end: false })
  }
  const chunks: Buffer[] = []
  let length = 0
  // Keep the stream open when the loop ends early.
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
          usageError(
            'the response is binary and standard output is a terminal',
            'write it to a file with --output FILE, or use a pipe',
          ),
        )
    },
  })
}

/** Decodes UTF-8 across chunk boundaries, and escapes control characters. */
function inPrintableText(): Transform {
  const decoder = new StringDecoder()
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, printableLines(decoder.write(chunk))),
    flush: (done) => done(null, printableLines(decoder.end())),
  })
}
