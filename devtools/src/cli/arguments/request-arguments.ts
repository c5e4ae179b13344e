/** A request as people write it for curl: method, URL, headers and a body. */
import { appendParameters, firstHeader, formBody } from 'countersign/internal'
import type { RequestToSign } from 'countersign/signing'
import { pair, usage } from './options.ts'
import { CONTENT_LIMIT, readText } from './read-file.ts'

export const REQUEST_OPTIONS = {
  header: {
    type: 'string',
    short: 'H',
    multiple: true,
    value: "'N: V'",
    about: 'a header; as often as needed',
  },
  param: {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'appended to the query, and encoded for you',
  },
  data: {
    type: 'string',
    short: 'd',
    multiple: true,
    value: 'TEXT',
    complete: 'file',
    about: 'a form as it is written, as curl has it; @FILE reads a file; joined by "&"',
  },
  form: {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'a form field, encoded for you; signed',
  },
} as const

export interface RequestValues {
  readonly header?: readonly string[] | undefined
  readonly param?: readonly string[] | undefined
  readonly data?: readonly string[] | undefined
  readonly form?: readonly string[] | undefined
}

export interface RequestArguments extends RequestToSign {
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
}

/**
 * Reads `[METHOD] URL` and the options of a request whose body is a form, or none; POST where there is a body and no
 * method, else GET.
 *
 * @throws CountersignError `usage`
 */
export function readRequest(
  positionals: readonly string[],
  values: RequestValues,
): RequestArguments {
  const { method, url } = readTarget(positionals, values.param)
  const content = readForm(values)
  const headers = readHeaders(values.header)
  return {
    method: method ?? (content ? 'POST' : 'GET'),
    url,
    headers:
      content && firstHeader(headers, 'content-type') === null
        ? [...headers, ['Content-Type', content.contentType]]
        : headers,
    body: content?.body ?? null,
  }
}

/** `[METHOD] URL`, with the parameters behind the query. @throws CountersignError `usage` */
export function readTarget(
  positionals: readonly string[],
  params: readonly string[] = [],
): { method: string | null; url: string } {
  if (positionals.length < 1 || positionals.length > 2) {
    throw usage(
      'give a URL, with a method before it or none',
      'such as GET https://api.example.com/me',
    )
  }
  const [method, url] =
    positionals.length === 2 ? [positionals[0]!, positionals[1]!] : [null, positionals[0]!]
  return {
    method,
    url: appendParameters(
      url,
      params.map((text) => pair('param', text)),
    ),
  }
}

/** @throws CountersignError `usage` */
export function readHeaders(texts: readonly string[] = []): [name: string, value: string][] {
  return texts.map((text) => {
    const [, name, value] = /^([^\s:]+):\s*(.*)$/s.exec(text) ?? []
    if (name !== undefined && value !== undefined) return [name, value]
    throw usage(
      `--header takes "Name: value", not ${JSON.stringify(text)}`,
      "such as -H 'Accept: application/json'",
    )
  })
}

function readForm({ data, form }: RequestValues): { body: string; contentType: string } | null {
  if (data && form)
    throw usage('more than one of --data and --form is given', 'a request has one body')
  if (form) return formBody(form.map((text) => pair('form', text)))
  return data ? { ...formBody([]), body: data.map(readValue).join('&') } : null
}

const readValue = (text: string): string =>
  text.startsWith('@') ? withoutNewlines(readText(text.slice(1), CONTENT_LIMIT)) : text

/** A form in a file: as curl has it, line ends are not part of it. */
export const withoutNewlines = (text: string): string => text.replace(/[\r\n]/g, '')
