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
  /** `name=value` as the signature base string holds it: percent-encoded once more. */
  readonly signedText: string
}

/** A parameter of two texts that are percent-encoded already. */
export function encodedParameter(name: string, value: string): EncodedParameter {
  return { name, value, signedText: `${encodeAgain(name)}%3D${encodeAgain(value)}` }
}

// §3.4.1.1: of the characters of encoded text, "%" alone is left to encode.
const encodeAgain = (text: string): string =>
  text.includes('%') ? text.replaceAll('%', '%25') : text

export function encodeParameters(parameters: readonly Parameter[]): EncodedParameter[] {
  return parameters.map(([name, value]) =>
    encodedParameter(percentEncode(name), percentEncode(value)),
  )
}

/** Splits at each "&", and each piece at its first "=". Decodes nothing. */
export function splitForm(form: string): (readonly [name: string, value: string])[] {
  return mapPairs(form, (name, value) => [name, value])
}

function mapPairs<Item>(form: string, make: (name: string, value: string) => Item): Item[] {
  const items: Item[] = []
  for (const piece of form.split('&')) {
    // RFC silent: an empty piece, as in "a=1&&b=2", is no parameter. An empty name with a value is.
    if (piece === '') continue
    const equals = piece.indexOf('=')
    // §3.4.1.3.1: a name without "=" has the empty value.
    items.push(equals < 0 ? make(piece, '') : make(piece.slice(0, equals), piece.slice(equals + 1)))
  }
  return items
}

/** The parameters of a query or form body. */
export function encodedForm(form: string): EncodedParameter[] {
  return mapPairs(canonicalSpelling(form), (name, value) =>
    // §3.4.1.3.1: the first "=" separates; every other one is part of the value.
    encodedParameter(name, value.includes('=') ? value.replaceAll('=', '%3D') : value),
  )
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
  return parameters.map(({ name, value }) => `${name}=${value}`).join('&')
}

const FORM_TYPE = /^[ \t]*application\/x-www-form-urlencoded[ \t]*(?:;|$)/i

/** Whether a Content-Type names the form encoding. @throws CountersignError `invalid-content-type` */
export function isFormContentType(type: string | null): boolean {
  // RFC silent: case and parameters such as "; charset=UTF-8" do not make it another type.
  if (type === null || FORM_TYPE.test(type)) return type !== null
  // RFC silent: some servers read "application/x-www-form-urlencoded, text/plain" as a form, so that
  // a body which is not signed would be read.
  if (!/application\/x-www-form-urlencoded/i.test(type)) return false
  const message = 'the Content-Type names the form encoding and something else'
  fail('invalid-content-type', '3.4.1.3.1', message, 'send one media type')
}
