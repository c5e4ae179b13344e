/** Size limits for input, so that no input takes long to process. */
import { CountersignError } from 'countersign/signing'

const MIB = 1024 * 1024

/**
 * The limit for a command line, a header, the head of a request, a URL and a base string, in
 * octets.
 */
export const HEAD_LIMIT: number = MIB
/** The limit for a HAR file and for a request with its body, in octets. */
export const PASTE_LIMIT: number = 64 * MIB
/** Some work grows faster than linearly with the number of parameters. */
const MAX_PARAMETERS = 5000

/**
 * The nesting limit for JSON. Deeper JSON is slow to parse and overflows the stack of recursive
 * functions.
 */
export const MAX_JSON_DEPTH = 500

/** @throws CountersignError `input-too-large` */
export function requireSize(what: string, text: string, limit: number): void {
  // A text has at least as many UTF-8 octets as UTF-16 code units, so the fast check comes first.
  if (text.length > limit || Buffer.byteLength(text) > limit) throw tooLarge(what, limit)
}

export function tooLarge(
  what: string,
  limit: number,
  hint = 'pass only one request, and leave out content that is not signed',
): CountersignError {
  return new CountersignError('input-too-large', `${what} is longer than ${limit / MIB} MiB`, {
    hint,
  })
}

/**
 * @param forms form-encoded texts, such as the query and the body
 * @throws CountersignError `too-many-parameters`
 */
export function requireParameterLimit(count: number, ...forms: readonly (string | null)[]): void {
  const pieces = forms.reduce(
    (sum, form) => sum + (form === null ? 0 : countOf('&', form) + 1),
    count,
  )
  if (pieces <= MAX_PARAMETERS) return
  throw new CountersignError(
    'too-many-parameters',
    `the request has more than ${MAX_PARAMETERS} parameters`,
    {
      section: '3.4.1.3',
      hint: 'use a request of the same client with fewer parameters',
    },
  )
}

/** How often a character occurs in a text. */
export function countOf(character: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++
  return count
}

/**
 * The position at which a JSON text is nested more than `MAX_JSON_DEPTH` levels deep. `null` for
 * none.
 */
export function placeBeyondDepth(text: string): number | null {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInString && character === '\\') at++
    else if (character === '"') isInString = !isInString
    else if (isInString) continue
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > MAX_JSON_DEPTH) return at
  }
  return null
}
