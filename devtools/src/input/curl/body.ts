/** The body that curl builds from its data options. */
import { percentEncode } from 'countersign/signing'
import type { CurlOption } from './options.ts'
import type { ReadFile } from '../named-file.ts'

const BOUNDARY = '------------------------countersign'

/** The Content-Type that curl adds for data options. `null` without data options. */
export function curlContentType(options: readonly CurlOption[]): string | null {
  if (options.length === 0) return null
  if (options.some(isField)) return `multipart/form-data; boundary=${BOUNDARY}`
  return options.some(isJson) ? 'application/json' : 'application/x-www-form-urlencoded'
}

/** The body. `null` without data options. @throws the errors of `readFile` */
export function curlBody(options: readonly CurlOption[], readFile: ReadFile): string | null {
  if (options.length === 0) return null
  const fields = options.filter(isField)
  if (fields.length > 0) return multipart(fields, readFile)
  return options
    .map(
      (option, place) => `${place === 0 || isJson(option) ? '' : '&'}${dataOf(option, readFile)}`,
    )
    .join('')
}

const isField = ({ name }: CurlOption): boolean => name === '--form' || name === '--form-string'
const isJson = ({ name }: CurlOption): boolean => name === '--json'

function dataOf({ name, value }: CurlOption, readFile: ReadFile): string {
  if (name === '--data-raw') return value
  if (name === '--data-urlencode') return urlencode(name, value, readFile)
  if (!value.startsWith('@')) return value
  const content = readFile(value.slice(1), name)
  // curl removes CR, LF and NUL from the files that -d reads.
  return name === '--data-binary' || name === '--json' ? content : content.replace(/[\r\n\0]/g, '')
}

/**
 * Encodes an argument of --data-urlencode: `content`, `=content`, `name=content`, `@file` or
 * `name@file`.
 */
export function urlencode(option: string, text: string, readFile: ReadFile): string {
  const [, name = '', mark = '', content = ''] = /^([^=@]*)([=@])(.*)$/s.exec(text) ?? []
  if (mark === '') return percentEncode(text)
  const value = mark === '@' ? readFile(content, option) : content
  return `${name === '' ? '' : `${name}=`}${percentEncode(value)}`
}

/** Does not read uploaded files, because the signature does not cover a multipart body. */
function multipart(fields: readonly CurlOption[], readFile: ReadFile): string {
  const parts = fields.map(({ name: option, value }) => {
    const [, name = '', content = ''] = /^([^=]*)=(.*)$/s.exec(value) ?? []
    const sign = option === '--form' ? content.charAt(0) : ''
    const path = content.slice(1).replace(/;.*$/s, '')
    const isFile = sign === '@'
    const text = isFile ? '' : sign === '<' ? readFile(path, option) : content
    const filename = isFile ? `; filename="${path}"` : ''
    return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n\r\n${text}\r\n`
  })
  return `${parts.join('')}--${BOUNDARY}--\r\n`
}
