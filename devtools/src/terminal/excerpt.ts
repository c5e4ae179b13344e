/**
 * Excerpts of untrusted text for reports: shortened, printable, centred on the first difference.
 */
import { printable } from 'countersign/internal'

/** Truncates text to `length` code points and marks the truncation with "…". */
export function cut(text: string, length: number): string {
  const characters = [...text.slice(0, length * 2 + 2)]
  return characters.length > length ? `${characters.slice(0, length).join('')}…` : text
}

/** A line that an adapter wrote, truncated and quoted as JSON. */
export const quoteLine = (line: string): string => JSON.stringify(cut(line, 120))

export interface FirstDifference {
  /** In UTF-16 code units. */
  readonly index: number
  /** In octets of UTF-8, counted from 0. */
  readonly byte: number
}

export function firstDifference(a: string, b: string): FirstDifference {
  let index = 0
  while (index < a.length && a[index] === b[index]) index += 1
  // Do not split a surrogate pair.
  if (index > 0 && /[\ud800-\udbff]/.test(a[index - 1]!)) index -= 1
  return { index, byte: Buffer.byteLength(a.slice(0, index)) }
}

/** One code point and the text around it. `marked` is empty at the end of the text. */
export interface View {
  readonly before: string
  readonly marked: string
  readonly after: string
}

/** @param index in UTF-16 code units. @param width code points to show on each side */
export function viewAround(text: string, index: number, width: number): View {
  const [head, tail] = [[...text.slice(0, index)], [...text.slice(index)]]
  const hidden = head.length - width
  const rest = tail.slice(1)
  return {
    before: (hidden > 0 ? '…' : '') + printable(head.slice(Math.max(0, hidden)).join('')),
    marked: printable(tail[0] ?? ''),
    after: printable(rest.slice(0, width).join('')) + (rest.length > width ? '…' : ''),
  }
}
