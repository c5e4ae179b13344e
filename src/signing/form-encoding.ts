/** application/x-www-form-urlencoded, as RFC 5849 §3.4.1.3.1 reads queries and form bodies. */
import { type OctetString, percentDecode, percentEncode } from './percent-encoding.ts'

/** A name and its value, both decoded. Parameters are ordered pairs because names repeat. */
export type Parameter = readonly [name: OctetString, value: OctetString]

/** Splits at each `&`, and each piece at its first `=`, decoding nothing. */
export function splitForm(form: string): (readonly [name: string, value: string])[] {
  const pieces: [string, string][] = []
  for (const piece of form.split('&')) {
    // RFC silent: an empty piece, as in "a=1&&b=2", is no parameter; an empty name with a value is one.
    if (piece === '') continue
    const equals = piece.indexOf('=')
    // §3.4.1.3.1: a name without "=" has the empty value.
    pieces.push(equals < 0 ? [piece, ''] : [piece.slice(0, equals), piece.slice(equals + 1)])
  }
  return pieces
}

/** Decodes one name or value, once. */
export function decodeFormText(text: string): OctetString {
  // §3.4.1.3.1: "+" is a space, in a query as well as in a body.
  return percentDecode(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

/** Decoded pairs, in the order of the form. */
export function parseForm(form: string): Parameter[] {
  return splitForm(form).map(([name, value]) => [decodeFormText(name), decodeFormText(value)])
}

/** Writes pairs so that every server reads them back alike: a space as `%20`, never as `+`. */
export function formatForm(parameters: readonly Parameter[]): string {
  return parameters.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')
}

/** Whether a Content-Type names the form encoding, whatever its case and its parameters. */
export function isFormContentType(contentType: string | null): boolean {
  // RFC silent: "; charset=UTF-8" does not make it another type.
  return contentType !== null && /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType)
}
