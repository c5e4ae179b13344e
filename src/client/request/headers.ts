/**
 * Headers as callers write them. An error has the name of a header, and not its value as the one of
 * `fetch` would.
 */
import { nameKind } from '../../internal/index.ts'
import { CountersignError, quote } from '../../signing/index.ts'

export type HeadersInit = NonNullable<RequestInit['headers']>

/** Copies headers. @throws CountersignError `invalid-header` */
export function readHeaders(input: HeadersInit | undefined): Headers {
  if (input instanceof Headers) return new Headers(input)
  const isObject = typeof input === 'object' && input !== null
  const isList = isObject && Symbol.iterator in input
  // An iterator can be read only once.
  const given = isList ? [...input] : input
  const entries: unknown[] = isList ? (given as unknown[]) : isObject ? Object.entries(input) : []
  requireTexts(entries)
  const headers = input === null ? null : tryHeaders(given)
  if (headers !== null) return headers
  const [name] =
    entries
      .filter(Array.isArray)
      .find((entry) => tryHeaders([entry as [string, string]]) === null) ?? []
  if (name === undefined) {
    throw new CountersignError('invalid-header', 'headers are pairs of a name and a value', {
      hint: 'give an object, a list of pairs, or a Headers',
    })
  }
  // Text behind the characters of a name (RFC 9110 §5.6.2) may be a value.
  const [shown] = /^[\w!#$%&'*+.^`|~-]*/.exec(String(name))!
  throw new CountersignError('invalid-header', `the header ${quote(shown)} cannot be sent`, {
    hint: 'use Latin-1 without control characters, and a name of letters, digits and "-"',
    names: [shown],
  })
}

/** `fetch` would convert any other value to text such as "undefined". */
function requireTexts(entries: readonly unknown[]): void {
  for (const entry of entries.filter(Array.isArray)) {
    const [name, value] = entry as [unknown, unknown]
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      continue
    const shown = String(name)
    throw new CountersignError(
      'invalid-header',
      `the header ${quote(shown)} is ${nameKind(value)}`,
      {
        hint: 'give text, or remove it; a list of pairs may repeat a name',
        names: [shown],
      },
    )
  }
}

function tryHeaders(input: HeadersInit | undefined): Headers | null {
  try {
    return new Headers(input)
  } catch {
    return null
  }
}
