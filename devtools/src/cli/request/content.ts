/** Reads the body of a request from its options. */
import { formBody } from 'countersign/internal'
import { text } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { isFormContentType } from 'countersign/signing'
import type { Io } from '../../terminal/index.ts'
import { parsePair, usageError } from '../arguments/options.ts'
import { CONTENT_LIMIT, readText } from '../arguments/read-file.ts'
import { withoutNewlines } from '../arguments/request-arguments.ts'
import { quoteForShell } from '../shell-text.ts'
import { type Counter, openFileBody } from './file-body.ts'
import { type Content, readMultipart } from './multipart.ts'

export const BODY_OPTIONS = {
  data: {
    type: 'string',
    short: 'd',
    multiple: true,
    value: 'TEXT',
    complete: 'file',
    about: `a form, already encoded, as in curl, and signed; @FILE reads a file, @- standard input; repeated ones are
      joined by "&". With another Content-Type, the text is sent unchanged and a file is streamed`,
  },
  json: {
    type: 'string',
    value: 'TEXT',
    complete: 'file',
    about: 'a JSON body, sent unchanged; @FILE and @- as above',
  },
  form: {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'a form field; encoded and signed',
  },
  'form-file': {
    type: 'string',
    short: 'F',
    multiple: true,
    value: 'name=@FILE',
    complete: 'file',
    about:
      'a part of multipart/form-data, streamed: name=value, or name=@FILE;type=image/png;filename=cat.png',
  },
} as const

export interface BodyValues {
  readonly data?: readonly string[] | undefined
  readonly json?: string | undefined
  readonly form?: readonly string[] | undefined
  readonly 'form-file'?: readonly string[] | undefined
}

/**
 * @param contentType the Content-Type header, or `null` without one
 * @param count called with the octets that are read from files
 * @throws CountersignError `usage`: more than one body, a malformed option, an unreadable file
 * @throws CountersignError `input-too-large`: a form of more than 64 MiB
 */
export async function readContent(
  values: BodyValues,
  contentType: string | null,
  io: Io,
  count: Counter,
): Promise<Content | null> {
  const { data, json, form, 'form-file': parts } = values
  if ([data, json, form, parts].filter((given) => given !== undefined).length > 1) {
    throw usageError(
      'more than one of --data, --json, --form and --form-file is given',
      'a request has one body: use one of them',
    )
  }
  if (parts) return readMultipart(parts, count)
  if (json !== undefined) return readRaw(json, contentType ?? 'application/json', io, count)
  if (form)
    return asText(formBody(form.map((field) => parsePair('form', field))).body, contentType ?? FORM)
  if (!data) return null
  const type = contentType ?? FORM
  if (data.length === 1 && !isFormContentType(type)) return readRaw(data[0]!, type, io, count)
  const texts = await Promise.all(data.map((value) => readPart(value, io)))
  return asText((isFormContentType(type) ? texts.map(withoutNewlines) : texts).join('&'), type)
}

const FORM = formBody([]).contentType

function asText(body: string, contentType: string): Content {
  return {
    body,
    contentType,
    size: Buffer.byteLength(body),
    curl: `--data-raw ${quoteForShell(body)}`,
  }
}

async function readRaw(
  value: string,
  contentType: string,
  { stdin }: Io,
  count: Counter,
): Promise<Content> {
  if (!value.startsWith('@')) return asText(value, contentType)
  const curl = `--data-binary ${quoteForShell(value)}`
  if (value === '@-')
    return { body: Readable.toWeb(stdin) as ReadableStream, contentType, size: null, curl }
  const body = await openFileBody(value.slice(1), { type: contentType, count })
  return { body: body as Blob, contentType, size: body.size, curl }
}

/** Reads a part of a form. A form is part of the base string, so it is read completely. */
async function readPart(value: string, { stdin }: Io): Promise<string> {
  if (value === '@-') return text(stdin)
  return value.startsWith('@') ? readText(value.slice(1), CONTENT_LIMIT) : value
}
