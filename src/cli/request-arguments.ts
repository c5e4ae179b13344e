/** A request as people write it for curl: method, URL, headers and a body. */
import type { RequestToSign } from '../signing/index.ts'
import { appendParameters, formBody, jsonBody } from '../client/index.ts'
import { readText } from './credentials.ts'
import { pair, usage } from './options.ts'

export const REQUEST_OPTIONS = {
  header: { type: 'string', short: 'H', multiple: true },
  param: { type: 'string', multiple: true },
  data: { type: 'string', short: 'd', multiple: true },
  form: { type: 'string', multiple: true },
} as const

export const REQUEST_HELP = `request:
  -H, --header 'N: V'      a header; as often as needed
  --param name=value       appended to the query, and encoded for you
  --form name=value        a form field, encoded for you; signed
  -d, --data TEXT          a form as it is written, as curl has it; @FILE reads a file; joined by "&"`

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
 * Reads `[METHOD] URL` and the options; POST where there is a body and no method, else GET.
 *
 * @throws CountersignError `usage`
 */
export function readRequest(positionals: readonly string[], values: RequestValues, json: string | undefined): RequestArguments {
  if (positionals.length < 1 || positionals.length > 2) throw usage('give a URL, with a method before it or none', 'such as GET https://api.example.com/me')
  const url = positionals.at(-1)!
  const content = readContent(values, json)
  const headers = (values.header ?? []).map(readHeader)
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    method: positionals.length === 2 ? positionals[0]! : content ? 'POST' : 'GET',
    url: appendParameters(url, (values.param ?? []).map((text) => pair('param', text))),
    headers: content && !hasType ? [...headers, ['Content-Type', content.contentType]] : headers,
    body: content?.body ?? null,
  }
}

function readContent({ data, form }: RequestValues, json: string | undefined): { body: string; contentType: string } | null {
  if ([data, form, json].filter((body) => body !== undefined).length > 1) {
    throw usage('more than one of --data, --form and --json is given', 'a request has one body')
  }
  if (form) return formBody(form.map((text) => pair('form', text)))
  if (json !== undefined) return { ...jsonBody(null), body: readValue(json) }
  return data ? { ...formBody([]), body: data.map(readValue).join('&') } : null
}

const readValue = (text: string): string => (text.startsWith('@') ? readText(text.slice(1)) : text)

function readHeader(text: string): [string, string] {
  const [, name, value] = /^([^\s:]+):\s*(.*)$/s.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw usage(`--header takes "Name: value", not ${JSON.stringify(text)}`, "such as -H 'Accept: application/json'")
}
