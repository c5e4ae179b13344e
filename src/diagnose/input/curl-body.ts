/** The body that curl makes out of its data options. */
import { percentEncode } from '../../signing/index.ts'

export interface CurlData {
  data: string[]
  dataRaw: string[]
  dataUrlencode: string[]
  json: string[]
  form: string[]
  /** The data options in the order in which they stand, since curl joins them. */
  order: (readonly [kind: 'data' | 'dataRaw' | 'dataUrlencode', value: string])[]
}

export interface CurlContent {
  readonly body: string
  readonly contentType: string
}

const BOUNDARY = '------------------------countersign'

/** `null` where no option brings a body. */
export function curlBody({ json, form, order }: CurlData, readFile: (path: string) => string): CurlContent | null {
  if (form.length > 0) return multipart(form, readFile)
  if (json.length > 0)
    return { body: json.map((text) => fromFile(text, readFile)).join(''), contentType: 'application/json' }
  if (order.length === 0) return null
  const body = order
    .map(([kind, value]) => {
      if (kind === 'dataRaw') return value
      if (kind === 'dataUrlencode') return urlencode(value, readFile)
      if (value.startsWith('\0')) return fromFile(value.slice(1), readFile)
      // curl takes the line ends out of files that -d reads.
      return value.startsWith('@') ? fromFile(value, readFile).replace(/[\r\n]/g, '') : value
    })
    .join('&')
  return { body, contentType: 'application/x-www-form-urlencoded' }
}

const fromFile = (text: string, readFile: (path: string) => string): string =>
  text.startsWith('@') ? readFile(text.slice(1)) : text

/** `content`, `=content`, `name=content`, `@file` or `name@file`. */
function urlencode(text: string, readFile: (path: string) => string): string {
  const [, name = '', mark = '', content = ''] = /^([^=@]*)([=@])(.*)$/s.exec(text) ?? []
  if (mark === '') return percentEncode(text)
  return `${name === '' ? '' : `${name}=`}${percentEncode(mark === '@' ? readFile(content) : content)}`
}

function multipart(fields: readonly string[], readFile: (path: string) => string): CurlContent {
  const parts = fields.map((field) => {
    const [, name = '', content = ''] = /^([^=]*)=(.*)$/s.exec(field) ?? []
    const isFile = content.startsWith('@')
    const text = isFile ? '' : content.startsWith('<') ? readFile(content.slice(1)) : content
    const filename = isFile ? `; filename="${content.slice(1).replace(/;.*$/s, '')}"` : ''
    return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n\r\n${text}\r\n`
  })
  return { body: `${parts.join('')}--${BOUNDARY}--\r\n`, contentType: `multipart/form-data; boundary=${BOUNDARY}` }
}
