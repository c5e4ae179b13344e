/** Parameters as callers write them: pairs, a URLSearchParams, or an object whose lists repeat a name. */
import { fail, quote } from '../signing/index.ts'

type ParameterValue = string | number | boolean

export type ParametersInput =
  | Iterable<readonly [name: string, value: ParameterValue]>
  | Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>

/** Ordered pairs of text. @throws CountersignError `invalid-parameter`: a value that is no text, number or boolean */
export function toParameters(input: ParametersInput): (readonly [name: string, value: string])[] {
  const given: unknown = input
  if (typeof given !== 'object' || given === null)
    refuse('parameters are', given, 'give an object, or a list of pairs')
  const entries: [unknown, unknown][] =
    Symbol.iterator in input
      ? Array.from(input as Iterable<unknown>, requirePair)
      : Object.entries(input).flatMap(([name, value]) =>
          [value].flat().map((one): [string, unknown] => [name, one]),
        )
  return entries.map(([name, value]) => [
    toText('a name is', name),
    toText(`${quote(String(name))} is`, value),
  ])
}

function requirePair(entry: unknown): [unknown, unknown] {
  if (Array.isArray(entry) && entry.length === 2) return [entry[0], entry[1]]
  return refuse('an entry is', entry, 'each is a list of a name and a value')
}

function toText(what: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return String(value)
  return refuse(
    what,
    value,
    'leave it out, or write it as text: servers differ on how nested values are spelled',
  )
}

/** It names the kind of the value, not the value, which may be a secret. */
function refuse(what: string, value: unknown, hint: string): never {
  const kind = value === null ? 'null' : typeof value === 'number' ? String(value) : typeof value
  return fail(
    'invalid-parameter',
    '3.4.1.3',
    `${what} ${kind}, which cannot be sent as a parameter`,
    hint,
  )
}
