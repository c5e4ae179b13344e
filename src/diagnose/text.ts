/** Plain text for terminals and pipes: colours on request, and nothing in it that a terminal would obey. */
import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'blue'

/** Colours text, or leaves it. */
export type Paint = (style: Style, text: string) => string

export const painter =
  (isColoured: boolean): Paint =>
  (style, text) =>
    isColoured && text !== '' ? styleText(style, text, { validateStream: false }) : text

/** Makes control characters visible, so that pasted text cannot steer the terminal. */
export function visible(text: string): string {
  return text.replace(/[\0-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]/g, (character) => {
    if (character === '\n') return '\\n'
    return `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`
  })
}

/** Breaks text at spaces; lines after the first are indented. */
export function wrap(text: string, indent: number, width = 100): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width - indent) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
