/**
 * Parameters as callers write them: pairs, a URLSearchParams, or an object whose lists repeat a
 * name.
 */
import { isSecretName } from '../../internal/index.ts'
import { fail, quote } from '../../signing/index.ts'

type ParameterValue = string | number | boolean

export type ParametersInput =
  | Iterable<readonly [name: string, value: ParameterValue]>
  | Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>

/** Ordered: a name may repeat. */
export type ParameterPairs = readonly (readonly [name: string, value: string])[]

/**
 * Converts parameters to ordered pairs of text.
 *
 * @throws CountersignError `invalid-parameter`: a value is not a string, number or boolean
 * @example toParameters({ id: [1, 2], all: true }) // [['id', '1'], ['id', '2'], ['all', 'true']]
 */
export function toParameters(input: ParametersInput): (readonly [name: string, value: string])[] {
  const given: unknown = input
  if (typeof given !== 'object' || given === null)
    refuse('parameters are', given, 'give an object or a list of pairs')
  const entries: [unknown, unknown][] =
    Symbol.iterator in input
      ? Array.from(input as Iterable<unknown>, requirePair)
      : Object.entries(input).flatMap(([name, value]) =>
          [value].flat().map((item): [string, unknown] => [name, item]),
        )
  return entries.map(([name, value]) => [
    toText('a name is', name),
    toText(`${quote(String(name))} is`, value),
  ])
}

function requirePair(entry: unknown): [unknown, unknown] {
  if (Array.isArray(entry) && entry.length === 2) return [entry[0], entry[1]]
  return refuse('an entry is', entry, 'give each as a list of a name and a value')
}

function toText(what: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return String(value)
  return refuse(
    what,
    value,
    'remove it, or convert it to text: servers differ in the format of nested values',
  )
}

/** The message has the type of the value. The value itself may be a secret. */
function refuse(what: string, value: unknown, hint: string): never {
  const kind = value === null ? 'null' : typeof value === 'number' ? String(value) : typeof value
  return fail(
    'invalid-parameter',
    '3.4.1.3',
    `${what} ${kind}, which cannot be sent as a parameter`,
    hint,
  )
}

/** The values of parameters whose names mark them as secret, such as `x_auth_password`. */
export function namedSecrets(parameters: ParameterPairs): string[] {
  return parameters.filter(([name]) => isSecretName(name)).map(([, value]) => value)
}
