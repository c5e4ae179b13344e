/** Reads the request for `explain` and `diagnose` from standard input, a file or options. */
import { type OptionGroup } from '../help.ts'
import { existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  KIND_NAMES,
  type ObservedRequest,
  observeRequest,
  PASTE_LIMIT,
  readOctets,
  readRequest,
  tooLarge,
} from '../../input/index.ts'
import { printable } from 'countersign/internal'
import type { Io } from '../../terminal/index.ts'
import { oneOf, usageError } from './options.ts'
import { createNamedFileReader, readText } from './read-file.ts'
import {
  readRequest as readArguments,
  REQUEST_OPTIONS,
  type RequestValues,
} from './request-arguments.ts'

const PASTED_OPTIONS = {
  curl: { type: 'string', value: 'COMMAND', about: 'a curl command line' },
  har: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'a HAR file, as browsers export it',
  },
  entry: {
    type: 'string',
    value: 'N|URL',
    about: 'an entry of the HAR file: its number or a part of its URL',
  },
  authorization: {
    type: 'string',
    value: 'HEADER',
    about: "the Authorization header, 'OAuth …'; @FILE reads a file, - reads standard input",
  },
  scheme: {
    type: 'string',
    value: 'SCHEME',
    complete: ['http', 'https'],
    about: 'http or https, for a raw HTTP request, which does not contain it',
  },
  'read-files': {
    type: 'boolean',
    about: `read the regular files that a curl command or a HAR file names, such as -d @FILE, and announce each; without
      it, no such file is read`,
  },
} as const

export const OBSERVED_OPTIONS: typeof REQUEST_OPTIONS & typeof PASTED_OPTIONS = {
  ...REQUEST_OPTIONS,
  ...PASTED_OPTIONS,
}

export const OBSERVED_ABOUT = `The command reads the request from FILE or standard input, and detects its format: a curl
  command line, a raw HTTP request, a HAR file or entry, or a signed URL. Or give METHOD and URL with --authorization or
  -H 'Authorization: OAuth …'.`

export const OBSERVED_GROUPS: readonly OptionGroup[] = [
  { title: 'input', options: PASTED_OPTIONS },
  { title: 'request', options: REQUEST_OPTIONS },
]

export interface ObservedValues extends RequestValues {
  readonly curl?: string | undefined
  readonly har?: string | undefined
  readonly entry?: string | undefined
  readonly authorization?: string | undefined
  readonly scheme?: string | undefined
  readonly 'read-files'?: boolean | undefined
}

/**
 * @throws CountersignError `usage`, `unreadable-input`, `input-too-large`, `too-many-parameters`,
 *   `file-not-read`, `unreadable-file`, `invalid-url`, `invalid-header`
 */
export async function readObserved(
  positionals: readonly string[],
  values: ObservedValues,
  io: Io,
): Promise<ObservedRequest> {
  const scheme = oneOf('scheme', values.scheme, ['http', 'https']) ?? null
  /** `folder` is the base of relative paths in the text. */
  const read = (text: string, folder = '.'): ObservedRequest => {
    const readFile = values['read-files'] ? createNamedFileReader(io, folder, PASTE_LIMIT) : null
    return readRequest(text, { scheme, entry: values.entry ?? null, readFile })
  }
  if (values.curl !== undefined) return read(values.curl)
  if (values.har !== undefined) return read(readPasted(values.har), dirname(values.har))
  const last = positionals.at(-1)
  if (last !== undefined && (/^https?:\/\//i.test(last) || positionals.length > 1))
    return readFields(positionals, values, await readAuthorization(values.authorization, io))
  if (last !== undefined && last !== '-') {
    if (!existsSync(last))
      throw usageError(
        `${JSON.stringify(last)} is neither a file nor a URL`,
        'give the path of a file or an absolute URL, or paste the request on standard input',
      )
    const text = readPasted(last)
    // Paths in a HAR file are relative to it; paths in a curl command, to the current folder.
    return read(text, /^\s*[{[]/.test(text) ? dirname(last) : '.')
  }
  if (values.authorization !== undefined)
    throw usageError('--authorization requires a URL', 'add the URL of the request: [METHOD] URL')
  return read(await readAll(io))
}

/** Reads the value of the Authorization header from the option, a file or standard input. */
async function readAuthorization(given: string | undefined, io: Io): Promise<string | undefined> {
  const text =
    given === '-' ? await readAll(io) : given?.startsWith('@') ? readPasted(given.slice(1)) : given
  return text?.trim().replace(/^(?:proxy-)?authorization:\s*/i, '')
}

function readFields(
  positionals: readonly string[],
  values: ObservedValues,
  authorization: string | undefined,
): ObservedRequest {
  const { method, url, headers, body } = readArguments(positionals, values)
  const all =
    authorization === undefined ? headers : [...headers, ['Authorization', authorization] as const]
  return observeRequest({
    kind: authorization === undefined ? 'fields' : 'header',
    method,
    url,
    headers: all,
    body,
  })
}

async function readAll({ stdin, stderr }: Io): Promise<string> {
  if ('isTTY' in stdin && stdin.isTTY === true)
    stderr.write('Paste the request, then press Ctrl-D on an empty line.\n')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk as string))
    length += chunks.at(-1)!.length
    if (length > PASTE_LIMIT) throw tooLarge('standard input', PASTE_LIMIT)
  }
  return decode(Buffer.concat(chunks))
}

/**
 * Reads a file as UTF-8, or as UTF-16, which Windows shells write.
 *
 * @throws CountersignError `usage`, `input-too-large`
 */
function readPasted(path: string): string {
  const text = readText(path, PASTE_LIMIT)
  return text.startsWith('\uFFFD\uFFFD') ? decode(readOctets(path, PASTE_LIMIT)) : text
}

/** Decodes UTF-8, or UTF-16 with a byte order mark. Removes the byte order mark. */
function decode(octets: Buffer): string {
  const mark = octets.subarray(0, 2).toString('hex')
  return new TextDecoder(
    mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8',
  ).decode(octets)
}

/** Describes the request in one line, without the query, which can contain secrets. */
export function describeObserved({ kind, method, url }: ObservedRequest): string {
  return printable(`read: ${KIND_NAMES[kind]}, ${method} ${url.replace(/\?.*$/s, '?…')}`)
}

/**
 * Writes an HTML page and reports its path.
 *
 * @throws CountersignError `usage`: the file cannot be written
 */
export function writePage(path: string, html: string, { stderr }: Io): void {
  try {
    writeFileSync(path, html)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const hint = 'check that the folder exists, and the permissions'
    throw usageError(`${JSON.stringify(path)} cannot be written: ${code}`, hint)
  }
  stderr.write(`${printable(`written to ${path}`)}\n`)
}
