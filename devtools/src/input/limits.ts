/** How much is read at all, so that no input takes long. */
import { CountersignError } from 'countersign/signing'

const MIB = 1024 * 1024

/** Of a command line, a header, the head of a request, a URL and a base string, in octets. */
export const HEAD_LIMIT: number = MIB
/** Of a HAR file, and of a request with its body, in octets. */
export const PASTE_LIMIT: number = 64 * MIB
/** Some work grows faster than the number of parameters. */
const MOST_PARAMETERS = 5000

/** Of JSON: what is deeper takes long to parse, and overflows the stack of what is recursive. */
export const MOST_LEVELS = 500

/** @throws CountersignError `input-too-large` */
export function requireSize(what: string, text: string, limit: number): void {
  // Text in UTF-16 has no more units than octets in UTF-8.
  if (text.length > limit || Buffer.byteLength(text) > limit) throw tooLarge(what, limit)
}

export function tooLarge(
  what: string,
  limit: number,
  hint = 'give the one request alone, and leave out what is not signed',
): CountersignError {
  return new CountersignError('input-too-large', `${what} is longer than ${limit / MIB} MiB`, {
    hint,
  })
}

/** @param forms texts in form encoding, undecoded. @throws CountersignError `too-many-parameters` */
export function requireFewParameters(count: number, ...forms: readonly (string | null)[]): void {
  const pieces = forms.reduce(
    (sum, form) => sum + (form === null ? 0 : countOf('&', form) + 1),
    count,
  )
  if (pieces <= MOST_PARAMETERS) return
  throw new CountersignError(
    'too-many-parameters',
    `the request has more than ${MOST_PARAMETERS} parameters`,
    {
      section: '3.4.1.3',
      hint: 'take a request of the same client with fewer parameters',
    },
  )
}

/** How often a character stands in a text. */
export function countOf(character: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++
  return count
}

/** Where a JSON text begins to nest more than `MOST_LEVELS` deep; `null` where it does not. */
export function placeBeyondDepth(text: string): number | null {
  let depth = 0
  let isInText = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInText && character === '\\') at++
    else if (character === '"') isInText = !isInText
    else if (isInText) continue
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > MOST_LEVELS) return at
  }
  return null
}
