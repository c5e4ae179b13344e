/** Reads the text fields of a multipart/form-data body, which some signers sign. */
import type { Parameter } from 'countersign/signing'

export function multipartFields(
  contentType: string | null,
  body: string,
): readonly Parameter[] | null {
  const [, quoted, plain] =
    /^\s*multipart\/form-data\s*;.*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? '') ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return null
  return body.split(`--${boundary}`).flatMap((part): Parameter[] => {
    const [, head = '', rest = ''] = /^\r?\n(.*?)\r?\n\r?\n(.*)$/s.exec(part) ?? []
    if (!rest.endsWith('\n')) return []
    const name = /;\s*name="([^"]*)"/i.exec(head)?.[1]
    return name === undefined || /;\s*filename=/i.test(head)
      ? []
      : [[name, rest.replace(/\r?\n$/, '')]]
  })
}
