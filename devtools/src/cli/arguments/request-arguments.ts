/** Reads a request from arguments in the style of curl: method, URL, headers and a form. */
import { appendParameters, formBody } from 'countersign/internal'
import { firstHeader } from '../../input/index.ts'
import type { RequestToSign } from 'countersign/signing'
import { parsePair, usageError } from './options.ts'
import { CONTENT_LIMIT, readText } from './read-file.ts'

export const REQUEST_OPTIONS = {
  header: {
    type: 'string',
    short: 'H',
    multiple: true,
    value: "'N: V'",
    about: 'a request header; repeatable',
  },
  param: {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'a query parameter; percent-encoded and appended to the URL',
  },
  data: {
    type: 'string',
    short: 'd',
    multiple: true,
    value: 'TEXT',
    complete: 'file',
    about:
      'a form, already encoded, as in curl; @FILE reads a file; repeated ones are joined by "&"',
  },
  form: {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'a form field; encoded and signed',
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
 * Reads `[METHOD] URL` and the options of a request without a body or with a form. The method
 * defaults to POST with a body, and to GET without.
 *
 * @throws CountersignError `usage`: a malformed argument; `input-too-large`: a file of more than 64
 *   MiB
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

/**
 * Reads `[METHOD] URL` and appends the parameters to the query.
 *
 * @throws CountersignError `usage`: another number of arguments
 */
export function readTarget(
  positionals: readonly string[],
  params: readonly string[] = [],
): { method: string | null; url: string } {
  if (positionals.length < 1 || positionals.length > 2) {
    throw usageError(
      'the command takes one URL, with an optional method before it',
      'for example GET https://api.example.com/me',
    )
  }
  const [method, url] =
    positionals.length === 2 ? [positionals[0]!, positionals[1]!] : [null, positionals[0]!]
  return {
    method,
    url: appendParameters(
      url,
      params.map((text) => parsePair('param', text)),
    ),
  }
}

/** @throws CountersignError `usage`: not `Name: value` */
export function readHeaders(texts: readonly string[] = []): [name: string, value: string][] {
  return texts.map((text) => {
    const [, name, value] = /^([^\s:]+):\s*(.*)$/s.exec(text) ?? []
    if (name !== undefined && value !== undefined) return [name, value]
    throw usageError(
      `--header takes "Name: value", not ${JSON.stringify(text)}`,
      "for example -H 'Accept: application/json'",
    )
  })
}

function readForm({ data, form }: RequestValues): { body: string; contentType: string } | null {
  if (data && form)
    throw usageError('both --data and --form are given', 'a request has one body: use one of them')
  if (form) return formBody(form.map((text) => parsePair('form', text)))
  return data ? { ...formBody([]), body: data.map(readValue).join('&') } : null
}

const readValue = (text: string): string =>
  text.startsWith('@') ? withoutNewlines(readText(text.slice(1), CONTENT_LIMIT)) : text

/** Removes the line ends of a form in a file, as curl does. */
export const withoutNewlines = (text: string): string => text.replace(/[\r\n]/g, '')
