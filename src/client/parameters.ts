/** Parameters as callers write them: pairs, a URLSearchParams, or an object whose lists repeat a name. */
import { fail, type Parameter, quote } from '../signing/index.ts'

type ParameterValue = string | number | boolean

export type ParametersInput =
  | Iterable<readonly [name: string, value: ParameterValue]>
  | Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>

/** @throws CountersignError `invalid-parameter`: a value that is no text, number or boolean */
export function toParameters(input: ParametersInput): Parameter[] {
  const entries: [string, unknown][] = isIterable(input)
    ? Array.from(input, ([name, value]) => [name, value])
    : Object.entries(input).flatMap(([name, value]) => [value].flat().map((one): [string, unknown] => [name, one]))
  return entries.map(([name, value]) => [name, toText(name, value)])
}

function toText(name: string, value: unknown): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value)
  const found = value === null ? 'null' : typeof value
  return fail('invalid-parameter', '3.4.1.3', `${quote(name)} is ${found}, not a text, number or boolean`,
    'leave it out, or write it as text: servers differ on how nested values are spelled')
}

const isIterable = (input: ParametersInput): input is Iterable<readonly [string, ParameterValue]> =>
  Symbol.iterator in input
