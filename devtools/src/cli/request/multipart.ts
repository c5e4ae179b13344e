/**
 * Builds multipart/form-data in the style of curl's -F: values, and files with a type and a name.
 */
import { basename } from 'node:path'
import { parsePair, usageError } from '../arguments/options.ts'
import { quoteForShell } from '../shell-text.ts'
import { type Counter, openFileBody } from './file-body.ts'

export interface Content {
  readonly body: string | Blob | FormData | ReadableStream
  /** `null` for multipart, because `fetch` chooses the boundary. */
  readonly contentType: string | null
  /** In octets, or `null` if it is unknown. */
  readonly size: number | null
  /** The curl options for the same body. */
  readonly curl: string
}

/** @throws CountersignError `usage`: a malformed part, or a file that cannot be read */
export async function readMultipart(parts: readonly string[], count: Counter): Promise<Content> {
  const body = new FormData()
  let size = 0
  for (const text of parts) {
    const [name, value] = parsePair('form-file', text)
    if (value.startsWith('@')) {
      const { path, type, filename } = readFilePart(value.slice(1))
      const file = await openFileBody(path, { name: filename, type, count })
      body.append(name, file as Blob)
      size += file.size
    } else body.append(name, value)
  }
  return { body, contentType: null, size, curl: parts.map(toCurlOption).join(' ') }
}

/**
 * curl interprets "<" and "@" at the start of a value of --form. It takes --form-string literally.
 */
function toCurlOption(text: string): string {
  const [, value] = parsePair('form-file', text)
  return `--form${value.startsWith('@') ? '' : '-string'} ${quoteForShell(text)}`
}

function readFilePart(text: string): { path: string; type: string; filename: string } {
  const [path = '', ...settings] = text.split(';')
  const given = new Map(settings.map((setting) => parsePair('form-file', setting.trim())))
  const unknown = [...given.keys()].find((name) => name !== 'type' && name !== 'filename')
  if (unknown !== undefined)
    throw usageError(
      `--form-file does not accept ${JSON.stringify(unknown)}`,
      'after the file, use ;type= or ;filename=',
    )
  return {
    path,
    // RFC 7578 §4.4 recommends application/octet-stream for a file of unknown type.
    type: given.get('type') ?? 'application/octet-stream',
    filename: given.get('filename') ?? basename(path),
  }
}
