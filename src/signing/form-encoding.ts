/** application/x-www-form-urlencoded, as RFC 5849 §3.4.1.3.1 reads queries and form bodies. */
import { fail } from './errors.ts'
import {
  canonicalSpelling,
  type OctetString,
  percentDecode,
  percentEncode,
} from './percent-encoding.ts'

/** A name and its value, both decoded. Parameters are ordered pairs because names repeat. */
export type Parameter = readonly [name: OctetString, value: OctetString]

/** A parameter whose name and value are percent-encoded. */
export interface EncodedParameter {
  readonly name: string
  readonly value: string
}

export function encodeParameters(parameters: readonly Parameter[]): EncodedParameter[] {
  return parameters.map(([name, value]) => ({
    name: percentEncode(name),
    value: percentEncode(value),
  }))
}

/** Splits at each "&", and each piece at its first "=". Decodes nothing. */
export function splitForm(form: string): (readonly [name: string, value: string])[] {
  return mapPairs(form, (name, value) => [name, value])
}

function mapPairs<Item>(form: string, make: (name: string, value: string) => Item): Item[] {
  const items: Item[] = []
  let equals = positionOf('=', form, 0)
  for (let start = 0, end = 0; start < form.length; start = end + 1) {
    end = positionOf('&', form, start)
    // RFC silent: an empty piece, as in "a=1&&b=2", is no parameter. An empty name with a value is.
    if (end === start) continue
    if (equals < start) equals = positionOf('=', form, start)
    // §3.4.1.3.1: a name without "=" has the empty value.
    const nameEnd = Math.min(equals, end)
    items.push(make(form.slice(start, nameEnd), form.slice(nameEnd + 1, end)))
  }
  return items
}

function positionOf(separator: string, form: string, start: number): number {
  const position = form.indexOf(separator, start)
  return position < 0 ? form.length : position
}

/** The parameters of a query or form body. */
export function encodedForm(form: string): EncodedParameter[] {
  return mapPairs(canonicalSpelling(form), encodePair)
}

function encodePair(name: string, value: string): EncodedParameter {
  // §3.4.1.3.1: the first "=" separates; every other one is part of the value.
  return { name, value: value.includes('=') ? value.replaceAll('=', '%3D') : value }
}

/** Decodes one name or value, once. */
export function decodeFormText(text: string): OctetString {
  // §3.4.1.3.1: "+" is a space, in a query as well as in a body.
  return percentDecode(text.replaceAll('+', ' '))
}

/** Decoded pairs in the order of the form. @example parseForm('a=1+2&b') // [['a', '1 2'], ['b', '']] */
export function parseForm(form: string): Parameter[] {
  return splitForm(form).map(([name, value]) => [decodeFormText(name), decodeFormText(value)])
}

type Field = readonly [name: OctetString, value: OctetString | number]

/** Writes pairs. A space becomes "%20", which every server reads alike; a number becomes its text. */
export function formatForm(fields: readonly Field[]): string {
  const texts = fields.map(([name, value]): Parameter => {
    return [name, Number.isFinite(value) ? String(value) : (value as OctetString)]
  })
  return joinForm(encodeParameters(texts))
}

export function joinForm(parameters: readonly EncodedParameter[]): string {
  let form = ''
  for (const { name, value } of parameters) form += `${form && '&'}${name}=${value}`
  return form
}

const FORM_TYPE = /^[ \t]*application\/x-www-form-urlencoded[ \t]*(?:;|$)/i
const AMBIGUOUS = /(?:^|,)[ \t]*application\/x-www-form-urlencoded(?![!#$%&'*+\-.^_`|~0-9A-Za-z])/i

/** Whether a Content-Type names the form encoding. */
export function isFormContentType(type: string | null): boolean {
  // RFC silent: case and parameters such as "; charset=UTF-8" do not make it another type.
  return type !== null && FORM_TYPE.test(type)
}

/** @throws CountersignError `invalid-content-type` */
export function requireOneContentType(type: string | null): void {
  // RFC silent: some servers read "application/x-www-form-urlencoded, text/plain" as a form. It is
  // refused, because an application would read a body there that is not signed.
  if (type === null || FORM_TYPE.test(type) || !AMBIGUOUS.test(type)) return
  const message = 'the Content-Type names the form encoding and something else'
  fail('invalid-content-type', '3.4.1.3.1', message, 'send one media type')
}
