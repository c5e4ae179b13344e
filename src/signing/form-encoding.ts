/** application/x-www-form-urlencoded, as RFC 5849 §3.4.1.3.1 reads queries and form bodies. */
import { refuseType } from './errors.ts'
import { canonicalSpelling, percentDecode, percentEncode } from './percent-encoding.ts'
import type { OctetString } from './percent-encoding.ts'

/** A name and its value, both decoded. Parameters are ordered pairs because names repeat. */
export type Parameter = readonly [name: OctetString, value: OctetString]

/** A parameter whose name and value are percent-encoded. */
export interface EncodedParameter {
  readonly name: string
  readonly value: string
}

/** @throws CountersignError `invalid-option`, `lone-surrogate` */
export function encodeParameter(pair: Parameter): EncodedParameter {
  if (!Array.isArray(pair)) refuseType('parameter', pair, '[name, value]')
  return { name: percentEncode(pair[0]), value: percentEncode(pair[1]) }
}

export function decodeParameter({ name, value }: EncodedParameter): Parameter {
  return [percentDecode(name), percentDecode(value)]
}

/** The parameters of a query or form body. */
export function encodedForm(form: string): EncodedParameter[] {
  // §3.4.1.3.1: "+" is a space, in a query as well as in a body.
  const text = form.includes('+') ? form.replace(/\+/g, '%20') : form
  return mapPairs(canonicalSpelling(text), encodePair)
}

function encodePair(name: string, value: string): EncodedParameter {
  return { name, value: value.includes('=') ? encodeSeparators(value) : value }
}

export const encodeSeparators = (text: string): string =>
  text.replaceAll('&', '%26').replaceAll('=', '%3D')

/** Splits at each "&", and each piece at its first "=". Decodes nothing. */
export const splitForm = (form: string): (readonly [name: string, value: string])[] =>
  mapPairs(form, (name, value) => [name, value])

function mapPairs<Item>(form: string, make: (name: string, value: string) => Item): Item[] {
  const items: Item[] = []
  let equals = -1 // The next "=". It is kept between pieces, because each search may be long.
  for (let start = 0, end = 0; start < form.length; start = end + 1) {
    end = positionOf('&', form, start)
    // RFC silent: an empty piece, as in "a=1&&b=2", is no parameter. An empty name with a value is.
    if (end === start) continue
    if (equals < start) equals = positionOf('=', form, start)
    // §3.4.1.3.1: the first "=" separates, and a name without "=" has the empty value.
    const nameEnd = Math.min(equals, end)
    items.push(make(form.slice(start, nameEnd), form.slice(nameEnd + 1, end)))
  }
  return items
}

function positionOf(separator: string, form: string, start: number): number {
  const position = form.indexOf(separator, start)
  return position < 0 ? form.length : position
}

/** Decodes one name or value, once. */
export const decodeFormText = (text: string): OctetString => percentDecode(text.replace(/\+/g, ' '))

/** Decoded pairs in their order. @example parseForm('a=1+2&b') // [['a', '1 2'], ['b', '']] */
export const parseForm = (form: string): Parameter[] => encodedForm(form).map(decodeParameter)

/** Writes pairs. A space becomes "%20", which all servers read alike; a number becomes its text. */
export function formatForm(
  fields: readonly (Parameter | readonly [OctetString, number])[],
): string {
  const toText = (value: OctetString | number): OctetString =>
    Number.isFinite(value) ? String(value) : (value as OctetString)
  return joinForm(fields.map(([name, value]) => encodeParameter([name, toText(value)])))
}

export function joinForm(parameters: readonly EncodedParameter[]): string {
  let form = ''
  for (const { name, value } of parameters) form += `${form && '&'}${name}=${value}`
  return form
}
