/** multipart/form-data, as curl's -F has it: values, and files with a type and a name. */
import { basename } from 'node:path'
import { pair, usage } from '../arguments/options.ts'
import { quoteForShell } from '../shell-text.ts'
import { type Counter, openFileBody } from './file-body.ts'

export interface Content {
  readonly body: string | Blob | FormData | ReadableStream
  /** `null` for multipart, whose boundary `fetch` chooses. */
  readonly contentType: string | null
  /** In octets; `null` where it is not known. */
  readonly size: number | null
  /** What tells curl to send the same. */
  readonly curl: string
}

/** @throws CountersignError `usage` */
export async function readMultipart(parts: readonly string[], count: Counter): Promise<Content> {
  const body = new FormData()
  let size = 0
  for (const text of parts) {
    const [name, value] = pair('form-file', text)
    if (value.startsWith('@')) {
      const { path, type, filename } = readFilePart(value.slice(1))
      const file = await openFileBody(path, { name: filename, type, count })
      body.append(name, file as Blob)
      size += file.size
    } else body.append(name, value)
  }
  return { body, contentType: null, size, curl: parts.map(toCurlOption).join(' ') }
}

/** What curl reads into the value of --form, such as a file behind "<", it leaves alone in --form-string. */
function toCurlOption(text: string): string {
  const [, value] = pair('form-file', text)
  return `--form${value.startsWith('@') ? '' : '-string'} ${quoteForShell(text)}`
}

function readFilePart(text: string): { path: string; type: string; filename: string } {
  const [path = '', ...settings] = text.split(';')
  const given = new Map(settings.map((setting) => pair('form-file', setting.trim())))
  const unknown = [...given.keys()].find((name) => name !== 'type' && name !== 'filename')
  if (unknown !== undefined)
    throw usage(`--form-file knows no ${JSON.stringify(unknown)}`, 'it takes type= and filename=')
  return {
    path,
    // RFC 7578 §4.4: what a part is taken for that does not say it, as far as it is not text.
    type: given.get('type') ?? 'application/octet-stream',
    filename: given.get('filename') ?? basename(path),
  }
}
