/** Formats the input of a vector: a request as HTTP, any other input as a list of its members. */
import { printable } from 'countersign/internal'
import { isMembers, type Members } from '../protocol/members.ts'
import { cut } from '../../terminal/index.ts'
import type { Vector } from '../suite/vector-file.ts'

/** In characters. */
const MAX_VALUE = 600
const MAX_SUMMARY = 160

/** Formats an input as lines. Secrets and keys are left out; the vector file holds them. */
export function formatInput({ operation, input }: Vector): string[] {
  if (operation === 'verify') {
    const credentials = isMembers(input['credentials']) ? input['credentials'] : {}
    return [
      ...formatRequest(input['request'] as Members),
      '',
      formatMembers({ ...pick(credentials, ['consumerKey', 'token']), now: input['now'] }),
    ]
  }
  if (operation !== 'sign' && operation !== 'signatureBaseString')
    return Object.entries(input).map(([name, value]) => formatMember(name, value))
  const { signatureMethod, version, callback, verifier, realm, extra } = input
  return [
    ...formatRequest(input),
    '',
    formatMembers({ signatureMethod, version, callback, verifier, realm, extra }),
  ]
}

function formatRequest({ method, url, headers, body }: Members): string[] {
  const fields = (headers as (readonly [string, string])[]).map(([name, value]) =>
    printable(cut(`${name}: ${value}`, MAX_VALUE)),
  )
  return [
    printable(cut(`${String(method)} ${String(url)}`, MAX_VALUE)),
    ...fields,
    ...(body === null ? [] : ['', formatValue(body)]),
  ]
}

/** Formats the first line of a request and its body, or the first member of another input. */
export function formatSummary({ operation, input }: Vector): string {
  const request = operation === 'verify' ? (input['request'] as Members) : input
  if (!('method' in request))
    return cut(
      Object.entries(input).map(([name, value]) => formatMember(name, value))[0] ?? '',
      MAX_SUMMARY,
    )
  const lines = [
    printable(`${String(request['method'])} ${String(request['url'])}`),
    ...(request['body'] === null ? [] : [formatValue(request['body'])]),
  ]
  return lines.map((line) => cut(line, MAX_SUMMARY)).join('\n')
}

const pick = (members: Members, names: readonly string[]): Members =>
  Object.fromEntries(names.map((name) => [name, members[name]]))

function formatMembers(members: Members): string {
  const given = Object.entries(members).filter(
    ([, value]) =>
      value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return given.map(([name, value]) => formatMember(name, value)).join(', ')
}

const formatMember = (name: string, value: unknown): string => `${name} ${formatValue(value)}`

function formatValue(value: unknown): string {
  return printable(cut(typeof value === 'string' ? value : JSON.stringify(value), MAX_VALUE))
}
