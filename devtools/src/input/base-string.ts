/** Reads the signature base string that a server returns, and compares it with the computed one. */
import { CountersignError, percentDecode } from 'countersign/signing'
import { HEAD_LIMIT, requireSize } from './limits.ts'

export interface BaseStringText {
  readonly text: string
  /** The encoding around the base string, which was removed. */
  readonly wrapping: 'none' | 'percent-encoded once more' | 'HTML or XML' | 'JSON'
}

const PLAIN = /(?<![A-Za-z])[A-Za-z]+&https?(?:%3A|:)(?:%2F|\/){2}[^\s"'<>]*/i
const ENCODED = /(?<![A-Za-z])[A-Za-z]+%26https?%253A%252F%252F[^\s"'<>&]*/i

/**
 * Finds the base string in an error body, a header or a page. RFC 5849 §3.4.1.1
 *
 * @throws CountersignError `unreadable-base-string`: the text contains none; `input-too-large`
 */
export function readBaseString(pasted: string): BaseStringText {
  requireSize("the server's text", pasted, HEAD_LIMIT)
  const unescaped = pasted
    .replace(/\\u0026/gi, '&')
    .replaceAll('\\/', '/')
    .replace(/\\n/g, '\n')
    .replaceAll('\\"', '"')
  const unmarked = unescaped
    .replace(/&amp;|&#38;|&#x26;/gi, '&')
    .replace(/&(?:quot|lt|gt|#39);/gi, ' ')
  const encoded = ENCODED.exec(unmarked)?.[0]
  const plain = PLAIN.exec(unmarked)?.[0]
  if (encoded !== undefined && plain === undefined)
    return { text: trimEnd(String(percentDecode(encoded))), wrapping: 'percent-encoded once more' }
  if (plain === undefined) {
    throw new CountersignError(
      'unreadable-base-string',
      'the text contains no signature base string',
      {
        section: '3.4.1.1',
        hint: 'paste the part that begins with the method, such as GET&https%3A%2F%2F…',
      },
    )
  }
  return {
    text: trimEnd(plain),
    wrapping: unmarked !== unescaped ? 'HTML or XML' : unescaped !== pasted ? 'JSON' : 'none',
  }
}

/** Removes the punctuation and closing brackets of the surrounding sentence. */
const trimEnd = (text: string): string => text.replace(/(?<![.,;:)\]}])[.,;:)\]}]+$/, '')

/** A difference of two base strings. `position` is in characters of the whole text, from 0. */
export interface Difference {
  readonly part: 'method' | 'uri' | 'parameter' | 'order' | 'shape'
  readonly position: number
  /**
   * The two texts at the difference, without the encoding of the base string. `null` for an absent
   * text.
   */
  readonly ours: string | null
  readonly theirs: string | null
}

/** The first difference of two base strings. `null` if they are equal. */
export function compareBaseStrings(ours: string, theirs: string): Difference | null {
  if (ours === theirs) return null
  const position = firstDifference(ours, theirs)
  const [a, b] = [splitBaseString(ours), splitBaseString(theirs)]
  if (a === null || b === null) return { part: 'shape', position, ours, theirs }
  if (a.method !== b.method) return { part: 'method', position, ours: a.method, theirs: b.method }
  if (a.uri !== b.uri) return { part: 'uri', position, ours: decode(a.uri), theirs: decode(b.uri) }
  return compareParameters(
    position,
    decode(a.parameters).split('&'),
    decode(b.parameters).split('&'),
  )
}

function compareParameters(
  position: number,
  ours: readonly string[],
  theirs: readonly string[],
): Difference {
  const isSameSet = [...ours].sort().join('&') === [...theirs].sort().join('&')
  const index = ours.findIndex((pair, place) => pair !== theirs[place])
  const at = index < 0 ? ours.length : index
  const [mine, other] = [ours[at] ?? null, theirs[at] ?? null]
  if (isSameSet) return { part: 'order', position, ours: mine, theirs: other }
  // A parameter that only one side has is not compared with the next parameter of the other side.
  if (mine !== null && other !== null && theirs.includes(mine) && !ours.includes(other))
    return { part: 'parameter', position, ours: null, theirs: other }
  if (mine !== null && other !== null && ours.includes(other) && !theirs.includes(mine))
    return { part: 'parameter', position, ours: mine, theirs: null }
  return { part: 'parameter', position, ours: mine, theirs: other }
}

export function firstDifference(a: string, b: string): number {
  let position = 0
  while (position < a.length && a[position] === b[position]) position++
  return position
}

/** The three encoded parts. `null` if the text is not a base string. */
export function splitBaseString(
  text: string,
): { method: string; uri: string; parameters: string } | null {
  const [, method, uri, parameters] = /^([^&]*)&([^&]*)&(.*)$/s.exec(text) ?? []
  return method === undefined || uri === undefined || parameters === undefined
    ? null
    : { method, uri, parameters }
}

function decode(text: string): string {
  return text.replace(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const code = parseInt(escape.slice(1), 16)
    return code < 0x80 ? String.fromCharCode(code) : escape
  })
}
