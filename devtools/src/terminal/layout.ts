/** Layout of plain text in lines of a fixed width. */

/** Breaks text at white space into lines. `width` is in columns. */
export function linesOf(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** Breaks text into lines and indents those after the first. `indent` and `width` are in columns. */
export const wrap = (text: string, indent: number, width = 100): string =>
  linesOf(text, width - indent).join(`\n${' '.repeat(indent)}`)

/** Returns the text with its first letter in upper case. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
