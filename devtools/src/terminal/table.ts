/** Formats a table in plain text. */

/** Aligns the first column left and the others right. Shows `0` as `·`. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((text, column) => {
        const shown = text === '0' ? '·' : text
        return column === 0 ? shown.padEnd(widths[0]!) : shown.padStart(widths[column]!)
      })
      .join('  '),
  )
}
