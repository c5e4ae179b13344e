/** Where the functions of a source begin, and how long they are. */

export interface FunctionLines {
  /** The first line, counted from 1. */
  readonly line: number
  readonly lines: number
}

/**
 * Reads a source as Prettier lays it out: what is indented deeper than the line on which a function
 * begins belongs to it, and so do the brackets on the level of that line. A function on one line is left
 * out, and a template of several lines is not expected.
 */
export function functionsOf(source: string): FunctionLines[] {
  const lines = source.split('\n')
  return lines.flatMap((_, start) => {
    const unit = lines.slice(start, endOf(lines, start))
    return isFunction(unit) ? [{ line: start + 1, lines: unit.length }] : []
  })
}

const indentOf = (line: string): number => line.length - line.trimStart().length

function endOf(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start]!)
  const belongs = (line: string): boolean =>
    line === '' || indentOf(line) > indent || (indentOf(line) === indent && /^ *[)}\]]/.test(line))
  const rest = lines.findIndex((line, position) => position > start && !belongs(line))
  let end = rest < 0 ? lines.length : rest
  while (lines[end - 1] === '') end -= 1
  return end
}

/** The end of the line on which a body begins. */
const OPENING = /(?:\{|=>|=>.*[([])$/
const DECLARATION = /\bfunction\b|=>/
const METHOD = /^(?!(?:if|for|while|switch|catch)\b)(?:(?:async|get|set|static) )*#?\w+(?:<.*>)?\(/

function isFunction(unit: readonly string[]): boolean {
  const opening = unit.findIndex((line) => OPENING.test(line))
  const head = unit
    .slice(0, opening + 1)
    .join(' ')
    .trim()
  return DECLARATION.test(head) || (METHOD.test(head) && head.endsWith('{'))
}
