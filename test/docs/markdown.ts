/**
 * Reads the examples of a document, by heading, and the code in its tables.
 */

export interface Example {
  /**
   * The headings above it, outermost first, and its number there among those of its language.
   */
  readonly name: string
  readonly language: string
  readonly code: string
}

/** The fenced blocks, in their order. */
export function examplesOf(markdown: string): Example[] {
  const headings: string[] = []
  const counts = new Map<string, number>()
  const examples: Example[] = []
  const found = markdown.matchAll(/^(##+) ([^\n]*)$|^```(\w+)\n(.*?)^```$/gms)
  for (const [, marks, title, language = '', code = ''] of found) {
    if (marks !== undefined) {
      headings.length = marks.length - 2
      headings.push(title!)
      continue
    }
    const place = `${headings.join(', ')}, ${language}`
    const number = (counts.get(place) ?? 0) + 1
    counts.set(place, number)
    examples.push({ name: `${place} ${number}`, language, code })
  }
  return examples
}

/** The code in the column of that name, of every table that has one. */
export function codeInColumn(markdown: string, column: string): string[] {
  return markdown.split('\n\n').flatMap((block) => {
    const [head = '', , ...rows] = block.trim().split('\n')
    const position = cells(head).indexOf(column)
    if (!head.startsWith('|') || position < 0) return []
    return rows.flatMap((row) =>
      [...(cells(row)[position] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
    )
  })
}

const cells = (row: string): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
